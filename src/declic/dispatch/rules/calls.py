"""Calling teachers who are off duty and agreed to it: few, seldom, and never at night."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from declic.dispatch.rules.policy import POLICY
from declic.ground.paris import in_paris, paris_day

CALLED_AT_ONCE = 3
"""Teachers called for one request at a time."""
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


def is_due(called_at: datetime | None, now: datetime) -> bool:
    """Whether a request that waits is to be called for, or again: `called_at`, the time before."""
    return called_at is None or now - called_at >= POLICY.call_again_after


def whom_to_call(teachers: Iterable[OffDuty], now: datetime, called: int = 0) -> list[int]:
    """At most `CALLED_AT_ONCE`, those never called first, then those left alone for longest; nobody at night.

    `called`: how many were for this request already this evening, who are not among `teachers`: none beyond
    `POLICY.calls_each_request` in an evening.
    """
    room = min(CALLED_AT_ONCE, POLICY.calls_each_request - called)
    if not is_day(now) or room <= 0:
        return []
    rested = [one for one in teachers if one.called_at is None or now - one.called_at >= CALLED_EVERY]
    long_ago = datetime.min.replace(tzinfo=now.tzinfo)
    rested.sort(key=lambda one: (one.called_at or long_ago, one.id))
    return [one.id for one in rested[:room]]


def evening_of(moment: datetime) -> date:
    """The French day it belongs to: nobody is called at night."""
    return paris_day(moment)


def half_hour_of(moment: datetime) -> datetime:
    """The half-hour it belongs to: what the table's constraint is made of."""
    return moment.replace(minute=moment.minute // 30 * 30, second=0, microsecond=0)
