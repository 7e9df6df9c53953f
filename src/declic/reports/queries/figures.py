"""One sponsor's figures over whole weeks. No name, no identifier ever leaves this module."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count

from declic.curriculum.rules import LEVELS, SUBJECTS
from declic.dispatch.models import HelpRequest
from declic.dispatch.rules import HelpState
from declic.ground.paris import at_paris, paris_day
from declic.lessons.models import Lesson
from declic.lessons.rules import Confidence
from declic.reports.rules import (
    PROMISE_S,
    Plan,
    Run,
    SchoolYear,
    Share,
    Wait,
    cut_order,
    percentile,
    plan,
    share,
    stands,
    wait_of,
)
from declic.sponsors.models import Enrolment, Sponsor


@dataclass(frozen=True)
class Cell:
    """A row of a table. `value=None` is masked."""

    code: str
    label: str
    value: int | None


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
    median_s: float | None
    """Nearest rank, over the requests a teacher accepted: from `wait_from` to the first acceptance."""
    p95_s: float | None
    kept: Share | None
    """Requests accepted in under five minutes, among those accepted or left without answer for five minutes."""
    unmet: int | None
    """Closed without a teacher, or given up after five minutes."""
    redo: Share | None
    """« Oui » among the answers to « Tu saurais le refaire seul(e) ? »."""
    asked: int | None
    """Requests `kept` is a share of."""
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
        figures = (self.enrolled, self.helped, self.lessons, self.median_s)
        return any(cell.value is None for table in tables for cell in table) or None in figures


@dataclass(frozen=True)
class _Visit:
    """A lesson, or a request: who, when, and the row it belongs to in each table."""

    week: int
    pupil: int
    rows: Mapping[str, str]
    seconds: float = 0.0
    """Length of the lesson, or wait for the teacher."""
    told: bool = True
    """False for a lesson without an answer, or a request without a teacher."""


def figures_of(sponsor: Sponsor, *, first_day: date, last_day: date, now: datetime) -> Figures:
    """Figures of the whole weeks from `first_day` to `last_day`, within the school year of `last_day`, up to this week.

    Three queries, whatever the number of lessons. The run is widened to what may be shown (`Figures.widened`).
    """
    today = paris_day(now)
    year = SchoolYear.holding(min(last_day, today))
    weeks = year.week(min(today, year.after - timedelta(days=1))) + 1
    asked_run = _run(year, weeks, first_day, last_day)
    order = cut_order(year, weeks)

    lessons = _lessons(sponsor, year)
    requests = _requests(sponsor, year, now)
    enrolled = dict(
        Enrolment.objects.filter(sponsor=sponsor, until=None).values_list("pupil__level").annotate(Count("pupil"))
    )

    by = plan({name: _table(lessons, name, weeks) for name in ("subject", "level")}, [_everyone(lessons, weeks)], order)
    of_lessons = by["level"]
    waits = plan({"wait": _table(requests, "wait", weeks)}, [_everyone(requests, weeks)], order)["wait"]
    answered = [lesson for lesson in lessons if lesson.told]
    answers = plan({"answer": _table(answered, "answer", weeks)}, [_everyone(answered, weeks)], order)["answer"]

    run = _widened(asked_run, of_lessons, waits)
    counted = [lesson for lesson in lessons if lesson.week in run]
    heard = [request for request in requests if request.week in run]
    served = [request for request in heard if request.told]
    shows_lessons = of_lessons.shows_total(run)
    shows_waits = waits.shows_total(run)
    timed = shows_waits and bool(served) and stands({request.pupil for request in served})
    wait_cells = _cells(heard, "wait", waits, run, [(wait.value, wait.label) for wait in Wait])
    per_week = Counter(lesson.week for lesson in lessons)
    return Figures(
        year=year,
        run=run,
        widened=run != asked_run,
        enrolled=_maskable(sum(enrolled.values())),
        helped=len({lesson.pupil for lesson in counted}) if shows_lessons else None,
        lessons=len(counted) if shows_lessons else None,
        seconds=round(sum(lesson.seconds for lesson in counted)) if shows_lessons else None,
        median_s=percentile([request.seconds for request in served], 0.5) if timed else None,
        p95_s=percentile([request.seconds for request in served], 0.95) if timed else None,
        kept=_kept(heard, waits, run),
        unmet=next(cell.value for cell in wait_cells if cell.code == Wait.UNMET.value),
        redo=_redo([answer for answer in answered if answer.week in run], answers, run),
        asked=len(heard) if shows_waits else None,
        weeks=tuple(
            Cell(
                year.monday(week.first).isoformat(),
                "",
                per_week[week.first] if of_lessons.shows_total(week) else None,
            )
            for week in run.weeks()
        ),
        subjects=_largest_first(_cells(counted, "subject", by["subject"], run, _named(lessons, "subject"))),
        levels=_cells(counted, "level", by["level"], run, _named(lessons, "level")),
        waits=wait_cells,
        enrolled_by_level=_enrolled_by_level(enrolled),
    )


# -- gathering --------------------------------------------------------------------------------------------------------
def _lessons(sponsor: Sponsor, year: SchoolYear) -> list[_Visit]:
    rows = (
        Lesson.objects.filter(
            sponsor=sponsor, opened_at__range=_span(year), started_at__isnull=False, ended_at__isnull=False
        )
        .order_by("opened_at")
        .values_list(
            "board_id", "opened_at", "pupil_id", "subject", "level", "started_at", "ended_at", "self_assessment__answer"
        )
    )
    visits: dict[object, _Visit] = {}
    for board, opened_at, pupil, subject, level, started_at, ended_at, answer in rows:
        if started_at is None or ended_at is None:  # the filter says so; the type checker cannot know
            continue
        before = visits.get(board)
        seconds = (ended_at - started_at).total_seconds()
        visits[board] = _Visit(
            week=before.week if before else year.week(paris_day(opened_at)),
            pupil=pupil,
            rows={"subject": subject, "level": level, "answer": answer or ""},
            seconds=seconds + (before.seconds if before else 0.0),
            told=answer is not None,
        )
    return list(visits.values())


def _requests(sponsor: Sponsor, year: SchoolYear, now: datetime) -> list[_Visit]:
    rows = HelpRequest.objects.filter(sponsor=sponsor, asked_at__range=_span(year)).values_list(
        "asked_at", "wait_from", "pupil_id", "first_accepted_at", "state", "closed_at"
    )
    visits = []
    for asked_at, wait_from, pupil, accepted_at, state, closed_at in rows:
        if asked_at is None:
            continue
        until = accepted_at or closed_at or now
        seconds = max(0.0, (until - (wait_from or asked_at)).total_seconds())
        wait = _wait(accepted=accepted_at is not None, state=state, seconds=seconds)
        if wait is not None:
            week = year.week(paris_day(asked_at))
            visits.append(_Visit(week, pupil, {"wait": wait.value}, seconds, told=accepted_at is not None))
    return visits


def _wait(*, accepted: bool, state: str, seconds: float) -> Wait | None:
    """None for a request that is not counted: cancelled early, or still within the promise."""
    if accepted:
        return wait_of(seconds)
    if state == HelpState.UNMET.value:
        return Wait.UNMET
    if state == HelpState.SCHEDULED.value or seconds < PROMISE_S:
        return None
    return Wait.UNMET if state == HelpState.CANCELLED.value else Wait.LATE


def _span(year: SchoolYear) -> tuple[datetime, datetime]:
    end = at_paris(year.after, time()) - timedelta(microseconds=1)
    return at_paris(year.starts_on, time()), end


def _run(year: SchoolYear, weeks: int, first_day: date, last_day: date) -> Run:
    first = min(max(0, year.week(first_day)), weeks - 1)
    return Run(first, max(first + 1, min(weeks, year.week(last_day) + 1)))


def _table(visits: Iterable[_Visit], name: str, weeks: int) -> dict[str, list[set[int]]]:
    table: dict[str, list[set[int]]] = defaultdict(lambda: [set() for _ in range(weeks)])
    for visit in visits:
        if visit.week < weeks:
            table[visit.rows[name]][visit.week].add(visit.pupil)
    return dict(table)


def _everyone(visits: Iterable[_Visit], weeks: int) -> list[set[int]]:
    everyone: list[set[int]] = [set() for _ in range(weeks)]
    for visit in visits:
        if visit.week < weeks:
            everyone[visit.week].add(visit.pupil)
    return everyone


def _widened(run: Run, lessons: Plan, waits: Plan) -> Run:
    """The shortest run around `run` whose totals are shown, in both families when both can be."""
    common = [cut for cut in lessons.total if cut in waits.total] or lessons.total or waits.total
    return Plan(common, {}).widened(run) or run


# -- cells ------------------------------------------------------------------------------------------------------------
def _cells(
    visits: Sequence[_Visit], name: str, shown: Plan, run: Run, rows: Iterable[tuple[str, str]]
) -> tuple[Cell, ...]:
    found = Counter(visit.rows[name] for visit in visits)
    return tuple(Cell(code, label, found[code] if shown.shows(code, run) else None) for code, label in rows)


def _named(visits: Iterable[_Visit], name: str) -> list[tuple[str, str]]:
    """The rows met this year, in the order of the programmes."""
    met = {visit.rows[name] for visit in visits}
    known = {code: level.label for code, level in LEVELS.items()} | {code: s.short for code, s in SUBJECTS.items()}
    return [(code, known[code]) for code in known if code in met] + [(code, code) for code in sorted(met - set(known))]


def _largest_first(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """Masked cells last, in an order that says nothing of their size."""
    return tuple(sorted(cells, key=lambda cell: -(cell.value if cell.value is not None else -1)))


def _maskable(children: int) -> int | None:
    return children if stands(range(children)) else None


def _enrolled_by_level(enrolled: Mapping[str, int]) -> tuple[Cell, ...]:
    """A pupil has one level, so that numbers stand for the children themselves."""
    table, seen = {}, 0
    for level, children in enrolled.items():
        table[level] = [set(range(seen, seen + children))]
        seen += children
    shown = plan({"level": table}, [[set(range(seen))]], [])["level"]
    return tuple(
        Cell(code, level.label, enrolled[code] if shown.shows(code, Run(0, 1)) else None)
        for code, level in LEVELS.items()
        if enrolled.get(code)
    )


def _kept(heard: Sequence[_Visit], shown: Plan, run: Run) -> Share | None:
    if not shown.shows_total(run):
        return None
    late = [request for request in heard if not Wait(request.rows["wait"]).kept]
    sides = ([wait for wait in Wait if wait.kept], [wait for wait in Wait if not wait.kept])
    return share(
        part=len(heard) - len(late),
        rest=len(late),
        exact=any(all(shown.shows(wait.value, run) for wait in side) for side in sides),
        rest_children=len({request.pupil for request in late}),
    )


def _redo(answers: Sequence[_Visit], shown: Plan, run: Run) -> Share | None:
    if not shown.shows_total(run):
        return None
    others = [answer for answer in answers if answer.rows["answer"] != Confidence.YES.value]
    sides = (Confidence.YES,), (Confidence.ALMOST, Confidence.NOT_YET)
    return share(
        part=len(answers) - len(others),
        rest=len(others),
        exact=any(all(shown.shows(answer.value, run) for answer in side) for side in sides),
        rest_children=len({answer.pupil for answer in others}),
    )
