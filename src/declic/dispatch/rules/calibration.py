"""Whether what a pupil was told of the wait came true: the estimate, checked afterwards. Pure."""

from collections.abc import Collection
from datetime import timedelta
from enum import Enum

AIM = 0.8
"""Four waits in five are to fall inside the range that was told; under it the operator is warned."""


class Fell(Enum):
    """Where a wait fell, beside the range told."""

    SHORTER = "shorter"
    INSIDE = "inside"
    LONGER = "longer"


def fell(told: tuple[int, int], lasted: timedelta, *, accepted: bool) -> Fell | None:
    """`told`: (low, high) minutes; `lasted`: from the telling to the first acceptance, or to now or the leaving.

    None when nothing is known: who left, or still waits, before the time told was over.
    """
    low, high = (timedelta(minutes=minutes) for minutes in told)
    if lasted > high:
        return Fell.LONGER
    if not accepted:
        return None
    return Fell.SHORTER if lasted < low else Fell.INSIDE


def share_inside(found: Collection[Fell]) -> float | None:
    """None when nothing fell anywhere."""
    return sum(one is Fell.INSIDE for one in found) / len(found) if found else None
