"""What the operator sees: who waits, who is rung and why, who teaches, and whether the promise holds. As it is now."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, Count, ExpressionWrapper, F, Q, QuerySet, Value, When

from declic.dispatch.models import Duty, HelpRequest, Offer
from declic.dispatch.queries.calls import calls_of
from declic.dispatch.queries.evening import announcements, subject_closings
from declic.dispatch.queries.free import free_duties
from declic.dispatch.queries.hours import exceptional
from declic.dispatch.queries.waited import wait_ended, wait_shown
from declic.dispatch.queries.written import Unanswered, unanswered
from declic.dispatch.rules import DutyState, HelpState, OfferState
from declic.dispatch.rules.calls import CALLED_EVERY, evening_of
from declic.dispatch.rules.evening import Scope
from declic.dispatch.rules.policy import POLICY
from declic.ground.paris import at_paris, paris_day
from declic.lessons.models import Lesson
from declic.lessons.rules import LIVE_STATES
from declic.people.models import Skill, Teacher
from declic.people.queries import may_be_called
from declic.people.rules.teachers import TeacherState, may_teach
from declic.reports.rules import PROMISE_S

HOURS_SHOWN = timedelta(hours=24)
"""Exceptional closings are on the board so long before."""
OFFERS_SHOWN = 6
"""Latest rings of one request."""

NEAREST = (DutyState.FREE, DutyState.WRAPPING_UP, DutyState.PAUSED, DutyState.RINGING, DutyState.TEACHING)
"""On duty, by how soon they could take a pupil."""
AWAY = "away"
"""Free, but for a page that is closed or silent: nobody can be rung there, and five minutes later the duty is over."""


@dataclass(frozen=True)
class Ring:
    teacher: str
    state: str
    """Of the offer, or `handed_over`: they taught the pupil, and left them to a colleague."""
    reason: str
    at: datetime
    hedge: bool


@dataclass(frozen=True)
class Waiting:
    """A pupil who waits, without a name."""

    id: UUID
    subject: str
    level: str
    kind: str
    state: str
    """`waiting` or `sent_back`."""
    wait_from: datetime
    """Its age on the board: without what it had waited before it came back into line from a lesson, or from showing
    what was tried.
    """
    seen_at: datetime | None
    escalation: str
    """The last step of `dispatch.rules.escalation` its wait has reached."""
    rings: tuple[Ring, ...]
    """Latest first."""
    called: int = 0
    """Teachers off duty called for it."""


@dataclass(frozen=True)
class OnDuty:
    account_id: int
    name: str
    state: str
    """Of the duty, or `AWAY`."""
    since: datetime
    last_one: bool
    about: tuple[str, str] | None
    """(subject, level) of the lesson, or of the ring."""


@dataclass(frozen=True)
class MayCome:
    """An approved teacher of a subject, on duty or not: whom to reach when nobody free teaches it."""

    teacher_id: int
    name: str
    position: str
    email: str
    levels: frozenset[str]
    state: str | None
    """Of the duty, or `AWAY`; None is off duty."""
    agreed: bool
    """To be called while off duty."""
    called_at: datetime | None
    """So lately that they are not to be called again yet."""


@dataclass(frozen=True)
class Today:
    """Requests whose wait began today and is decided: accepted, left without answer, answered in writing, or longer
    than the promise.
    """

    decided: int
    kept: int
    unmet: int
    scheduled: int
    """Kept for the opening, or for a call-back; whatever the day."""


@dataclass(frozen=True)
class InForce:
    """What the team decided for this evening."""

    kind: str
    """`subject` (closed), `announcement`, or `hours` (an exceptional closing)."""
    scope: Scope
    text: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Board:
    at: datetime
    waiting: tuple[Waiting, ...]
    """Longest wait first."""
    teachers: tuple[OnDuty, ...]
    """By name."""
    free: dict[tuple[str, str], int]
    """(subject, level) of who waits → teachers free who may take it."""
    today: Today
    written: Unanswered
    in_force: tuple[InForce, ...] = ()


def board_of(now: datetime) -> Board:
    """Eleven queries, whatever the numbers."""
    waiting = _waiting(now)
    return Board(
        at=now,
        waiting=waiting,
        teachers=_teachers(now),
        free=_free({(w.subject, w.level) for w in waiting}, now),
        today=_today(now),
        written=unanswered(),
        in_force=_in_force(now),
    )


def who_teaches(subject: str, now: datetime) -> tuple[MayCome, ...]:
    """Those nearest to a lesson first: free, then on duty, then the others by name. Four queries."""
    levels: dict[int, set[str]] = defaultdict(set)
    for teacher, level in Skill.objects.filter(subject=subject).values_list("teacher_id", "level"):
        levels[teacher].add(level)
    on_duty = dict(_on_duty(now).values_list("teacher_id", "doing"))
    lately = calls_of(evening_of(now)).filter(at__gt=now - CALLED_EVERY)
    called = dict(lately.order_by("at").values_list("teacher_id", "at"))
    today = paris_day(now)
    held = (
        Teacher.objects.filter(pk__in=levels)
        .annotate(agreed=ExpressionWrapper(may_be_called(), BooleanField()))
        .values_list("pk", "account__name", "position", "account__email", "agreed", "state", "authorised_until")
    )
    found = [
        MayCome(pk, name, position, email or "", frozenset(levels[pk]), on_duty.get(pk), agreed, called.get(pk))
        for pk, name, position, email, agreed, state, until in held
        if may_teach(TeacherState(state), until, today)
    ]
    nearest = [*(state.value for state in NEAREST), AWAY]
    return tuple(sorted(found, key=lambda one: (nearest.index(one.state) if one.state else len(nearest), one.name)))


_READ = (
    "id", "subject", "level", "kind", "state", "asked_at", "waits_from", "pupil_seen_at", "escalation", "called",
)  # fmt: skip


def _waiting(now: datetime) -> tuple[Waiting, ...]:
    requests = (
        HelpRequest.objects.filter(state__in=[HelpState.WAITING.value, HelpState.SENT_BACK.value])
        .annotate(
            called=Count("calls", filter=Q(calls__evening=evening_of(now))),
            waits_from=wait_shown(),
        )
        .order_by("asked_at", "id")
        .values_list(*_READ)
    )
    rings: dict[UUID, list[Ring]] = defaultdict(list)
    offers = (
        Offer.objects.filter(help_request__state__in=[HelpState.WAITING.value, HelpState.SENT_BACK.value])
        .order_by("-offered_at", "slot")
        .values_list("help_request_id", "teacher__account__name", "state", "why", "reason", "offered_at", "slot")
    )
    for request, teacher, state, why, reason, at, slot in offers:
        if len(rings[request]) < OFFERS_SHOWN:
            rings[request].append(Ring(teacher, why if why == "handed_over" else state, reason, at, hedge=slot == 1))
    return tuple(
        Waiting(pk, subject, level, kind, state, waits_from, seen_at, escalation, tuple(rings[pk]), called)
        for pk, subject, level, kind, state, asked_at, waits_from, seen_at, escalation, called in requests
        if asked_at is not None
    )


def _in_force(now: datetime) -> tuple[InForce, ...]:
    closed = [
        InForce("subject", Scope(one.subject, one.levels), one.reason, one.closed_at, one.ends_at)
        for one in subject_closings(now)
    ]
    said = [
        InForce("announcement", Scope(one.subject, one.levels), one.text, one.sent_at, one.ends_at)
        for one in announcements(now)
    ]
    hours = [
        InForce("hours", Scope(), one.reason, one.starts_at, one.ends_at)
        for one in exceptional(now, before=now + HOURS_SHOWN)
    ]
    return tuple(hours + closed + said)


def _on_duty(now: datetime) -> "QuerySet[Any, Any]":
    """Duties, each with what its teacher is `doing`."""
    gone = ~Q(desk_left_at=None) | Q(seen_at__lt=now - POLICY.desk_fresh)
    away = Case(When(gone, state=DutyState.FREE.value, then=Value(AWAY)), default=F("state"))
    return Duty.objects.filter(ended_at=None).exclude(state=DutyState.ENDED.value).annotate(doing=away)


def _teachers(now: datetime) -> tuple[OnDuty, ...]:
    about: dict[int, tuple[str, str]] = {}
    lessons = Lesson.objects.filter(state__in=[state.value for state in LIVE_STATES])
    for teacher, subject, level in lessons.values_list("teacher_id", "subject", "level"):
        about[teacher] = (subject, level)
    ringing = Offer.objects.filter(state=OfferState.RINGING.value)
    for teacher, subject, level in ringing.values_list("teacher_id", "help_request__subject", "help_request__level"):
        about[teacher] = (subject, level)
    duties = (
        _on_duty(now)
        .order_by("teacher__account__name", "teacher_id")
        .values_list("teacher_id", "teacher__account_id", "teacher__account__name", "doing", "since", "last_one")
    )
    busy = {DutyState.RINGING.value, DutyState.TEACHING.value}
    return tuple(
        OnDuty(account, name, state, since, last_one, about.get(teacher) if state in busy else None)
        for teacher, account, name, state, since, last_one in duties
    )


def _free(wanted: set[tuple[str, str]], now: datetime) -> dict[tuple[str, str], int]:
    if not wanted:
        return {}
    held = (
        Skill.objects.filter(
            subject__in={subject for subject, _ in wanted},
            level__in={level for _, level in wanted},
            teacher__in=free_duties(now).values("teacher_id"),
        )
        .values_list("subject", "level")
        .annotate(Count("pk"))
    )
    found = {(subject, level): number for subject, level, number in held}
    return {skill: found.get(skill, 0) for skill in wanted}


def _today(now: datetime) -> Today:
    midnight = at_paris(paris_day(now), time())
    promise = timedelta(seconds=PROMISE_S)
    accepted = Q(first_accepted_at__isnull=False)
    late = Q(first_accepted_at=None) & (
        Q(state=HelpState.UNMET.value)
        | Q(state__in=[HelpState.WRITTEN.value, HelpState.ANSWERED.value])
        | Q(state=HelpState.CANCELLED.value, ended__gte=F("wait_from") + promise)
        | Q(state__in=[HelpState.WAITING.value, HelpState.SENT_BACK.value], wait_from__lte=now - promise)
        # Late already when it left the line, this evening, for a call-back or the next opening.
        | Q(state=HelpState.SCHEDULED.value, ended__gte=F("wait_from") + promise, wait_from__gte=midnight)
    )
    unmet = Q(state=HelpState.UNMET.value, first_accepted_at=None)
    asked = HelpRequest.objects.filter(Q(wait_from__gte=midnight) | Q(state=HelpState.SCHEDULED.value))
    counted = asked.annotate(ended=wait_ended()).aggregate(
        decided=Count("pk", filter=accepted | late),
        kept=Count("pk", filter=accepted & Q(first_accepted_at__lt=F("wait_from") + promise)),
        unmet=Count("pk", filter=unmet),
        scheduled=Count("pk", filter=Q(state=HelpState.SCHEDULED.value)),
    )
    return Today(**counted)
