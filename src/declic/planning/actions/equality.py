"""Each Monday the week before is looked at: whether it was equal, and what the rota needs if it was not."""

from datetime import datetime, timedelta

from django.db import transaction

from declic.ground.paris import paris_day
from declic.journal.actions import record
from declic.planning.facts import WeekChecked
from declic.planning.models import EqualityCheck
from declic.planning.queries.equality import asked_in, week_of
from declic.planning.rules.clocks import monday_of
from declic.planning.rules.equality import as_row


def check_last_week(*, now: datetime) -> EqualityCheck | None:
    """Once for a week, whoever asks first; later in the week if nobody could on Monday. None when it was done, or when
    nobody asked anything.
    """
    week = monday_of(paris_day(now)) - timedelta(days=7)
    if EqualityCheck.objects.filter(week=week).exists():
        return None
    found = week_of(asked_in(week, now))
    if found is None:
        return None
    kept = {
        "asked": found.asked,
        "kept": found.kept,
        "breaks": [as_row(one) for one in found.breaks],
        "unjudged": len(found.unjudged),
        "at": now,
    }
    with transaction.atomic():
        check, is_new = EqualityCheck.objects.get_or_create(week=week, defaults=kept)
        if is_new:
            record(WeekChecked(week.isoformat(), len(found.breaks)), now=now)
    return check if is_new else None
