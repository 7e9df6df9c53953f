"""Reads of the teachers' desks: what rings there, and where each one's evening stands."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from declic.dispatch.models import Duty, Offer
from declic.dispatch.rules import DutyState, OfferState
from declic.lessons.models import Lesson
from declic.lessons.rules import LIVE_STATES, LessonState
from declic.statements import PreparedFor


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
    handed_over_by: str
    """The colleague whose lesson it goes on from, by name; empty: nobody's."""
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
    handed_over = (
        Lesson.objects.filter(help_request=OuterRef("help_request"), end_reason="handed_over")
        .order_by("-opened_at")
        .values("teacher__account__name")
    )
    return (
        Offer.objects.filter(which, state=OfferState.RINGING.value)
        .annotate(
            met=Coalesce(Subquery(met), 0),
            before=Coalesce(Subquery(handed_over[:1]), Value("")),
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
            handed_over_by=row.before,
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
