"""Shifts a teacher may be given: one a day, 1 h 30 to 4 h, on quarter-hours, a pause in what would be over 3 h."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from declic.planning.rules.covers import Group

SHORTEST, LONGEST = 6, 16
"""Quarter-hours from the first to the last, the pause included."""
IN_ONE_GO: Final = 12
"""Quarter-hours on duty without a pause, which lasts one."""
AT_LEAST: Final = 4
"""Quarter-hours on duty before a pause, and after it."""


@dataclass(frozen=True, order=True)
class Stretch:
    """When somebody could come: quarter-hours `first` to `after` (excluded) of `day` of the week (0 = Monday)."""

    day: int
    first: int
    after: int


@dataclass(frozen=True)
class Volunteer:
    """What a teacher offers for a week. `least` and `most`: quarter-hours on duty they want."""

    id: str
    groups: frozenset[Group]
    free: tuple[Stretch, ...]
    least: int
    most: int


@dataclass(frozen=True, order=True)
class Shift:
    """On duty from quarter-hour `first` to `after` (excluded), but for the one of the `pause`; -1: no pause."""

    day: int
    first: int
    after: int
    pause: int = -1

    @property
    def on_duty(self) -> tuple[int, ...]:
        return tuple(quarter for quarter in range(self.first, self.after) if quarter != self.pause)

    @property
    def worked(self) -> int:
        return self.after - self.first - (self.pause >= 0)

    @property
    def is_legal(self) -> bool:
        if not SHORTEST <= self.after - self.first <= LONGEST:
            return False
        if self.pause < 0:
            return self.after - self.first <= IN_ONE_GO
        parts = self.pause - self.first, self.after - self.pause - 1
        return min(parts) >= AT_LEAST and max(parts) <= IN_ONE_GO


def best_shift(worth: Sequence[float], free: Stretch, hour: float) -> tuple[float, Shift | None]:
    """The shift worth most in `free`, and what it is worth: `worth[q]` for each quarter-hour on duty, less `hour`.

    (0, None) when none is worth anything.
    """
    upto = [0.0, *accumulate(worth)]
    most, found = 1e-9, None
    for first in range(free.first, free.after - SHORTEST + 1):
        for after in range(first + SHORTEST, min(first + LONGEST, free.after) + 1):
            whole = upto[after] - upto[first] - hour * (after - first)
            if after - first <= IN_ONE_GO:
                if whole > most:
                    most, found = whole, Shift(free.day, first, after)
                continue
            pause = min(_pauses(first, after), key=worth.__getitem__)
            if whole - worth[pause] + hour > most:
                most, found = whole - worth[pause] + hour, Shift(free.day, first, after, pause)
    return (most, found) if found is not None else (0.0, None)


def every_shift(free: Stretch) -> Iterator[Shift]:
    """All that could be given in `free`; for tests and small services."""
    for first in range(free.first, free.after - SHORTEST + 1):
        for after in range(first + SHORTEST, min(first + LONGEST, free.after) + 1):
            if after - first <= IN_ONE_GO:
                yield Shift(free.day, first, after)
            else:
                yield from (Shift(free.day, first, after, pause) for pause in _pauses(first, after))


def _pauses(first: int, after: int) -> range:
    return range(max(first + AT_LEAST, after - 1 - IN_ONE_GO), min(first + IN_ONE_GO, after - 1 - AT_LEAST) + 1)
