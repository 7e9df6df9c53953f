"""What a teacher on duty counts for: groups, and the larger sets that groups make together.

A group is short when too few on duty know it; a school or the whole is short when they know it, and are too few for all
of it at once. Counting each teacher once in each set they belong to is Hall's condition, for the sets that matter.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from declic.curriculum.rules import BANDS, LEVELS, SUBJECTS, band, teaches
from declic.dispatch.rules.matcher import Skill
from declic.planning.rules.forecast import Table
from declic.planning.rules.prior import group_of

Group = tuple[str, str]
"""(subject, band)."""
Grouped = Mapping[Group, Mapping[int, float]]
"""The requests of each group in each quarter-hour: a table of all levels is read once, not once for each cover."""
LEAST: Final = 1.0
"""A group asked for less often in a day is not planned for: whoever knows it is welcome."""

BY_ALL: Final = frozenset({"METH"})
"""Subjects nearly every teacher holds beside their own."""
QUIET: Final = 0.08
"""Of the requests of the busiest quarter-hour; an evening begins and ends with more."""


@dataclass(frozen=True, order=True)
class Cover:
    """Groups whose requests are counted together; `name` is French."""

    name: str
    groups: frozenset[Group]


def grouped(table: Table) -> Grouped:
    found: dict[Group, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for (quarter, skill), number in table.items():
        found[group_of(skill)][quarter] += number
    return found


def covers_of(asked: Grouped) -> list[Cover]:
    """The whole, the bands, the subjects of several bands, the groups; what is asked for too rarely is left out."""
    groups = {group for group, by_quarter in asked.items() if sum(by_quarter.values()) >= LEAST}
    by_subject: dict[str, set[Group]] = defaultdict(set)
    for group in groups:
        by_subject[group[0]].add(group)
    found = [Cover("tout", frozenset(asked))] if asked else []
    found += [Cover(name, of_band) for name in BANDS if (of_band := frozenset(g for g in asked if g[1] == name))]
    found += [
        Cover(SUBJECTS[subject].short, frozenset(several))
        for subject, several in sorted(by_subject.items())
        if len(several) > 1
    ]
    return found + [
        Cover(f"{SUBJECTS[subject].short}, {name}", frozenset({(subject, name)})) for subject, name in sorted(groups)
    ]


def expected_by_quarter(cover: Cover, asked: Grouped, first: int, after: int) -> list[float]:
    """The requests of `cover` in each quarter-hour from `first` to the one before `after`."""
    rows = [asked[group] for group in sorted(cover.groups)]
    return [sum(row.get(quarter, 0.0) for row in rows) for quarter in range(first, after)]


def groups_known(skills: Iterable[Skill]) -> frozenset[Group]:
    """The groups a teacher of these skills counts for: half of the levels of the band at least."""
    held: Counter[Group] = Counter(group_of(skill) for skill in skills)
    return frozenset(group for group, number in held.items() if 2 * number >= _levels(group))


def may_stand_in(mine: frozenset[Group], theirs: frozenset[Group]) -> bool:
    """For each other: they know the same of something. Method is taught by all, and is no reason."""
    return any(subject not in BY_ALL for subject, _ in mine & theirs)


def counts_for(groups: frozenset[Group], covers: Sequence[Cover]) -> list[Cover]:
    return [cover for cover in covers if groups & cover.groups]


def _levels(group: Group) -> int:
    return sum(band(level) == group[1] and teaches(level, group[0]) for level in LEVELS)


def span(table: Table) -> tuple[int, int]:
    """(the first quarter-hour to plan for, the one after the last); (0, 0) when nothing is expected.

    Before and after them it is quiet: a service that never closes is not planned for in the night.
    """
    by_quarter: Counter[int] = Counter()
    for (quarter, _), number in table.items():
        by_quarter[quarter] += number  # type: ignore[assignment]
    busiest = max(by_quarter.values(), default=0)
    planned = [quarter for quarter, number in by_quarter.items() if busiest and number >= QUIET * busiest]
    return (min(planned), max(planned) + 1) if planned else (0, 0)
