"""What a page of figures holds, ready to be said and drawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from declic.reports.queries.answers import Answers
from declic.reports.queries.cells import Cell, WeeksTogether
from declic.reports.queries.lines import Line
from declic.reports.rules import Delay, Run, SchoolYear, Share


@dataclass(frozen=True)
class Summary:
    """A period in a few figures; None is masked."""

    helped: int | None
    """At least so many distinct pupils, in fives, who had a lesson."""
    lessons: int | None
    """Begun and over. A lesson that went on after its teacher vanished counts once."""
    seconds: int | None
    """In the lessons counted."""
    median: Delay | None
    """Nearest rank, over the requests `asked`, or those of them that are told."""
    p95: Delay | None
    kept: Share | None
    """Those of them whose teacher accepted in under five minutes."""
    unmet: int | None
    """Closed without a teacher, given up after five minutes, or waiting beyond them now."""
    unmet_at_least: bool
    """There were more, that are not told yet."""
    redo: Share | None
    """« Oui » among the answers to « Tu saurais le refaire seul(e) ? »."""
    asked: int | None
    """Requests that led to a lesson, those put in writing and those `unmet`: masked as soon as one of them is."""
    enrolled: int | None
    """Distinct children enrolled at some time in the run, in fives."""
    lessons_by: Mapping[str, Mapping[str, int]]
    """Of each of `COMPARED`, the rows that are told by themselves, of the whole run."""
    phones: int | None
    """Lessons from a telephone, in hundredths of all, over the weeks they are told of."""


@dataclass(frozen=True)
class Figures(Summary):
    """None is masked, everywhere."""

    year: SchoolYear
    run: Run
    widened: bool
    """The run asked for would have singled out fewer than five children: it was made longer."""
    so_far: bool
    """Whether the run is all of its year, so far or over: in another, rows tell neither children nor waits."""
    is_over: bool
    """Whether its last day is past; of the last weeks told, whether the year is."""
    stops_on: date
    """The last day told of: of a week that is over, but in the first of a year."""
    weeks: tuple[Cell, ...]
    """Lessons; `code` is the Monday, ISO."""
    weeks_together: tuple[WeeksTogether, ...]
    """The same weeks, those that are masked together until they may be told."""
    subjects: tuple[Cell, ...]
    levels: tuple[Cell, ...]
    waits: tuple[Cell, ...]
    answers: Answers
    became: tuple[Cell, ...]
    """The requests left unmet, by what became of them."""
    became_told: Run | None
    """The weeks of these requests: what became of them is told a week later."""
    enrolled_by_level: tuple[Cell, ...]
    """As `enrolled`, in fives; of the whole year alone."""
    enrolled_by_place: tuple[Cell, ...]
    week_lines: tuple[Line, ...]
    subject_lines: tuple[Line, ...]
    level_lines: tuple[Line, ...]
    lines: Mapping[str, tuple[Line, ...]]
    """By `place`, `device`, `evening` and `hour`."""
    before: Summary | None
    """The weeks just before, as many; None where they may not be told, or are not of this school year."""

    @property
    def first_day(self) -> date:
        return self.year.monday(self.run.first)

    @property
    def last_day(self) -> date:
        return self.year.monday(self.run.after) - timedelta(days=1)

    @property
    def masks(self) -> bool:
        """Whether anything on the page is masked."""
        tables = (self.weeks, self.subjects, self.levels, self.waits, self.answers.cells, self.enrolled_by_level)
        lines = (*self.week_lines, *self.subject_lines, *self.level_lines)
        return (
            None in (self.enrolled, self.lessons, self.unmet, self.asked)
            or any(cell.value is None for table in tables for cell in table)
            or any(line.unmet is None for line in lines)
        )

    @property
    def tells_what_became(self) -> bool:
        """Whether what became of requests left unmet is more than nobody's yet."""
        return bool(self.unmet) and any(cell.value != 0 for cell in self.became)

    @property
    def waits_for_more(self) -> bool:
        """Whether any figure is of fewer weeks than the page: at least so many."""
        lines = (*self.subject_lines, *self.level_lines, *(line for table in self.lines.values() for line in table))
        cells = (*self.waits, *self.answers.cells, *self.became)
        return (
            self.unmet_at_least
            or any(cell.at_least for cell in cells)
            or any(line.at_least or line.unmet_at_least for line in lines)
        )
