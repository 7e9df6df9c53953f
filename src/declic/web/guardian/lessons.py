"""The children's lessons: a line each, and one whole."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from declic.classroom.queries import last_lines
from declic.curriculum.rules import level_of, subject_of
from declic.dispatch.queries.written import questions_of_family
from declic.ground.errors import NotYours
from declic.lessons.models import Lesson
from declic.lessons.queries import access_lesson_to_read, is_cut_short, is_over, lessons_of_family, went_on_in
from declic.people.models import Guardian
from declic.web.account.access import for_guardian
from declic.web.guardian.lines import lesson_line, minutes, question_line
from declic.web.layout.kept_boards import names_on_board, told_board, whole_board

MOST = 200


@require_safe
@never_cache
@for_guardian
def lessons(request: HttpRequest, guardian: Guardian) -> HttpResponse:
    now = timezone.now()
    past = lessons_of_family(guardian.account)[:MOST]
    asked = [question_line(question, now) for question in questions_of_family(guardian)[:MOST]]
    lines = [lesson_line(lesson, now) for lesson in past]
    return render(request, "guardian/lessons.html", {"lessons": lines, "questions": asked})


@require_safe
@never_cache
@for_guardian
def lesson(request: HttpRequest, guardian: Guardian, lesson_id: UUID) -> HttpResponse:
    found = _own(guardian, lesson_id)
    said = {
        "lesson": found,
        "pupil": found.pupil,
        "subject": subject_of(found.subject),
        "level": level_of(found.level),
        "report": getattr(found, "report", None),
        "answer": getattr(found, "self_assessment", None),
        "minutes": minutes(found),
        "is_over": is_over(found),
        "is_cut": is_cut_short(found),
        "went_on": went_on_in(found),
        "pages": found.help_request.pages.select_related("upload"),
        "chat": last_lines(found.board_id),
        "wrote": names_on_board(found, guardian.account),
    }
    return render(request, "guardian/lesson.html", said)


@require_safe
@for_guardian
def board(request: HttpRequest, guardian: Guardian, lesson_id: UUID) -> HttpResponse:
    del request
    return whole_board(_own(guardian, lesson_id))


@require_safe
@for_guardian
def story(request: HttpRequest, guardian: Guardian, lesson_id: UUID) -> HttpResponse:
    del request
    return told_board(_own(guardian, lesson_id))


def _own(guardian: Guardian, lesson_id: UUID) -> Lesson:
    """A child's of this guardian: a teacher who is also a parent reads their pupils' lessons elsewhere."""
    found = access_lesson_to_read(guardian.account, lesson_id)
    if found.pupil.guardian_id != guardian.pk:
        raise NotYours
    return found
