"""Reads of lessons. `access_…` is the only way to get one for a person."""

from uuid import UUID

from django.db.models import Q

from declic.ground.errors import NotYours
from declic.lessons.models import Lesson
from declic.people.models import Account


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
