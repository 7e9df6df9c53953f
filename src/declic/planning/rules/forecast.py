"""Requests expected by quarter-hour, level and subject: what was assumed (`prior`), corrected by what was seen.

One formula for whatever counts requests: `factor = (strength + seen) / (strength + expected)`, the mean of a Poisson
rate whose prior is a gamma of mean 1 that weighs as much as `strength` requests (Gelman et al., « Bayesian Data
Analysis », 2.6). Without history every factor is 1 and the prior speaks; a rare class stays near what is known of
others; with thousands of requests the prior is forgotten. Three steps, each given the one before:

1. the requests of a day and level: a product of factors (size of the service lately, weekday, moment of the school
   year, level), corrected in turn until they agree: a log-linear Poisson model;
2. how they spread over the quarter-hours, by kind of day, then by band;
3. the subjects of each level: what its band asks for, then its own counts (a Dirichlet prior).
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import fsum
from statistics import median
from typing import Final

from declic.curriculum.rules import BANDS, LEVELS, band
from declic.dispatch.rules.matcher import Skill
from declic.planning.rules import prior
from declic.planning.rules.moments import AT_ANY_HOUR, EXAM_LEVELS, QUARTERS, Day, DayKind, Moment, asked_as, day_kind

Cell = tuple[date, Moment, int, str, str]
"""(day, moment of the pupil's zone, quarter-hour of the day, subject, level)."""
Asked = Mapping[Cell, int]
Table = Mapping[tuple[int, Skill], float]
"""(quarter-hour of the day, skill) → requests expected."""

ROUNDS: Final = 6
"""Corrections of the factors of a day; the next would change them by less than a thousandth."""
WEEK_FADES: Final = 0.7
"""What a week further away counts in the size of the service."""
UNUSUAL_COUNTS: Final = 0.2
"""What a week that is not an ordinary one of term counts in it."""
MIX_FADES: Final = 0.95
"""What a week longer ago counts in the mix of subjects."""
SIZE, LEVEL, WEEKDAY, MOMENT, QUARTER, SUBJECT, MIX = 20.0, 30.0, 30.0, 40.0, 40.0, 20.0, 40.0
"""Strengths, in requests."""
NOTE: Final = 500
"""With fewer requests in its history, a service has nothing that dispatch should act on."""
ODD_TIMES, ODD_MORE = 4.0, 50.0
"""A day with so many times what the days around it make one expect, and so many requests more, teaches nothing."""
ODD_STILL: Final = 2.0
"""It is so many times what was learned from it as well: a kind of day that is assumed wrongly is no such day."""
ODD_AROUND: Final = 4
"""Days with requests before it, and after it, that say what is usual."""


@dataclass(slots=True)
class _Row:
    """The requests of one day, moment and level."""

    on: date
    week: int
    kind: DayKind
    moment: Moment
    level: str
    keys: tuple[Hashable, ...]
    opened: float
    """Share of a whole evening the service was open to them, quarter-hours weighing as they are asked in."""
    quarters: frozenset[int]
    agreed: tuple[float, ...]
    """As `Day.agreed`."""
    expected: float
    seen: int = 0


@dataclass(frozen=True)
class Model:
    """What history taught. Without any it is the prior."""

    size: float = 1.0
    factors: Mapping[Hashable, float] = field(default_factory=dict)
    shapes: Mapping[tuple[DayKind, str], Sequence[float]] = field(default_factory=dict)
    mixes: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def expected(self, day: Day) -> dict[tuple[int, Skill], float]:
        """The requests of each quarter-hour of `day` when the service is open."""
        found: dict[tuple[int, Skill], float] = defaultdict(float)
        for row in _rows([day], {}):
            rate = row.expected * self.size / row.opened
            for key in row.keys:
                rate *= self.factors.get(key, 1.0)
            shape = self.shapes.get((row.kind, band(row.level))) or prior.shape(row.kind)
            mix = self.mixes.get(row.level) or prior.mix(row.level)
            for quarter in row.quarters:
                for subject, share in mix.items():
                    found[quarter, (subject, row.level)] += rate * shape[quarter] * row.agreed[quarter] * share
        return dict(found)


def fit(days: Iterable[Day], asked: Asked) -> Model:
    """The model of the `days` of history, in order, and what was `asked` on them; days not told do not count, nor one
    unlike all the others.
    """
    told = list(days)
    rows = _rows(told, asked)
    if not rows:
        return Model()
    assumed = _by_day(rows)
    size, factors = _daily(rows)
    if odd := _odd(rows, assumed):
        kept = {cell: number for cell, number in asked.items() if cell[0] not in odd}
        return fit([day for day in told if day.on not in odd], kept)
    return Model(size, factors, _shapes(rows, asked), _mixes(asked, max(row.week for row in rows)))


def corrected(seen: float, expected: float, strength: float) -> float:
    """How many times more than `expected`: from 1, when nothing is known, to what was seen."""
    return (strength + seen) / (strength + expected)


def soon(table: Table, quarter: int, minutes: float, at_least: float) -> dict[Skill, float]:
    """What each skill is asked for in the `minutes` (15 at most) that begin with `quarter`, when it is of note."""
    share = minutes / 15
    return {
        skill: share * number for (at, skill), number in table.items() if at == quarter and share * number >= at_least
    }


# -- 1. the requests of a day and level -------------------------------------------------------------------------------
def _rows(days: Iterable[Day], asked: Asked) -> list[_Row]:
    counts: Counter[tuple[date, Moment, str]] = Counter()
    for (on, moment, _, _, level), number in asked.items():
        counts[on, moment, level] += number
    found = []
    for day in days:
        for (moment, level), pupils in day.pupils.items():
            quarters, kind = day.asked_in(moment, level), day_kind(day.on, moment)
            if not quarters or not pupils or level not in LEVELS:
                continue
            shape, weekday = prior.shape(kind), asked_as(day.on)
            agreed = day.agreed.get((moment, level), AT_ANY_HOUR)
            opened = fsum(shape[quarter] * agreed[quarter] for quarter in quarters)
            once = prior.a_day(level) * prior.WEEKDAYS[weekday] * prior.moment_factor(moment, level)
            keys = ("level", level), ("weekday", weekday), (weekday, band(level)), (moment, level in EXAM_LEVELS)
            expected, seen = pupils * once * opened, counts[day.on, moment, level]
            week = day.on.toordinal() // 7
            found.append(_Row(day.on, week, kind, moment, level, keys, opened, quarters, agreed, expected, seen))
    return found


_STRENGTHS: Final = (LEVEL, WEEKDAY, WEEKDAY, MOMENT)
"""Of the keys of a row, in their order."""


def _daily(rows: list[_Row]) -> tuple[float, dict[Hashable, float]]:
    """The size of the service after the last week, and the factors. Rows are left with what is expected of them."""
    sizes: dict[int, float] = dict.fromkeys((row.week for row in rows), 1.0)
    factors: dict[Hashable, float] = {key: 1.0 for row in rows for key in row.keys}
    for _ in range(ROUNDS):
        _correct_sizes(rows, sizes)
        for place, strength in enumerate(_STRENGTHS):
            _correct_factors(rows, factors, place, strength)
    return sizes[max(sizes)], factors


def _odd(rows: Sequence[_Row], assumed: Mapping[date, float]) -> set[date]:
    """Of rows that `_daily` left, which such a day has pulled towards itself: it is judged beside the days around it
    too, by what was `assumed` of each. Where the service grows they are so from the third day on, and are believed.
    """
    seen: Counter[date] = Counter()
    for row in rows:
        seen[row.on] += row.seen
    learned = _by_day(rows)
    asked = sorted(on for on, number in seen.items() if number)
    found = set()
    for place, on in enumerate(asked):
        around = asked[max(0, place - ODD_AROUND) : place + ODD_AROUND + 1]
        usual = assumed[on] * median(seen[other] / assumed[other] for other in around)
        if seen[on] > max(ODD_TIMES * usual, usual + ODD_MORE, ODD_STILL * learned[on]):
            found.add(on)
    return found


def _by_day(rows: Iterable[_Row]) -> dict[date, float]:
    """What is expected of each."""
    found: dict[date, float] = defaultdict(float)
    for row in rows:
        found[row.on] += row.expected
    return found


def _correct_sizes(rows: list[_Row], sizes: dict[int, float]) -> None:
    """Each week's from the weeks around it, the nearest most. Of the last one, all the others are before it."""
    seen: dict[int, float] = defaultdict(float)
    expected: dict[int, float] = defaultdict(float)
    for row in rows:
        counts = 1.0 if row.moment is Moment.TERM else UNUSUAL_COUNTS
        seen[row.week] += counts * row.seen
        expected[row.week] += counts * row.expected / sizes[row.week]
    new = {}
    for week in sizes:
        near = {other: WEEK_FADES ** abs(other - week) for other in sizes if abs(other - week) < 16}
        new[week] = corrected(
            fsum(weight * seen[other] for other, weight in near.items()),
            fsum(weight * expected[other] for other, weight in near.items()),
            SIZE,
        )
    for row in rows:
        row.expected *= new[row.week] / sizes[row.week]
    sizes.update(new)


def _correct_factors(rows: list[_Row], factors: dict[Hashable, float], place: int, strength: float) -> None:
    seen: dict[Hashable, float] = defaultdict(float)
    expected: dict[Hashable, float] = defaultdict(float)
    for row in rows:
        seen[row.keys[place]] += row.seen
        expected[row.keys[place]] += row.expected
    change = {}
    for key, number in expected.items():
        new = corrected(seen[key], number / factors[key], strength)
        change[key] = new / factors[key]
        factors[key] = new
    for row in rows:
        row.expected *= change[row.keys[place]]


# -- 2. how they spread over the day ----------------------------------------------------------------------------------
def _shapes(rows: list[_Row], asked: Asked) -> dict[tuple[DayKind, str], list[float]]:
    seen: dict[tuple[DayKind, str], list[float]] = defaultdict(lambda: [0.0] * QUARTERS)
    for (on, moment, quarter, _, level), number in asked.items():
        seen[day_kind(on, moment), band(level)][quarter] += number
    alike: dict[tuple[DayKind, str, frozenset[int], tuple[float, ...]], float] = defaultdict(float)
    for row in rows:
        alike[row.kind, band(row.level), row.quarters, row.agreed] += row.expected / row.opened
    expected: dict[tuple[DayKind, str], list[float]] = defaultdict(lambda: [0.0] * QUARTERS)
    for (kind, level_band, quarters, agreed), rate in alike.items():
        for quarter in quarters:
            expected[kind, level_band][quarter] += rate * prior.shape(kind)[quarter] * agreed[quarter]
    found = {}
    for kind in DayKind:
        of_all = _ratios(_summed(seen[kind, name] for name in BANDS), _summed(expected[kind, name] for name in BANDS))
        for name in BANDS:
            corrected_once = [many * one for many, one in zip(expected[kind, name], of_all, strict=True)]
            of_band = _ratios(seen[kind, name], corrected_once)
            whole = zip(prior.shape(kind), of_all, of_band, strict=True)
            found[kind, name] = [share * first * second for share, first, second in whole]
    return found


def _ratios(seen: Sequence[float], expected: Sequence[float]) -> list[float]:
    """Of each quarter-hour, its neighbours counting half: chance alone makes one differ from the next."""
    smooth = [
        corrected(_around(seen, quarter), _around(expected, quarter), QUARTER) if expected[quarter] else 1.0
        for quarter in range(QUARTERS)
    ]
    # What smoothing and strength moved is given back: the requests of the day are those of step 1.
    total = fsum(number * ratio for number, ratio in zip(expected, smooth, strict=True))
    whole = fsum(expected) / total if total else 1.0
    return [ratio * whole for ratio in smooth]


def _around(numbers: Sequence[float], quarter: int) -> float:
    return numbers[quarter] + (numbers[quarter - 1] + numbers[(quarter + 1) % QUARTERS]) / 2


def _summed(lists: Iterable[Sequence[float]]) -> list[float]:
    return [fsum(numbers) for numbers in zip(*lists, strict=True)]


# -- 3. the subjects of each level ------------------------------------------------------------------------------------
def _mixes(asked: Asked, last_week: int) -> dict[str, dict[str, float]]:
    seen: dict[str, dict[str, float]] = {level: defaultdict(float) for level in LEVELS}
    for (on, _, _, subject, level), number in asked.items():
        seen[level][subject] += number * MIX_FADES ** max(0, last_week - on.toordinal() // 7)
    asked_by = {level: fsum(counts.values()) for level, counts in seen.items()}
    of_band: dict[tuple[str, str], float] = {}
    for name in BANDS:
        levels = [level for level in LEVELS if band(level) == name]
        for subject in {code for level in levels for code in prior.mix(level)}:
            counted = fsum(seen[level][subject] for level in levels)
            expected = fsum(asked_by[level] * prior.mix(level).get(subject, 0.0) for level in levels)
            of_band[subject, name] = corrected(counted, expected, SUBJECT)
    found = {}
    for level in LEVELS:
        weights = {subject: share * of_band[subject, band(level)] for subject, share in prior.mix(level).items()}
        scale = MIX / fsum(weights.values())
        codes = weights.keys() | seen[level].keys()
        total = MIX + asked_by[level]
        found[level] = {code: (weights.get(code, 0.0) * scale + seen[level].get(code, 0.0)) / total for code in codes}
    return found
