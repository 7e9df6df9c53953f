"""School and public holidays: zones A, B, C of the Éducation nationale, and the days off of metropolitan France."""

from datetime import date
from functools import lru_cache

from jours_feries_france import JoursFeries
from vacances_scolaires_france import SchoolHolidayDates

ZONES = ("A", "B", "C")


@lru_cache(maxsize=1)
def _published() -> SchoolHolidayDates:
    return SchoolHolidayDates()


@lru_cache(maxsize=64)
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(JoursFeries.for_year(year).values())


def is_public_holiday(day: date) -> bool:
    return day in _public_holidays(day.year)


def is_school_holiday(day: date, zone: str) -> bool:
    """`zone` is A, B, C, or empty (Corsica, overseas, works councils): then no school holiday is known.

    The calendar is published a few years ahead. Beyond it only the summer is taken as a holiday (8 July to 31 August).
    """
    if zone not in ZONES:
        return False
    calendar = _published()
    if calendar.min_year <= day.year and day <= _last_published_day():
        return bool(calendar.is_holiday_for_zone(day, zone))
    return (7, 8) <= (day.month, day.day) <= (8, 31)


@lru_cache(maxsize=1)
def _last_published_day() -> date:
    last: date = max(_published().data)
    return last


def is_holiday(day: date, zone: str) -> bool:
    return is_public_holiday(day) or is_school_holiday(day, zone)
