"""A lesson that goes on by telephone: how often, and that it did, and no number."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from declic.classroom import facts
from declic.classroom.rules import over
from declic.ground.errors import NotYours, Refusal
from declic.journal.actions import record
from declic.journal.models import Fact
from declic.lessons.models import Lesson
from declic.lessons.rules import LIVE_STATES

MOST_CALLS: Final = 3
"""In one lesson: each costs two calls, and rings a family."""


@transaction.atomic
def note_call(*, lesson_id: UUID, by_account_id: int, now: datetime) -> None:
    """Before it is made. Refusal `over`, `too_many_calls`; NotYours for whoever does not teach or learn there."""
    lesson = Lesson.objects.select_for_update(of=("self",)).select_related("teacher", "pupil").get(pk=lesson_id)
    if by_account_id not in (lesson.teacher.account_id, lesson.pupil.account_id):
        raise NotYours
    if lesson.state not in {state.value for state in LIVE_STATES}:
        raise over()
    fact = facts.TelephoneCalled(lesson_id, by_account_id)
    if Fact.objects.filter(name=type(fact).__name__, subject=fact.subject()).count() >= MOST_CALLS:
        raise Refusal("too_many_calls", "Trois appels par leçon au plus. On continue par écrit.")
    record(fact, now=now, actor_id=by_account_id)
