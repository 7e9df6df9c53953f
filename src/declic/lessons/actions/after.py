"""What is said of a lesson once it is over."""

from datetime import datetime

from django.db import transaction

from declic.dispatch import actions as dispatch
from declic.ground.errors import Refusal
from declic.journal.actions import record
from declic.lessons.facts import AnswerChanged, PupilAnswered, ReportWritten, who
from declic.lessons.models import Lesson, Report, SelfAssessment
from declic.lessons.rules import LIVE_STATES, Confidence, LessonState, checked_report


@transaction.atomic
def report(*, lesson: Lesson, worked_on: str, understood: str, next_step: str, now: datetime) -> Report:
    """What the family reads. Written again, it is corrected. The teacher is free again.

    Refusals `report_empty`, `report_too_long`, `contact_details`, `lesson_not_over`.
    """
    _check_over(lesson)
    words = checked_report(worked_on, understood, next_step)
    written, is_new = Report.objects.update_or_create(
        lesson=lesson,
        defaults={"worked_on": words[0], "understood": words[1], "next_step": words[2]},
        create_defaults={"worked_on": words[0], "understood": words[1], "next_step": words[2], "written_at": now},
    )
    dispatch.wrap_up_over(teacher=lesson.teacher, now=now)
    if is_new:
        record(ReportWritten(*who(lesson)), now=now, actor_id=lesson.teacher.account_id)
    return written


@transaction.atomic
def answer(*, lesson: Lesson, confidence: Confidence | str, now: datetime) -> SelfAssessment:
    """« Tu saurais le refaire seul(e) ? » The last answer counts; each change is a fact.

    Refusals `unknown_answer`, `lesson_not_over`.
    """
    _check_over(lesson)
    try:
        chosen = Confidence(confidence)
    except ValueError:
        raise Refusal("unknown_answer", "Choisis « Oui », « Presque » ou « Pas encore ».") from None
    held = SelfAssessment.objects.select_for_update().filter(lesson=lesson)
    before = held.values_list("answer", flat=True).first()
    given, is_new = SelfAssessment.objects.update_or_create(lesson=lesson, defaults={"answer": chosen.value, "at": now})
    if is_new or before != chosen.value:
        fact = PupilAnswered if is_new else AnswerChanged
        record(fact(*who(lesson)), now=now, actor_id=lesson.pupil.account_id)
    return given


def _check_over(lesson: Lesson) -> None:
    state = Lesson.objects.values_list("state", flat=True).get(pk=lesson.pk)
    if LessonState(state) in LIVE_STATES:
        raise Refusal("lesson_not_over", "La leçon n’est pas terminée.")
