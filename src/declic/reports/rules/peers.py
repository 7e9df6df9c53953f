"""A sponsor beside those like it, none of which can be told from what is said. Pure."""

from collections.abc import Sequence
from statistics import median_low

OTHERS_AT_LEAST = 5
STEP = 5
_SIZES = (
    (2_000, "de moins de 2 000 habitants"),
    (5_000, "de 2 000 à 5 000 habitants"),
    (10_000, "de 5 000 à 10 000 habitants"),
    (20_000, "de 10 000 à 20 000 habitants"),
    (50_000, "de 20 000 à 50 000 habitants"),
    (100_000, "de 50 000 à 100 000 habitants"),
)
_LARGEST = "de plus de 100 000 habitants"


def size_of(population: int | None) -> tuple[int, int | None, str]:
    """Inhabitants from, inhabitants below (None: no end), and the words for it; no words where there are none."""
    if population is None:
        return 0, None, ""
    least = 0
    for most, words in _SIZES:
        if population < most:
            return least, most, words
        least = most
    return least, None, _LARGEST


def typical(others: Sequence[int]) -> int | None:
    """The median of `others`, rounded down to a step; None when they are too few.

    A median is what one of them said: in steps, it is what many may have said.
    """
    return median_low(others) // STEP * STEP if len(others) >= OTHERS_AT_LEAST else None


def middle(ranks: Sequence[int]) -> int | None:
    """The median of waits told by the rank of their range; None when they are too few. A range is a step already."""
    return median_low(ranks) if len(ranks) >= OTHERS_AT_LEAST else None
