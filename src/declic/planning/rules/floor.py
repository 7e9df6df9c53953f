"""A floor of qualified teachers: which of the volunteers are on shift, so that rare subjects are not left to luck.

Heads are what they were. What changes is who they are: for R lessons at once in a group, `R + margin × √R` on shift who
may give them, the least margin being as large as it can be up to 3. Hands are still shared out between groups, so that
nobody's second subject is counted on twice over (Hall's condition, as a flow).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any, Final

from ortools.linear_solver import pywraplp

from declic.dispatch.rules.matcher import Skill

MARGIN: Final = 3.0
"""Square roots of the load above it: beyond, more qualified teachers change little."""
Kind = frozenset[Skill]
"""Teachers of the same skills are all the same here."""
Group = Mapping[Skill, float]
"""Its classes, and the share of all requests that each of them is."""


def on_shift(volunteers: Sequence[Kind], groups: Sequence[Group], heads: int, load: float, moved: float) -> list[int]:
    """The `heads` of `volunteers` (their places) who come, with `load` lessons under way for each of them.

    `moved`: the share of the hands each group would have in proportion that may go to those below their floor.
    """
    places: dict[Kind, list[int]] = defaultdict(list)
    for place, kind in enumerate(volunteers):
        places[kind].append(place)
    wanted = _wanted({kind: len(found) for kind, found in places.items()}, groups, heads, load, moved)
    seats = {kind: int(number) for kind, number in wanted.items()}
    by_remainder = sorted(wanted, key=lambda kind: (seats[kind] - wanted[kind], sorted(kind)))
    for kind in by_remainder[: heads - sum(seats.values())]:
        seats[kind] += 1
    return sorted(place for kind, number in seats.items() for place in places[kind][:number])


def _wanted(
    kinds: Mapping[Kind, int], groups: Sequence[Group], heads: int, load: float, moved: float
) -> dict[Kind, float]:
    """How many of each kind, as a linear programme. Its choice is that of its best corner: nothing is drawn."""
    solver = pywraplp.Solver.CreateSolver("GLOP")
    ordered = sorted(kinds, key=sorted)
    seats = {kind: solver.NumVar(0, kinds[kind], "") for kind in ordered}
    solver.Add(solver.Sum(seats.values()) == heads)
    hands: dict[Kind, list[Any]] = defaultdict(list)
    least, margins = solver.NumVar(-solver.infinity(), MARGIN, ""), []
    for group in groups:
        share = sum(group.values())
        under_way = share * load * heads
        parts = {kind: sum(group[skill] for skill in kind & group.keys()) / share for kind in ordered}
        given = {kind: solver.NumVar(0, solver.infinity(), "") for kind, part in parts.items() if part}
        for kind, number in given.items():
            hands[kind].append(number)
        margin = solver.NumVar(-solver.infinity(), MARGIN, "")
        qualified = solver.Sum([parts[kind] * seats[kind] for kind in given])
        solver.Add(solver.Sum(given.values()) >= (1 - moved) * share * heads)
        solver.Add(qualified >= under_way + margin * sqrt(under_way))
        solver.Add(least <= margin)
        margins.append(margin)
    for kind, numbers in hands.items():
        solver.Add(solver.Sum(numbers) <= seats[kind])
    # The least margin counts most; between equals, the others do.
    solver.Maximize(10 * least + solver.Sum(margins) / len(margins))
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        raise AssertionError("half of the volunteers can always stand in for the usual mix")
    return {kind: seats[kind].solution_value() for kind in ordered}
