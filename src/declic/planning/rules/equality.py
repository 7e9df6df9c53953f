"""Whether a week was equal: each level within 5 points of the whole, each group at 85 % or more. Otherwise the rota is
changed, not who is rung: how many hours more, and of whom.

A request is served in time when a teacher accepted in under five minutes. A row of few requests is not judged: of ten,
one more in time is ten points.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Any, Final

from declic.curriculum.rules import LEVELS, band
from declic.dispatch.rules.matcher import Skill
from declic.planning.rules.figures import PROMISE_S
from declic.planning.rules.floor import Pace, needed
from declic.planning.rules.load import busy, gone_within, loads
from declic.planning.rules.need import World

if TYPE_CHECKING:
    from declic.planning.rules.covers import Group

POINTS: Final = Fraction(5, 100)
"""How far a level may be from the whole."""
LEAST: Final = Fraction(85, 100)
"""Of a group."""
ENOUGH: Final = 20
"""Requests of a row, in a week: with as many, one is five points."""
CHILDREN: Final = 5
"""Of so many at least: of fewer nothing is told."""
SKILLS_TOLD: Final = 3


@dataclass(frozen=True)
class Class:
    """The requests of one skill in a week whose end is known."""

    asked: int
    kept: int
    """Of them, served in time."""
    arrivals: Mapping[int, int]
    """By quarter-hour of the day."""
    children: frozenset[int]


class Row(Enum):
    LEVEL = "level"
    GROUP = "group"


@dataclass(frozen=True)
class Break:
    """A row that is not equal."""

    row: Row
    code: str
    """Of the level; of the group, subject and band with a space between."""
    asked: int
    kept: int
    least: Fraction
    """The share it was to have at least."""
    hours: float
    """Hours of teachers a week that were missing, had they nothing else to teach; 0 for a level above the others."""
    skills: tuple[Skill, ...] = ()
    """Those most often late, the first most: whom to look for."""

    @property
    def share(self) -> Fraction:
        return Fraction(self.kept, self.asked)

    @property
    def is_above(self) -> bool:
        """A level served better than the whole by more than it may be: others pay for it."""
        return self.share >= self.least


@dataclass(frozen=True)
class Week:
    """What was found of one."""

    asked: int
    kept: int
    breaks: tuple[Break, ...]
    """Levels in the order of school, then groups, those that lack most first."""
    unjudged: tuple[str, ...]
    """Levels and groups with too few requests, or too few children."""

    @property
    def share(self) -> Fraction:
        return Fraction(self.kept, self.asked)


def is_short(asked: int) -> bool:
    """Whether a week of so many requests says nothing: no row of it can be judged."""
    return asked < ENOUGH


def judged(classes: Mapping[Skill, Class], days: int, world: World = World()) -> Week | None:  # noqa: B008
    """`days`: on how many the service was open. None for a week without requests."""
    asked, kept = _sums(classes.values())
    if not asked:
        return None
    whole = Fraction(kept, asked)
    levels: dict[str, dict[Skill, Class]] = defaultdict(dict)
    groups: dict[Group, dict[Skill, Class]] = defaultdict(dict)
    for skill, one in classes.items():
        subject, level = skill
        levels[level][skill] = one
        groups[subject, band(level)][skill] = one
    breaks, unjudged = [], []
    for level in sorted(levels, key=list(LEVELS).index):
        is_judged, share = _row(levels[level])
        if not is_judged:
            unjudged.append(level)
        elif abs(share - whole) > POINTS:
            breaks.append(_break(Row.LEVEL, level, levels[level], whole - POINTS, days, world))
    lacking = []
    for group in sorted(groups):
        is_judged, share = _row(groups[group])
        if not is_judged:
            unjudged.append(" ".join(group))
        elif share < LEAST:
            lacking.append(_break(Row.GROUP, " ".join(group), groups[group], LEAST, days, world))
    lacking.sort(key=lambda one: (-one.hours, one.code))
    return Week(asked, kept, (*breaks, *lacking), tuple(unjudged))


def hours_missing(arrivals: Mapping[int, int], share: Fraction, least: Fraction, days: int, world: World) -> float:
    """Teacher-hours between those that serve `share` in time and those that serve `least`, in so many days alike.

    By Erlang A on the lessons under way, as the floor of a rota is; for teachers who teach nothing else: one who
    teaches several groups counts in each.
    """
    if share >= least or not arrivals:
        return 0.0
    length = busy(world.behaviour, world.wrap_up_s, world.answers)
    pace = Pace(length.mean_s, gone_within(world.behaviour, PROMISE_S))
    first, after = min(arrivals), max(arrivals) + 1
    quarters = loads([arrivals.get(quarter, 0) / days for quarter in range(first, after)], length)
    missing = 0.0
    for under_way in quarters:
        most = ceil(4 * under_way) + 10
        missing += needed(under_way, float(least), most, pace) - needed(under_way, float(share), most, pace)
    return days * missing / 4


def _break(row: Row, code: str, classes: Mapping[Skill, Class], least: Fraction, days: int, world: World) -> Break:  # noqa: PLR0913, PLR0917  (all of it is the row's)
    asked, kept = _sums(classes.values())
    arrivals: Counter[int] = Counter()
    for one in classes.values():
        arrivals.update(one.arrivals)
    hours = hours_missing(arrivals, Fraction(kept, asked), least, days, world)
    late = {skill: one.asked - one.kept for skill, one in classes.items() if one.asked > one.kept}
    skills = sorted(late, key=lambda skill: (-late[skill], skill))[:SKILLS_TOLD] if hours else []
    return Break(row, code, asked, kept, least, hours, tuple(skills))


def _row(classes: Mapping[Skill, Class]) -> tuple[bool, Fraction]:
    """Whether it is judged, and what it comes to."""
    asked, kept = _sums(classes.values())
    children = frozenset[int]().union(*(one.children for one in classes.values()))
    return asked >= ENOUGH and len(children) >= CHILDREN, Fraction(kept, max(1, asked))


def _sums(classes: Iterable[Class]) -> tuple[int, int]:
    held = list(classes)
    return sum(one.asked for one in held), sum(one.kept for one in held)


def as_row(one: Break) -> dict[str, Any]:
    """As it is kept: JSON values."""
    return {
        "row": one.row.value,
        "code": one.code,
        "asked": one.asked,
        "kept": one.kept,
        "least": round(float(one.least), 4),
        "above": one.is_above,
        "hours": round(one.hours, 2),
        "skills": [list(skill) for skill in one.skills],
    }
