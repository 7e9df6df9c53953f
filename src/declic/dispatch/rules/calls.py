"""Calling teachers who are off duty and agreed to it: few, seldom, and never at night."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from declic.ground.paris import in_paris

CALLED_AT_ONCE = 3
"""Teachers called for one request, once."""
CALLED_EVERY = timedelta(minutes=30)
"""A teacher is left alone for so long after a call, whoever waits."""
DAY = (time(8), time(21, 30))
"""French clock: outside it nobody is called, even where the service is open."""


@dataclass(frozen=True)
class OffDuty:
    """A teacher who is not on duty, holds the skill, and agreed to be called."""

    id: int
    called_at: datetime | None
    """The last time, whoever it was for."""


def is_day(now: datetime) -> bool:
    return DAY[0] <= in_paris(now).time() < DAY[1]


def whom_to_call(teachers: Iterable[OffDuty], now: datetime) -> list[int]:
    """At most `CALLED_AT_ONCE`, those left alone for longest first; nobody at night."""
    if not is_day(now):
        return []
    rested = [one for one in teachers if one.called_at is None or now - one.called_at >= CALLED_EVERY]
    long_ago = datetime.min.replace(tzinfo=now.tzinfo)
    rested.sort(key=lambda one: (one.called_at or long_ago, one.id))
    return [one.id for one in rested[:CALLED_AT_ONCE]]


def half_hour_of(moment: datetime) -> datetime:
    """The half-hour it belongs to: what the table's constraint is made of."""
    return moment.replace(minute=moment.minute // 30 * 30, second=0, microsecond=0)
