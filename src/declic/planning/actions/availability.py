"""What a teacher offers: every week, or one week."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from declic.ground.errors import Refusal
from declic.ground.paris import paris_day
from declic.journal.actions import record
from declic.people.models import Teacher
from declic.planning.facts import AvailabilityDropped, AvailabilityGiven
from declic.planning.models import Availability
from declic.planning.rules.checks import check_wishes, clean_stretches
from declic.planning.rules.clocks import monday_of
from declic.planning.rules.shifts import IN_ONE_GO, Stretch


@transaction.atomic
def give_availability(  # noqa: PLR0913  (what a teacher says of a week is one thing)
    *,
    teacher: Teacher,
    week: date | None,
    stretches: Iterable[Stretch],
    least: int,
    most: int,
    now: datetime,
    in_one_go: int = IN_ONE_GO,
    runs_over: bool = False,
) -> Availability:
    """In the place of what was said before. `week`: its Monday; None: every week. Shifts given already stay.

    Refusals `week_over`, `stretch`, `stretch_short`, `hours`, `in_one_go`.
    """
    _check_week(week, now)
    free = clean_stretches(stretches)
    check_wishes(least, most, in_one_go)
    said = {
        "stretches": [[one.day, one.first, one.after] for one in free],
        "least": least,
        "most": most,
        "in_one_go": in_one_go,
        "runs_over": runs_over,
        "given_at": now,
    }
    # Held until the end: two pages of one teacher write one after the other.
    Teacher.objects.select_for_update(no_key=True).get(pk=teacher.pk)
    given, _ = Availability.objects.update_or_create(teacher=teacher, week=week, defaults=said)
    record(AvailabilityGiven(teacher.account_id, week), now=now, actor_id=teacher.account_id)
    return given


@transaction.atomic
def drop_week(*, teacher: Teacher, week: date, now: datetime) -> None:
    """That week is like every other again."""
    if Availability.objects.filter(teacher=teacher, week=week).delete()[0]:
        record(AvailabilityDropped(teacher.account_id, week), now=now, actor_id=teacher.account_id)


def _check_week(week: date | None, now: datetime) -> None:
    if week is not None and (week.weekday() or week < monday_of(paris_day(now))):
        raise Refusal("week_over", "Cette semaine est passée.")
