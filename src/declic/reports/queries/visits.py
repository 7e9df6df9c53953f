"""The lessons and requests of a sponsor's school year, as plain rows. Two queries, whatever their number."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from declic.dispatch.models import HelpRequest
from declic.dispatch.rules import HelpState
from declic.ground.paris import at_paris, paris_day
from declic.lessons.models import Lesson
from declic.reports.rules import PROMISE_S, SchoolYear, Wait, wait_of
from declic.sponsors.models import Sponsor


@dataclass(frozen=True)
class Visit:
    """A lesson, or a request: who, when, and the row it belongs to in each table."""

    week: int
    pupil: int
    rows: Mapping[str, str]
    seconds: float = 0.0
    """Length of the lesson, or wait for the teacher."""
    told: bool = True
    """False for a lesson without an answer, or a request without a teacher."""


def lessons_of(sponsor: Sponsor, year: SchoolYear) -> list[Visit]:
    rows = (
        Lesson.objects.filter(
            sponsor=sponsor, opened_at__range=_span(year), started_at__isnull=False, ended_at__isnull=False
        )
        .order_by("opened_at")
        .values_list(
            "board_id", "opened_at", "pupil_id", "subject", "level", "started_at", "ended_at", "self_assessment__answer"
        )
    )
    visits: dict[object, Visit] = {}
    for board, opened_at, pupil, subject, level, started_at, ended_at, answer in rows:
        if started_at is None or ended_at is None:  # the filter says so; the type checker cannot know
            continue
        before = visits.get(board)
        seconds = (ended_at - started_at).total_seconds()
        visits[board] = Visit(
            week=before.week if before else year.week(paris_day(opened_at)),
            pupil=pupil,
            rows={"subject": subject, "level": level, "answer": answer or ""},
            seconds=seconds + (before.seconds if before else 0.0),
            told=answer is not None,
        )
    return list(visits.values())


def requests_of(sponsor: Sponsor, year: SchoolYear, now: datetime) -> list[Visit]:
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
            visits.append(Visit(week, pupil, {"wait": wait.value}, seconds, told=accepted_at is not None))
    return visits


def _wait(*, accepted: bool, state: str, seconds: float) -> Wait | None:
    """None for a request that is not counted: cancelled early, or still within the promise."""
    if accepted:
        return wait_of(seconds)
    if state in {HelpState.WRITTEN.value, HelpState.ANSWERED.value}:
        return Wait.WRITTEN
    if state == HelpState.UNMET.value:
        return Wait.UNMET
    if state == HelpState.SCHEDULED.value or seconds < PROMISE_S:
        return None
    return Wait.UNMET if state == HelpState.CANCELLED.value else Wait.LATE


def _span(year: SchoolYear) -> tuple[datetime, datetime]:
    end = at_paris(year.after, time()) - timedelta(microseconds=1)
    return at_paris(year.starts_on, time()), end


def table_of(visits: Iterable[Visit], name: str, weeks: int) -> dict[str, list[set[int]]]:
    table: dict[str, list[set[int]]] = defaultdict(lambda: [set() for _ in range(weeks)])
    for visit in visits:
        if visit.week < weeks:
            table[visit.rows[name]][visit.week].add(visit.pupil)
    return dict(table)


def everyone_of(visits: Iterable[Visit], weeks: int) -> list[set[int]]:
    everyone: list[set[int]] = [set() for _ in range(weeks)]
    for visit in visits:
        if visit.week < weeks:
            everyone[visit.week].add(visit.pupil)
    return everyone
