"""The lessons of a sponsor, and the requests without one, as plain rows read from the tables themselves."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from math import inf
from typing import Final, NamedTuple

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from declic.dispatch.models import HelpRequest
from declic.dispatch.queries.waited import wait_ended
from declic.dispatch.rules import HelpState
from declic.ground.paris import at_paris, in_paris, paris_day
from declic.lessons.models import Lesson
from declic.reports.rules import PROMISE_S, AnsweredIn, SchoolYear, Wait, answered_in, wait_of
from declic.sponsors.models import Enrolment, PastEnrolment, Sponsor
from declic.sponsors.rules.codes import PLACES

NO_PLACE: Final = "—"
"""Enrolled with a code that names no school and no quartier."""
NO_DEVICE: Final = "—"
CAME_BACK: Final = timedelta(days=7)
"""A lesson within so long of a request left unmet is what became of it."""
IN_WRITING: Final = frozenset({HelpState.WRITTEN.value, HelpState.ANSWERED.value})
WITHOUT_LESSON: Final = Q(first_accepted_at=None) | Q(state__in=[HelpState.UNMET.value, *sorted(IN_WRITING)])
"""The requests that may count without one: accepted by nobody, left unmet once accepted too, or put in writing."""
AT_ONCE: Final = timedelta(days=7)
"""So many days are read in one go, without a cursor on the server: a page reads those since last midnight."""


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

    @cached_property
    def spent(self) -> int:
        """Whole seconds, one at least. Asked by each table the visit is a row of."""
        return max(1, round(self.seconds))


class Enrolled(NamedTuple):
    """A child of the sponsor, from when to when, and the school or quartier of their code."""

    pupil: int
    level: str
    since: datetime
    until: datetime | None
    place: str


def enrolments_of(sponsor: Sponsor) -> list[Enrolled]:
    """Those of children erased since as well. One query."""
    there = Enrolment.objects.filter(sponsor=sponsor)
    gone = PastEnrolment.objects.filter(sponsor=sponsor)
    named = Q(code__scope__in=[scope.value for scope in PLACES])
    there = there.annotate(place=Case(When(named, then=F("code__label")), default=Value("")))
    fields = there.values_list("pupil_id", "pupil__level", "since", "until", "place")
    rows = fields.union(gone.values_list("child", "level", "since", "until", "place"), all=True).order_by("since")
    return [
        Enrolled(pupil, level, since, until, (label or "").strip() or NO_PLACE)
        for pupil, level, since, until, label in rows
    ]


def erased_children(sponsor: Sponsor) -> set[int]:
    """The numbers of the children of this sponsor who were erased."""
    return set(PastEnrolment.objects.filter(sponsor=sponsor).values_list("child", flat=True))


class Places:
    """The school or quartier of a child on a day: that of the code they were last enrolled with by then."""

    def __init__(self, enrolments: Sequence[Enrolled]) -> None:
        """In the order they began."""
        self.enrolments = enrolments

    @cached_property
    def _last(self) -> dict[int, Enrolled]:
        return {enrolled.pupil: enrolled for enrolled in self.enrolments}

    @cached_property
    def _often(self) -> dict[int, list[Enrolled]]:
        """Of the few enrolled more than once."""
        found: dict[int, list[Enrolled]] = defaultdict(list)
        for enrolled in self.enrolments:
            if self._last[enrolled.pupil] is not enrolled:
                found[enrolled.pupil].append(enrolled)
        return {pupil: [*before, self._last[pupil]] for pupil, before in found.items()}

    def of(self, pupil: int, at: datetime) -> str:
        last = self._last.get(pupil)
        if last is None:
            return NO_PLACE
        known = self._often.get(pupil)
        if known is None:
            return last.place
        begun = bisect_right([enrolled.since for enrolled in known], at)
        return known[max(0, begun - 1)].place


Days = tuple[date, date]
"""The second excluded."""


def lessons_of(sponsor: Sponsor, year: SchoolYear, places: Places, days: Days | None = None) -> list[Visit]:
    """Begun and over, of boards first opened in `days` (the year); each with the wait of the request it comes from."""
    rows = _lessons(sponsor, year, days).values_list(
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
        "help_request__device",
    )
    visits: dict[object, Visit] = {}
    for (
        board,
        opened_at,
        pupil,
        subject,
        level,
        started_at,
        ended_at,
        answer,
        wait_from,
        asked_at,
        met_at,
        device,
    ) in rows if days and days[1] - days[0] <= AT_ONCE else rows.iterator(chunk_size=5000):
        if started_at is None or ended_at is None:  # the filter says so; the type checker cannot know
            continue
        before = visits.get(board)
        seconds = (ended_at - started_at).total_seconds()
        accepted_at = met_at or opened_at
        waited = max(0.0, (accepted_at - (wait_from or asked_at or accepted_at)).total_seconds())
        local = in_paris(opened_at)
        where = {
            "subject": subject,
            "level": level,
            "answer": answer or "",
            "wait": wait_of(waited).value,
            "evening": before.rows["evening"] if before else str(local.weekday()),
            "hour": before.rows["hour"] if before else str(local.hour),
            "place": before.rows["place"] if before else places.of(pupil, opened_at),
            "device": device or NO_DEVICE,
        }
        visits[board] = Visit(
            week=before.week if before else year.week(local.date()),
            pupil=pupil,
            rows=where,
            seconds=seconds + (before.seconds if before else 0.0),
            waited=waited,
            told=answer is not None,
        )
    return list(visits.values())


def _lessons(sponsor: Sponsor, year: SchoolYear, days: Days | None) -> QuerySet[Lesson]:
    counted = Lesson.objects.filter(started_at__isnull=False, ended_at__isnull=False)
    found = counted.filter(sponsor=sponsor, opened_at__range=_span(year)).order_by("opened_at")
    if days is None:
        return found
    first, after = (at_paris(day, time()) for day in days)
    same_board = counted.filter(board_id=OuterRef("board_id"), opened_at__gte=at_paris(year.starts_on, time()))
    found = found.filter(opened_at__gte=first)
    if days[0] > year.starts_on:
        # Not `Exists`: PostgreSQL would gather the boards of every lesson of the year, of every sponsor, to leave out
        # the few that an evening goes on with. What has a limit it looks up for each lesson, by its board.
        before = same_board.filter(opened_at__lt=first).order_by().values("pk")[:1]
        found = found.alias(begun_before=Subquery(before)).filter(begun_before=None)
    if after >= at_paris(year.after, time()):
        return found
    return found.filter(Q(opened_at__lt=after) | Exists(same_board.filter(opened_at__lt=after)))


def without_lesson_of(
    sponsor: Sponsor, year: SchoolYear, now: datetime, places: Places, days: Days | None = None
) -> list[Visit]:
    """Requests put in writing, and those left unmet: closed, given up after the promise, or waiting beyond it now."""
    helped_soon = Lesson.objects.filter(
        pupil=OuterRef("pupil"),
        started_at__isnull=False,
        opened_at__gt=OuterRef("asked_at"),
        opened_at__lt=OuterRef("asked_at") + CAME_BACK,
    )
    rows = (
        HelpRequest.objects.filter(
            WITHOUT_LESSON,
            sponsor=sponsor,
            asked_at__range=_span(year, days),
        )
        .exclude(state=HelpState.SCHEDULED.value)
        .exclude(Exists(Lesson.objects.filter(help_request=OuterRef("pk"), started_at__isnull=False)))
        .annotate(came_back=Exists(helped_soon))
        .values_list(
            "asked_at",
            "wait_from",
            "pupil_id",
            "state",
            wait_ended(),
            "subject",
            "level",
            "device",
            "came_back",
            "question__asked_at",
            "question__answered_at",
        )
    )
    visits = []
    for asked_at, wait_from, pupil, state, ended, subject, level, device, came_back, put_at, answered_at in rows:
        if asked_at is None:
            continue
        waited = ((ended or now) - (wait_from or asked_at)).total_seconds()
        wait = Wait.WRITTEN if state in IN_WRITING else Wait.UNMET
        if wait is Wait.WRITTEN or state == HelpState.UNMET.value or waited >= PROMISE_S:
            where = {
                "subject": subject,
                "level": level,
                "wait": wait.value,
                "place": places.of(pupil, asked_at),
                "device": device or NO_DEVICE,
                "after": _what_became(state, came_back=came_back),
                **_when(asked_at),
            }
            if wait is Wait.WRITTEN:
                where["answered"] = _answered(state, put_at, answered_at)
            visits.append(Visit(year.week(paris_day(asked_at)), pupil, where))
    return visits


BECAME: Final = {
    "came_back": "Aidés dans les sept jours",
    "gave_up": "Partis avant qu’un professeur soit libre",
    "closed": "Personne n’était libre avant la fermeture",
    "waiting": "Attendent encore",
}


def _what_became(state: str, *, came_back: bool) -> str:
    if came_back:
        return "came_back"
    if state == HelpState.CANCELLED.value:
        return "gave_up"
    return "closed" if state == HelpState.UNMET.value else "waiting"


def _answered(state: str, asked_at: datetime | None, answered_at: datetime | None) -> str:
    """Empty when it was answered nobody knows when: a week counted before this was."""
    if state == HelpState.WRITTEN.value:
        return AnsweredIn.WAITING.value
    if asked_at is None or answered_at is None:
        return ""
    return answered_in((answered_at - asked_at).total_seconds()).value


def _when(moment: datetime) -> dict[str, str]:
    local = in_paris(moment)
    return {"evening": str(local.weekday()), "hour": str(local.hour)}


def _span(year: SchoolYear, days: Days | None = None) -> tuple[datetime, datetime]:
    first, after = days or (year.starts_on, year.after)
    return at_paris(first, time()), at_paris(min(after, year.after), time()) - timedelta(microseconds=1)


def weeks_up_to(year: SchoolYear, today: date) -> int:
    """How many weeks of `year` have begun."""
    return year.week(min(today, year.after - timedelta(days=1))) + 1
