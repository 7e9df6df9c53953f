"""A teacher who must leave hands their pupil over to a colleague."""

from datetime import datetime
from typing import Final

from django.db import transaction

from declic.dispatch import actions as dispatch
from declic.dispatch.queries import free_teachers, opening
from declic.ground.errors import NotYours, Refusal
from declic.ground.moments import opens
from declic.journal.actions import record
from declic.lessons.actions.life import everyone_out, move_lesson, seconds_of
from declic.lessons.facts import LessonEnded, who
from declic.lessons.models import Lesson
from declic.lessons.rules import LessonState, checked_word
from declic.sponsors.actions import count_lesson

WHY: Final = "handed_over"


@transaction.atomic
def hand_over(
    *, lesson: Lesson, teacher_account_id: int, word: str, now: datetime, even_if_nobody_is_free: bool = False
) -> None:
    """The lesson ends for its teacher, who writes the report and then goes off duty; the pupil is first in line again,
    for anybody else, with the same board and messages. `word`: for the colleague, who reads it in the room.

    NotYours unless they teach it. Refusals `not_running`, `service_closed`, `nobody_free`, `too_long`,
    `contact_details`.
    """
    if lesson.teacher.account_id != teacher_account_id:
        raise NotYours
    said = checked_word(word)
    if lesson.state != LessonState.RUNNING.value:
        raise Refusal("not_running", "La leçon n’est pas en cours.")
    _check_somebody_comes(lesson, now, even_if_nobody_is_free=even_if_nobody_is_free)
    seconds = seconds_of(lesson=lesson, now=now)
    if not move_lesson(
        lesson=lesson,
        before=LessonState.RUNNING,
        after=LessonState.ENDED,
        ended_at=now,
        ended_by_id=teacher_account_id,
        end_reason=WHY,
        word_to_colleague=said,
    ):
        return
    dispatch.return_to_queue(help_request=lesson.help_request, wanted_teacher=None, now=now, why=WHY)
    count_lesson(sponsor_id=lesson.sponsor_id, lesson_id=lesson.pk, seconds=seconds, asked_at=lesson.asked_at)
    everyone_out(lesson=lesson, now=now)
    fact = LessonEnded(*who(lesson), by_account_id=teacher_account_id, why=WHY, seconds=seconds)
    record(fact, now=now, actor_id=teacher_account_id)


def _check_somebody_comes(lesson: Lesson, now: datetime, *, even_if_nobody_is_free: bool) -> None:
    """Refusals `service_closed`, `nobody_free`. Once closed nobody is rung: the pupil would wait for another day. A
    subject closed for the evening is closed to who asks: whoever has begun comes back into the line, and rings.
    """
    hours = opening(now, lesson.sponsor.zone)
    if not hours.is_open:
        raise Refusal("service_closed", _closed_until(hours.opens_at, now))
    skill = (lesson.subject, lesson.level)
    if not even_if_nobody_is_free and not free_teachers([skill], now):
        raise Refusal("nobody_free", "Aucun collègue n’est libre pour l’instant.")


def _closed_until(opens_at: datetime | None, now: datetime) -> str:
    if opens_at is None:
        return "La permanence est fermée : personne ne peut prendre la suite."
    return f"La permanence est fermée et ouvre {opens(opens_at, now)} : d’ici là, personne ne peut prendre la suite."
