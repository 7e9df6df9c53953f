"""What a teacher writes for themselves of a pupil they meet."""

from datetime import datetime

from django.db import transaction

from declic.ground.errors import NotYours
from declic.lessons.models import Lesson, PrivateNote
from declic.lessons.rules import checked_note


@transaction.atomic
def keep_note(
    *, lesson: Lesson, teacher_account_id: int, text: str, now: datetime, typed_at: datetime | None = None
) -> None:
    """The teacher's note on the pupil of `lesson`, in the place of the one before; an empty one is erased.

    `typed_at`: one that comes after another typed later is let go, since a page that goes away does not wait for the
    answer to the last but one. NotYours unless they teach it. Refusals `note_too_long`, `contact_details`.
    """
    if lesson.teacher.account_id != teacher_account_id:
        raise NotYours
    words = checked_note(text)
    typed = min(typed_at or now, now)
    before = PrivateNote.objects.filter(teacher=lesson.teacher, pupil=lesson.pupil, written_at__lte=typed)
    if not words:
        before.delete()
        return
    _, is_new = PrivateNote.objects.get_or_create(
        teacher=lesson.teacher, pupil=lesson.pupil, defaults={"text": words, "written_at": typed}
    )
    if not is_new:
        before.update(text=words, written_at=typed)
