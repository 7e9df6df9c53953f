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
GOES: Final = (8, 10, IN_ONE_GO)
"""What a teacher may choose instead: one pause is enough with each."""
NOTHING: Final = (0.0,) * 96
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
    """What a teacher offers for a week. `least` and `most`: quarter-hours on duty they want; `in_one_go`: at most,
    without a pause.
    """

    id: str
    groups: frozenset[Group]
    free: tuple[Stretch, ...]
    least: int
    most: int
    in_one_go: int = IN_ONE_GO
    runs_over: bool = False
    """May be rung in the last minutes of a shift."""


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

    def rung_to_the_end(self, *, runs_over: bool) -> tuple[int, ...]:
        """Quarter-hours in whose last five minutes its teacher is rung as well: none is in those of the shift."""
        return tuple(quarter for quarter in self.on_duty if runs_over or quarter + 1 != self.after)

    @property
    def worked(self) -> int:
        return self.after - self.first - (self.pause >= 0)

    def left_from(self, quarter: int) -> "Shift":
        """What is left of it from that quarter-hour on, the last one at least; its pause too, unless it is over."""
        first = min(max(quarter, self.first), self.after - 1)
        return Shift(self.day, first, self.after, self.pause if self.pause >= first else -1)

    @property
    def longest_go(self) -> int:
        """Quarter-hours on duty without a pause."""
        return max(self.pause - self.first, self.after - self.pause - 1) if self.pause >= 0 else self.after - self.first

    @property
    def is_legal(self) -> bool:
        return SHORTEST <= self.after - self.first <= LONGEST and self.has_pauses()

    def has_pauses(self, in_one_go: int = IN_ONE_GO) -> bool:
        """Nobody is on duty for longer without one, and none is for nothing."""
        if self.pause < 0:
            return self.after - self.first <= in_one_go
        parts = self.pause - self.first, self.after - self.pause - 1
        return min(parts) >= AT_LEAST and max(parts) <= in_one_go


def best_shift(
    worth: Sequence[float], free: Stretch, hour: float, in_one_go: int = IN_ONE_GO, ends: Sequence[float] = NOTHING
) -> tuple[float, Shift | None]:
    """The shift worth most in `free`, and what it is worth: `worth[q]` for each quarter-hour on duty, less `hour`, and
    less `ends[q]` for the last one.

    (0, None) when none is worth anything.
    """
    upto = [0.0, *accumulate(worth)]
    most, found = 1e-9, None
    for first in range(free.first, free.after - SHORTEST + 1):
        for after in range(first + SHORTEST, min(first + LONGEST, free.after) + 1):
            whole = upto[after] - upto[first] - hour * (after - first) - ends[after - 1]
            if after - first <= in_one_go:
                if whole > most:
                    most, found = whole, Shift(free.day, first, after)
                continue
            pause = min(pauses(first, after, in_one_go), key=worth.__getitem__)
            if whole - worth[pause] + hour > most:
                most, found = whole - worth[pause] + hour, Shift(free.day, first, after, pause)
    return (most, found) if found is not None else (0.0, None)


def every_shift(free: Stretch, in_one_go: int = IN_ONE_GO) -> Iterator[Shift]:
    """All that could be given in `free`; for tests and small services."""
    for first in range(free.first, free.after - SHORTEST + 1):
        for after in range(first + SHORTEST, min(first + LONGEST, free.after) + 1):
            if after - first <= in_one_go:
                yield Shift(free.day, first, after)
            else:
                yield from (Shift(free.day, first, after, pause) for pause in pauses(first, after, in_one_go))


def pauses(first: int, after: int, in_one_go: int = IN_ONE_GO) -> range:
    """Where the pause of such a shift may be."""
    return range(max(first + AT_LEAST, after - 1 - in_one_go), min(first + in_one_go, after - 1 - AT_LEAST) + 1)
