"""What was used of an agreement."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q, Sum

from declic.ground.paris import at_paris, paris_day
from declic.ground.units import Cents
from declic.sponsors import rules
from declic.sponsors.models import Agreement, Enrolment, LedgerEntry, PastEnrolment
from declic.sponsors.queries.billed import end_of, is_by_level, pupils_billed
from declic.sponsors.rules.agreements import (
    CeilingAlarm,
    PriceModel,
    SoFar,
    amount_due,
    ceiling_alarm,
    uncapped,
    years_of,
)


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
    """In their order. Three queries, however many they are; five more for each that bills pupils by their levels."""
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
    if not asked:
        return {}
    spans = list(asked)
    sponsors = {one.sponsor_id for one in spans}
    first, last = min(one.begins for one in spans), max(one.ends for one in spans)
    enrolled = Enrolment.objects.filter(sponsor__in=sponsors, since__lte=min(last, now)).aggregate(
        **{
            f"pupils_{at}": Count("pupil", distinct=True, filter=_enrolled(one, now) & _still(one, Q(until=None)))
            for at, one in enumerate(spans)
        }
    )
    erased = PastEnrolment.objects.filter(sponsor__in=sponsors, since__lte=min(last, now), until__gte=first).aggregate(
        **{
            f"pupils_{at}": Count("child", distinct=True, filter=_enrolled(one, now) & _still(one))
            for at, one in enumerate(spans)
        }
    )
    ledger = LedgerEntry.objects.filter(sponsor__in=sponsors, kind=rules.LedgerKind.LESSON.value)
    taught: dict[str, Any] = {}
    for at, one in enumerate(spans):
        within = Q(sponsor=one.sponsor_id, at__gte=one.begins, at__lte=one.ends)
        taught |= {f"lessons_{at}": Count("pk", filter=within), f"seconds_{at}": Sum("seconds", filter=within)}
    lessons = ledger.filter(at__gte=first, at__lte=last).aggregate(**taught)
    return {
        one: _Counted(
            enrolled[f"pupils_{at}"] + erased[f"pupils_{at}"], lessons[f"lessons_{at}"], lessons[f"seconds_{at}"] or 0
        )
        for at, one in enumerate(spans)
    }


def _enrolled(span: _Span, now: datetime) -> Q:
    return Q(sponsor=span.sponsor_id, since__lte=min(span.ends, now))


def _still(span: _Span, *more: Q) -> Q:
    return reduce(or_, more, Q(until__gte=span.begins))
