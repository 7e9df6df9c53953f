"""School holidays by zone, and days off."""

from datetime import date

import pytest

from declic.ground.school_calendar import is_holiday, is_public_holiday, is_school_holiday


@pytest.mark.parametrize(("zone", "off"), [("A", True), ("B", False), ("C", True), ("", False)])
def test_a_winter_day_of_two_zones(zone: str, *, off: bool) -> None:
    assert is_school_holiday(date(2027, 2, 16), zone) is off


def test_easter_monday_and_the_eleventh_of_november() -> None:
    assert is_public_holiday(date(2027, 3, 29))
    assert is_public_holiday(date(2026, 11, 11))
    assert not is_public_holiday(date(2026, 11, 12))


@pytest.mark.parametrize("year", [1985, 2031, 2060])
def test_beyond_the_published_calendar_only_the_summer_is_known(year: int) -> None:
    assert is_school_holiday(date(year, 7, 20), "A")
    assert not is_school_holiday(date(year, 2, 16), "A")
    assert is_holiday(date(year, 12, 25), "A")


def test_the_last_published_summer_ends_as_published() -> None:
    assert is_school_holiday(date(2028, 8, 31), "B")
    assert not is_school_holiday(date(2028, 9, 4), "B")
    assert not is_school_holiday(date(2028, 12, 28), "B")
