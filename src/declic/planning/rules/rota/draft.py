"""A rota made one volunteer at a time: a first one, and the step every other way of improving it is measured by."""

from collections.abc import Iterable

from declic.planning.rules.rota.problem import LAST, QUARTERS, Column, Problem
from declic.planning.rules.shifts import Shift, best_shift


class Draft:
    """A rota under way: what each volunteer was given, and what is still needed."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.left = list(problem.needed)
        self.given: list[list[Shift]] = [[] for _ in problem.volunteers]

    @property
    def cost(self) -> int:
        return self.problem.cost_of(self.left) + sum(
            self.problem.cost_of_hours(one, self.worked(number)) for number, one in enumerate(self.problem.volunteers)
        )

    @property
    def columns(self) -> list[Column]:
        return [(number, shift) for number, shifts in enumerate(self.given) for shift in shifts]

    def worked(self, number: int) -> int:
        return sum(shift.worked for shift in self.given[number])

    def add(self, column: Column) -> None:
        self.given[column[0]].append(column[1])
        for place in self.problem.covered(column):
            self.left[place] -= 1

    def clear(self, number: int) -> None:
        for shift in self.given[number]:
            for place in self.problem.covered((number, shift)):
                self.left[place] += 1
        self.given[number] = []

    def give(self, number: int) -> bool:
        """One more shift for this volunteer, the one that lowers the cost most; whether there was any."""
        one, worked = self.problem.volunteers[number], self.worked(number)
        counts = self.problem.counts(one)
        best: tuple[float, Shift | None] = (0.0, None)
        taken = {shift.day for shift in self.given[number]}
        hour = self.problem.cost_of_hours(one, worked + 1) - self.problem.cost_of_hours(one, worked)
        for free in one.free:
            if free.day in taken:
                continue
            worth, ends = [0.0] * QUARTERS, [0.0] * QUARTERS
            for quarter in range(free.first, free.after):
                end = self._worth(counts.get((free.day, LAST + quarter), ()))
                worth[quarter] = self._worth(counts.get((free.day, quarter), ())) + end
                ends[quarter] = 0.0 if one.runs_over else end
            gain, shift = best_shift(worth, free, hour, one.in_one_go, ends)
            if shift is None or worked + shift.worked > one.most:
                continue
            # `hour` is the cost of the first quarter-hour: the others may cost more.
            gain += hour * shift.worked + self.problem.cost_of_hours(one, worked)
            gain -= self.problem.cost_of_hours(one, worked + shift.worked)
            if gain > best[0]:
                best = gain, shift
        if best[1] is not None:
            self.add((number, best[1]))
        return best[1] is not None

    def _worth(self, places: Iterable[int]) -> float:
        return float(sum(self.problem.costs[place] for place in places if self.left[place] > 0))

    def again(self, number: int) -> None:
        """Everything this volunteer was given is given anew, unless what there was cost less."""
        before, cost = self.given[number], self.cost_around(number)
        self.clear(number)
        while self.give(number):
            pass
        if self.cost_around(number) > cost:
            self.clear(number)
            for shift in before:
                self.add((number, shift))

    def cost_around(self, number: int) -> int:
        """The part of the cost this volunteer can change."""
        one = self.problem.volunteers[number]
        moments = self.problem.counts(one)
        there = {
            place
            for free in one.free
            for quarter in range(free.first, free.after)
            for moment in (quarter, LAST + quarter)
            for place in moments.get((free.day, moment), ())
        }
        missing = sum(self.problem.costs[place] * max(0, self.left[place]) for place in there)
        return missing + self.problem.cost_of_hours(one, self.worked(number))


def first_draft(problem: Problem, sweeps: int = 3) -> Draft:
    """One shift for each, those who know least first, and again until nobody's would help; then each in turn anew."""
    draft = Draft(problem)
    order = sorted(range(len(problem.volunteers)), key=lambda n: (len(problem.volunteers[n].groups), n))
    going = True
    while going:
        going = False
        for number in order:
            going = draft.give(number) or going
    for _ in range(sweeps):
        for number in order:
            draft.again(number)
    return draft
