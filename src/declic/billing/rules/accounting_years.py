"""The accounting years of a seller, and the months they begin in: a year that is over never changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from declic.sponsors.rules.agreements import lasting


@dataclass(frozen=True)
class AccountingYear:
    first_day: date
    last_day: date

    @classmethod
    def begun_in(cls, year: int, month: int) -> "AccountingYear":
        first = date(year, month, 1)
        return cls(first, lasting(first))

    @classmethod
    def of(cls, day: date, month: int) -> "AccountingYear":
        """That day’s, of a seller whose years begin in `month`."""
        return cls.begun_in(day.year if day.month >= month else day.year - 1, month)

    def file_name(self, siren: str) -> str:
        """With the day it closes."""
        return f"{siren}FEC{self.last_day:%Y%m%d}.txt"


@dataclass(frozen=True)
class YearStart:
    """The month a seller’s years begin in, and from which day on."""

    month: int
    since: date | None = None
    """The first day of the first year that begins so; None: since ever."""

    def holds(self, day: date, after: "YearStart | None") -> bool:
        begun = self.since is None or day >= self.since
        return begun and (after is None or after.since is None or day < after.since)


def begin_in(starts: Sequence[YearStart], month: int, today: date) -> list[YearStart]:
    """From now on, years begin in `month`: from the first of it to come. Those before keep their bounds; one that was
    to come under another month, and has not, is forgotten.
    """
    kept = [one for one in starts if one.since is None or one.since <= today]
    if kept and kept[-1].month == month:
        return kept
    return [*kept, YearStart(month, date(today.year + (today.month >= month), month, 1))]


def years_until(today: date, starts: Sequence[YearStart], first_year: int) -> list[AccountingYear]:
    """The one under way first. A year between two months of start is short."""
    firsts = [
        first
        for one, after in zip(starts, [*starts[1:], None], strict=True)
        for first in (date(year, one.month, 1) for year in range(first_year, today.year + 3))
        if one.holds(first, after)
    ]
    years = [AccountingYear(first, after - timedelta(days=1)) for first, after in pairwise(sorted(firsts))]
    return [one for one in reversed(years) if one.first_day <= today]
