"""One sponsor's figures over whole weeks. No name, no identifier ever leaves this module."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from declic.ground.paris import at_paris, paris_day
from declic.lessons.rules import Confidence
from declic.reports.queries.cells import (
    Cell,
    by_band,
    cells_of,
    enrolled_cells,
    enrolled_rows,
    level_cells,
    named,
    subject_cells,
    week_cells,
)
from declic.reports.queries.lines import Lessons, Line, level_lines, subject_lines, week_lines
from declic.reports.queries.unmet import Unmet
from declic.reports.queries.visits import everyone_of, lessons_of, table_of, without_lesson_of
from declic.reports.queries.waits import waits_of
from declic.reports.rules import (
    Delay,
    Run,
    SchoolYear,
    Share,
    Wait,
    cut_order,
    in_fives,
    plan,
    share,
    stands,
)
from declic.sponsors.models import Enrolment, Sponsor


@dataclass(frozen=True)
class Figures:
    """None is masked, everywhere."""

    year: SchoolYear
    run: Run
    widened: bool
    """The run asked for would have singled out fewer than five children: it was made longer."""
    enrolled: int | None
    """Today, whatever the run."""
    helped: int | None
    """At least so many distinct pupils, in fives who had a lesson."""
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
    so_far: bool
    """Whether the run is the year so far: in another, subjects and levels tell neither children helped nor waits."""
    redo: Share | None
    """« Oui » among the answers to « Tu saurais le refaire seul(e) ? »."""
    asked: int | None
    """Requests that led to a lesson, those put in writing and those `unmet`: masked as soon as one of them is."""
    weeks: tuple[Cell, ...]
    """Lessons; `code` is the Monday, ISO."""
    subjects: tuple[Cell, ...]
    levels: tuple[Cell, ...]
    waits: tuple[Cell, ...]
    enrolled_by_level: tuple[Cell, ...]
    week_lines: tuple[Line, ...]
    subject_lines: tuple[Line, ...]
    level_lines: tuple[Line, ...]

    @property
    def first_day(self) -> date:
        return self.year.monday(self.run.first)

    @property
    def last_day(self) -> date:
        return self.year.monday(self.run.after) - timedelta(days=1)

    @property
    def masks(self) -> bool:
        """Whether anything on the page is masked."""
        tables = (self.weeks, self.subjects, self.levels, self.waits, self.enrolled_by_level)
        lines = (*self.week_lines, *self.subject_lines, *self.level_lines)
        return (
            None in (self.enrolled, self.lessons, self.unmet, self.asked)
            or any(cell.value is None for table in tables for cell in table)
            or any(line.unmet is None for line in lines)
        )


def figures_of(sponsor: Sponsor, *, first_day: date, last_day: date, now: datetime) -> Figures:
    """Figures of the whole weeks from `first_day` to `last_day`, within the school year of `last_day`, up to this week.

    Three queries, whatever the number of lessons. The run is widened to what may be shown (`Figures.widened`).
    """
    today = paris_day(now)
    year = SchoolYear.holding(min(last_day, today))
    weeks = year.week(min(today, year.after - timedelta(days=1))) + 1
    asked_run = _run(year, weeks, first_day, last_day)
    order = cut_order(year, weeks)

    lessons = lessons_of(sponsor, year)
    without = without_lesson_of(sponsor, year, now)
    written, unmet = (
        Unmet.among([visit for visit in without if visit.rows["wait"] == wait.value], weeks, order)
        for wait in (Wait.WRITTEN, Wait.UNMET)
    )
    enrolments = _enrolments(sponsor)
    enrolled = Counter(level for level, _, until in enrolments if until is None)

    by_level = table_of(lessons, "level", weeks)
    tables = {name: table_of(lessons, name, weeks) for name in ("subject", "wait")}
    by = plan({**tables, "band": by_band(by_level)}, [everyone_of(lessons, weeks)], order)
    total = by["band"]

    run = total.widened(asked_run) or asked_run
    drawn = Lessons(lessons, run, weeks, by["wait"])
    counted = drawn.counted
    shown = total.shows_total(run)
    waits = waits_of(drawn, {Wait.WRITTEN: written.total(run), Wait.UNMET: unmet.total(run)})
    of_weeks = week_cells(lessons, total, run, year)
    of_subjects = subject_cells(counted, by["subject"], run, named(lessons))
    of_levels = level_cells(counted, by_level, total, run)
    of_enrolled = enrolled_cells(enrolled)
    return Figures(
        year=year,
        run=run,
        widened=run != asked_run,
        enrolled=_maskable(sum(enrolled.values())),
        helped=in_fives(len({lesson.pupil for lesson in counted})) if shown else None,
        lessons=len(counted) if shown else None,
        seconds=round(sum(lesson.seconds for lesson in counted)) if shown else None,
        median=waits.median,
        p95=waits.p95,
        kept=waits.kept,
        unmet=unmet.total(run),
        redo=_redo(drawn, order),
        asked=waits.asked,
        so_far=drawn.so_far,
        weeks=of_weeks,
        subjects=of_subjects,
        levels=of_levels,
        waits=waits.cells,
        enrolled_by_level=of_enrolled,
        week_lines=week_lines(drawn, of_weeks, unmet, lambda week: _at_end_of(week, enrolments, year, now)),
        subject_lines=subject_lines(drawn, of_subjects, unmet),
        level_lines=level_lines(drawn, of_levels, unmet, enrolled_rows(of_enrolled)),
    )


Enrolled = tuple[str, datetime, datetime | None]
"""Level, since when, until when."""


def _enrolments(sponsor: Sponsor) -> list[Enrolled]:
    return list(Enrolment.objects.filter(sponsor=sponsor).values_list("pupil__level", "since", "until"))


def _at_end_of(week: int, enrolments: Sequence[Enrolled], year: SchoolYear, now: datetime) -> int:
    end = min(now, at_paris(year.monday(week + 1), time()))
    return sum(since <= end and (until is None or until > end) for _, since, until in enrolments)


def _run(year: SchoolYear, weeks: int, first_day: date, last_day: date) -> Run:
    first = min(max(0, year.week(first_day)), weeks - 1)
    return Run(first, max(first + 1, min(weeks, year.week(last_day) + 1)))


def _maskable(children: int) -> int | None:
    return children if stands(range(children)) else None


def _redo(lessons: Lessons, order: Sequence[int]) -> Share | None:
    answered = [lesson for lesson in lessons.visits if lesson.told]
    tables = {"answer": table_of(answered, "answer", lessons.weeks)}
    shown = plan(tables, [everyone_of(answered, lessons.weeks)], order)["answer"]
    if not shown.shows_total(lessons.run):
        return None
    answers = [answer for answer in answered if answer.week in lessons.run]
    yes, *others = cells_of(answers, "answer", shown, lessons.run, [(answer.value, "") for answer in Confidence])
    return share([yes.value], [other.value for other in others], of=len(answers))
