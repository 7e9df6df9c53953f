"""Whoever puts every page, export, period, cut and trend together finds no child, by linear algebra."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import product
from math import inf
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from declic.reports.queries.figures import ROWS, Figures, Summary, Told
from declic.reports.queries.lines import Line
from declic.reports.queries.retold import MOVING, changed, retold
from declic.reports.queries.tallies import tallied
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

    def pages(self) -> list[Figures]:
        """Of every period, those that no button asks for as well."""
        told = Told(YEAR, self.weeks, tallied(self.lessons, self.unmet))
        return [told.figures(run, [], NOW) for run in self.runs()]


class Attacker:
    """Knows every sum a page tells, of unknown numbers of lessons and of unmet requests in each finest cell."""

    def __init__(self, weeks: int, pages: Sequence[Figures]) -> None:
        keys = product(("lessons", "unmet"), map(str, range(weeks)), *CUTS.values())
        self.column: dict[Key, int] = {key: at for at, key in enumerate(keys)}
        self.known = Space({at for page in pages for at in self._nobody(page)})
        for page in pages:
            before = Run(2 * page.run.first - page.run.after, page.run.first)
            self._hear(page, page.run)
            self._hear(page.before, before)
            for name, rows in (page.before.lessons_by if page.before else {}).items():
                for row in rows:
                    self.known.add(self.sum("lessons", before, name, [row]))
            for name, line in lines_of(page):
                self._hear(line, page.run, name, line.rows)
            for week, line in zip(page.run.weeks(), page.week_lines, strict=True):
                self._hear(line, week)

    def _hear(self, said: Summary | Line | None, run: Run, name: str = "", rows: Sequence[str] = ()) -> None:
        for kind in ("lessons", "unmet"):
            if getattr(said, kind, None) is not None:
                self.known.add(self.sum(kind, run, name, rows))

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
def test_no_cell_under_five_follows_from_all_that_is_told(seed: int) -> None:
    town = Town(seed)
    attacker = Attacker(town.weeks, town.pages())
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
    readings: list[list[Figures]] = []
    for monday in range(1, town.weeks + 1):
        told = settled(by_week[:monday])
        assert told >= (readings[-1][-1].run.after if readings else 0), "what was told is told"
        if told:
            held = [[visit for visit in visits if visit.week < told] for visits in (town.lessons, town.unmet)]
            page = Told(YEAR, told, tallied(*held), settled=True)
            readings.append([page.figures(run, [], NOW) for run in town.runs() if run.after <= told])
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
        again = retold(told, now) or now
        for old, new in zip(told, again, strict=True):
            for part in ("", *MOVING):
                assert stands(changed(old, new, part)), part
        if all(stands(changed(old, new, part)) for old, new in zip(told, now, strict=True) for part in ("", *MOVING)):
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
