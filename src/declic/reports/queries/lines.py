"""The figures of each week, subject and level, side by side: one line is one row of every table."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from declic.curriculum.rules import LEVELS, SUBJECTS
from declic.reports.queries.cells import Cell
from declic.reports.queries.tallies import Group, Tally, size_of
from declic.reports.queries.unmet import Unmet
from declic.reports.rules import (
    PROMISED_SHARE,
    SERVED,
    Count,
    Delay,
    Plan,
    Run,
    edges_of,
    in_fives,
    in_tens,
    reach,
)

MEDIAN = 0.5


@dataclass(frozen=True)
class Line:
    """None is masked; for a wait, too few lessons; for both children and waits of a row, not the year so far."""

    code: str
    """Of the level, subject, or Monday; of the band, for its levels together; empty for « autres »."""
    label: str
    lessons: int | None
    seconds: int | None
    helped: int | None
    """At least so many distinct pupils, in fives."""
    median: Delay | None
    """Over these lessons."""
    p95: Delay | None
    unmet: int | None
    rows: tuple[str, ...] = ()
    """The levels or subjects counted in it."""
    enrolled: int | None = None
    """By level and place, as in their own table; by week, at least so many at its end; elsewhere no such thing."""
    redo: int | None = None
    """How many in a hundred of its answers are « Oui », in tens; of the year so far alone."""
    told: Run | None = None
    """As much of the period as all but the unmet is told of; None for all of it."""
    unmet_at_least: bool = False

    @property
    def at_least(self) -> bool:
        """There are more lessons, that are not told yet."""
        return self.told is not None

    @property
    def together(self) -> bool:
        """Several rows, not the same ones in every period: no wait is told of them."""
        return not self.code


@dataclass(frozen=True)
class Lessons:
    """What lines are drawn from."""

    visits: Tally
    """Of the year."""
    run: Run
    weeks: int
    waits: Plan
    """Of the table by wait."""

    @property
    def so_far(self) -> bool:
        """Whether `run` is the year so far, the only period in which children and waits are told by row."""
        return self.run == Run(0, self.weeks)

    @property
    def number(self) -> int:
        return self.visits.whole.number(self.run)

    def line(self, cell: Cell, name: str) -> Line:
        """One row of a table. The unmet are still to be said."""
        if not self.so_far:
            return Line(
                cell.code,
                cell.label,
                cell.value,
                cell.seconds,
                None,
                median=None,
                p95=None,
                unmet=None,
                rows=cell.rows,
                told=cell.told,
            )
        run = cell.told or self.run
        visits = self.visits.of_rows(name, cell.rows, run.after)
        found = self.told(cell, visits, run)
        if found.together:
            return replace(found, median=None, p95=None)
        return replace(found, redo=in_tens(visits.yes, visits.others) if cell.value is not None else None)

    def told(self, cell: Cell, counted: Group, run: Run) -> Line:
        """What these lessons of `run` come to."""
        edges = edges_of([self.waits.shows(wait.value, run) for wait in SERVED])
        shown = cell.value is not None

        def reached(share: float) -> Delay | None:
            return reach(counted.waits, share, edges) if shown and any(counted.waits.numbers) else None

        return Line(
            code=cell.code,
            label=cell.label,
            lessons=cell.value,
            seconds=cell.seconds,
            helped=in_fives(size_of([counted.children])) if shown else None,
            median=reached(MEDIAN),
            p95=reached(PROMISED_SHARE),
            unmet=None,
            rows=cell.rows,
            told=cell.told,
        )


def with_unmet(line: Line, unmet: Count) -> Line:
    return replace(line, unmet=unmet.number, unmet_at_least=unmet.at_least)


def week_lines(
    lessons: Lessons, cells: Sequence[Cell], unmet: Unmet, enrolled: Callable[[int], int]
) -> tuple[Line, ...]:
    """`enrolled`: how many pupils at the end of a week."""

    def line(cell: Cell, week: Run) -> Line:
        found = lessons.told(cell, lessons.visits.of_week(week.first), week)
        return replace(with_unmet(found, unmet.total(week)), enrolled=in_fives(enrolled(week.first)))

    return tuple(map(line, cells, lessons.run.weeks()))


def subject_lines(lessons: Lessons, cells: Sequence[Cell], unmet: Unmet) -> tuple[Line, ...]:
    """Then, without any lesson or with others, the subjects whose unmet requests may be told."""

    return row_lines(lessons, "subject", cells, unmet, {code: subject.short for code, subject in SUBJECTS.items()})


def row_lines(  # noqa: PLR0913, PLR0917  (a table and what is known of its rows)
    lessons: Lessons,
    name: str,
    cells: Sequence[Cell],
    unmet: Unmet,
    labels: Mapping[str, str],
    enrolled: Mapping[str, int] | None = None,
) -> tuple[Line, ...]:
    """As `subject_lines`, of any table but that of levels. `enrolled`: where somebody is enrolled in a row."""

    def left(rows: Collection[str]) -> Count:
        return unmet.of(name, lessons.run, rows)

    told = tuple(with_unmet(lessons.line(cell, name), left(cell.rows)) for cell in cells)
    alone = tuple(_unmet_alone(cells, left, labels))
    known = enrolled or {}
    return tuple(replace(line, enrolled=known.get(line.code)) for line in told + alone)


def level_lines(
    lessons: Lessons,
    cells: Sequence[Cell],
    unmet: Unmet,
    enrolled: Mapping[str, int],
) -> tuple[Line, ...]:
    """As `subject_lines`. `enrolled`: of a level, or a band, where they may be told."""

    def left(rows: Collection[str]) -> Count:
        return unmet.of_levels(lessons.run, rows)

    told = tuple(with_unmet(lessons.line(cell, "level"), left(cell.rows)) for cell in cells)
    alone = tuple(_unmet_alone(cells, left, {code: level.label for code, level in LEVELS.items()}))
    return tuple(replace(line, enrolled=enrolled.get(line.code)) for line in told + alone)


def _unmet_alone(
    cells: Sequence[Cell], unmet: Callable[[Collection[str]], Count], labels: Mapping[str, str]
) -> Iterator[Line]:
    """Rows that no line tells by themselves, whose unmet requests may be told: a subject nobody came for."""
    counted = {row for cell in cells for row in cell.rows}
    told = {row for cell in cells for row in cell.rows if cell.code or unmet(cell.rows).number is not None}
    for code, label in labels.items():
        asked = Count(None) if code in told else unmet([code])
        if asked.number:
            lessons = None if code in counted else 0
            line = Line(code, label, lessons, lessons, lessons, median=None, p95=None, unmet=None, rows=(code,))
            yield with_unmet(line, asked)
