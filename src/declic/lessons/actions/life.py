"""A lesson opens, goes on, ends, or loses somebody."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from declic.dispatch import actions as dispatch
from declic.dispatch.actions.lesson import ReturnReason
from declic.dispatch.models import HelpRequest
from declic.dispatch.queries import ring_for
from declic.dispatch.rules import OfferState
from declic.ground.errors import Refusal
from declic.journal.actions import record
from declic.lessons.facts import (
    LessonAbandoned,
    LessonEnded,
    LessonLost,
    LessonOpened,
    LessonStarted,
    TicketsRevoked,
    who,
)
from declic.lessons.models import Lesson, Presence
from declic.lessons.rules import LESSON_LIFE, LIVE_STATES, LessonState
from declic.people.models import Teacher
from declic.sponsors.actions import count_lesson
from declic.statements import Prepared, PreparedFor, change, change_all, insert, put

TOGETHER: Final = 500
"""People noted in one transaction: it holds SQLite's turn to write for a few milliseconds."""

_WHOLE = Prepared(
    UUID,
    build=lambda lesson: Lesson.objects.select_related("pupil", "teacher", "help_request__pupil").filter(pk=lesson),
)
_PEOPLE = Prepared(
    UUID,
    build=lambda lesson: Lesson.objects.filter(pk=lesson).values_list(
        "state", "help_request_id", "pupil__account_id", "teacher__account_id"
    ),
)
_STILL_THERE = PreparedFor(
    UUID,
    build=lambda lessons: (
        Presence.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
        .filter(lesson__in=lessons, lesson__state=LessonState.RUNNING.value, left_at=None)
        .order_by("pk")
        .values_list("pk", "lesson_id", "account_id")
    ),
)
"""Of lessons under way. Rows somebody writes at this moment are left out, so that nobody waits for us holding them."""
_THERE = Prepared(
    UUID, build=lambda lesson: Presence.objects.filter(lesson=lesson, left_at=None).values_list("pk", flat=True)
)


@transaction.atomic
def open_lesson(*, offer_id: UUID, teacher_account_id: int, now: datetime) -> UUID:
    """The teacher takes the pupil: the id of the open lesson. Accepting twice opens one lesson.

    Refusals `already_taken`, `offer_over`, `already_teaching`.
    """
    offer = ring_for(offer_id, teacher_account_id)
    was_mine = offer.state != OfferState.RINGING.value
    if was_mine and (mine := _opened_for(offer.help_request_id, teacher_account_id)) is not None:
        return mine.pk
    asked = offer.help_request
    is_first = not (asked.first_accepted_at or asked.back_since or asked.in_line_since)  # never in a room before
    request = dispatch.accept(offer=offer, now=now)

    lesson = Lesson(
        board_id=uuid4() if is_first else _board_before(request),
        help_request=request,
        pupil=request.pupil,
        teacher=offer.teacher,
        sponsor_id=request.sponsor_id,
        subject=request.subject,
        level=request.level,
        opened_at=now,
    )
    try:
        insert(lesson)
    except IntegrityError:
        raise Refusal("already_teaching", "Une leçon est déjà en cours.") from None
    record(LessonOpened(*who(lesson)), now=now, actor_id=teacher_account_id)
    return lesson.pk


@transaction.atomic
def note_presence(*, lesson_id: UUID, account_id: int, present: bool, now: datetime) -> None:
    """Somebody came into the room, is still there (called again every 5 s), or left it. Both in: the lesson starts.

    People who are neither its pupil nor its teacher leave no trace.
    """
    found = _PEOPLE.first(lesson_id)
    if found is None or account_id not in found[2:]:
        return
    _write_presence(lesson_id, account_id, present=present, now=now)
    if not present or found[0] != LessonState.OPENED.value:
        return
    if len(_THERE.rows(lesson_id)) < 2:
        return
    if move_lesson(lesson=Lesson(pk=lesson_id), before=LessonState.OPENED, after=LessonState.RUNNING, started_at=now):
        record(LessonStarted(lesson_id, *found[1:]), now=now)


def note_still_there(*, people: Sequence[tuple[UUID, int]], now: datetime) -> None:
    """(lesson, account) of all who are still in the rooms of a process, every 5 s: as `note_presence` of each, in a
    statement for hundreds. It is each alone for whom something else is to be written.
    """
    for first in range(0, len(people), TOGETHER):
        some = people[first : first + TOGETHER]
        for lesson_id, account_id in set(some) - _seen_again(some, now):
            note_presence(lesson_id=lesson_id, account_id=account_id, present=True, now=now)


@transaction.atomic
def _seen_again(people: Sequence[tuple[UUID, int]], now: datetime) -> set[tuple[UUID, int]]:
    """Those for whom that was all."""
    wanted = set(people)
    rows = _STILL_THERE.rows(lesson_id for lesson_id, _ in people)
    found = {(lesson_id, account_id): pk for pk, lesson_id, account_id in rows if (lesson_id, account_id) in wanted}
    if found:
        change_all(Presence, list(found.values()), {"seen_at": now})
    return set(found)


def note_muted(*, lesson_id: UUID, account_id: int, muted: bool) -> None:
    """Their microphone, for as long as the lesson goes on: whoever comes back to a room left empty is as they were.

    People who are neither its pupil nor its teacher leave no trace.
    """
    found = _PEOPLE.first(lesson_id)
    if found is None or account_id not in found[2:]:
        return
    whose = "pupil_muted" if account_id == found[2] else "teacher_muted"
    for state in LIVE_STATES:
        change(Lesson, {"pk": lesson_id, "state": state.value}, {whose: muted})


@transaction.atomic
def end(*, lesson_id: UUID, by_account_id: int | None, now: datetime, why: str = "finished") -> None:
    """Either ends. Ending a lesson that is over does nothing.

    One that never began is no lesson: ended by its teacher, the pupil waits again first in line; by its pupil, the
    request is cancelled and the teacher free.
    """
    lesson = _lesson(lesson_id)
    if lesson.state == LessonState.OPENED.value:
        if by_account_id == lesson.teacher.account_id:
            lose_teacher(lesson_id=lesson_id, now=now, why="given_up")
        else:
            abandon(lesson_id=lesson_id, now=now, why="pupil_left")
        return

    seconds = seconds_of(lesson=lesson, now=now)
    ended = move_lesson(
        lesson=lesson,
        before=LessonState.RUNNING,
        after=LessonState.ENDED,
        ended_at=now,
        ended_by_id=by_account_id,
        end_reason=why,
    )
    if not ended:
        return
    dispatch.helped(help_request=lesson.help_request, now=now)
    dispatch.teaching_over(teacher=lesson.teacher, now=now)
    count_lesson(sponsor_id=lesson.sponsor_id, lesson_id=lesson.pk, seconds=seconds, asked_at=lesson.asked_at)
    everyone_out(lesson=lesson, now=now)

    fact = LessonEnded(*who(lesson), by_account_id=by_account_id, why=why, seconds=seconds)
    record(fact, now=now, actor_id=by_account_id)


@transaction.atomic
def lose_teacher(*, lesson_id: UUID, now: datetime, why: ReturnReason = "line_lost") -> None:
    """The teacher is gone (`line_lost`), never came in (`not_joined`), gave it up before it began (`given_up`), or the
    team took it from them (`taken_back`).

    The pupil waits again, first in line, with the same board and, in the first two cases, the same teacher first if
    free. Before the lesson began the acceptance counts for nothing.
    """
    lesson = _lesson(lesson_id)
    for was in LIVE_STATES:
        if move_lesson(lesson=lesson, before=was, after=LessonState.LOST, ended_at=now, end_reason=why):
            break
    else:
        return
    wanted = None if why in ("given_up", "taken_back") else lesson.teacher
    dispatch.return_to_queue(
        help_request=lesson.help_request,
        wanted_teacher=wanted,
        now=now,
        why=why,
        begun=was is LessonState.RUNNING,
    )
    everyone_out(lesson=lesson, now=now)
    record(LessonLost(*who(lesson)), now=now)


@transaction.atomic
def take_lesson_back(*, teacher: Teacher, now: datetime) -> None:
    """The lesson they are giving, if any, goes on with a colleague; no ticket to its room holds any more."""
    live = Lesson.objects.filter(teacher=teacher, state__in=[state.value for state in LIVE_STATES]).first()
    if live is not None:
        revoke_tickets(lesson=live, now=now)
        lose_teacher(lesson_id=live.pk, now=now, why="taken_back")


@transaction.atomic
def abandon(*, lesson_id: UUID, now: datetime, why: str = "no_show") -> None:
    """The pupil never came in: the teacher is free at once, and one tap asks again. Where the teacher had not come in
    either, the acceptance counts for nothing.
    """
    lesson = _lesson(lesson_id)
    if not move_lesson(
        lesson=lesson, before=LessonState.OPENED, after=LessonState.ABANDONED, ended_at=now, end_reason=why
    ):
        return
    came = Presence.objects.filter(lesson=lesson, account=lesson.teacher.account_id).exists()
    dispatch.no_show(help_request=lesson.help_request, now=now, why=why, teacher_came=came)
    everyone_out(lesson=lesson, now=now)
    record(LessonAbandoned(*who(lesson)), now=now)


@transaction.atomic
def revoke_tickets(*, lesson: Lesson, now: datetime) -> None:
    """Every ticket of this lesson's room given before is worth nothing; who is in the room is put out (4411)."""
    Lesson.objects.filter(pk=lesson.pk).update(ticket_generation=F("ticket_generation") + 1)
    record(TicketsRevoked(*who(_lesson(lesson.pk))), now=now)


def _write_presence(lesson_id: UUID, account_id: int, *, present: bool, now: datetime) -> None:
    if not present:
        mine = {"lesson_id": lesson_id, "account_id": account_id, "left_at": None}
        change(Presence, mine, {"seen_at": now, "left_at": now})
        return
    # One statement, whether or not another socket of the same person comes in at the same time.
    there = {"lesson_id": lesson_id, "account_id": account_id, "joined_at": now, "seen_at": now, "left_at": None}
    put(Presence, there, unique=("lesson_id", "account_id"), update=("seen_at", "left_at"))


def everyone_out(*, lesson: Lesson, now: datetime) -> None:
    change(Presence, {"lesson": lesson, "left_at": None}, {"left_at": now})


def move_lesson(*, lesson: Lesson, before: LessonState, after: LessonState, **changes: object) -> bool:
    """Whether the lesson was still `before`; if so it is `after`."""
    assert LESSON_LIFE.can(before, after), (before, after)  # noqa: S101  (a move the table forbids is a mistake of ours)
    kept: dict[str, object] = {} if after in LIVE_STATES else {"pupil_muted": False, "teacher_muted": False}
    moved = change(Lesson, {"pk": lesson.pk, "state": before.value}, {"state": after.value, **kept, **changes})
    if moved:
        lesson.state = after.value
    return bool(moved)


def _lesson(lesson_id: UUID) -> Lesson:
    lesson = _WHOLE.first(lesson_id)
    if lesson is None:
        raise Lesson.DoesNotExist
    return lesson


def _opened_for(help_request_id: UUID, teacher_account_id: int) -> Lesson | None:
    live = [state.value for state in LIVE_STATES]
    return Lesson.objects.filter(
        help_request_id=help_request_id, teacher__account_id=teacher_account_id, state__in=live
    ).first()


def _board_before(request: HelpRequest) -> UUID:
    """The board goes on from a lesson that was lost, or handed over."""
    gone = Q(state=LessonState.LOST.value) | Q(end_reason="handed_over")
    before = Lesson.objects.filter(gone, help_request=request).order_by("-opened_at")
    return before.values_list("board_id", flat=True).first() or uuid4()


def seconds_of(*, lesson: Lesson, now: datetime) -> int:
    return int((now - (lesson.started_at or now)).total_seconds())
