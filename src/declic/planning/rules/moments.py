"""What is known of a day beforehand: who could ask, where the school year stands for them, when the service is open."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import Enum
from typing import Final

from declic.ground.school_calendar import is_holiday, is_public_holiday, is_school_holiday

QUARTERS: Final = 96
"""Quarter-hours of a day, French wall-clock time; the first begins at midnight."""
AT_ANY_HOUR: Final = (1.0,) * QUARTERS
EXAM_LEVELS: Final = frozenset({"3E", "1G", "1T", "TG", "TT", "TPRO", "CAP"})
"""Whose year ends with a national examination: brevet, French and other early papers, baccalauréat, CAP."""


class Moment(Enum):
    """Where the school year stands for the pupils of one zone."""

    TERM = "term"
    START = "start"
    """The first fortnight of September: little homework yet."""
    LAST = "last"
    """The last week before holidays: tests, then nothing."""
    EXAMS = "exams"
    HOLIDAYS = "holidays"


class DayKind(Enum):
    """How the hours of a day go: at school all day, at noon, or not at all."""

    CLASS = "class"
    WEDNESDAY = "wednesday"
    FREE = "free"


@dataclass(frozen=True)
class Day:
    """One French day. A day when nobody is enrolled, or closed all day, expects nothing."""

    on: date
    pupils: Mapping[tuple[Moment, str], float]
    """(moment, level) → pupils enrolled."""
    open: frozenset[int]
    """Quarter-hours the service is open in term."""
    open_in_holidays: frozenset[int] = frozenset()
    agreed: Mapping[tuple[Moment, str], tuple[float, ...]] = field(default_factory=dict)
    """Of those pupils, the share whose agreement covers each quarter-hour of the day; where nothing is said, all."""

    def asked_in(self, moment: Moment, level: str) -> frozenset[int]:
        """Quarter-hours in which some of these pupils may ask."""
        opened = self.open_in_holidays if moment is Moment.HOLIDAYS else self.open
        agreed = self.agreed.get((moment, level))
        return opened if agreed is None else frozenset(quarter for quarter in opened if agreed[quarter])


def moment_of(day: date, zone: str) -> Moment:
    """For pupils of holiday zone `zone` (A, B, C, or empty: only public holidays are known)."""
    if is_holiday(day, zone):
        return Moment.HOLIDAYS
    if (9, 1) <= (day.month, day.day) <= (9, 14):
        return Moment.START
    if (5, 15) <= (day.month, day.day) <= (7, 7):
        return Moment.EXAMS
    if any(is_school_holiday(day + timedelta(days=ahead), zone) for ahead in range(1, 8)):
        return Moment.LAST
    return Moment.TERM


def day_kind(day: date, moment: Moment) -> DayKind:
    if moment is Moment.HOLIDAYS or day.weekday() >= 5:
        return DayKind.FREE
    return DayKind.WEDNESDAY if day.weekday() == 2 else DayKind.CLASS


def asked_as(day: date) -> int:
    """The weekday (0 = Monday) `day` is like: the eve of a public holiday is a Friday, the holiday itself a Sunday."""
    if is_public_holiday(day):
        return 6
    return 4 if day.weekday() < 4 and is_public_holiday(day + timedelta(days=1)) else day.weekday()


def quarter_of(clock: time) -> int:
    """The quarter-hour of the day a French clock is in."""
    return 4 * clock.hour + clock.minute // 15
