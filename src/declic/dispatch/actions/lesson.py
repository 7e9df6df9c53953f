"""What a lesson does to its help request and to its teacher's duty. Called by the lessons package.

Inside its transaction, which is undone as a whole: what refuses nothing needs no savepoint.
"""

from datetime import datetime
from typing import Literal

from django.db import transaction

from declic.dispatch.actions.moves import (
    answer_ring,
    begin_another_wait,
    move_duty,
    move_request,
    stop_rings,
    tell_ended,
    undo_acceptance,
)
from declic.dispatch.facts import HelpCancelled, HelpReturned
from declic.dispatch.models import Duty, HelpRequest, Offer
from declic.dispatch.queries import as_free_teacher, as_waiting, offer_over
from declic.dispatch.rules import DutyState, HelpState, OfferState
from declic.dispatch.rules.matcher import may_take
from declic.dispatch.rules.policy import POLICY
from declic.ground.paris import paris_day
from declic.journal.actions import record
from declic.people.models import Teacher
from declic.people.queries import may_teach

ReturnReason = Literal["line_lost", "not_joined", "given_up", "taken_back", "handed_over"]
"""The teacher's line broke, they never came into the room, they gave up before the lesson began, the team took the
pupil back from them, or they handed the pupil over to a colleague.
"""
_DUTY_AFTER = {
    "not_joined": DutyState.PAUSED,
    "taken_back": DutyState.ENDED,
    "handed_over": DutyState.WRAPPING_UP,
}


@transaction.atomic
def accept(*, offer: Offer, now: datetime) -> HelpRequest:
    """The first to accept has the pupil. `offer` comes from `ring_for`. Refusals `already_taken`, `offer_over`."""
    request = offer.help_request
    in_time = now <= offer.deadline_at + POLICY.accept_grace
    able = may_take(as_free_teacher(offer.teacher, now, rings=True), as_waiting(request))
    if offer.state != OfferState.RINGING.value or not in_time or not able:
        raise offer_over(offer)

    changes = {"accepted_at": now, "first_accepted_at": request.first_accepted_at or now, "away_since": None}
    has_it = (
        move_request(of=request, before=HelpState.WAITING, after=HelpState.ACCEPTED, now=now, **changes)
        and answer_ring(offer=offer, after=OfferState.ACCEPTED, why="accepted", now=now)
        and move_duty(
            of=offer.teacher,
            before=DutyState.RINGING,
            after=DutyState.TEACHING,
            now=now,
            why="lesson",
            declines_in_row=0,
            seen_at=now,
        )
    )
    if not has_it:
        raise offer_over(offer)

    tell_ended(offer=offer, after=OfferState.ACCEPTED, why="accepted", now=now)
    stop_rings(help_request_id=request.pk, why="taken", now=now)
    return request


@transaction.atomic(savepoint=False)
def helped(*, help_request: HelpRequest, now: datetime) -> None:
    move_request(
        of=help_request,
        before=HelpState.ACCEPTED,
        after=HelpState.HELPED,
        now=now,
        closed_at=now,
        close_reason="helped",
    )


@transaction.atomic(savepoint=False)
def no_show(*, help_request: HelpRequest, now: datetime, why: str = "no_show", teacher_came: bool = True) -> None:
    """The pupil never came: the teacher is free at once, as long idle as before. One tap asks again (`ask_again`).

    `teacher_came`: into the room. Otherwise the acceptance counts nowhere.
    """
    changes: dict[str, object] = {"closed_at": now, "close_reason": why}
    if not teacher_came:
        changes |= _uncounted(help_request)
    if not move_request(of=help_request, before=HelpState.ACCEPTED, after=HelpState.CANCELLED, now=now, **changes):
        return
    teacher = _accepted_by(help_request)
    undo_acceptance(help_request_id=help_request.pk, why=why, now=now)
    if teacher is not None:
        move_duty(of=teacher, before=DutyState.TEACHING, after=DutyState.FREE, now=now, why=why)
    record(HelpCancelled(help_request.pk, help_request.pupil.account_id), now=now)


@transaction.atomic(savepoint=False)
def return_to_queue(
    *,
    help_request: HelpRequest,
    wanted_teacher: Teacher | None,
    now: datetime,
    why: ReturnReason = "line_lost",
    begun: bool = True,
) -> None:
    """Its teacher is gone: it waits again with its first time of asking, `wanted_teacher` being rung first if free.

    `begun`: whether the lesson had. The steps of the wait begin anew then: the lesson was no part of it. Otherwise the
    acceptance did not hold: it counts nowhere, and the wait goes on as if nobody had accepted.

    A teacher who accepted and never came in is away, like one who misses a ring: paused. One whose line broke is free
    again as soon as the desk is back. One from whom the pupil was taken back is off duty. One who handed the pupil over
    writes the report, and is off duty then.
    """
    changes = begin_another_wait(now=now)
    if not begun:
        changes = {"back_since": help_request.waits_since, **_uncounted(help_request)}
    moved = move_request(
        of=help_request,
        before=HelpState.ACCEPTED,
        after=HelpState.WAITING,
        now=now,
        accepted_at=None,
        wanted_teacher=wanted_teacher,
        pupil_seen_at=now,
        away_since=None,
        **changes,
    )
    if not moved:
        return
    teacher = _accepted_by(help_request)
    undo_acceptance(help_request_id=help_request.pk, why=why, now=now)
    if teacher is not None:
        after = _DUTY_AFTER.get(why, DutyState.FREE)
        last = {"last_one": True} if why == "handed_over" else {}
        move_duty(of=teacher, before=DutyState.TEACHING, after=after, now=now, why=why, **last)
    record(HelpReturned(help_request.pk, help_request.pupil.account_id), now=now)


@transaction.atomic(savepoint=False)
def teaching_over(*, teacher: Teacher, now: datetime) -> None:
    """The lesson is over; the teacher writes the report."""
    move_duty(of=teacher, before=DutyState.TEACHING, after=DutyState.WRAPPING_UP, now=now, why="lesson_over")


@transaction.atomic(savepoint=False)
def wrap_up_over(*, teacher: Teacher, now: datetime) -> None:
    """The report is written, or has waited long enough: free again, or off duty after the last one.

    Off duty too once the authorisation has expired: it let the lesson finish, and no more.
    """
    # One that rings meanwhile has nothing to go back to.
    Offer.objects.filter(teacher=teacher, state=OfferState.RINGING.value, puts_off_report=True).update(
        puts_off_report=False
    )
    last_one = Duty.objects.filter(teacher=teacher, ended_at=None, last_one=True).exists()
    if last_one or not may_teach(teacher, paris_day(now)):
        move_duty(of=teacher, before=DutyState.WRAPPING_UP, after=DutyState.ENDED, now=now, why="wrap_up_over")
    else:
        move_duty(
            of=teacher, before=DutyState.WRAPPING_UP, after=DutyState.FREE, now=now, why="wrap_up_over", idle_since=now
        )


def _uncounted(help_request: HelpRequest) -> dict[str, object]:
    """The last acceptance did not hold: it ends no wait. One before it, whose lesson had begun, still does."""
    was_first = help_request.first_accepted_at == help_request.accepted_at
    return {"first_accepted_at": None} if was_first else {}


def _accepted_by(help_request: HelpRequest) -> Teacher | None:
    return Teacher.objects.filter(offers__help_request=help_request, offers__state=OfferState.ACCEPTED.value).first()
