"""The figures of each week, subject and level, side by side: one line is one row of every table."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from declic.curriculum.rules import LEVELS, SUBJECTS
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
    least_between,
    reach,
    sparser,
)

MEDIAN = 0.5
SHARES = (MEDIAN, PROMISED_SHARE)


@dataclass(frozen=True)
class Line:
    """None is masked; for a wait, that too few lessons are there to tell it."""

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
    """By level, as in their own table; by week, at least so many at its end; by subject there is no such thing."""

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
    order: Sequence[int]
    waits: Plan
    """Of the table by wait."""

    @property
    def counted(self) -> list[Visit]:
        """Of the run."""
        return [visit for visit in self.visits if visit.week in self.run]

    def among(self, name: str, rows: Collection[str]) -> list[Visit]:
        return [visit for visit in self.visits if visit.rows[name] in rows]

    def apart(self, visits: Iterable[Visit], cuts: Sequence[int]) -> dict[float, Plan]:
        """The periods in which a percentile of `visits` may be told, the cuts of their row being `cuts`."""
        found = Counter(visit.week for visit in visits)
        numbers = [found[week] for week in range(max(cuts, default=0))]
        return {share: Plan(sparser(cuts, self.order, numbers, least_between(share)), {}) for share in SHARES}

    def line(self, cell: Cell, name: str, cuts: Sequence[int]) -> Line:
        """One row of a table; `cuts` are its own. The unmet are still to be said."""
        visits = self.among(name, cell.rows)
        return self.told(cell, visits, self.run, self.apart(visits, cuts))

    def told(self, cell: Cell, visits: Iterable[Visit], run: Run, apart: Mapping[float, Plan]) -> Line:
        """What `visits` come to in `run`."""
        counted = [visit for visit in visits if visit.week in run]
        waits = [(visit.waited, visit.pupil) for visit in counted]
        edges = edges_of([self.waits.shows(wait.value, run) for wait in SERVED])
        shown = cell.value is not None

        def reached(share: float) -> Delay | None:
            return reach(waits, share, edges) if shown and waits and apart[share].shows_total(run) else None

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
    apart = lessons.apart(lessons.visits, lessons.waits.total)

    def line(cell: Cell, week: Run) -> Line:
        found = lessons.told(cell, lessons.visits, week, apart)
        return replace(found, unmet=unmet.total(week), enrolled=in_fives(enrolled(week.first)))

    return tuple(map(line, cells, lessons.run.weeks()))


def subject_lines(lessons: Lessons, cells: Sequence[Cell], shown: Plan, unmet: Unmet) -> tuple[Line, ...]:
    """Then, without any lesson or with others, the subjects whose unmet requests may be told."""

    def left(rows: Collection[str]) -> int | None:
        return unmet.of_subjects(lessons.run, rows)

    told = tuple(
        replace(lessons.line(cell, "subject", shown.rows.get(cell.code, ())), unmet=left(cell.rows)) for cell in cells
    )
    return told + tuple(_unmet_alone(cells, left, {code: subject.short for code, subject in SUBJECTS.items()}))


def level_lines(
    lessons: Lessons,
    cells: Sequence[Cell],
    cuts: Mapping[str, Sequence[int]],
    unmet: Unmet,
    enrolled: Mapping[str, int],
) -> tuple[Line, ...]:
    """As `subject_lines`. `cuts` and `enrolled`: of a level, or a band, where they may be told."""

    def left(rows: Collection[str]) -> int | None:
        return unmet.of_levels(lessons.run, rows)

    told = tuple(replace(lessons.line(cell, "level", cuts.get(cell.code, ())), unmet=left(cell.rows)) for cell in cells)
    alone = tuple(_unmet_alone(cells, left, {code: level.label for code, level in LEVELS.items()}))
    return tuple(replace(line, enrolled=enrolled.get(line.code)) for line in told + alone)


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
