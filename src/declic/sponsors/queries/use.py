"""What was used of an agreement."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from django.db.models import Count, Q, QuerySet, Sum, Value

from declic.ground.paris import at_paris, paris_day
from declic.ground.units import Cents
from declic.sponsors import rules
from declic.sponsors.models import Agreement, Enrolment, LedgerEntry, PastEnrolment
from declic.sponsors.queries.billed import end_of, is_by_level, pupils_billed
from declic.sponsors.rules.agreements import PriceModel, years_of
from declic.sponsors.rules.prices import CeilingAlarm, SoFar, amount_due, ceiling_alarm, uncapped

AT_ONCE: Final = 200
"""Spans counted by one query: SQLite takes five hundred parts."""


@dataclass(frozen=True)
class Used:
    """What an agreement has cost so far."""

    pupils: int
    """Enrolled at some time of it; those erased since as well. Where the price is of a pupil and levels are bounded,
    those of them it is for: see `rules.billed`.
    """
    lessons: int
    seconds: int
    cost: Cents
    """Without the ceiling."""
    due: Cents
    alarm: CeilingAlarm | None
    by_year: Sequence[SoFar] = ()
    """Of what is paid by use: at the end of each of its years, or as far as it goes."""


@dataclass(frozen=True)
class _Span:
    """Of an agreement: from its first day to one that ends a year of it, or to its own end."""

    sponsor_id: int
    begins: datetime
    ends: datetime


@dataclass(frozen=True)
class _Counted:
    pupils: int
    lessons: int
    seconds: int


def use_of(agreement: Agreement, now: datetime) -> Used:
    """Three queries, however many of its years are over."""
    (used,) = use_of_each([agreement], now)
    return used


def use_of_each(agreements: Sequence[Agreement], now: datetime) -> list[Used]:
    """In their order. Three queries for each `AT_ONCE` of their years; five more for each that bills by levels."""
    counted = _counted({span for one in agreements for span in _spans(one, paris_day(now))}, now)
    return [_used(one, counted, now) for one in agreements]


def _used(agreement: Agreement, counted: Mapping[_Span, _Counted], now: datetime) -> Used:
    today = paris_day(now)
    terms = agreement.terms
    dates = {"starts_on": agreement.starts_on, "ends_on": agreement.ends_on}

    whole, *years = _spans(agreement, today)
    billed = pupils_billed(agreement, {one.ends for one in (whole, *years)}, now) if is_by_level(agreement) else {}

    def so_far(span: _Span) -> SoFar:
        pupils, seconds = billed.get(span.ends, counted[span].pupils), counted[span].seconds
        cost = uncapped(terms, pupils=pupils, seconds=seconds, **dates)
        return SoFar(pupils, seconds, cost, amount_due(terms, cost))

    total = so_far(whole)
    alarm = ceiling_alarm(terms, cost=total.cost, day=today, **dates)
    by_year = [so_far(year) for year in years]
    return Used(total.pupils, counted[whole].lessons, total.seconds, total.cost, total.due, alarm, by_year)


def _spans(agreement: Agreement, today: date) -> list[_Span]:
    """The whole of it; then, where what is due goes by use, to the end of each of its years that is over, or whole."""

    def until(day: date) -> _Span:
        return _Span(agreement.sponsor_id, at_paris(agreement.starts_on, time()), end_of(day))

    last = agreement.ends_on
    is_flat = agreement.terms.model is PriceModel.FLAT
    years = [] if is_flat else [day for _, day in years_of(starts_on=agreement.starts_on, ends_on=last)]
    return [until(last), *(until(last if day >= today else day) for day in years)]


def _counted(asked: Collection[_Span], now: datetime) -> dict[_Span, _Counted]:
    """Pupils, lessons and their seconds of each span."""
    counted: dict[_Span, _Counted] = {}
    spans = list(asked)
    for first in range(0, len(spans), AT_ONCE):
        few = spans[first : first + AT_ONCE]
        enrolled = _rows([_enrolled(one, now).annotate(n=Count("pupil", distinct=True)) for one in few], "n")
        erased = _rows([_erased(one, now).annotate(n=Count("child", distinct=True)) for one in few], "n")
        taught = _rows([_taught(one).annotate(n=Count("pk"), s=Sum("seconds")) for one in few], "n", "s")
        for at, one in enumerate(few):
            lessons, seconds = taught.get(at, (0, 0))
            counted[one] = _Counted(enrolled.get(at, (0,))[0] + erased.get(at, (0,))[0], lessons, seconds or 0)
    return counted


def _rows(counts: Sequence[QuerySet[Any, Any]], *names: str) -> dict[int, tuple[int, ...]]:
    """What each says, by its place; nothing of those without a row. One query."""
    first, *others = (one.annotate(place=Value(at)).values_list("place", *names) for at, one in enumerate(counts))
    return {place: tuple(said) for place, *said in (first.union(*others, all=True) if others else first)}


def _enrolled(span: _Span, now: datetime) -> QuerySet[Any, Any]:
    held = Enrolment.objects.filter(sponsor=span.sponsor_id, since__lte=min(span.ends, now))
    return held.filter(Q(until=None) | Q(until__gte=span.begins)).order_by().values("sponsor")


def _erased(span: _Span, now: datetime) -> QuerySet[Any, Any]:
    held = PastEnrolment.objects.filter(sponsor=span.sponsor_id, since__lte=min(span.ends, now))
    return held.filter(until__gte=span.begins).order_by().values("sponsor")


def _taught(span: _Span) -> QuerySet[Any, Any]:
    ledger = LedgerEntry.objects.filter(sponsor=span.sponsor_id, kind=rules.LedgerKind.LESSON.value)
    return ledger.filter(at__gte=span.begins, at__lte=span.ends).order_by().values("sponsor")
