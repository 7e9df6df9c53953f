"""What an agreement costs by what was used of it, and its ceiling.

A ceiling bounds the bill, never a pupil: they are helped to the last day, and people are told early.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction
from math import floor

from declic.ground.units import Cents
from declic.sponsors.rules.agreements import FREE, PriceModel, Terms, months_and_days, years_of


def uncapped(terms: Terms, *, starts_on: date, ends_on: date, pupils: int, seconds: int) -> Cents:
    """What the use so far would cost without a ceiling. A flat price is owed whole, whatever was used.

    The time of lessons is rounded to the minute, then priced: what an invoice says multiplies to what it asks. A flat
    price goes by the month, a twelfth of the year’s, and by the day within the last one: a year is worth a year’s
    price, and one day more never costs less. Rounded to the cent.
    """
    if terms.model is PriceModel.PER_PUPIL:
        return Cents(terms.price * pupils)
    if terms.model is PriceModel.PER_HOUR:
        return Cents((terms.price * minutes_billed(seconds) + 30) // 60)
    months, part = months_and_days(starts_on, ends_on)
    return Cents(floor(terms.price * (months + part) / 12 + Fraction(1, 2)))


def minutes_billed(seconds: int) -> int:
    """Half a minute goes up."""
    return (seconds + 30) // 60


def flat_of_years(terms: Terms, *, starts_on: date, ends_on: date) -> list[Cents]:
    """What each of `years_of` costs when the price is flat: together, to the cent, what the whole agreement does."""
    owed = [
        uncapped(terms, starts_on=starts_on, ends_on=last_day, pupils=0, seconds=0)
        for _, last_day in years_of(starts_on, ends_on)
    ]
    return [Cents(after - before) for before, after in zip([0, *owed], owed, strict=False)]


def amount_due(terms: Terms, cost: Cents) -> Cents:
    """What the sponsor owes for what the use would cost."""
    return cost if terms.ceiling is None else min(cost, terms.ceiling)


@dataclass(frozen=True)
class SoFar:
    """What was used from the first day of an agreement to the last of one of its years."""

    pupils: int = 0
    seconds: int = 0
    """Of lessons."""
    cost: Cents = FREE
    """Without the ceiling."""
    due: Cents = FREE
    """The ceiling is of the whole agreement."""


# -- its ceiling ------------------------------------------------------------------------------------------------------
class CeilingAlarm(Enum):
    FAR = "far"
    NEAR = "near"
    AHEAD = "ahead"
    """Not near yet, but at this pace reached before the end."""
    REACHED = "reached"


NEAR_PERCENT = 80
PACE_AFTER = timedelta(days=42)
"""Six weeks tell the pace of a year; sooner, the first evenings would cry wolf."""


def ceiling_alarm(terms: Terms, *, cost: Cents, starts_on: date, ends_on: date, day: date) -> CeilingAlarm | None:
    """None without a ceiling. `cost` is what the use so far would cost without it."""
    if terms.ceiling is None:
        return None
    if cost >= terms.ceiling:
        return CeilingAlarm.REACHED
    if cost * 100 >= terms.ceiling * NEAR_PERCENT:
        return CeilingAlarm.NEAR
    gone, whole = (day - starts_on).days + 1, (ends_on - starts_on).days + 1
    if terms.model is PriceModel.PER_HOUR and PACE_AFTER.days <= gone < whole and cost * whole > terms.ceiling * gone:
        return CeilingAlarm.AHEAD
    return CeilingAlarm.FAR
