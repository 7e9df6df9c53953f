"""Reads of lessons. `access_…` is the only way to get one for a person."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from declic.dispatch.models import Duty, Offer
from declic.dispatch.rules import DutyState, OfferState
from declic.ground.errors import NotYours
from declic.lessons.models import Lesson, Report
from declic.lessons.rules import LIVE_STATES, LessonState
from declic.people.models import Account, Pupil, Teacher


def access_lesson(account: Account, lesson_id: UUID | str) -> Lesson:
    """The lesson, for its pupil or its teacher, live or over; NotYours for anybody else."""
    lesson = (
        Lesson.objects.select_related("pupil__account", "teacher__account", "help_request")
        .filter(Q(pupil__account=account) | Q(teacher__account=account), pk=lesson_id)
        .first()
    )
    if lesson is None:
        raise NotYours
    return lesson


@dataclass(frozen=True)
class CardPage:
    upload_id: UUID
    width: int
    height: int


@dataclass(frozen=True)
class RingCard:
    """All that a teacher sees of a help request before they accept: no name, no school, no commune."""

    offer_id: UUID
    teacher_account_id: int
    help_request_id: UUID
    level: str
    subject: str
    kind: str
    tried: str
    asked_at: datetime
    offered_at: datetime
    deadline_at: datetime
    hedge: bool
    met_before: int
    """Lessons this teacher has already given this pupil."""
    pages: tuple[CardPage, ...]


def ring_cards(offer_ids: Iterable[UUID]) -> list[RingCard]:
    """The cards of those of `offer_ids` that still ring. One query, whatever their number."""
    return _cards(Q(pk__in=list(offer_ids)))


def rings_at(teacher_account_id: int) -> list[RingCard]:
    """What rings now on this teacher's desk. One query."""
    return _cards(Q(teacher__account_id=teacher_account_id))


def _cards(which: Q) -> list[RingCard]:
    met = (
        Lesson.objects.filter(
            teacher=OuterRef("teacher"), pupil=OuterRef("help_request__pupil"), state=LessonState.ENDED.value
        )
        .order_by()
        .values("teacher")
        .annotate(n=Count("pk"))
        .values("n")
    )
    rows = (
        Offer.objects.filter(which, state=OfferState.RINGING.value)
        .annotate(
            met=Coalesce(Subquery(met), 0),
            page=F("help_request__pages__upload_id"),
            width=F("help_request__pages__upload__width"),
            height=F("help_request__pages__upload__height"),
        )
        .order_by("offered_at", "pk", "help_request__pages__position", "help_request__pages__pk")
        .select_related("help_request", "teacher")
    )
    cards: dict[UUID, RingCard] = {}
    for row in rows:
        asked = row.help_request
        page = (CardPage(row.page, row.width, row.height),) if row.page else ()
        if row.pk in cards:
            cards[row.pk] = replace(cards[row.pk], pages=cards[row.pk].pages + page)
            continue
        cards[row.pk] = RingCard(
            offer_id=row.pk,
            teacher_account_id=row.teacher.account_id,
            help_request_id=asked.pk,
            level=asked.level,
            subject=asked.subject,
            kind=asked.kind,
            tried=asked.tried,
            asked_at=asked.asked_at or row.offered_at,
            offered_at=row.offered_at,
            deadline_at=row.deadline_at,
            hedge=row.slot == 1,
            met_before=row.met,
            pages=page,
        )
    return list(cards.values())


def cards_of_request(help_request_id: UUID) -> list[RingCard]:
    """What rings now for this help request, on any desk. One query."""
    return _cards(Q(help_request_id=help_request_id))


@dataclass(frozen=True)
class DeskDuty:
    """Where a teacher's evening stands, as their desk shows it."""

    state: DutyState
    last_one: bool
    since: datetime
    why: str
    """`missed` when a ring without answer paused them, else nothing."""
    declines: int
    """Offers passed over one after the other."""
    live_lesson: UUID | None
    to_report: UUID | None
    """The last lesson of theirs that is over and has no report."""


def desk_of(teacher_account_id: int) -> DeskDuty | None:
    """None when the teacher is not on duty. One query."""
    lessons = Lesson.objects.filter(teacher=OuterRef("teacher")).order_by("-opened_at").values("pk")
    live = lessons.filter(state__in=[state.value for state in LIVE_STATES])
    unreported = lessons.filter(state=LessonState.ENDED.value, report=None, started_at__isnull=False)
    missed = Offer.objects.filter(
        teacher=OuterRef("teacher"), state=OfferState.MISSED.value, answered_at=OuterRef("since")
    )
    duty = (
        Duty.objects.filter(teacher__account_id=teacher_account_id, ended_at=None)
        .annotate(live_lesson=Subquery(live[:1]), to_report=Subquery(unreported[:1]), missed_a_ring=Exists(missed))
        .first()
    )
    if duty is None:
        return None
    state = DutyState(duty.state)
    return DeskDuty(
        state=state,
        last_one=duty.last_one,
        since=duty.since,
        why="missed" if state is DutyState.PAUSED and duty.missed_a_ring else "",
        declines=duty.declines_in_row,
        live_lesson=duty.live_lesson,
        to_report=duty.to_report,
    )


def taught_by(teacher: Teacher) -> QuerySet[Lesson]:
    """Every lesson of this teacher that began, newest first, with what a list shows of it."""
    return (
        Lesson.objects.filter(teacher=teacher)
        .exclude(state=LessonState.ABANDONED.value)
        .select_related("pupil__account", "help_request", "report", "self_assessment")
        .order_by("-opened_at")
    )


def reports_to_write(teacher: Teacher) -> QuerySet[Lesson]:
    """The lessons of this teacher that are over and still have no report, oldest first."""
    return (
        Lesson.objects.filter(teacher=teacher, state=LessonState.ENDED.value, report=None, started_at__isnull=False)
        .select_related("pupil__account")
        .order_by("opened_at")
    )


def last_reports(pupil: Pupil, *, but: Lesson | None = None, most: int = 3) -> list[Report]:
    """What the last teachers wrote of this pupil, newest first, for the next one."""
    reports = Report.objects.filter(lesson__pupil=pupil).select_related("lesson", "lesson__teacher__account")
    if but is not None:
        reports = reports.exclude(lesson=but)
    return list(reports.order_by("-written_at")[:most])
