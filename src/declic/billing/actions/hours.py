"""A month of teachers' hours is closed once; what was missing or wrong is paid in a month still open."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from declic.billing.facts import HoursClosed, HoursCorrected
from declic.billing.models import HoursCorrection, HoursLine, HoursMonth
from declic.billing.queries.hours import closed_presence, is_under_way, months_before, presence_in
from declic.billing.rules import hours as rules
from declic.billing.rules.hours import Days
from declic.ground.paris import paris_day
from declic.journal.actions import record
from declic.people.models import Account, Teacher


@transaction.atomic
def close_hours(*, month: date, by: Account | None, now: datetime) -> HoursMonth:
    """Its lines are written, and what changed since of the months closed before it. Nothing of it changes any more.

    Refusal `already_closed`, `not_over`, `under_way`. What would be under zero is carried over to the next month.
    """
    held = _hold(month)
    rules.check_closable(month, paris_day(now), is_closed=held.closed_at is not None, is_under_way=is_under_way(month))
    lines = [_line(held, teacher, month, days) for teacher, days in presence_in(month, now).items()]
    for before in months_before(month):
        counted, found = closed_presence(before), presence_in(before, now)
        for teacher in sorted({*counted, *found}):
            late = rules.late(counted.get(teacher, {}), found.get(teacher, {}))
            if late:
                lines.append(_line(held, teacher, before, late))
    HoursLine.objects.bulk_create(lines)
    held.closed_at, held.closed_by = now, by
    held.save(update_fields=["closed_at", "closed_by"])
    _carry_over(held, lines, by=by, now=now)
    noted = sum(held.corrections.values_list("minutes", flat=True))
    minutes = noted + sum(one.lesson + one.wrap_up + one.written + one.ready for one in lines)
    teachers = len({one.teacher_id for one in lines})
    record(HoursClosed(month, teachers, minutes), now=now, actor_id=by.pk if by else None)
    return held


@transaction.atomic
def correct_hours(  # noqa: PLR0913  (a correction is whose, when, how much and why)
    *, teacher: Teacher, on: date, minutes: int, reason: str, by: Account | None, now: datetime
) -> HoursCorrection:
    """Paid in the month of `on`; in the first open one after it, once that is closed.

    Refusal `bad_minutes`, `no_reason`, `not_yet`.
    """
    words = rules.check_correction(minutes, reason, on, paris_day(now))
    month = rules.month_of(on)
    while (held := _hold(month)).closed_at is not None:
        month = rules.month_after(month)
    correction = HoursCorrection.objects.create(
        month=held, teacher=teacher, on=on, minutes=minutes, reason=words, noted_at=now, noted_by=by
    )
    fact = HoursCorrected(month, teacher.account_id, on, minutes)
    record(fact, now=now, actor_id=by.pk if by else None)
    return correction


def _carry_over(held: HoursMonth, lines: Sequence[HoursLine], *, by: Account | None, now: datetime) -> None:
    """Nobody is paid less than nothing: what a month lacks is taken from the next one still open."""
    owed: dict[int, int] = defaultdict(int)
    for line in lines:
        owed[line.teacher_id] += line.lesson + line.wrap_up + line.written + line.ready
    for teacher, minutes in held.corrections.values_list("teacher", "minutes"):
        owed[teacher] += minutes
    under = {teacher: minutes for teacher, minutes in owed.items() if minutes < 0}
    if not under:
        return
    after = rules.month_after(held.month)
    while (then := _hold(after)).closed_at is not None:
        after = rules.month_after(after)
    last_day = rules.month_after(held.month) - timedelta(days=1)
    for teacher, minutes in sorted(under.items()):
        for month, reported, reason in (
            (held, -minutes, rules.carried_to(after)),
            (then, minutes, rules.carried_from(held.month)),
        ):
            HoursCorrection.objects.create(
                month=month, teacher_id=teacher, on=last_day, minutes=reported, reason=reason, noted_at=now, noted_by=by
            )


def _hold(month: date) -> HoursMonth:
    """Locked until the end: a correction is either in the month that closes, or in the next one."""
    HoursMonth.objects.get_or_create(month=month)
    return HoursMonth.objects.select_for_update().get(month=month)


def _line(held: HoursMonth, teacher_id: int, of: date, days: Days) -> HoursLine:
    rows = [[day.isoformat(), *minutes.parts] for day, minutes in sorted(days.items())]
    lesson, wrap_up, written, ready = rules.total(days).parts
    return HoursLine(
        month=held,
        teacher_id=teacher_id,
        of=of,
        days=rows,
        lesson=lesson,
        wrap_up=wrap_up,
        written=written,
        ready=ready,
    )
