"""Whether a message made families come: those written to, beside those held out by lot."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from math import sqrt
from typing import Final

from declic.reports.rules.masking import FLOOR

DAYS: Final = (14, 28)
Z: Final = 1.959964
"""Of 95 %."""


@dataclass(frozen=True)
class Group:
    families: int
    came: int

    @property
    def share(self) -> float:
        return self.came / self.families

    @property
    def is_told(self) -> bool:
        """Five families came, and five did not: no number here tells of one of them."""
        return self.came >= FLOOR and self.families - self.came >= FLOOR


class Verdict(Enum):
    TOO_SOON = "too_soon"
    TOO_FEW = "too_few"
    UNKNOWN = "unknown"
    MORE = "more"
    LESS = "less"


@dataclass(frozen=True)
class Effect:
    """Shares and bounds in points of percent."""

    days: int
    verdict: Verdict
    sent: float = 0.0
    held: float = 0.0
    low: float = 0.0
    high: float = 0.0
    """What the message brought is between these, 95 times in 100."""
    repeats: bool = False
    """The reading before, told again."""


Reading = tuple[Group, Group]
"""Those written to, and those held out."""


def effects(readings: Sequence[Reading]) -> list[Effect]:
    """Of the readings taken so far, one for each of `DAYS`.

    A second reading is told where it can be subtracted from the first: in each group nobody or five families came
    between the two. The first is told again otherwise, and where nobody came at all, with the same words.
    """
    told: list[Effect] = []
    for place, days in enumerate(DAYS):
        if place >= len(readings):
            told.append(Effect(days, Verdict.TOO_SOON))
        elif told and told[-1].verdict is not Verdict.TOO_FEW and not _moves(readings[place - 1], readings[place]):
            told.append(replace(told[-1], days=days, repeats=True))
        else:
            told.append(effect(days, *readings[place], is_over=True))
    return told


def _moves(before: Reading, after: Reading) -> bool:
    came = [group.came - earlier.came for earlier, group in zip(before, after, strict=True)]
    return any(came) and all(not new or new >= FLOOR for new in came) and all(group.is_told for group in after)


def effect(days: int, sent: Group, held: Group, *, is_over: bool) -> Effect:
    if not is_over:
        return Effect(days, Verdict.TOO_SOON)
    if not (sent.is_told and held.is_told):
        return Effect(days, Verdict.TOO_FEW)
    low, high = between(sent, held)
    verdict = Verdict.MORE if low > 0 else Verdict.LESS if high < 0 else Verdict.UNKNOWN
    return Effect(days, verdict, 100 * sent.share, 100 * held.share, 100 * low, 100 * high)


def between(one: Group, other: Group) -> tuple[float, float]:
    """The interval of the difference of two shares (Newcombe 1998, method 10): right for small groups too."""
    low1, high1 = wilson(one)
    low2, high2 = wilson(other)
    apart = one.share - other.share
    below = sqrt((one.share - low1) ** 2 + (high2 - other.share) ** 2)
    above = sqrt((high1 - one.share) ** 2 + (other.share - low2) ** 2)
    return apart - below, apart + above


def wilson(group: Group) -> tuple[float, float]:
    n, p = group.families, group.share
    middle = p + Z * Z / (2 * n)
    half = Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    whole = 1 + Z * Z / n
    return (middle - half) / whole, (middle + half) / whole
