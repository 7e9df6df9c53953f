"""The figures of each week, subject and level, side by side: one line is one row of every table."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from declic.curriculum.rules import LEVELS, SUBJECTS
from declic.lessons.rules import Confidence
from declic.reports.queries.cells import Cell
from declic.reports.queries.unmet import Unmet
from declic.reports.queries.visits import Visit
from declic.reports.rules import (
    PROMISED_SHARE,
    SERVED,
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

    @property
    def together(self) -> bool:
        """Several rows, not the same ones in every period: no wait is told of them."""
        return not self.code


@dataclass(frozen=True)
class Lessons:
    """What lines are drawn from."""

    visits: Sequence[Visit]
    """Of the year."""
    run: Run
    weeks: int
    waits: Plan
    """Of the table by wait."""

    @property
    def so_far(self) -> bool:
        """Whether `run` is the year so far, the only period in which children and waits are told by row."""
        return self.run == Run(0, self.weeks)

    @cached_property
    def counted(self) -> list[Visit]:
        """Of the run."""
        return [visit for visit in self.visits if visit.week in self.run]

    @cached_property
    def by_week(self) -> Mapping[int, list[Visit]]:
        found: dict[int, list[Visit]] = defaultdict(list)
        for visit in self.visits:
            found[visit.week].append(visit)
        return found

    def among(self, name: str, rows: Collection[str]) -> list[Visit]:
        """Of the run, in these rows of a table."""
        if name not in self._by_row:
            found: dict[str, list[Visit]] = defaultdict(list)
            for visit in self.counted:
                found[visit.rows.get(name, "")].append(visit)
            self._by_row[name] = found
        return [visit for row in rows for visit in self._by_row[name].get(row, ())]

    @cached_property
    def _by_row(self) -> dict[str, Mapping[str, list[Visit]]]:
        return {}

    def line(self, cell: Cell, name: str) -> Line:
        """One row of a table. The unmet are still to be said."""
        visits = self.among(name, cell.rows)
        found = self.told(cell, visits, self.run)
        if not self.so_far:
            return replace(found, helped=None, median=None, p95=None)
        if found.together:
            return replace(found, median=None, p95=None)
        return replace(found, redo=_redo(visits) if cell.value is not None else None)

    def told(self, cell: Cell, counted: Sequence[Visit], run: Run) -> Line:
        """What these visits of `run` come to."""
        waits = sorted((visit.waited, visit.pupil) for visit in counted)
        edges = edges_of([self.waits.shows(wait.value, run) for wait in SERVED])
        shown = cell.value is not None

        def reached(share: float) -> Delay | None:
            return reach(waits, share, edges) if shown and waits else None

        return Line(
            code=cell.code,
            label=cell.label,
            lessons=cell.value,
            seconds=cell.seconds,
            helped=in_fives(len({visit.pupil for visit in counted})) if shown else None,
            median=reached(MEDIAN),
            p95=reached(PROMISED_SHARE),
            unmet=None,
            rows=cell.rows,
        )


def week_lines(
    lessons: Lessons, cells: Sequence[Cell], unmet: Unmet, enrolled: Callable[[int], int]
) -> tuple[Line, ...]:
    """`enrolled`: how many pupils at the end of a week."""

    def line(cell: Cell, week: Run) -> Line:
        found = lessons.told(cell, lessons.by_week.get(week.first, ()), week)
        return replace(found, unmet=unmet.total(week), enrolled=in_fives(enrolled(week.first)))

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

    def left(rows: Collection[str]) -> int | None:
        return unmet.of(name, lessons.run, rows)

    told = tuple(replace(lessons.line(cell, name), unmet=left(cell.rows)) for cell in cells)
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

    def left(rows: Collection[str]) -> int | None:
        return unmet.of_levels(lessons.run, rows)

    told = tuple(replace(lessons.line(cell, "level"), unmet=left(cell.rows)) for cell in cells)
    alone = tuple(_unmet_alone(cells, left, {code: level.label for code, level in LEVELS.items()}))
    return tuple(replace(line, enrolled=enrolled.get(line.code)) for line in told + alone)


def _redo(visits: Iterable[Visit]) -> int | None:
    answers = [visit for visit in visits if visit.told and visit.rows.get("answer")]
    yes = [visit.pupil for visit in answers if visit.rows["answer"] == Confidence.YES.value]
    return in_tens(yes, [visit.pupil for visit in answers if visit.rows["answer"] != Confidence.YES.value])


def _unmet_alone(
    cells: Sequence[Cell], unmet: Callable[[Collection[str]], int | None], labels: Mapping[str, str]
) -> Iterator[Line]:
    """Rows that no line tells by themselves, whose unmet requests may be told: a subject nobody came for."""
    counted = {row for cell in cells for row in cell.rows}
    told = {row for cell in cells for row in cell.rows if cell.code or unmet(cell.rows) is not None}
    for code, label in labels.items():
        asked = None if code in told else unmet([code])
        if asked:
            lessons = None if code in counted else 0
            yield Line(code, label, lessons, lessons, lessons, median=None, p95=None, unmet=asked, rows=(code,))
