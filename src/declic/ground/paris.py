"""French wall-clock time: what a person reads, and the day a thing belongs to."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def in_paris(moment: datetime) -> datetime:
    """`moment` (aware) as French wall-clock time."""
    return moment.astimezone(PARIS)


def paris_day(moment: datetime) -> date:
    return in_paris(moment).date()


def at_paris(day: date, clock: time) -> datetime:
    """The moment a French clock shows `clock` on `day`; the first of the two when clocks go back."""
    return datetime.combine(day, clock, tzinfo=PARIS)
