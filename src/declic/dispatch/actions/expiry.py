"""What the clock does each second: rings that end, desks and pages that fall silent, openings,
long waits, questions.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet

from declic.dispatch.actions.escalation import escalate
from declic.dispatch.actions.lesson import wrap_up_over
from declic.dispatch.actions.moves import AfterRing, end_ring, move_duty
from declic.dispatch.actions.opening import open_and_close
from declic.dispatch.actions.questions import tell_of_questions
from declic.dispatch.actions.silence import counts, leave_silent_pupils
from declic.dispatch.models import Duty, Offer
from declic.dispatch.rules import DutyState, OfferState
from declic.dispatch.rules.policy import POLICY, Policy
from declic.statements import Prepared

_OVERDUE = Prepared(datetime, build=lambda before: _rings().filter(deadline_at__lt=before))
_LEFT = Prepared(datetime, datetime, build=lambda *when: _rings_on(_left(*when)))
_LEFT_OR_SILENT = Prepared(
    datetime,
    datetime,
    datetime,
    build=lambda silent, *when: _rings_on(_left(*when) | Q(teacher__duties__seen_at__lt=silent)),
)
_FORGOTTEN = Prepared(
    datetime,
    build=lambda before: Duty.objects.select_related("teacher").filter(
        ended_at=None, state__in=[DutyState.FREE.value, DutyState.PAUSED.value], seen_at__lt=before, since__lt=before
    ),
)
_WRITING_LONG = Prepared(
    datetime,
    build=lambda before: Duty.objects.select_related("teacher").filter(
        ended_at=None, state=DutyState.WRAPPING_UP.value, since__lte=before
    ),
)
"""What is looked for each second, and mostly not found."""


def expire(*, now: datetime, up_since: datetime | None = None, policy: Policy = POLICY) -> None:
    """Everything that is due. Each change is a transaction of its own, so that one of them failing undoes no other.

    `up_since`: when this clock started. Pages need a moment to come back after a restart: their silence counts from
    then on only, and for `policy.start_up_grace` at least. One that says it leaves is believed at once.
    """
    heard_since = up_since or datetime.min.replace(tzinfo=now.tzinfo)
    _end_rings(now, policy)
    _leave_silent_desks(now, heard_since, policy)
    leave_silent_pupils(now=now, heard_since=heard_since, policy=policy)
    _end_wrap_ups(now, policy)
    open_and_close(now=now)
    escalate(now=now)
    tell_of_questions(now=now)


def _end_rings(now: datetime, policy: Policy) -> None:
    """Not answered: missed when the desk was there to hear it, otherwise taken back. Missing one pauses the teacher."""
    due = _OVERDUE.rows(now - policy.accept_grace)
    under_way = Duty.objects.filter(ended_at=None, teacher__in=[offer.teacher_id for offer in due])
    duties = {duty.teacher_id: duty for duty in under_way} if due else {}
    for offer in due:
        duty = duties.get(offer.teacher_id)
        spoke = max(offer.deadline_at - policy.desk_fresh, offer.offered_at)
        heard = duty is not None and duty.seen_at >= spoke
        with transaction.atomic():
            if not heard:
                end_ring(offer=offer, after=OfferState.WITHDRAWN, why="teacher_gone", now=now)
            else:
                often = duty is not None and duty.missed + 1 >= policy.misses_before_telling
                paused = AfterRing(DutyState.PAUSED, "missed_often" if often else "missed")
                end_ring(
                    offer=offer, after=OfferState.MISSED, why="missed", now=now, duty=paused, missed=F("missed") + 1
                )


def _leave_silent_desks(now: datetime, heard_since: datetime, policy: Policy) -> None:
    """A ring on a desk that is gone goes to somebody else; a duty whose desk is gone for long ends."""
    left = (heard_since, now - policy.desk_reload)
    is_known = counts(silence=policy.desk_silent, now=now, heard_since=heard_since, policy=policy)
    for offer in _LEFT_OR_SILENT.rows(now - policy.desk_silent, *left) if is_known else _LEFT.rows(*left):
        with transaction.atomic():
            end_ring(offer=offer, after=OfferState.WITHDRAWN, why="teacher_gone", now=now)

    if not counts(silence=policy.desk_forgotten, now=now, heard_since=heard_since, policy=policy):
        return
    for duty in _FORGOTTEN.rows(now - policy.desk_forgotten):
        with transaction.atomic():
            move_duty(of=duty.teacher, before=DutyState(duty.state), after=DutyState.ENDED, now=now, why="gone")


def _end_wrap_ups(now: datetime, policy: Policy) -> None:
    for duty in _WRITING_LONG.rows(now - policy.wrap_up):
        wrap_up_over(teacher=duty.teacher, now=now)


def _rings() -> QuerySet[Offer]:
    return Offer.objects.select_related("teacher", "help_request__pupil").filter(state=OfferState.RINGING.value)


def _rings_on(desk: Q) -> QuerySet[Offer]:
    return _rings().filter(desk, teacher__duties__ended_at=None)


def _left(since: datetime, until: datetime) -> Q:
    return Q(teacher__duties__desk_left_at__range=(since, until))
