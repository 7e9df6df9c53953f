"""Families are told: who is to be is written down once, then letters leave a few at a time."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from declic.campaigns.rules.limits import may_leave
from declic.ground.paris import paris_day
from declic.journal.actions import record_all
from declic.keeping import queries, rules
from declic.keeping.facts import EndNoticeDue
from declic.keeping.models import EndNotice
from declic.keeping.rules import NoticeState, Season


def announce(*, now: datetime) -> bool:
    """The next families whose time is over; whether any were. Two clocks at once write each of them once.

    They are looked for outside of any transaction: with many families it takes a while, and SQLite lets one write.
    """
    today = paris_day(now)
    season = Season.holding(today)
    found = queries.to_announce(season).order_by("pk").values_list("pk", "account__email")[: rules.FAMILIES]
    notices = [
        EndNotice(
            guardian_id=guardian,
            year=season.year,
            ends_on=season.ends_on(today, has_address=bool(email)),
            state=(NoticeState.WAITING if email else NoticeState.UNREACHED).value,
        )
        for guardian, email in found
    ]
    EndNotice.objects.bulk_create(notices, ignore_conflicts=True)
    return bool(notices)


def hand_over(*, now: datetime) -> bool:
    """The next few letters, then the second ones; whether any left. Nothing at night or on a Sunday."""
    if not may_leave(now):
        return False
    due = list(queries.to_hand_over(now)[: rules.LETTERS])
    left = rules.LETTERS - len(due)
    again = list(queries.to_remind(now).values_list("pk", flat=True)[:left]) if left else []
    with transaction.atomic():
        mine = [EndNoticeDue(one.pk, is_reminder=False) for one in due if _is_handed(one, now)]
        mine += [EndNoticeDue(pk, is_reminder=True) for pk in again if _is_reminded(pk, now)]
        record_all(mine, now=now)
    return bool(due or again)


def _is_handed(notice: EndNotice, now: datetime) -> bool:
    """Whether this process is the one that hands it over. The end is put off where 30 days are no longer left."""
    season, today = Season(notice.year), paris_day(now)
    held = EndNotice.objects.filter(pk=notice.pk, state=notice.state, handed_at=notice.handed_at, went_on_at=None)
    ends_on = max(notice.ends_on, season.ends_on(today, has_address=True))
    return bool(held.update(state=NoticeState.HANDED.value, handed_at=now, tries=F("tries") + 1, ends_on=ends_on))


def _is_reminded(notice_id: UUID, now: datetime) -> bool:
    held = EndNotice.objects.filter(pk=notice_id, reminded_at=None, went_on_at=None)
    return bool(held.update(reminded_at=now))


@transaction.atomic
def note_outcome(*, notice_id: UUID, is_taken: bool) -> None:
    """What the mail server said of the first letter. Refused, it leaves again another day, three times in all."""
    held = EndNotice.objects.filter(pk=notice_id, state=NoticeState.HANDED.value)
    if is_taken:
        held.update(state=NoticeState.LEFT.value)
        return
    held.filter(tries__gte=rules.TRIES).update(state=NoticeState.UNREACHED.value)
    held.update(state=NoticeState.WAITING.value)
