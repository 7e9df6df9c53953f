"""Chance that two policies share: what a teacher would answer to a request does not depend on who was rung before."""

from statistics import NormalDist
from typing import Final

_MASK: Final = (1 << 64) - 1
_NORMAL: Final = NormalDist()


def uniform(seed: int, *key: int) -> float:
    """A number between 0 and 1, both excluded, always the same for the same `seed` and `key`.

    SplitMix64 (Steele, Lea and Flood, « Fast splittable pseudorandom number generators », 2014).
    """
    state = seed & _MASK
    for part in key:
        state = _mixed((state ^ (part & _MASK)) + 0x9E3779B97F4A7C15)
    return ((_mixed(state) >> 11) + 0.5) / (1 << 53)


def normal(seed: int, *key: int) -> float:
    """A standard normal number, likewise."""
    return _NORMAL.inv_cdf(uniform(seed, *key))


def _mixed(state: int) -> int:
    state &= _MASK
    state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & _MASK
    return state ^ (state >> 31)
