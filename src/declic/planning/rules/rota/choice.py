"""Some volunteers at a time are given everything anew, the best way: large neighbourhood search (P. Shaw, 1998)."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from random import Random
from typing import Any, Final

from declic.planning.rules import solvers
from declic.planning.rules.rota.draft import Draft
from declic.planning.rules.rota.problem import TOO_FEW_HOURS, Column, Kind, Problem
from declic.planning.rules.shifts import Shift

SMALL: Final = 40
"""So many volunteers are all given everything anew at once."""
TOGETHER: Final = 25
"""Of more than that, so many at a time, for so long at most:"""
SECONDS_TOGETHER: Final = 1.0
Known = Mapping[int, set[Shift]]
Given = dict[int, list[Shift]]


def improve(draft: Draft, pool: Iterable[Column], *, until: float, tell: Callable[[str], None], seed: int = 1) -> None:
    """Until `until`, those who count for a place that is short. A small service is given everything anew, once."""
    chance, known = Random(seed), defaultdict(set)
    for number, shift in pool:
        known[number].add(shift)
    everybody = range(len(draft.problem.volunteers))
    if len(everybody) <= SMALL:
        replan(draft, everybody, known, seconds=max(0.5, until - time.monotonic()))
        return
    while (left := until - time.monotonic()) > 0:
        replan(draft, _some(draft, chance), known, seconds=max(0.5, min(left, SECONDS_TOGETHER)))
        tell("choix des services")


def _some(draft: Draft, chance: Random) -> list[int]:
    """Half of them could fill one place that is short; anybody else may have to make room."""
    everybody = range(len(draft.problem.volunteers))
    short = [place for place, number in enumerate(draft.left) if number > 0]
    able = draft.problem.volunteers_for(chance.choice(short)) if short else []
    some = chance.sample(able, min(TOGETHER // 2, len(able)))
    return sorted({*some, *chance.sample(everybody, TOGETHER - len(some))})


def replan(draft: Draft, some: Sequence[int], known: Known, *, seconds: float) -> None:
    """The best choice, found in so many seconds, of the shifts known of these volunteers; never one that costs more."""
    before, cost = {number: list(draft.given[number]) for number in some}, draft.cost
    for number in some:
        draft.clear(number)
    columns = [(number, shift) for number in some for shift in sorted(known.get(number, set()) | {*before[number]})]
    _give(draft, _chosen(draft, some, columns, before, seconds) or before)
    if draft.cost > cost:
        for number in some:
            draft.clear(number)
        _give(draft, before)


def _give(draft: Draft, given: Given) -> None:
    for number, shifts in given.items():
        for shift in shifts:
            draft.add((number, shift))


def _chosen(draft: Draft, some: Sequence[int], columns: Sequence[Column], before: Given, seconds: float) -> Given:
    """The shifts of these volunteers, the others as they are; empty: none found in time."""
    cp_model = solvers.constraints()
    problem, model = draft.problem, cp_model.CpModel()
    taken = [model.new_bool_var("") for _ in columns]
    there: dict[Kind, list[Any]] = defaultdict(list)
    days: dict[tuple[int, int], list[Any]] = defaultdict(list)
    hours: dict[int, list[Any]] = defaultdict(list)
    for (number, shift), variable in zip(columns, taken, strict=True):
        model.add_hint(variable, shift in before[number])
        for kind in problem.kinds_of((number, shift)):
            there[kind].append(variable)
        days[number, shift.day].append(variable)
        hours[number].append(shift.worked * variable)
    for variables in days.values():
        model.add_at_most_one(variables)
    costs = _missing(model, draft, there)
    for number in some:
        costs += _hours(model, problem, number, hours[number])
    model.minimize(sum(costs))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    solver.parameters.random_seed = 1
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return {}
    found: Given = {number: [] for number in some}
    for (number, shift), variable in zip(columns, taken, strict=True):
        if solver.boolean_value(variable):
            found[number].append(shift)
    return found


def _missing(model: Any, draft: Draft, there: Mapping[Kind, list[Any]]) -> list[Any]:
    """The cost of the places left short, of those these volunteers could fill."""
    here: dict[int, list[Any]] = defaultdict(list)
    for kind, variables in there.items():
        places = [place for place in draft.problem.places_of(kind) if draft.left[place] > 0]
        if places:
            many = model.new_int_var(0, len(variables), "")
            model.add(sum(variables) == many)
            for place in places:
                here[place].append(many)
    costs = []
    for place, counted in here.items():
        short = model.new_int_var(0, draft.left[place], "")
        model.add(sum(counted) + short >= draft.left[place])
        costs.append(draft.problem.costs[place] * short)
    return costs


def _hours(model: Any, problem: Problem, number: int, hours: Sequence[Any]) -> list[Any]:
    """The cost of what a volunteer works, and that it is no more than they want."""
    one = problem.volunteers[number]
    less = model.new_int_var(0, one.least, "")
    parts = [(model.new_int_var(0, width, ""), each) for width, each in problem.sharing(one)]
    model.add(sum(hours) + less - sum(part for part, _ in parts) == one.least)
    return [TOO_FEW_HOURS * less, *(each * part for part, each in parts)]
