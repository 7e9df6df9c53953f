"""The week to plan, by number: volunteers, places where somebody is needed, what each counts for, what it costs."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from declic.planning.rules.covers import Cover, Group
from declic.planning.rules.shifts import Shift, Stretch, Volunteer

Place = tuple[Cover, int, int]
"""(cover, day of the week, quarter-hour)."""
Needed = Mapping[Place, int]
Groups = frozenset[Group]
Kind = tuple[Groups, int, int]
"""Volunteers who know the same groups, at a moment: (groups, day, quarter-hour, or `LAST` more for its end)."""

UNCOVERED: Final = 100
"""What a teacher missing for a quarter-hour costs."""
NOBODY_RUNG: Final = 33
"""What the last five minutes of a quarter-hour cost when a need goes on and nobody is rung for it: all who are there
end their shift."""
TOO_FEW_HOURS: Final = 30
"""What a quarter-hour less than a teacher wanted at least costs."""
SHARING: Final = (1, 3, 5, 7)
"""What a quarter-hour costs in each fourth of the way from the least to the most a teacher wants: convex, so that hours
go to whoever has the smallest part of what they want."""
QUARTERS: Final = 96
LAST: Final = QUARTERS
"""Moment `LAST + quarter` of a day: the last five minutes of that quarter-hour."""
DAYS: Final = 7
Column = tuple[int, Shift]
"""(which volunteer, a shift of theirs)."""


@dataclass(frozen=True)
class Rota:
    """`shifts`: for each volunteer. `uncovered`: also what nobody who offered time could fill, told in `beyond`.

    `cost` is in the units above, without that, and no rota costs less than `bound`.
    """

    shifts: Mapping[str, tuple[Shift, ...]]
    uncovered: Mapping[Place, int]
    beyond: Mapping[Place, int]
    cost: int
    bound: float

    @property
    def gap(self) -> float:
        return (self.cost - self.bound) / max(1.0, self.cost)


class Problem:
    """The week, by number: volunteers, places where somebody is needed, what each volunteer counts for."""

    def __init__(self, volunteers: Sequence[Volunteer], needed: Needed) -> None:
        self.volunteers = volunteers
        fillable = _fillable(volunteers, needed)
        self.beyond = {place: number - fillable[place] for place, number in needed.items() if number > fillable[place]}
        """What nobody who offered time could fill: uncovered whatever is chosen, and no part of the cost."""
        self.places = [place for place, number in fillable.items() if number > 0]
        self.needed = [fillable[place] for place in self.places]
        ends = _fillable_ends(volunteers, needed)
        self.costs = [UNCOVERED] * len(self.places) + [NOBODY_RUNG] * len(ends)
        self.places += ends
        self.needed += [1] * len(ends)
        at: dict[tuple[int, int], list[tuple[Cover, int]]] = defaultdict(list)
        for number, (cover, day, moment) in enumerate(self.places):
            at[day, moment].append((cover, number))
        self._counts = {
            groups: {
                moment: tuple(number for cover, number in there if cover.groups & groups)
                for moment, there in at.items()
            }
            for groups in {one.groups for one in volunteers}
        }

    def counts(self, volunteer: Volunteer) -> Mapping[tuple[int, int], tuple[int, ...]]:
        """(day, moment) → the places this volunteer counts for."""
        return self._counts[volunteer.groups]

    def places_of(self, kind: Kind) -> tuple[int, ...]:
        groups, day, moment = kind
        return self._counts[groups].get((day, moment), ())

    def volunteers_for(self, place: int) -> list[int]:
        """Who could be on duty there and count for it."""
        cover, day, moment = self.places[place]
        return [
            number
            for number, one in enumerate(self.volunteers)
            if one.groups & cover.groups and any(free.day == day and moment in _moments(one, free) for free in one.free)
        ]

    def kinds_at(self) -> dict[Kind, tuple[int, ...]]:
        """For each kind of volunteer and moment when they are of use, the places they count for."""
        return {
            (groups, day, moment): places
            for groups, counts in self._counts.items()
            for (day, moment), places in counts.items()
            if places
        }

    def kinds_of(self, column: Column) -> list[Kind]:
        """Where a shift adds one to its kind; moments of no use are among them."""
        number, shift = column
        return [(self.volunteers[number].groups, shift.day, moment) for moment in self._moments_of(column)]

    def covered(self, column: Column) -> list[int]:
        """The places a shift counts for."""
        number, shift = column
        counts = self._counts[self.volunteers[number].groups]
        return [place for moment in self._moments_of(column) for place in counts.get((shift.day, moment), ())]

    def _moments_of(self, column: Column) -> list[int]:
        number, shift = column
        ends = shift.rung_to_the_end(runs_over=self.volunteers[number].runs_over)
        return [*shift.on_duty, *(LAST + quarter for quarter in ends)]

    def worths(self, prices: Mapping[Kind, float]) -> dict[tuple[Groups, int], tuple[list[float], list[float]]]:
        """For each set of groups and day, what each quarter-hour on duty is worth to its end, and its end alone."""
        found = {}
        for groups in self._counts:
            for day in range(DAYS):
                each = [prices.get((groups, day, moment), 0.0) for moment in range(LAST + QUARTERS)]
                ends = each[LAST:]
                found[groups, day] = [one + end for one, end in zip(each, ends, strict=False)], ends
        return found

    def sharing(self, volunteer: Volunteer) -> list[tuple[int, int]]:
        """(quarter-hours, cost of each) above the least wanted, in order."""
        beyond = max(0, volunteer.most - volunteer.least)
        ends = [beyond * part // len(SHARING) for part in range(len(SHARING) + 1)]
        return [(after - before, cost) for (before, after), cost in zip(pairwise(ends), SHARING, strict=True)]

    def rota(self, chosen: Iterable[Column], bound: float) -> Rota:
        shifts: dict[str, list[Shift]] = {one.id: [] for one in self.volunteers}
        left = list(self.needed)
        for column in chosen:
            shifts[self.volunteers[column[0]].id].append(column[1])
            for place in self.covered(column):
                left[place] -= 1
        short = {place: n for place, n in zip(self.places, left, strict=True) if n > 0 and place[2] < LAST}
        uncovered = dict(Counter(short) + Counter(self.beyond))
        cost = self.cost_of(left) + sum(
            self.cost_of_hours(one, sum(shift.worked for shift in shifts[one.id])) for one in self.volunteers
        )
        return Rota({id_: tuple(sorted(given)) for id_, given in shifts.items()}, uncovered, self.beyond, cost, bound)

    def cost_of(self, left: Sequence[int]) -> int:
        """Of what is still needed of each place."""
        return sum(each * number for each, number in zip(self.costs, left, strict=True) if number > 0)

    def cost_of_hours(self, volunteer: Volunteer, worked: int) -> int:
        cost = TOO_FEW_HOURS * max(0, volunteer.least - worked)
        beyond = max(0, worked - volunteer.least)
        for width, each in self.sharing(volunteer):
            cost += each * min(beyond, width)
            beyond -= min(beyond, width)
        return cost


def _fillable(volunteers: Iterable[Volunteer], needed: Needed) -> dict[Place, int]:
    """Of each need, what would be filled if everybody came whenever they could."""
    there: Counter[Kind] = Counter()
    for one in volunteers:
        there.update({
            (one.groups, free.day, quarter) for free in one.free for quarter in range(free.first, free.after)
        })  # fmt: skip
    at: dict[tuple[int, int], list[tuple[Groups, int]]] = defaultdict(list)
    for (groups, day, quarter), number in there.items():
        at[day, quarter].append((groups, number))
    return {
        (cover, day, quarter): min(wanted, sum(number for groups, number in at[day, quarter] if groups & cover.groups))
        for (cover, day, quarter), wanted in needed.items()
    }


def goes_on(needed: Needed) -> list[Place]:
    """The quarter-hours of each need that another one of it follows."""
    return [
        (cover, day, quarter)
        for (cover, day, quarter), number in needed.items()
        if number > 0 and needed.get((cover, day, quarter + 1), 0) > 0
    ]


def _fillable_ends(volunteers: Iterable[Volunteer], needed: Needed) -> list[Place]:
    """The ends of those in which somebody who offered time could be rung."""
    there: dict[tuple[int, int], set[Groups]] = defaultdict(set)
    for one in volunteers:
        for free in one.free:
            for moment in _moments(one, free):
                there[free.day, moment].add(one.groups)
    return [
        (cover, day, LAST + quarter)
        for cover, day, quarter in goes_on(needed)
        if any(groups & cover.groups for groups in there[day, LAST + quarter])
    ]


def _moments(one: Volunteer, free: Stretch) -> set[int]:
    """When they could count, in a stretch they offered."""
    quarters = range(free.first, free.after)
    return {*quarters, *(LAST + quarter for quarter in quarters if one.runs_over or quarter + 1 != free.after)}
