"""How much a wait counts, by group: learned at night, so that no group waits longer than the others.

A group is a subject in a band of levels. It begins at 1; each of the last evenings like the next one multiplies it by
the mean wait of the group over that of all, to a power that damps it. A request then goes by its wait times its weight,
not by its wait alone: how much a group may overtake another is bounded by the bounds of the weights.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Final

from declic.curriculum.rules import band

Group = tuple[str, str]
"""(subject, band of levels)."""
POWER: Final = 0.4
LEAST: Final = 0.3
MOST: Final = 6.0
EVENINGS: Final = 14
"""Comparable ones looked at, the last."""
ENOUGH: Final = 5
"""Waits of a group in an evening: with fewer its weight stays what it was."""


@dataclass(frozen=True)
class Waits:
    number: int
    seconds: float
    """Of all together."""


@dataclass(frozen=True)
class Learned:
    """What a group weighs, and why."""

    weight: float
    number: int
    mean_s: float
    """Of the group."""
    whole_s: float
    """Of all."""


def group_of(subject: str, level: str) -> Group:
    return subject, band(level)


def learned(evenings: Sequence[Mapping[Group, Waits]]) -> dict[Group, Learned]:
    """The last `EVENINGS` of those given, oldest first. Empty when nobody waited: everything then weighs 1."""
    weights: dict[Group, float] = {}
    numbers: dict[Group, int] = defaultdict(int)
    seconds: dict[Group, float] = defaultdict(float)
    last = evenings[-EVENINGS:]
    for evening in last:
        mean_s = _mean(evening.values())
        for group, waits in evening.items():
            numbers[group] += waits.number
            seconds[group] += waits.seconds
            if waits.number >= ENOUGH and mean_s > 0:
                weights[group] = moved(weights.get(group, 1.0), waits.seconds / waits.number, mean_s)
    whole_s = _mean(waits for evening in last for waits in evening.values())
    return {
        group: Learned(weights[group], numbers[group], seconds[group] / numbers[group], whole_s)
        for group in sorted(weights)
    }


def moved(weight: float, mean_s: float, whole_s: float) -> float:
    """A weight after one evening more."""
    return min(MOST, max(LEAST, weight * float((mean_s / whole_s) ** POWER)))


def _mean(waits: Iterable[Waits]) -> float:
    held = list(waits)
    return fsum(one.seconds for one in held) / max(1, sum(one.number for one in held))


def waits_of(requests: Iterable[tuple[Group, float]]) -> dict[Group, Waits]:
    """(group, seconds waited) of each request of one evening."""
    found: dict[Group, list[float]] = defaultdict(list)
    for group, seconds in requests:
        found[group].append(seconds)
    return {group: Waits(len(held), sum(held)) for group, held in found.items()}
