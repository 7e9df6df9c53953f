"""What was used of an agreement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, Q, Sum

from declic.ground.paris import at_paris, paris_day
from declic.ground.units import Cents
from declic.sponsors import rules
from declic.sponsors.models import Agreement, Enrolment, LedgerEntry, PastEnrolment
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
    """Enrolled at some time of it; those erased since as well."""
    lessons: int
    seconds: int
    cost: Cents
    """Without the ceiling."""
    due: Cents
    alarm: CeilingAlarm | None
    by_year: Sequence[SoFar] = ()
    """Of what is paid by use: at the end of each of its years, or as far as it goes."""


def use_of(agreement: Agreement, now: datetime) -> Used:
    """Three queries; three more for each year that is over, where what is due goes by use."""
    pupils, lessons, seconds = _counted(agreement, agreement.ends_on, now)
    terms, today = agreement.terms, paris_day(now)
    dates = {"starts_on": agreement.starts_on, "ends_on": agreement.ends_on}

    def so_far(pupils: int, seconds: int) -> SoFar:
        cost = uncapped(terms, pupils=pupils, seconds=seconds, **dates)
        return SoFar(pupils, seconds, cost, amount_due(terms, cost))

    whole = so_far(pupils, seconds)
    by_year = []
    if terms.model is not PriceModel.FLAT:
        for _, last_day in years_of(**dates):
            if last_day >= today or last_day == agreement.ends_on:
                by_year.append(whole)
            else:
                then, _, taught = _counted(agreement, last_day, now)
                by_year.append(so_far(then, taught))
    alarm = ceiling_alarm(terms, cost=whole.cost, day=today, **dates)
    return Used(pupils, lessons, seconds, whole.cost, whole.due, alarm, by_year)


def _counted(agreement: Agreement, until: date, now: datetime) -> tuple[int, int, int]:
    """Pupils, lessons and their seconds, from its first day to that one."""
    begins, ends = at_paris(agreement.starts_on, time()), at_paris(until, time(23, 59, 59, 999_999))
    enrolled = Enrolment.objects.filter(sponsor=agreement.sponsor_id, since__lte=min(ends, now))
    pupils = enrolled.filter(Q(until=None) | Q(until__gte=begins)).values("pupil").distinct().count()
    erased = PastEnrolment.objects.filter(sponsor=agreement.sponsor_id, since__lte=min(ends, now), until__gte=begins)
    pupils += erased.values("child").distinct().count()
    ledger = LedgerEntry.objects.filter(sponsor=agreement.sponsor_id, kind=rules.LedgerKind.LESSON.value)
    counted = ledger.filter(at__gte=begins, at__lte=ends).aggregate(seconds=Sum("seconds"), lessons=Count("pk"))
    return pupils, counted["lessons"], counted["seconds"] or 0
