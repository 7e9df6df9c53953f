"""The lessons of a sponsor's school year, and the requests without one, as plain rows. Two queries in all."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import inf

from django.db.models import Exists, OuterRef, Q

from declic.dispatch.models import HelpRequest
from declic.dispatch.rules import HelpState
from declic.ground.paris import at_paris, paris_day
from declic.lessons.models import Lesson
from declic.reports.rules import PROMISE_S, SchoolYear, Wait, wait_of
from declic.sponsors.models import Sponsor


@dataclass(frozen=True)
class Visit:
    """A lesson, or a request without one: who, when, and the row it belongs to in each table."""

    week: int
    pupil: int
    rows: Mapping[str, str]
    seconds: float = 0.0
    """Length of the lesson."""
    waited: float = inf
    """Seconds until a teacher accepted."""
    told: bool = True
    """False for a lesson without an answer."""


def lessons_of(sponsor: Sponsor, year: SchoolYear) -> list[Visit]:
    """Begun and over; each with the wait of the request it comes from."""
    rows = (
        Lesson.objects.filter(
            sponsor=sponsor, opened_at__range=_span(year), started_at__isnull=False, ended_at__isnull=False
        )
        .order_by("opened_at")
        .values_list(
            "board_id",
            "opened_at",
            "pupil_id",
            "subject",
            "level",
            "started_at",
            "ended_at",
            "self_assessment__answer",
            "help_request__wait_from",
            "help_request__asked_at",
            "help_request__first_accepted_at",
        )
    )
    visits: dict[object, Visit] = {}
    for board, opened_at, pupil, subject, level, started_at, ended_at, answer, wait_from, asked_at, accepted_at in rows:
        if started_at is None or ended_at is None:  # the filter says so; the type checker cannot know
            continue
        before = visits.get(board)
        seconds = (ended_at - started_at).total_seconds()
        met_at = accepted_at or opened_at
        waited = max(0.0, (met_at - (wait_from or asked_at or met_at)).total_seconds())
        visits[board] = Visit(
            week=before.week if before else year.week(paris_day(opened_at)),
            pupil=pupil,
            rows={"subject": subject, "level": level, "answer": answer or "", "wait": wait_of(waited).value},
            seconds=seconds + (before.seconds if before else 0.0),
            waited=waited,
            told=answer is not None,
        )
    return list(visits.values())


def without_lesson_of(sponsor: Sponsor, year: SchoolYear, now: datetime) -> list[Visit]:
    """Requests put in writing, and those left unmet: closed, given up after the promise, or waiting beyond it now."""
    in_writing = {HelpState.WRITTEN.value, HelpState.ANSWERED.value}
    rows = (
        HelpRequest.objects.filter(
            Q(first_accepted_at=None) | Q(state__in=[HelpState.UNMET.value, *in_writing]),
            sponsor=sponsor,
            asked_at__range=_span(year),
        )
        .exclude(state=HelpState.SCHEDULED.value)
        .exclude(Exists(Lesson.objects.filter(help_request=OuterRef("pk"), started_at__isnull=False)))
        .values_list("asked_at", "wait_from", "pupil_id", "state", "closed_at", "subject", "level")
    )
    visits = []
    for asked_at, wait_from, pupil, state, closed_at, subject, level in rows:
        if asked_at is None:
            continue
        waited = ((closed_at or now) - (wait_from or asked_at)).total_seconds()
        wait = Wait.WRITTEN if state in in_writing else Wait.UNMET
        if wait is Wait.WRITTEN or state == HelpState.UNMET.value or waited >= PROMISE_S:
            where = {"subject": subject, "level": level, "wait": wait.value}
            visits.append(Visit(year.week(paris_day(asked_at)), pupil, where))
    return visits


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
