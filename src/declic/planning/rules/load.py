"""Lessons under way as requests come and go: the modified offered load, M_t/G/∞.

It is the number of teachers who would be busy if there were always one for each request: requests of some time ago
whose lesson is not over yet. Against the load of the moment (requests of the quarter-hour times the length of a lesson,
as in stationary formulas) it comes later and falls later. S. Eick, W. Massey and W. Whitt, « The physics of the M_t/G/∞
queue », 1993; O. Jennings, A. Mandelbaum, W. Massey and W. Whitt, « Server staffing to meet time-varying demand »,
1996.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, fsum, log
from statistics import NormalDist
from typing import Final

from declic.planning.rules.scenario import Answers, Behaviour

QUARTER_S: Final = 900.0
LOOKS: Final = 5
"""Moments of a quarter-hour at which its load is looked at."""
REMEMBERED: Final = 32
"""Quarter-hours after which no lesson goes on."""
_NORMAL: Final = NormalDist()


@dataclass(frozen=True)
class Busy:
    """How long a request keeps a teacher: `fixed_s`, the ring and the report, around a lognormal lesson."""

    lesson_mean_s: float
    lesson_sigma: float
    fixed_s: float

    @property
    def mean_s(self) -> float:
        return self.lesson_mean_s + self.fixed_s

    def until(self, seconds: float) -> float:
        """The mean of the smaller of this length and `seconds`: the area under the survival function up to there."""
        if seconds <= self.fixed_s:
            return max(0.0, seconds)
        left = seconds - self.fixed_s
        if not self.lesson_sigma:
            return self.fixed_s + min(left, self.lesson_mean_s)
        mu = log(self.lesson_mean_s) - self.lesson_sigma**2 / 2
        at = (log(left) - mu) / self.lesson_sigma
        return self.fixed_s + self.lesson_mean_s * _NORMAL.cdf(at - self.lesson_sigma) + left * _NORMAL.cdf(-at)


def busy(behaviour: Behaviour, wrap_up_s: float, answers: Answers) -> Busy:
    """Rung, accepted, taught, reported; the rings that were not accepted kept their teachers as well."""
    rings = 1 / answers.accept if answers.accept else 1.0
    fixed_s = wrap_up_s + rings * answers.delay_median_s * exp(answers.delay_sigma**2 / 2)
    return Busy(60 * behaviour.lesson_mean_min, behaviour.lesson_sigma, fixed_s)


def load_at(at_s: float, expected: Sequence[float], length: Busy) -> float:
    """Lessons under way `at_s` seconds after the first quarter-hour began; `expected`: requests of each."""
    last = int(at_s // QUARTER_S)
    recent = range(max(0, last - REMEMBERED), min(len(expected), last + 1))
    return fsum(
        expected[quarter]
        / QUARTER_S
        * (length.until(at_s - quarter * QUARTER_S) - length.until(at_s - (quarter + 1) * QUARTER_S))
        for quarter in recent
    )


def loads(expected: Sequence[float], length: Busy) -> list[float]:
    """The highest load of each quarter-hour, as `load_at` has it."""
    rates = [number / QUARTER_S for number in expected]
    return [
        max(
            fsum(rate * share for rate, share in zip(rates[quarter::-1], shares, strict=False))
            for shares in _shares(length)
        )
        for quarter in range(len(expected))
    ]


@lru_cache(maxsize=64)
def _shares(length: Busy) -> tuple[tuple[float, ...], ...]:
    """At each look at a quarter-hour: the seconds of the requests of this one, of the one before… still under way."""
    step = QUARTER_S / (LOOKS - 1)
    # The last look is at the first moment of the quarter-hour after, which remembers one less.
    return tuple(
        tuple(
            length.until(look * step + ago * QUARTER_S) - length.until(look * step + (ago - 1) * QUARTER_S)
            for ago in range(REMEMBERED + (look < LOOKS - 1))
        )
        for look in range(LOOKS)
    )


def loads_of_the_moment(expected: Sequence[float], length: Busy) -> list[float]:
    """What stationary formulas take for the load: kept to compare with (« SIPP »)."""
    return [number / QUARTER_S * length.mean_s for number in expected]


def gone_within(behaviour: Behaviour, seconds: float) -> float:
    """The rate of leaving, a second, of which as many are gone after `seconds` as of the real patience."""
    mu = log(60 * behaviour.patience_median_min)
    if not behaviour.patience_sigma:
        return 1e-9
    gone = _NORMAL.cdf((log(seconds) - mu) / behaviour.patience_sigma)
    return max(1e-9, -log(1 - gone) / seconds)
