"""The teachers a policy needs: the same requests before fewer or more of them, until the promise is just kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import sqrt
from statistics import fmean, stdev

from bench.dispatch.evenings import FIRST_SEED, Kept, Task, play_all, share

STUDENT = {2: 12.71, 3: 4.30, 4: 3.18, 8: 2.36, 12: 2.20, 20: 2.09}
"""97.5 % quantile for the mean of so many evenings."""
STEP = 0.04
"""Of the lessons under way."""
Measure = Callable[[Sequence[Kept]], float]


def under_5(kept: Sequence[Kept]) -> float:
    return share(kept, "under_5")


@dataclass
class Staffing:
    """A policy before `asked` lessons under way at the busiest quarter-hour; staffings are over `asked`."""

    name: str
    asked: float
    evenings: int
    measure: Measure = under_5
    wanted: float = 0.95
    scenario: str = "soiree"
    played: dict[int, list[Kept]] = field(default_factory=dict)
    """Teachers → the evenings with so many."""
    between: tuple[int, int] = (0, 0)
    """Where the last one found is: with the fewer too few, with the more enough."""

    def kept(self, teachers: int) -> list[Kept]:
        if teachers not in self.played:
            load = self.asked / teachers
            tasks = [Task(self.scenario, self.name, FIRST_SEED + n, teachers, load) for n in range(self.evenings)]
            self.played[teachers] = play_all(tasks, label=f"{self.name}, {teachers} teachers")
        return self.played[teachers]

    def found(self, guess: float) -> float:
        """The staffing that keeps `wanted`: between two 4 % apart, cut where their line crosses it, and cut again."""
        low, high = self._bracket(guess)
        middle = min(high - 1, max(low + 1, round(self._crossing(low, high))))
        if low < middle < high:
            low, high = (low, middle) if self.measure(self.kept(middle)) >= self.wanted else (middle, high)
        self.between = low, high
        self._crossed = self._crossing(low, high)
        return self._crossed / self.asked

    def nearest(self) -> list[Kept]:
        """The evenings played with nearly as many as `found`."""
        return self.kept(min(self.played, key=lambda teachers: abs(teachers - self._crossed)))

    def each(self) -> list[float]:
        """The staffing each of the evenings asks for, all on one slope: its mean is `found`, nearly."""
        fewest, most = min(self.played), max(self.played)
        slope = (self.measure(self.kept(most)) - self.measure(self.kept(fewest))) / (most - fewest)
        shares = [self.measure([one]) for one in self.nearest()]
        return [(self._crossed + (fmean(shares) - one) / max(slope, 1e-9)) / self.asked for one in shares]

    def _bracket(self, guess: float) -> tuple[int, int]:
        low = high = round(guess * self.asked)
        step = max(1, round(STEP * self.asked))
        if self.measure(self.kept(low)) >= self.wanted:
            while self.measure(self.kept(low)) >= self.wanted and low > step:
                low, high = low - step, low
        else:
            while self.measure(self.kept(high)) < self.wanted:
                low, high = high, high + step
        return low, high

    def _crossing(self, low: int, high: int) -> float:
        below, above = self.measure(self.kept(low)), self.measure(self.kept(high))
        if above <= below:
            return (low + high) / 2
        return low + (high - low) * min(1.0, max(0.0, (self.wanted - below) / (above - below)))


def over(one: Staffing, bound: Staffing) -> list[float]:
    """By how much each evening asks for more teachers than the bound, over the lessons under way.

    Both are played with the same numbers of teachers, those between which each of the two was found: what one serves
    in time less than the other, over what a teacher more brings. Nothing else differs, so that it is far steadier than
    the staffings themselves.
    """
    numbers = sorted({*one.between, *bound.between})
    slope = fmean(
        (each.measure(each.kept(numbers[-1])) - each.measure(each.kept(numbers[0]))) / (numbers[-1] - numbers[0])
        for each in (one, bound)
    )
    return [
        fmean(bound.measure([bound.kept(n)[at]]) - one.measure([one.kept(n)[at]]) for n in numbers) / slope / one.asked
        for at in range(one.evenings)
    ]


def half_interval(values: Sequence[float]) -> float:
    """Of the mean, 95 % (Student)."""
    if len(values) < 2:
        return float("inf")
    student = STUDENT[max(number for number in STUDENT if number <= len(values))]
    return student * stdev(values) / sqrt(len(values))
