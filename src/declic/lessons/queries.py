"""Reads of lessons. `access_…` is the only way to get one for a person."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from declic.dispatch.models import Duty, HelpRequest, Offer
from declic.dispatch.rules import OPEN_STATES, DutyState, HelpState, OfferState
from declic.ground.errors import NotYours
from declic.lessons.models import Lesson, Presence, PrivateNote, Report
from declic.lessons.rules import LIVE_STATES, LONGEST, SOONEST, LessonState
from declic.people.models import Account, Pupil, Teacher
from declic.statements import PreparedFor


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


def access_lesson_to_read(account: Account, lesson_id: UUID | str) -> Lesson:
    """The lesson with its report, for its pupil, the pupil's guardian and its teacher; NotYours for anybody else."""
    may_read = Q(pupil__account=account) | Q(pupil__guardian__account=account) | Q(teacher__account=account)
    lesson = _with_people().filter(may_read, pk=lesson_id).first()
    if lesson is None:
        raise NotYours
    return lesson


def lessons_of_family(account: Account) -> QuerySet[Lesson]:
    """The lessons a guardian's children took part in and that are over, newest first. One query."""
    over = [LessonState.ENDED.value, LessonState.LOST.value]
    family = _with_people().filter(pupil__guardian__account=account, state__in=over)
    return family.exclude(started_at=None).order_by("-opened_at")


def lessons_in_doubt(now: datetime) -> QuerySet[Lesson]:
    """The live lessons something may become of: of thousands, the few one of whose people gave no sign lately."""
    sign = Presence.objects.filter(lesson=OuterRef("pk"), seen_at__gt=now - SOONEST)
    return Lesson.objects.filter(
        ~Exists(sign.filter(account=OuterRef("teacher__account")))
        | ~Exists(sign.filter(account=OuterRef("pupil__account")))
        | Q(opened_at__lte=now - LONGEST),
        state__in=[state.value for state in LIVE_STATES],
    )


def _with_people() -> QuerySet[Lesson]:
    return Lesson.objects.select_related(
        "pupil__account", "teacher__account", "help_request", "report", "self_assessment"
    )


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
    opens_at: datetime | None = None
    """When the desk of an armed teacher accepts by itself."""
    puts_off_report: bool = False


def ring_cards(
    offer_ids: Iterable[UUID] = (), *, of_requests: Iterable[UUID] = (), at_desks: Iterable[int] = ()
) -> list[RingCard]:
    """What rings now among these offers, for these requests, on the desks of these accounts. One query for all."""
    offers, requests, desks = list(offer_ids), list(of_requests), list(at_desks)
    if not requests and not desks:
        return _cards(_RINGING.rows(offers))
    return _cards(_ringing(Q(pk__in=offers) | Q(help_request_id__in=requests) | Q(teacher__account_id__in=desks)))


def _ringing(which: Q) -> QuerySet[Offer]:
    met = (
        Lesson.objects.filter(
            teacher=OuterRef("teacher"), pupil=OuterRef("help_request__pupil"), state=LessonState.ENDED.value
        )
        .order_by()
        .values("teacher")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return (
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


_RINGING = PreparedFor(UUID, build=lambda offers: _ringing(Q(pk__in=offers)))


def _cards(rows: Iterable[Any]) -> list[RingCard]:
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
            opens_at=row.opens_at,
            puts_off_report=row.puts_off_report,
        )
    return list(cards.values())


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
    """While teaching."""
    to_report: UUID | None
    """While wrapping up: the last lesson of theirs that is over and has no report."""


def desks_of(teacher_account_ids: Iterable[int]) -> dict[int, DeskDuty]:
    """By account; a teacher who is not on duty is left out. Four queries at most, one when all are free or ringing."""
    duties = _DUTIES.rows(teacher_account_ids)
    by_state: dict[str, list[int]] = defaultdict(list)
    for _, teacher, state, *_ in duties:
        by_state[state].append(teacher)
    # The last of each teacher's.
    live = dict(_LIVE.rows(by_state[DutyState.TEACHING.value]))
    unreported = dict(_UNREPORTED.rows(by_state[DutyState.WRAPPING_UP.value]))
    missed = _missed(by_state[DutyState.PAUSED.value])
    return {
        account: DeskDuty(
            state=DutyState(state),
            last_one=last_one,
            since=since,
            why="missed" if (teacher, since) in missed else "",
            declines=declines,
            live_lesson=live.get(teacher),
            to_report=unreported.get(teacher),
        )
        for account, teacher, state, last_one, since, declines in duties
    }


def _last_of(teachers: Iterable[int], **which: object) -> QuerySet[Lesson, tuple[int, UUID]]:
    return Lesson.objects.filter(teacher__in=teachers, **which).order_by("opened_at").values_list("teacher_id", "pk")


_DUTIES = PreparedFor(
    int,
    build=lambda accounts: Duty.objects.filter(teacher__account_id__in=accounts, ended_at=None).values_list(
        "teacher__account_id", "teacher_id", "state", "last_one", "since", "declines_in_row"
    ),
)
_LIVE = PreparedFor(int, build=lambda teachers: _last_of(teachers, state__in=[state.value for state in LIVE_STATES]))
_UNREPORTED = PreparedFor(
    int,
    build=lambda teachers: _last_of(teachers, state=LessonState.ENDED.value, report=None, started_at__isnull=False),
)


def _missed(teachers: list[int]) -> set[tuple[int, datetime | None]]:
    """(teacher, when) of the rings they did not answer and that paused them."""
    if not teachers:
        return set()
    offers = Offer.objects.filter(teacher__in=teachers, state=OfferState.MISSED.value)
    return set(
        offers.filter(teacher__duties__ended_at=None, answered_at=F("teacher__duties__since")).values_list(
            "teacher_id", "answered_at"
        )
    )


@dataclass(frozen=True)
class Wait:
    """An open help request as its pupil's waiting page knows it."""

    pupil_account_id: int
    help_request_id: UUID
    subject: str
    kind: str
    state: HelpState
    asked_at: datetime
    zone: str
    """Of school holidays, for the opening hours."""
    sponsor_id: int
    lesson_id: UUID | None
    """The room that is open for it."""
    teacher: str
    """Their name, with the room."""
    call_back_at: datetime | None = None
    """The time the pupil chose, while it is kept for it."""
    put_off: bool = False
    """A closing moved that time."""
    level: str = ""


def _open_requests(accounts: Iterable[int]) -> QuerySet[HelpRequest, tuple[Any, ...]]:
    live = Lesson.objects.filter(help_request=OuterRef("pk"), state__in=[state.value for state in LIVE_STATES])
    return (
        HelpRequest.objects.filter(
            pupil__account_id__in=accounts, state__in=[state.value for state in OPEN_STATES]
        )
        .annotate(
            room=Subquery(live.values("pk")[:1]),
            teacher=Subquery(live.values("teacher__account__name")[:1]),
        )
        .values_list(
            "pupil__account_id", "pk", "subject", "kind", "state", "asked_at", "drafted_at", "sponsor__zone",
            "sponsor_id", "room", "teacher", "call_back_at", "call_back_was", "level",
        )
    )  # fmt: skip


_WAITS = PreparedFor(int, build=_open_requests)


def waits_of(pupil_account_ids: Iterable[int]) -> dict[int, Wait]:
    """The open request of each of these pupils, by account. One query."""
    rows = _WAITS.rows(pupil_account_ids)
    return {
        account: Wait(
            pupil_account_id=account,
            help_request_id=pk,
            subject=subject,
            kind=kind,
            state=HelpState(state),
            asked_at=asked_at or drafted_at,
            zone=zone,
            sponsor_id=sponsor,
            lesson_id=room,
            teacher=teacher or "",
            call_back_at=call_back_at if state == HelpState.SCHEDULED.value else None,
            put_off=call_back_was is not None,
            level=level,
        )
        for (
            account, pk, subject, kind, state, asked_at, drafted_at, zone, sponsor, room, teacher, call_back_at,
            call_back_was, level,
        ) in rows
    }  # fmt: skip


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


def handed_over_by(lesson: Lesson) -> list[Lesson]:
    """The lessons that `lesson` goes on from, where colleagues handed the pupil over: the last one first."""
    before = Lesson.objects.filter(
        help_request_id=lesson.help_request_id, end_reason="handed_over", ended_at__lte=lesson.opened_at
    )
    return list(before.exclude(pk=lesson.pk).select_related("teacher__account").order_by("-opened_at"))


def note_on(lesson: Lesson) -> str:
    """What the teacher of `lesson` wrote for themselves of its pupil; for nobody else."""
    notes = PrivateNote.objects.filter(teacher_id=lesson.teacher_id, pupil_id=lesson.pupil_id)
    return notes.values_list("text", flat=True).first() or ""


def notes_of_family(account: Account) -> QuerySet[PrivateNote]:
    """What teachers wrote for themselves of a guardian's children: it is about them, so it is theirs to ask for."""
    return PrivateNote.objects.filter(pupil__guardian__account=account).select_related("pupil", "teacher__account")


def lessons_of(pupil: Pupil) -> QuerySet[Lesson]:
    """The lessons this pupil took part in and that are over, newest first, with what a list shows of them."""
    return (
        Lesson.objects.filter(pupil=pupil, state__in=[LessonState.ENDED.value, LessonState.LOST.value])
        .exclude(started_at=None)
        .select_related("teacher__account", "help_request", "report", "self_assessment")
        .order_by("-opened_at")
    )


def live_lesson_of(pupil: Pupil) -> Lesson | None:
    """The room that is open for this pupil now."""
    return (
        Lesson.objects.filter(pupil=pupil, state__in=[state.value for state in LIVE_STATES])
        .select_related("teacher__account")
        .first()
    )
