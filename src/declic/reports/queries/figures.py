"""One sponsor's figures over whole weeks. No name, no identifier ever leaves this module."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import inf

from django.db.models import Count

from declic.ground.paris import paris_day
from declic.lessons.rules import Confidence
from declic.reports.queries.cells import (
    Cell,
    by_band,
    cells_of,
    enrolled_cells,
    level_cells,
    named,
    subject_cells,
    week_cells,
)
from declic.reports.queries.visits import Visit, everyone_of, lessons_of, requests_of, table_of
from declic.reports.rules import (
    PROMISED_SHARE,
    Delay,
    Plan,
    Run,
    SchoolYear,
    Share,
    Wait,
    cut_order,
    delay,
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
    """Distinct pupils who had a lesson."""
    lessons: int | None
    """Begun and over. A lesson that went on after its teacher vanished counts once."""
    seconds: int | None
    """In the lessons counted."""
    median: Delay | None
    """Nearest rank, over the requests `asked`: from `wait_from` to the first acceptance, if ever."""
    p95: Delay | None
    kept: Share | None
    """Requests accepted in under five minutes, among those `asked`."""
    unmet: int | None
    """Closed without a teacher, or given up after five minutes."""
    redo: Share | None
    """« Oui » among the answers to « Tu saurais le refaire seul(e) ? »."""
    asked: int | None
    """Requests accepted, or left without answer for five minutes."""
    weeks: tuple[Cell, ...]
    """Lessons; `code` is the Monday, ISO."""
    subjects: tuple[Cell, ...]
    levels: tuple[Cell, ...]
    waits: tuple[Cell, ...]
    enrolled_by_level: tuple[Cell, ...]

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
        figures = (self.enrolled, self.helped, self.lessons, self.asked)
        return any(cell.value is None for table in tables for cell in table) or None in figures


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
    requests = requests_of(sponsor, year, now)
    enrolled = dict(
        Enrolment.objects.filter(sponsor=sponsor, until=None).values_list("pupil__level").annotate(Count("pupil"))
    )

    by_level = table_of(lessons, "level", weeks)
    by = plan(
        {"subject": table_of(lessons, "subject", weeks), "band": by_band(by_level)},
        [everyone_of(lessons, weeks)],
        order,
    )
    of_lessons = by["band"]
    waits = plan({"wait": table_of(requests, "wait", weeks)}, [everyone_of(requests, weeks)], order)["wait"]
    answered = [lesson for lesson in lessons if lesson.told]
    answers = plan({"answer": table_of(answered, "answer", weeks)}, [everyone_of(answered, weeks)], order)["answer"]

    run = _widened(asked_run, of_lessons, waits)
    counted = [lesson for lesson in lessons if lesson.week in run]
    heard = [request for request in requests if request.week in run]
    shows_lessons = of_lessons.shows_total(run)
    shows_waits = waits.shows_total(run)
    wait_cells = cells_of(heard, "wait", waits, run, [(wait.value, wait.label) for wait in Wait])
    told = {wait: cell.value for wait, cell in zip(Wait, wait_cells, strict=True)}
    waited = [request.seconds if request.told else inf for request in heard]
    return Figures(
        year=year,
        run=run,
        widened=run != asked_run,
        enrolled=_maskable(sum(enrolled.values())),
        helped=len({lesson.pupil for lesson in counted}) if shows_lessons else None,
        lessons=len(counted) if shows_lessons else None,
        seconds=round(sum(lesson.seconds for lesson in counted)) if shows_lessons else None,
        median=delay(told, waited, 0.5) if shows_waits else None,
        p95=delay(told, waited, PROMISED_SHARE) if shows_waits else None,
        kept=_kept(told, len(heard)) if shows_waits else None,
        unmet=told[Wait.UNMET],
        redo=_redo([answer for answer in answered if answer.week in run], answers, run),
        asked=len(heard) if shows_waits else None,
        weeks=week_cells(lessons, of_lessons, run, year),
        subjects=subject_cells(counted, by["subject"], run, named(lessons)),
        levels=level_cells(counted, by_level, of_lessons, run),
        waits=wait_cells,
        enrolled_by_level=enrolled_cells(enrolled),
    )


def _run(year: SchoolYear, weeks: int, first_day: date, last_day: date) -> Run:
    first = min(max(0, year.week(first_day)), weeks - 1)
    return Run(first, max(first + 1, min(weeks, year.week(last_day) + 1)))


def _widened(run: Run, lessons: Plan, waits: Plan) -> Run:
    """The shortest run around `run` whose totals are shown, in both families when both can be."""
    common = [cut for cut in lessons.total if cut in waits.total] or lessons.total or waits.total
    return Plan(common, {}).widened(run) or run


def _maskable(children: int) -> int | None:
    return children if stands(range(children)) else None


def _kept(told: Mapping[Wait, int | None], asked: int) -> Share | None:
    sides = [told[wait] for wait in Wait if wait.kept], [told[wait] for wait in Wait if not wait.kept]
    return share(*sides, of=asked)


def _redo(answers: Sequence[Visit], shown: Plan, run: Run) -> Share | None:
    if not shown.shows_total(run):
        return None
    yes, *others = cells_of(answers, "answer", shown, run, [(answer.value, "") for answer in Confidence])
    return share([yes.value], [other.value for other in others], of=len(answers))
