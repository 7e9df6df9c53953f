"""Teachers' hours: counted from presence while a month is open, read from its lines once it is closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Final

from django.db.models import Q

from declic.billing.models import HoursCorrection, HoursLine, HoursMonth
from declic.billing.rules import hours as rules
from declic.billing.rules.hours import Days, Minutes, Span
from declic.dispatch.models import Duty
from declic.journal.models import Fact
from declic.people.models import Teacher

BEFORE: Final = timedelta(days=2)
"""A duty that began so long before a month may still be under way in it."""


@dataclass(frozen=True)
class Late:
    """Of an earlier month, paid in this one."""

    of: date
    minutes: Minutes


@dataclass(frozen=True)
class Worked:
    """A teacher's month as it is paid."""

    teacher: Teacher
    month: date
    closed_at: datetime | None
    days: Days
    late: tuple[Late, ...] = ()
    corrections: tuple[HoursCorrection, ...] = ()

    @property
    def presence(self) -> Minutes:
        return rules.total(self.days)

    @property
    def late_minutes(self) -> int:
        return sum(one.minutes.total for one in self.late)

    @property
    def noted_minutes(self) -> int:
        return sum(one.minutes for one in self.corrections)

    @property
    def total(self) -> int:
        """Minutes paid."""
        return self.presence.total + self.late_minutes + self.noted_minutes

    @property
    def is_empty(self) -> bool:
        return not (self.days or self.late or self.corrections)


def worked_by(teacher: Teacher, month: date, now: datetime) -> Worked:
    return worked_in(month, now, [teacher])[0]


def worked_in(month: date, now: datetime, teachers: Iterable[Teacher] | None = None) -> list[Worked]:
    """Of these teachers; of all who have something in the month, by name, when none are named. A few queries."""
    asked = None if teachers is None else list(teachers)
    held = HoursMonth.objects.filter(month=month).first()
    closed_at = held.closed_at if held else None
    of = _of_teachers(asked)
    days: dict[int, Days] = {}
    late: dict[int, list[Late]] = {}
    if held is not None and closed_at is not None:
        days, late = _lines(held, of)
    else:
        days.update(presence_in(month, now, asked))
    noted: dict[int, list[HoursCorrection]] = {}
    for one in HoursCorrection.objects.filter(of, month__month=month):
        noted.setdefault(one.teacher_id, []).append(one)
    if asked is None:
        known = {*days, *late, *noted}
        asked = list(Teacher.objects.select_related("account").filter(pk__in=known).order_by("account__name", "pk"))
    return [
        Worked(
            teacher=one,
            month=month,
            closed_at=closed_at,
            days=days.get(one.pk, {}),
            late=tuple(late.get(one.pk, ())),
            corrections=tuple(noted.get(one.pk, ())),
        )
        for one in asked
    ]


def presence_in(
    month: date, now: datetime, teachers: Iterable[Teacher] | None = None
) -> dict[int, dict[date, Minutes]]:
    """What the journal says of the days of `month` until `now`, by teacher; those with nothing are left out."""
    first, after = rules.bounds(month)
    until = min(after, now)
    if until <= first:
        return {}
    ids = _accounts(teachers)
    spans: dict[int, list[Span]] = {}
    for account, moves in _moves(first - BEFORE, until, None if teachers is None else list(ids)):
        spans.setdefault(account, []).extend(rules.duty_spans(moves, until))
    for account, span in _answers(first, after, None if teachers is None else list(ids)):
        spans.setdefault(account, []).append(span)
    found = {ids[account]: rules.worked_days(held, first, until) for account, held in spans.items() if account in ids}
    return {teacher: days for teacher, days in found.items() if days}


def is_under_way(month: date) -> bool:
    """Somebody's duty began in `month` or before, and has not ended."""
    return Duty.objects.filter(ended_at=None, started_at__lt=rules.bounds(month)[1]).exists()


def closed_presence(month: date) -> dict[int, dict[date, Minutes]]:
    """All that was counted of the days of `month`, in whichever month it was paid, by teacher."""
    counted: dict[int, dict[date, Minutes]] = {}
    for line in HoursLine.objects.filter(of=month):
        days = counted.setdefault(line.teacher_id, {})
        for day, minutes in _days_of(line).items():
            days[day] = days.get(day, rules.NOTHING) + minutes
    return counted


def months_before(month: date) -> list[date]:
    """Those closed among the few before it: what came late of them is paid in `month`."""
    first = month
    for _ in range(rules.LATE_MONTHS):
        first = rules.month_before(first)
    closed = HoursMonth.objects.filter(month__gte=first, month__lt=month).exclude(closed_at=None)
    return list(closed.order_by("month").values_list("month", flat=True))


def month_held(month: date) -> HoursMonth | None:
    return HoursMonth.objects.filter(month=month).first()


def _of_teachers(teachers: list[Teacher] | None) -> Q:
    return Q() if teachers is None else Q(teacher__in=teachers)


def _accounts(teachers: Iterable[Teacher] | None) -> dict[int, int]:
    """Account → teacher."""
    if teachers is None:
        return dict(Teacher.objects.values_list("account_id", "pk"))
    return {one.account_id: one.pk for one in teachers}


def _moves(
    since: datetime, until: datetime, accounts: list[int] | None
) -> Iterable[tuple[int, list[tuple[datetime, str]]]]:
    facts = Fact.objects.filter(name="DutyChanged", at__gte=since, at__lt=until)
    if accounts is not None:
        facts = facts.filter(subject__in=[f"account:{one}" for one in accounts])
    rows = facts.order_by("subject", "at", "pk").values_list("subject", "at", "data").iterator(chunk_size=2000)
    for subject, held in groupby(rows, key=itemgetter(0)):
        yield int(subject.removeprefix("account:")), [(at, data["state"]) for _, at, data in held]


def _answers(first: datetime, after: datetime, accounts: list[int] | None) -> Iterable[tuple[int, Span]]:
    """Written answers begun or sent in these days; the taking of their question is the last one by who answered.

    What was begun before the last midnight may be sent `WRITTEN_MOST` after it: each month counts its side of it.
    """
    sent = Fact.objects.filter(name="HelpAnswered", at__gte=first, at__lt=after + rules.WRITTEN_MOST)
    sent = sent.exclude(actor=None)
    if accounts is not None:
        sent = sent.filter(actor__in=accounts)
    answers = list(sent.values_list("subject", "actor", "at"))
    claims = Fact.objects.filter(
        name="QuestionClaimed", subject__in=[subject for subject, *_ in answers], at__gte=first - BEFORE
    )
    taken: dict[tuple[str, int], datetime] = {}
    for subject, at, data in claims.order_by("at", "pk").values_list("subject", "at", "data"):
        taken[subject, data["teacher_account_id"]] = at
    for subject, account, at in answers:
        claimed = taken.get((subject, account))
        yield account, rules.written_span(claimed if claimed and claimed <= at else None, at)


def _lines(month: HoursMonth, of: Q) -> tuple[dict[int, Days], dict[int, list[Late]]]:
    days: dict[int, Days] = {}
    late: dict[int, list[Late]] = {}
    for line in HoursLine.objects.filter(of, month=month).order_by("of"):
        if line.of == month.month:
            days[line.teacher_id] = _days_of(line)
        else:
            minutes = Minutes(line.lesson, line.wrap_up, line.written, line.ready)
            late.setdefault(line.teacher_id, []).append(Late(line.of, minutes))
    return days, late


def _days_of(line: HoursLine) -> dict[date, Minutes]:
    return {date.fromisoformat(day): Minutes(*parts) for day, *parts in line.days}
