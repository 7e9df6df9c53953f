"""A floor of qualified teachers: which of the volunteers are on shift, so that rare subjects are not left to luck.

Heads are what they were. What changes is who they are: all groups are to have the same share of their requests served
in time, as high as it can be. By Erlang A a small group needs far more teachers above its load than a big one for that:
seven for 3.9 lessons at once, 94 for 90. Hands are shared out between groups as well, so that nobody's second subject
is counted on twice over (Hall's condition, as a flow).
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import sqrt
from typing import Any, Final

from declic.dispatch.rules.matcher import Skill
from declic.planning.rules import solvers
from declic.planning.rules.figures import PROMISE_S
from declic.planning.rules.queueing import served_within

LENT: Final = 2.0
"""Were those who know two subjects always taken by the other one, so many times more of a group would be late."""
ENOUGH: Final = 0.885
"""Every group's share goes no higher than this before what is left over goes where most requests are late."""
HALVINGS: Final = 12
PIECES: Final = 25
Kind = frozenset[Skill]
"""Teachers of the same skills are all the same here."""
Group = Mapping[Skill, float]
"""Its classes, and the share of all requests that each of them is."""


@dataclass(frozen=True)
class Pace:
    """How long a request keeps a teacher, and how fast those who wait leave, a second."""

    busy_s: float
    leaving: float


def on_shift(volunteers: Sequence[Kind], groups: Sequence[Group], heads: int, load: float, pace: Pace) -> list[int]:
    """The `heads` of `volunteers` (their places) who come, with `load` lessons under way for each of them."""
    places: dict[Kind, list[int]] = defaultdict(list)
    for place, kind in enumerate(volunteers):
        places[kind].append(place)
    heads = min(heads, len(volunteers))
    floor = _Floor({kind: len(places[kind]) for kind in sorted(places, key=sorted)}, groups, heads, load, pace)
    wanted = floor.best()
    seats = {kind: int(number + 1e-9) for kind, number in wanted.items()}

    def rarest_first(kind: Kind) -> tuple[float, list[Skill]]:
        """Half a teacher less is little to a big group, and much to a small one."""
        smallest = min((sum(group.values()) for group in groups if group.keys() & kind), default=1.0)
        return (seats[kind] - wanted[kind]) / smallest, sorted(kind)

    for kind in sorted(wanted, key=rarest_first)[: heads - sum(seats.values())]:
        seats[kind] += 1
    return sorted(place for kind, number in seats.items() for place in places[kind][:number])


@lru_cache(maxsize=100_000)
def served(under_way: float, teachers: int, pace: Pace) -> float:
    """Share served in time by so many who have nothing else to do."""
    if teachers <= 0:
        return 0.0
    service = 1 / pace.busy_s
    return served_within(under_way * service, service, pace.leaving, teachers, PROMISE_S)


def needed(under_way: float, share: float, most: int, pace: Pace) -> float:
    """Teachers for that share, between two whole numbers in proportion; `most` when they do not suffice."""
    enough = bisect_left(range(most + 1), share, key=lambda teachers: served(under_way, teachers, pace))
    if enough > most or not enough:
        return float(min(enough, most))
    below, above = (served(under_way, number, pace) for number in (enough - 1, enough))
    return enough - 1 + (share - below) / (above - below)


@dataclass(frozen=True)
class _Floor:
    """Linear programmes over how many of each kind come. Their choice is that of a best corner: nothing is drawn."""

    kinds: Mapping[Kind, int]
    groups: Sequence[Group]
    heads: int
    load: float
    pace: Pace

    def best(self) -> dict[Kind, float]:
        low, high, found = 0.0, ENOUGH, self._seats(0.0)
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            if (seats := self._seats(middle)) is not None:
                low, found = middle, seats
            else:
                high = middle
        # With what is left over, as many requests in time as can be.
        best = self._seats(low, spreads=True) or found
        if best is None:
            raise AssertionError("any teachers at all give every group no teacher at least")
        return best

    def _seats(self, share: float, *, spreads: bool = False) -> dict[Kind, float] | None:
        """A choice with which every group has `share` of its requests in time; None when there is none."""
        solver = solvers.linear().Solver.CreateSolver("GLOP")
        seats = {kind: solver.NumVar(0, number, "") for kind, number in self.kinds.items()}
        solver.Add(solver.Sum(seats.values()) == self.heads)
        lent: dict[Kind, list[Any]] = defaultdict(list)
        gains: list[Any] = []
        for group in self.groups:
            weight = sum(group.values())
            parts = {kind: part for kind in seats if (part := sum(group[one] for one in kind & group.keys()) / weight)}
            given = {kind: solver.NumVar(0, solver.infinity(), "") for kind in parts}
            for kind, number in given.items():
                lent[kind].append(number)
            able = solver.Sum([part * seats[kind] for kind, part in parts.items()])
            hands = solver.Sum([part * given[kind] for kind, part in parts.items()])
            most = int(sum(part * self.kinds[kind] for kind, part in parts.items()))
            for teachers, late in ((able, 1 - share), (hands, LENT * (1 - share))):
                least = needed(weight * self.load * self.heads, 1 - late, most, self.pace)
                more = self._more(solver, weight, least) if spreads else []
                solver.Add(teachers >= least - 1e-6 + solver.Sum([number for number, _ in more]))
                gains += [number * gain for number, gain in more]
        for kind, numbers in lent.items():
            solver.Add(solver.Sum(numbers) <= seats[kind])
        solver.Maximize(solver.Sum(gains))
        if solver.Solve() != solvers.linear().Solver.OPTIMAL:
            return None
        return {kind: number.solution_value() for kind, number in seats.items()}

    def _more(self, solver: Any, weight: float, least: float) -> list[tuple[Any, float]]:
        """Teachers above the least, a few at a time, and the requests in time that each adds: fewer and fewer."""
        under_way = weight * self.load * self.heads
        step = max(1, round(sqrt(under_way) / 3))
        shares = [served(under_way, int(least) + n * step, self.pace) for n in range(PIECES + 1)]
        return [
            (solver.NumVar(0, step, ""), weight * max(0.0, after - before) / step) for before, after in pairwise(shares)
        ]
