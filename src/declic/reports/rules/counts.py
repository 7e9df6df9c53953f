"""A number as it may be told."""

from collections.abc import Iterable
from typing import NamedTuple


class Count(NamedTuple):
    """`number=None` is masked; `at_least`: it is that or more, what came last is not told yet."""

    number: int | None
    at_least: bool = False

    @property
    def is_whole(self) -> bool:
        return self.number is not None and not self.at_least


def least(counts: Iterable[Count]) -> int:
    """What they make at least."""
    return sum(count.number or 0 for count in counts)
