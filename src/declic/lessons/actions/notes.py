"""What a teacher writes for themselves of a pupil they meet."""

from datetime import datetime

from django.db import transaction

from declic.ground.errors import NotYours
from declic.lessons.models import Lesson, PrivateNote
from declic.lessons.rules import checked_note


@transaction.atomic
def keep_note(*, lesson: Lesson, teacher_account_id: int, text: str, now: datetime) -> None:
    """The teacher's note on the pupil of `lesson`, in the place of the one before; an empty one is erased.

    NotYours unless they teach it. Refusals `note_too_long`, `contact_details`.
    """
    if lesson.teacher.account_id != teacher_account_id:
        raise NotYours
    words = checked_note(text)
    if not words:
        PrivateNote.objects.filter(teacher=lesson.teacher, pupil=lesson.pupil).delete()
        return
    PrivateNote.objects.update_or_create(
        teacher=lesson.teacher, pupil=lesson.pupil, defaults={"text": words, "written_at": now}
    )
