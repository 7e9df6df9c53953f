"""The teacher of last time: asked for, and waited for a moment."""

from datetime import datetime

from django.db import transaction

from declic.dispatch.actions.moves import stop_rings
from declic.dispatch.facts import HelpForWanted
from declic.dispatch.models import HelpRequest
from declic.dispatch.queries.wanted import teacher_of_last_time, wishes_of_line
from declic.dispatch.rules import HelpState
from declic.dispatch.rules.policy import POLICY
from declic.ground.paris import paris_day
from declic.journal.actions import record


@transaction.atomic
def want_teacher(*, draft: HelpRequest, teacher_id: int | None, now: datetime) -> None:
    """The pupil would like the teacher of last time; None, or anybody else's number: nobody in particular.

    Nothing is refused: a page out of date must not cost the pupil the request, and who tries numbers learns nothing.
    """
    last = None if teacher_id is None else teacher_of_last_time(draft.pupil, draft.subject, paris_day(now))
    wanted = last if last is not None and last.pk == teacher_id else None
    if wanted is None and draft.wanted_teacher_id is None:
        return
    if HelpRequest.objects.filter(pk=draft.pk, state=HelpState.DRAFT.value).update(wanted_teacher=wanted):
        draft.wanted_teacher = wanted


@transaction.atomic
def wait_for_wanted(*, help_request: HelpRequest, now: datetime) -> bool:
    """The pupil waits for the wanted teacher, `wanted_hold` at most and once; a desk that rings for it falls silent.

    Whether it is so. When the teacher is not soon free any more, or another has just accepted, nothing changes.
    """
    wish = wishes_of_line(now).get(help_request.pk)
    if wish is None or wish.held:
        return wish is not None
    still = HelpRequest.objects.filter(
        pk=help_request.pk, state=HelpState.WAITING.value, wanted_teacher=wish.teacher_id, hold_until=None
    )
    if not still.update(hold_until=now + POLICY.wanted_hold):
        return False
    stop_rings(help_request_id=help_request.pk, why="for_wanted", now=now)
    record(HelpForWanted(help_request.pk, help_request.pupil.account_id), now=now)
    return True
