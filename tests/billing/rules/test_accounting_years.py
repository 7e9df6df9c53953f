"""Accounting years touch, and those that are over stay as they were."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as some

from declic.billing.rules.accounting_years import AccountingYear, YearStart, begin_in, years_until
from declic.sponsors.rules.agreements import lasting

DAY = date(2026, 11, 23)
CIVIL = AccountingYear.of(DAY, 1)


def test_an_accounting_year_begins_in_the_month_of_its_seller() -> None:
    school = AccountingYear(date(2026, 9, 1), date(2027, 8, 31))
    assert AccountingYear.of(DAY, 9) == AccountingYear.of(date(2027, 8, 31), 9) == school
    assert AccountingYear.of(DAY, 1) == AccountingYear(date(2026, 1, 1), date(2026, 12, 31))
    assert AccountingYear.begun_in(2027, 3).last_day == date(2028, 2, 29)
    assert school.file_name("732829320") == "732829320FEC20270831.txt"


def test_another_month_of_start_recuts_no_year_begun_before_and_leaves_a_short_one() -> None:
    starts = begin_in([YearStart(1)], 9, DAY)
    first, last = date(2027, 9, 1), date(2028, 8, 31)
    assert starts == [YearStart(1), YearStart(9, first)]
    short = AccountingYear(date(2027, 1, 1), date(2027, 8, 31))
    assert years_until(date(2028, 1, 1), starts, 2026) == [AccountingYear(first, last), short, CIVIL]
    assert years_until(DAY, starts, 2025) == [CIVIL, AccountingYear.begun_in(2025, 1)]
    assert begin_in(starts, 1, DAY) == [YearStart(1)], "thought better of before its day"
    early = begin_in([YearStart(1)], 9, date(2026, 3, 10))
    assert years_until(DAY, early, 2026) == [
        AccountingYear.begun_in(2026, 9),
        AccountingYear(date(2026, 1, 1), date(2026, 8, 31)),
    ]


@given(some.lists(some.tuples(some.integers(1, 12), some.integers(0, 500)), max_size=4))
def test_whatever_the_changes_years_touch_and_those_over_stay(changes: list[tuple[int, int]]) -> None:
    today, starts, known = date(2022, 5, 17), [YearStart(1)], []
    for month, days in changes:
        starts, today = begin_in(starts, month, today), today + timedelta(days=days)
        years = years_until(today, starts, 2020)
        assert all(one.first_day == before.last_day + timedelta(days=1) for one, before in pairwise(years))
        assert years[0].first_day <= today <= years[0].last_day
        assert all(one.last_day <= lasting(one.first_day) for one in years)
        over = [one for one in years if one.last_day < today]
        assert over[len(over) - len(known) :] == known
        known = over
