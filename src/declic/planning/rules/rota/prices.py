"""Shifts worth knowing, and a bound: the linear programme whose prices say which shift to offer to whom.

Column generation: P. Gilmore and R. Gomory, « A linear programming approach to the cutting-stock problem », 1961.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from declic.planning.rules import solvers
from declic.planning.rules.rota.problem import TOO_FEW_HOURS, Column, Kind, Problem
from declic.planning.rules.shifts import NOTHING, Shift, best_shift


def priced(
    problem: Problem, columns: list[Column], *, until: float, tell: Callable[[str], None]
) -> tuple[float, list[Column]]:
    """The bound, and the shifts known in the end. Stopped early the bound is still one (Lagrange), only lower."""
    master = _Master(problem)
    for column in columns:
        master.add(column)
    bound = 0.0
    while True:
        solved = master.solved(max(1.0, until - time.monotonic()))
        if solved is None:
            return bound, master.columns
        value, prices, days, hours = solved
        found, missing = _worth_adding(problem, prices, days, hours)
        bound = max(bound, value - missing)
        tell("prix des quarts d’heure")
        if not found or time.monotonic() > until or value - bound < 0.002 * value:
            return bound, master.columns
        for column in found:
            master.add(column)


def _worth_adding(
    problem: Problem, prices: Mapping[Kind, float], days: Mapping[tuple[int, int], float], hours: Sequence[float]
) -> tuple[list[Column], float]:
    """For each volunteer and day, the best shift if it is worth more than it costs; and by how much, in all."""
    worths = problem.worths(prices)
    found: list[Column] = []
    missing = 0.0
    for number, one in enumerate(problem.volunteers):
        best: dict[int, tuple[float, Shift]] = {}
        for free in one.free:
            each, ends = worths[one.groups, free.day]
            worth, shift = best_shift(each, free, -hours[number], one.in_one_go, NOTHING if one.runs_over else ends)
            worth += days[number, free.day]
            if shift is not None and worth > max(1e-6, best.get(free.day, (0.0, shift))[0]):
                best[free.day] = worth, shift
        missing += sum(worth for worth, _ in best.values())
        found += [(number, shift) for _, shift in best.values()]
    return found, missing


class _Master:
    """The linear programme over the shifts known."""

    def __init__(self, problem: Problem) -> None:
        self.columns: list[Column] = []
        self._problem = problem
        self._known: set[Column] = set()
        self._solver = solver = solvers.linear().Solver.CreateSolver("GLOP")
        endless = solver.infinity()
        self._places = [solver.Constraint(number, endless) for number in problem.needed]
        for row, number, each in zip(self._places, problem.needed, problem.costs, strict=True):
            self._cost(row, 1, number, each)
        self._kinds = {}
        for kind, places in problem.kinds_at().items():
            # As many of the kind as there are on duty: a shift has few coefficients, whatever it counts for.
            self._kinds[kind] = row = solver.Constraint(0, 0)
            there = solver.NumVar(0, endless, "")
            row.SetCoefficient(there, -1)
            for place in places:
                self._places[place].SetCoefficient(there, 1)
        self._days: dict[tuple[int, int], Any] = {}
        self._hours = []
        for number, one in enumerate(problem.volunteers):
            for free in one.free:
                self._days.setdefault((number, free.day), solver.Constraint(-endless, 1))
            row = solver.Constraint(one.least, one.least)
            self._hours.append(row)
            self._cost(row, 1, one.least, TOO_FEW_HOURS)
            for width, each in problem.sharing(one):
                self._cost(row, -1, width, each)
        solver.Objective().SetMinimization()

    def _cost(self, row: Any, sign: int, most: float, each: int) -> None:
        variable = self._solver.NumVar(0, most, "")
        row.SetCoefficient(variable, sign)
        self._solver.Objective().SetCoefficient(variable, each)

    def add(self, column: Column) -> None:
        if column in self._known:
            return
        self._known.add(column)
        self.columns.append(column)
        number, shift = column
        variable = self._solver.NumVar(0, self._solver.infinity(), "")
        for kind in self._problem.kinds_of(column):
            if kind in self._kinds:
                self._kinds[kind].SetCoefficient(variable, 1)
        self._days[number, shift.day].SetCoefficient(variable, 1)
        self._hours[number].SetCoefficient(variable, shift.worked)

    def solved(
        self, seconds: float
    ) -> tuple[float, dict[Kind, float], dict[tuple[int, int], float], list[float]] | None:
        """The cost, and the prices: of each moment of each kind, of each volunteer's day, of a quarter-hour of each.

        None when `seconds` were not enough.
        """
        self._solver.SetTimeLimit(int(1000 * seconds))
        if self._solver.Solve() != solvers.linear().Solver.OPTIMAL:
            return None
        return (
            self._solver.Objective().Value(),
            {kind: row.dual_value() for kind, row in self._kinds.items()},
            {key: row.dual_value() for key, row in self._days.items()},
            [row.dual_value() for row in self._hours],
        )
