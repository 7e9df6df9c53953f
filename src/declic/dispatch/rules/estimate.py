"""How long a pupil is told to wait: a range of minutes, from who waits before them and who may take them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil, floor, sqrt

LESSON_MEAN_MIN = 23.0
"""Mean lesson and report, minutes (lesson lognormal of mean 22 min, report 1 min)."""
LONG_AFTER = timedelta(minutes=5)
"""The promise: past it the page says that the wait is long."""

USUAL_OVER = timedelta(days=14)
USUAL_FROM = 5
"""Fewer waits say nothing of the next one."""
USUAL_SHARE = 0.8
USUAL_MOST_MIN = 60


@dataclass(frozen=True)
class Line:
    """What an estimate is made from, for one request."""

    ahead: float
    """Requests before it that its teachers are likely to take first; a share of a request is a fraction."""
    free: int
    """Teachers free who may take it."""
    busy: int
    """Teachers teaching or writing their report who may take it."""
    held: bool = False
    """It waits for the wanted teacher alone, a minute at most."""


def estimate(line: Line) -> tuple[int, int] | None:
    """(low, high) minutes; None when nobody on duty may take it.

    With a teacher free: under two minutes (a ring is answered in about 8 s, sometimes by the second teacher), at least
    one if the pupil waits for the wanted teacher first.
    Otherwise the wait is for the k-th of `busy` lessons to end, ends being spread evenly: mean k/c, deviation √k/c.
    """
    if line.free > line.ahead:
        return int(line.held), 2
    if line.free + line.busy == 0:
        return None
    turn = line.ahead + 1 - line.free
    pace = LESSON_MEAN_MIN / (line.free + line.busy)
    mean, deviation = turn * pace, sqrt(turn) * pace
    low = max(1, floor(mean - 0.7 * deviation))
    return low, max(low + 1, ceil(mean + 0.9 * deviation))


def usual(waits: Sequence[timedelta | None]) -> int | None:
    """Minutes under which four waits in five ended; None when they are too few, or when that is over an hour.

    In `waits`, None is a wait that nobody ended.
    """
    if len(waits) < USUAL_FROM:
        return None
    ended = sorted(wait for wait in waits if wait is not None)
    rank = ceil(USUAL_SHARE * len(waits))
    if len(ended) < rank:
        return None
    minutes = max(2, floor(ended[rank - 1] / timedelta(minutes=1)) + 1)
    return minutes if minutes <= USUAL_MOST_MIN else None
