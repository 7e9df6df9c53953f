"""Whoever puts every page, export, period, cut and trend together finds no child, by linear algebra."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise, product
from math import inf
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from declic.reports.queries.figures import ROWS, Told
from declic.reports.queries.lines import Line
from declic.reports.queries.page import Figures
from declic.reports.queries.plans import Decided, decided, weeks_decided
from declic.reports.queries.retold import MOVING, changed, may_move, retold
from declic.reports.queries.tallies import tallied
from declic.reports.queries.unmet import Unmet
from declic.reports.queries.visits import Visit
from declic.reports.rules import FLOOR, Run, SchoolYear, in_tens, settled, stands, wait_of
from tests.reports.rules.test_masking import Space, some_of
from tests.world import NOW

YEAR = SchoolYear.holding(date(2026, 11, 23))
CUTS: Mapping[str, Sequence[str]] = {
    "subject": ("MAT", "FRA"),
    "level": ("CP", "6E", "4E"),
    "place": ("Le Bourg", "La Gare"),
    "device": ("phone", "computer"),
    "evening": ("0", "3"),
}
NAMES = tuple(CUTS)
Key = tuple[str, ...]


class Town:
    """Children of one level and one quartier each, who come when they like on what they like."""

    def __init__(self, seed: int, *, weeks: int = 0) -> None:
        dice = Random(seed)
        self.weeks = weeks or dice.randint(1, 3)
        children = dice.randint(5, 45)
        home = {
            child: (dice.choice(CUTS["level"][: dice.randint(1, 3)]), dice.choice(CUTS["place"][: dice.randint(1, 2)]))
            for child in range(children)
        }

        def visit(waited: float, **more: str) -> Visit:
            child = int(children * dice.random() ** dice.choice((1, 2)))
            level, place = home[child]
            rows = {"level": level, "place": place, "hour": "17", "wait": wait_of(waited).value, **more}
            rows |= {name: dice.choice(CUTS[name]) for name in ("subject", "device", "evening")}
            return Visit(dice.randrange(self.weeks), child, rows, seconds=600, waited=waited)

        self.lessons = [
            visit(dice.choice((20, 50, 80, 150, 310)), answer=dice.choice(("yes", "almost")))
            for _ in range(dice.choice((6, 30, 80, 200)))
        ]
        self.unmet = [
            visit(inf, wait="unmet", after=dice.choice(("gave_up", "closed"))) for _ in range(dice.choice((0, 4, 25)))
        ]

    def runs(self) -> Iterator[Run]:
        return (Run(first, after) for first in range(self.weeks) for after in range(first + 1, self.weeks + 1))

    def readings(self) -> list["Reading"]:
        """Of each Monday, from the first on which anything is told: all its periods, those no button asks for too."""
        by_week = [{visit.pupil for visit in self.lessons if visit.week == week} for week in range(self.weeks)]
        found: list[Reading] = []
        known: Decided | None = None
        for monday in range(1, self.weeks + 1):
            weeks = settled(by_week[:monday], told=weeks_decided(known or {}))
            if weeks:
                held = ([visit for visit in visits if visit.week < weeks] for visits in (self.lessons, self.unmet))
                year = tallied(*held)
                known = decided(year, weeks, known)
                found.append(
                    Reading(Told(YEAR, weeks, year, known), [run for run in self.runs() if run.after <= weeks])
                )
        return found

    def pages(self) -> list[Figures]:
        """Of the last Monday."""
        return [page for reading in self.readings()[-1:] for page in reading.pages]


class Reading:
    """All that one Monday tells."""

    def __init__(self, told: Told, runs: Sequence[Run]) -> None:
        self.told = told
        self.pages = [told.figures(run, [], NOW) for run in runs]


class Attacker:
    """Knows every sum the pages tell, of unknown numbers of lessons and of unmet requests in each finest cell.

    Of a row that is told of a part of a period they know of which.
    """

    def __init__(self, weeks: int, readings: Sequence[Reading]) -> None:
        keys = product(("lessons", "unmet"), map(str, range(weeks)), *CUTS.values())
        self.column: dict[Key, int] = {key: at for at, key in enumerate(keys)}
        self.known = Space({at for reading in readings for page in reading.pages for at in self._nobody(page)})
        for reading in readings:
            for page in reading.pages:
                self._hear_unmet(reading.told.unmet, page.run)
                self._hear_lessons(page)

    def _hear_lessons(self, page: Figures) -> None:
        before = Run(2 * page.run.first - page.run.after, page.run.first)
        for said, run in ((page, page.run), (page.before, before)):
            if said is not None and said.lessons is not None:
                self._hear("lessons", run)
        for name, rows in (page.before.lessons_by if page.before else {}).items():
            for row in rows:
                self._hear("lessons", before, name, [row])
        for name, line in lines_of(page):
            if line.lessons is not None and not line.together:
                self._hear("lessons", line.told or page.run, name, line.rows)
        for week, line in zip(page.run.weeks(), page.week_lines, strict=True):
            if line.lessons is not None:
                self._hear("lessons", week)

    def _hear(self, kind: str, run: Run, name: str = "", rows: Sequence[str] = ()) -> None:
        self.known.add(self.sum(kind, run, name, rows))

    def _hear_unmet(self, unmet: Unmet, run: Run) -> None:
        whole = unmet.plans["band"].told_total(run)
        if whole is not None:
            self._hear("unmet", whole)
        bands = {"CP-CM2": ["CP"], "collège": ["6E", "4E"]}
        rows = [(name, name, [row]) for name in NAMES for row in CUTS[name]]
        for of, name, some in (*rows, *(("band", "level", levels) for levels in bands.values())):
            key = some[0] if of == name else next(band for band, levels in bands.items() if levels == some)
            told = unmet.plans[of].told(key, run)
            if told is not None:
                self._hear("unmet", told, name, some)

    def sum(self, kind: str, run: Run, name: str = "", rows: Sequence[str] = ()) -> dict[int, int]:
        at = 2 + NAMES.index(name) if name else 0
        return {
            column: 1
            for key, column in self.column.items()
            if key[0] == kind and int(key[1]) in run and (not name or key[at] in rows)
        }

    def _nobody(self, page: Figures) -> set[int]:
        """A row without a line has no lesson, where the whole is told."""
        if page.lessons is None:
            return set()
        zeros: set[int] = set()
        for name in NAMES:
            told = {row for of, line in lines_of(page) if of == name for row in line.rows}
            for row in set(CUTS[name]) - told:
                zeros |= set(self.sum("lessons", page.run, name, [row]))
        return zeros


def lines_of(page: Figures) -> Iterator[tuple[str, Line]]:
    tables = {"subject": page.subject_lines, "level": page.level_lines, **page.lines}
    return ((name, line) for name in NAMES for line in tables[name])


@given(st.integers(0, 1 << 32))
@settings(max_examples=60, deadline=None)
def test_no_cell_under_five_follows_from_all_that_is_told_on_all_mondays(seed: int) -> None:
    town = Town(seed, weeks=Random(seed).randint(1, 4))
    attacker = Attacker(town.weeks, town.readings())
    for kind, visits in (("lessons", town.lessons), ("unmet", town.unmet)):
        for run, name in product(town.runs(), NAMES):
            for rows in some_of(CUTS[name]):
                children = {visit.pupil for visit in visits if visit.week in run and visit.rows[name] in rows}
                assert stands(children) or not attacker.known.holds(attacker.sum(kind, run, name, rows))
            children = {visit.pupil for visit in visits if visit.week in run}
            assert stands(children) or not attacker.known.holds(attacker.sum(kind, run))


@given(st.integers(0, 1 << 32))
@settings(max_examples=60, deadline=None)
def test_readings_one_week_after_another_tell_the_lessons_of_nobody_or_of_five(seed: int) -> None:
    """Whoever keeps every page of every Monday, of every period: of no run of weeks do they learn of fewer children."""
    town = Town(seed, weeks=Random(seed).randint(2, 7))
    by_week = [{visit.pupil for visit in town.lessons if visit.week == week} for week in range(town.weeks)]
    readings = [reading.pages for reading in town.readings()]
    assert all(one[-1].run.after <= then[-1].run.after for one, then in pairwise(readings)), "what was told is told"
    space = Space(set())
    for page in (page for pages in readings for page in pages):
        for said, run in ((page, page.run), *zip(page.week_lines, page.run.weeks(), strict=True)):
            if said.lessons is not None:
                space.add(dict.fromkeys(run_weeks(run), 1))
    for run in town.runs():
        children = set().union(*by_week[run.first : run.after])
        assert stands(children) or not space.holds(dict.fromkeys(run_weeks(run), 1)), run


@given(st.integers(0, 1 << 32))
@settings(max_examples=200, deadline=None)
def test_readings_of_a_week_that_goes_on_changing_tell_what_nobody_or_five_children_changed(seed: int) -> None:
    """Answers, what became of the unmet, lessons that grow, come late or go: in each, and of each kind of visits."""
    dice = Random(seed)
    town = Town(seed, weeks=1)
    now: tuple[list[Visit], list[Visit]] = town.lessons, town.unmet
    told = now
    for _ in range(6):
        movers = set(dice.sample(range(45), dice.choice((1, 3, 8, 30))))
        now = _changed(dice, now[0], movers), _changed(dice, now[1], movers)
        again = retold(told, now, is_young=False) or now
        for old, new in zip(told, again, strict=True):
            for part in ("", *MOVING):
                for row, movers in changed(old, new, part).items():
                    assert stands(movers), (part, row)
            assert not any(stands(was) and not stands(_came(new, *row)) for row, was in _by_row(old).items())
        if all(may_move(old, new) for old, new in zip(told, now, strict=True)):
            assert again == now, "told as soon as it may be"
        told = again


def _changed(dice: Random, visits: Sequence[Visit], movers: set[int]) -> list[Visit]:
    found = []
    for visit in visits:
        if visit.pupil not in movers or dice.random() < 0.5:
            found.append(visit)
        elif visit.waited == inf:
            found.append(replace(visit, rows={**visit.rows, "after": dice.choice(("came_back", "gave_up"))}))
        else:
            rows = {**visit.rows, "answer": dice.choice(("", "yes", "almost"))}
            more = replace(visit, rows=rows, seconds=visit.seconds + dice.choice((0, 0, 60)), told=bool(rows["answer"]))
            found += [more] * dice.choice((0, 1, 1, 1, 1, 2))
    return found


def _by_row(visits: Sequence[Visit]) -> dict[tuple[str, str], set[int]]:
    return {row: _came(visits, *row) for visit in visits for row in visit.rows.items()}


def _came(visits: Sequence[Visit], name: str, row: str) -> set[int]:
    return {visit.pupil for visit in visits if visit.rows.get(name) == row}


def run_weeks(run: Run) -> range:
    return range(run.first, run.after)


@given(st.integers(0, 1 << 32))
@settings(max_examples=60, deadline=None)
def test_weeks_told_together_are_all_of_a_period_and_stand_on_nobody_or_five(seed: int) -> None:
    town = Town(seed, weeks=Random(seed).randint(1, 7))
    for page in town.pages():
        found = [range(YEAR.week(one.first_day), YEAR.week(one.last_day) + 1) for one in page.weeks_together]
        assert [week for weeks in found for week in weeks] == (list(run_weeks(page.run)) if found else [])
        assert bool(found) == (page.lessons is not None)
        for weeks, one in zip(found, page.weeks_together, strict=True):
            came = [visit for visit in town.lessons if visit.week in weeks]
            assert stands({visit.pupil for visit in came})
            assert (one.weeks, one.lessons) == (len(weeks), len(came))


@given(st.integers(0, 1 << 32))
@settings(max_examples=60, deadline=None)
def test_who_came_and_what_they_said_is_told_roughly_and_of_the_year_so_far_alone(seed: int) -> None:
    for page in Town(seed).pages():
        assert not (page.helped or 0) % FLOOR
        for _, line in lines_of(page):
            assert not (line.helped or 0) % FLOOR
            assert line.redo is None or (line.redo % 10 == 0 and page.so_far and not line.together)
            if not page.so_far:
                assert (line.median, line.p95, line.redo) == (None, None, None)


@given(st.lists(st.integers(0, 9), max_size=40), st.lists(st.integers(0, 9), max_size=40))
def test_what_a_row_said_stands_on_five_children_either_side(yes: list[int], others: list[int]) -> None:
    told = in_tens((len(yes), yes), (len(others), others))
    if told is None:
        assert len(set(yes)) < FLOOR or len(set(others)) < FLOOR
    else:
        assert told <= 100 * len(yes) / (len(yes) + len(others)) < told + 10


def test_every_table_of_a_page_is_attacked() -> None:
    """`hour` is cut as `evening` is: one more table would only be slow."""
    assert set(NAMES) == {"subject", "level", *ROWS} - {"hour"}
