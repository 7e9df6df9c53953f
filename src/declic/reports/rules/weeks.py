"""Whole weeks of a school year, and where they are cut."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True)
class SchoolYear:
    """Whole weeks, from the one that holds 1 September to the last before the next year's."""

    starts_on: date
    after: date

    @classmethod
    def holding(cls, day: date) -> "SchoolYear":
        year = day.year if day >= monday_of(date(day.year, 9, 1)) else day.year - 1
        return cls(monday_of(date(year, 9, 1)), monday_of(date(year + 1, 9, 1)))

    @property
    def label(self) -> str:
        return f"{self.after.year - 1}–{self.after.year}"

    @property
    def levels_move_from(self) -> date:
        """From that day a family may tell the level of the next year: a child keeps here the one they had."""
        return date(self.after.year, 7, 6)

    def week(self, day: date) -> int:
        """Index of the week that holds `day`; the first is 0."""
        return (day - self.starts_on).days // 7

    def monday(self, week: int) -> date:
        return self.starts_on + timedelta(weeks=week)


@dataclass(frozen=True)
class Run:
    """Whole weeks: `first` included, `after` excluded."""

    first: int
    after: int

    def __contains__(self, week: int) -> bool:
        return self.first <= week < self.after

    def weeks(self) -> Iterator["Run"]:
        return (Run(week, week + 1) for week in range(self.first, self.after))
