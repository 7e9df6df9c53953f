"""A duty ends with its shift; who gives shifts is above, and says when."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from declic.dispatch.actions.moves import move_duty
from declic.dispatch.models import Duty
from declic.dispatch.rules import DutyState


def set_ends(*, ends: Mapping[int, datetime]) -> None:
    """Teacher → when their duty under way ends."""
    for teacher_id, at in ends.items():
        Duty.objects.filter(teacher_id=teacher_id, ended_at=None).update(ends_at=at)


def take_end_off(*, teacher_id: int, at: datetime) -> None:
    """Their duty under way, if it was to end then, ends when they say so."""
    Duty.objects.filter(teacher_id=teacher_id, ended_at=None, ends_at=at).update(ends_at=None)


def end_duties(*, now: datetime) -> None:
    """Those whose shift is over. A lesson under way goes on, and a report: it is their last one.

    Whoever wants to go on says so, and then has no end.
    """
    over = Duty.objects.select_related("teacher").filter(ended_at=None, ends_at__lte=now)
    for duty in over.exclude(state=DutyState.RINGING.value):
        with transaction.atomic():
            if duty.state in (DutyState.FREE.value, DutyState.PAUSED.value):
                before = DutyState(duty.state)
                move_duty(of=duty.teacher, before=before, after=DutyState.ENDED, now=now, why="shift_over")
            else:
                Duty.objects.filter(pk=duty.pk, state=duty.state).update(last_one=True, ends_at=None)
