"""How long a pupil is told to wait: a range of minutes, from who waits before them and who may take them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil, floor, log1p, sqrt

LESSON_MEAN_MIN = 23.0
"""Mean lesson and report, minutes (lesson lognormal of mean 22 min, report 1 min)."""
SHORTER = 0.4
"""By how much of a lesson the end of one under way comes before a whole one: (1 - cv²)/2, of a cv of 0.45."""
EVEN = 0.25
"""Variance over mean of the lessons that end, once all those under way have: cv², a little more."""
LEAVING_PER_MIN = 0.1
"""Of those ahead: half are gone after some 9 minutes, few after the first."""
RANGE = 1.28
"""Standard deviations on each side: four waits in five."""
SOON_MIN = 2
"""A ring is answered in about 8 s, sometimes by the second teacher: nothing shorter is promised."""
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
    """(low, high) minutes, which four waits in five fall into; None when nobody on duty may take it.

    With a teacher free: under two minutes, at least one if the pupil waits for the wanted teacher first. Otherwise the
    wait is for the k-th of c busy teachers' lessons to end. Their ends are those of renewals (Cox, Renewal Theory,
    1962): at first as if drawn at random, k/c lessons on average with a deviation of √k/c; the more of those under way
    have ended, the more evenly. Of those ahead some leave meanwhile.
    """
    if line.free > line.ahead:
        return int(line.held), SOON_MIN
    busy = line.free + line.busy
    if busy == 0:
        return None
    turn = _turn(line, busy)
    lessons = turn / busy - SHORTER / busy**2
    spread = sqrt(turn * max(EVEN, 1 - turn / busy)) / busy
    low = floor(LESSON_MEAN_MIN * max(0.0, lessons - RANGE * spread))
    return low, max(low + 1, SOON_MIN, ceil(LESSON_MEAN_MIN * (lessons + RANGE * spread)))


def _turn(line: Line, busy: int) -> float:
    """Which of the lessons that end is theirs: n ahead are n·e^(-t·leaving) less t/pace after t minutes."""
    a_lesson_min = LESSON_MEAN_MIN / busy
    served_min = log1p(LEAVING_PER_MIN * a_lesson_min * (line.ahead - line.free)) / LEAVING_PER_MIN
    return 1 + served_min / a_lesson_min


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
