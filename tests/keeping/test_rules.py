"""How long an account is kept, day by day."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declic.ground.paris import at_paris
from declic.keeping.rules import NOTICE, Hold, Season, Signs, goes_on, hold_of, is_reminded, may_end

SEASON = Season(2027)
LONG_AGO = datetime(2026, 9, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "year"), [("2027-06-14", 2026), ("2027-06-15", 2027), ("2027-12-31", 2027), ("2028-06-14", 2027)]
)
def test_families_are_told_of_a_school_year_from_15_june_on(day: str, year: int) -> None:
    assert Season.holding(date.fromisoformat(day)) == Season(year)


@pytest.mark.parametrize(
    ("told", "has_address", "ends"),
    [
        ("2027-06-15", True, "2027-08-05"),
        ("2027-07-20", True, "2027-08-19"),
        ("2027-06-15", False, "2027-09-30"),
        ("2027-11-27", False, "2027-12-27"),
    ],
)
def test_it_ends_a_month_after_the_year_and_a_month_after_the_letter(
    told: str, ends: str, *, has_address: bool
) -> None:
    assert SEASON.ends_on(date.fromisoformat(told), has_address=has_address) == date.fromisoformat(ends)


@given(st.dates(date(2027, 6, 15), date(2028, 6, 14)), st.booleans())
def test_nobody_has_less_than_a_month(told: date, has_address: bool) -> None:  # noqa: FBT001
    assert Season.holding(told).ends_on(told, has_address=has_address) >= told + NOTICE


@pytest.mark.parametrize(
    ("sign", "on", "stays"),
    [
        ("enrolled", date(2027, 6, 14), False),
        ("enrolled", date(2027, 6, 15), True),
        ("went_on", date(2027, 6, 20), True),
        ("went_on", date(2026, 6, 20), False),
        ("asked", date(2027, 6, 30), False),
        ("asked", date(2027, 7, 6), True),
    ],
)
def test_a_sign_of_the_year_that_comes_keeps_the_child(sign: str, on: date, *, stays: bool) -> None:
    signs = Signs(LONG_AGO, **{sign: at_paris(on, time())})
    assert goes_on(signs, SEASON) is stays


def test_a_child_added_in_june_is_for_the_year_that_comes() -> None:
    assert goes_on(Signs(at_paris(date(2027, 6, 16), time())), SEASON)
    assert not goes_on(Signs(LONG_AGO), SEASON)


def test_a_report_is_told_before_anything_else_that_holds() -> None:
    assert hold_of(is_busy=True, has_concern=True, is_suspended=True) is Hold.CONCERN
    assert hold_of(is_busy=True, has_concern=False, is_suspended=False) is Hold.BUSY
    assert hold_of(is_busy=False, has_concern=False, is_suspended=False) is None


def test_accounts_end_at_night_and_the_second_letter_comes_two_weeks_before() -> None:
    assert [may_end(at_paris(date(2027, 8, 5), time(hour))) for hour in (0, 1, 5, 6, 18)] == [
        False, True, True, False, False,
    ]  # fmt: skip
    ends = date(2027, 8, 5)
    days = [at_paris(ends - timedelta(days=days), time(12)) for days in (15, 14, 1, 0)]
    assert [is_reminded(ends, day) for day in days] == [False, True, True, False]
