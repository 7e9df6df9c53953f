"""The lines of an officer's page, attacked: by sums, by rounding, by bounds, over rows, the whole and every period."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from math import ceil, inf
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from declic.reports.queries.cells import Cell, level_cells, named, subject_cells
from declic.reports.queries.lines import Lessons, Line, level_lines, subject_lines
from declic.reports.queries.plans import decided
from declic.reports.queries.tallies import tallied
from declic.reports.queries.unmet import Unmet
from declic.reports.queries.visits import Visit
from declic.reports.queries.waits import Waits, waits_of
from declic.reports.rules import SERVED, Plans, Run, Wait, settled, stands, wait_of
from tests.reports.bounds import Bounds
from tests.reports.rules.test_masking import Space

EDGES = (60, 120, 180, 300)
"""Where the table of waits is cut, in seconds."""


@dataclass(frozen=True)
class Town:
    weeks: int
    lessons: Sequence[Visit]
    unmet: Sequence[Visit]

    def runs(self) -> Iterator[Run]:
        return (Run(first, after) for first in range(self.weeks) for after in range(first + 1, self.weeks + 1))


@dataclass(frozen=True)
class Page:
    """What an officer reads of one period."""

    lessons: int
    so_far: bool
    unmet: Unmet
    waits: Waits
    subjects: Sequence[Line]
    levels: Sequence[Line]


def pages(town: Town) -> dict[Run, Page]:
    """Of every period that may be told."""
    weeks = settled([{visit.pupil for visit in town.lessons if visit.week == week} for week in range(town.weeks)])
    held = ([visit for visit in visits if visit.week < weeks] for visits in (town.lessons, town.unmet))
    year = tallied(*held)
    plans = decided(year, weeks)
    by, unmet = plans["lessons"], Unmet(year.unmet, plans["unmet"])
    return {
        run: _page(Lessons(year.lessons, run, weeks, by["wait"]), by, unmet)
        for run in town.runs()
        if by["band"].shows_total(run)
    }


def _page(lessons: Lessons, by: Plans, unmet: Unmet) -> Page:
    subjects = subject_cells(lessons.visits, by["subject"], lessons.run, named(lessons.visits.rows["subject"]))
    levels = level_cells(lessons.visits, by, lessons.run)
    without = {Wait.WRITTEN: Cell("", "", 0), Wait.UNMET: unmet.cell("", "", lessons.run)}
    return Page(
        lessons=lessons.number,
        so_far=lessons.so_far,
        unmet=unmet,
        waits=waits_of(lessons, without),
        subjects=subject_lines(lessons, subjects, unmet),
        levels=level_lines(lessons, levels, unmet, {}),
    )


SUBJECTS = ("MAT", "FRA", "ANG")
LEVELS = ("CP", "CM2", "6E", "4E")


@st.composite
def towns(draw: st.DrawFn, most: int = 60) -> Town:
    """Children of a few levels, some of whom come often; and a few requests left unmet."""
    dice = Random(draw(st.integers(0, 1 << 32)))
    weeks, children = dice.randint(1, 3), dice.randint(6, 40)
    subjects, levels = SUBJECTS[: dice.randint(1, 3)], LEVELS[: dice.randint(1, 4)]
    of = {child: dice.choice(levels) for child in range(children)}

    def visit(waited: float) -> Visit:
        child = int(children * dice.random() ** dice.choice((1, 2)))
        wait = Wait.UNMET if waited == inf else wait_of(waited)
        rows = {"subject": dice.choice(subjects), "level": of[child], "wait": wait.value}
        return Visit(dice.randrange(weeks), child, rows, seconds=600, waited=waited)

    return Town(
        weeks,
        [visit(dice.choice((20, 20, 50, 70, 80, 110, 150, 200, 310))) for _ in range(dice.randint(5, most))],
        [visit(inf) for _ in range(dice.choice((0, 3, 8, 25)))],
    )


def busy_towns() -> st.SearchStrategy[Town]:
    return towns(most=260)


# -- sums -------------------------------------------------------------------------------------------------------------
@given(towns())
@settings(max_examples=250, deadline=None)
def test_lessons_and_unmet_requests_taken_from_each_other_give_no_hidden_cell(town: Town) -> None:
    """Also with the number of requests, which is one plus the other: it is told only where both are."""
    column = {
        (kind, *key): at
        for at, (kind, *key) in enumerate(
            (kind, s, lv, w)
            for kind in ("lesson", "unmet")
            for s in SUBJECTS
            for lv in LEVELS
            for w in range(town.weeks)
        )
    }

    def equation(run: Run, kinds: Sequence[str], subjects: Sequence[str], levels: Sequence[str]) -> dict[int, int]:
        return {
            at: 1
            for (kind, subject, level, week), at in column.items()
            if kind in kinds and subject in subjects and level in levels and week in run
        }

    found = pages(town)
    space = Space({at for run, page in found.items() for at in _nobody(page, column, run)})
    for run, page in found.items():
        space.add(equation(run, ["lesson"], SUBJECTS, LEVELS))
        for line in (*page.subjects, *page.levels):
            if line.lessons is not None and not line.together:
                space.add(equation(line.told or run, ["lesson"], *_rows(line, page)))
        _hear_unmet(page.unmet, run, lambda run, *rows: space.add(equation(run, ["unmet"], *rows)))
    for kind, visits in (("lesson", town.lessons), ("unmet", town.unmet)):
        for run in town.runs():
            for rows in [(SUBJECTS, LEVELS), *(([s], LEVELS) for s in SUBJECTS), *((SUBJECTS, [lv]) for lv in LEVELS)]:
                children = _children(visits, run, *rows)
                assert stands(children) or not space.holds(equation(run, [kind], *rows)), (kind, run, rows)


def _hear_unmet(unmet: Unmet, run: Run, hear: Callable[[Run, Sequence[str], Sequence[str]], None]) -> None:
    """Of each row, as much of `run` as is told."""
    rows = [("subject", [code], LEVELS) for code in SUBJECTS] + [("level", SUBJECTS, [code]) for code in LEVELS]
    for name, subjects, levels in rows:
        (row,) = subjects if name == "subject" else levels
        told = unmet.plans[name].told(row, run)
        if told is not None:
            hear(told, subjects, levels)
    for band, levels in (("CP-CM2", LEVELS[:2]), ("collège", LEVELS[2:])):
        told = unmet.plans["band"].told(band, run)
        if told is not None:
            hear(told, SUBJECTS, levels)
    whole = unmet.plans["band"].told_total(run)
    if whole is not None:
        hear(whole, SUBJECTS, LEVELS)


def _nobody(page: Page, column: Mapping[tuple[str, str, str, int], int], run: Run) -> set[int]:
    """Rows without a line have no lesson."""
    subjects = {row for line in page.subjects for row in line.rows}
    levels = {row for line in page.levels for row in line.rows}
    return {
        at
        for (kind, subject, level, week), at in column.items()
        if kind == "lesson" and week in run and (subject not in subjects or level not in levels)
    }


def _rows(line: Line, page: Page) -> tuple[Sequence[str], Sequence[str]]:
    """The subjects and levels a line adds up."""
    return (line.rows, LEVELS) if line in page.subjects else (SUBJECTS, line.rows)


def _children(visits: Sequence[Visit], run: Run, subjects: Sequence[str], levels: Sequence[str]) -> set[int]:
    return {
        visit.pupil
        for visit in visits
        if visit.week in run and visit.rows["subject"] in subjects and visit.rows["level"] in levels
    }


# -- children ---------------------------------------------------------------------------------------------------------
@given(towns())
@settings(max_examples=150, deadline=None)
def test_the_helped_of_a_row_are_told_in_fives_and_of_the_year_so_far_alone(town: Town) -> None:
    for page in pages(town).values():
        for line in (*page.subjects, *page.levels):
            if not page.so_far:
                assert (line.median, line.p95) == (None, None)
                assert not line.helped
            elif line.lessons is not None and not line.together:
                assert line.helped is not None
                assert line.helped % 5 == 0
                assert line.helped <= line.lessons


# -- waits ------------------------------------------------------------------------------------------------------------
@given(busy_towns())
@settings(max_examples=60, deadline=None)
def test_waits_told_by_row_tell_no_small_cell_that_the_counts_do_not(town: Town) -> None:
    """Whatever the rows, the table of waits and all the periods bound together: a row's waits under a time."""
    found = pages(town)
    times = (*EDGES, inf)
    counts = _counted(town, found, times)
    counts.settle()
    waits = _counted(town, found, times)
    for run, page in found.items():
        for terms, told, (begin, end), rank in _told(page, run):
            waits.tell([(*row, told, end) for row in terms], least=rank)
            if begin:
                waits.tell([(*row, told, begin) for row in terms], most=rank - 1)
    waits.settle()
    for row in _all_rows():
        for run in town.runs():
            for begin, end in [
                *pairwise((0, *times)),
                *((0, time) for time in times),
                *((time, inf) for time in times[:-1]),
            ]:
                term, less = (*row, run, end), (*row, run, begin) if begin else None
                low, high = waits.spread(term, less)
                if low == high and not stands(_waited(town, row, run, begin, end)):
                    assert counts.spread(term, less) == (low, high), (row, run, begin, end)


Row = tuple[str, str]
WHOLE = ("whole", "")


def _all_rows() -> list[Row]:
    return [WHOLE, *(("subject", code) for code in SUBJECTS), *(("level", code) for code in LEVELS)]


def _told(page: Page, run: Run) -> Iterator[tuple[list[Row], Run, tuple[float, float], int]]:
    """Of which rows and weeks, between which times, and the rank of that wait."""
    for name, lines in (("subject", page.subjects), ("level", page.levels)):
        for line in lines:
            for told, percent in ((line.median, 50), (line.p95, 95)):
                if told is not None and line.lessons is not None:
                    times, rank = (told.first.bounds[0], told.last.bounds[1] or inf), ceil(percent * line.lessons / 100)
                    yield [(name, row) for row in line.rows], line.told or run, times, rank


def _counted(town: Town, found: Mapping[Run, Page], times: Sequence[float]) -> Bounds:
    """What the numbers of lessons and the table of waits say of (row, period, time): lessons that waited less."""
    bounds = Bounds()
    for run, time in product(town.runs(), times):
        bounds.equal([(*WHOLE, run, time)], less=[("subject", code, run, time) for code in SUBJECTS])
        bounds.equal([(*WHOLE, run, time)], less=[("level", code, run, time) for code in LEVELS])
        for row, week in product(_all_rows(), range(run.first + 1, run.after)):
            parts = [(*row, Run(run.first, week), time), (*row, Run(week, run.after), time)]
            bounds.equal([(*row, run, time)], less=parts)
    for row, run, (before, after) in product(_all_rows(), town.runs(), pairwise(times)):
        bounds.tell([(*row, run, after)], less=[(*row, run, before)], least=0)
    for run, page in found.items():
        bounds.equal([(*WHOLE, run, inf)], page.lessons)
        for terms, told, value in _lessons(page, run):
            bounds.equal([(*row, told, inf) for row in terms], value)
        for wait, cell in zip(SERVED, page.waits.cells, strict=False):
            (begin, end), told = wait.bounds, cell.told or run
            if cell.value is not None:
                bounds.equal([(*WHOLE, told, end or inf)], cell.value, less=[(*WHOLE, told, begin)] if begin else [])
    return bounds


def _lessons(page: Page, run: Run) -> Iterator[tuple[list[Row], Run, int]]:
    """A row without a line has none."""
    for name, lines, codes in (("subject", page.subjects, SUBJECTS), ("level", page.levels, LEVELS)):
        for line in lines:
            if line.lessons is not None and not line.together:
                yield [(name, row) for row in line.rows], line.told or run, line.lessons
        yield from (
            ([(name, code)], run, 0) for code in codes if code not in {row for line in lines for row in line.rows}
        )


def _waited(town: Town, row: Row, run: Run, begin: float, end: float) -> set[int]:
    return {
        visit.pupil
        for visit in town.lessons
        if visit.week in run and begin < visit.waited <= end and (row is WHOLE or visit.rows[row[0]] == row[1])
    }
