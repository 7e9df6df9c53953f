"""The teacher of last time: asked for."""

from datetime import datetime

from django.db import transaction

from declic.dispatch.models import HelpRequest
from declic.dispatch.queries.wanted import teacher_of_last_time
from declic.dispatch.rules import HelpState
from declic.ground.paris import paris_day


@transaction.atomic
def want_teacher(*, draft: HelpRequest, teacher_id: int | None, now: datetime) -> None:
    """The pupil would like the teacher of last time; None, or anybody else's number: nobody in particular.

    Nothing is refused: a page out of date must not cost the pupil the request, and who tries numbers learns nothing.
    """
    last = None if teacher_id is None else teacher_of_last_time(draft.pupil, draft.subject, paris_day(now))
    wanted = last if last is not None and last.pk == teacher_id else None
    if HelpRequest.objects.filter(pk=draft.pk, state=HelpState.DRAFT.value).update(wanted_teacher=wanted):
        draft.wanted_teacher = wanted
