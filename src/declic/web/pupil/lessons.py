"""The pupil's lessons: what was worked on, the board, the chat, and one tap after each."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from declic.classroom.models import ChatReaction
from declic.classroom.queries import last_lines
from declic.curriculum.rules import is_small, level_of, subject_of
from declic.dispatch.queries.written import questions_of
from declic.ground.errors import NotYours, Refusal
from declic.lessons import actions
from declic.lessons.models import Lesson
from declic.lessons.queries import access_lesson, is_cut_short, is_over, lessons_of, went_on_in
from declic.lessons.rules import LIVE_STATES, Confidence
from declic.people.models import Pupil
from declic.web.layout.kept_boards import names_on_board, told_board, whole_board
from declic.web.layout.sent_pages import pages_json
from declic.web.pupil.access import done, for_pupil
from declic.web.pupil.lines import lesson_line, open_one, question_line

_LIVE = tuple(state.value for state in LIVE_STATES)


@dataclass(frozen=True)
class ChatLine:
    name: str
    text: str
    mine: bool
    pages: Sequence[dict[str, object]]
    given: Sequence[ChatReaction]


@require_safe
@for_pupil
def lessons(request: HttpRequest, pupil: Pupil) -> HttpResponse:
    now = timezone.now()
    lines = [lesson_line(lesson, now) for lesson in lessons_of(pupil)]
    asked = [question_line(question, now) for question in questions_of(pupil)]
    context = {"pupil": pupil, "lessons": lines, "questions": asked, "open_one": open_one(pupil, now)}
    return render(request, "pupil/small_lessons.html" if is_small(pupil.level) else "pupil/lessons.html", context)


@require_safe
@for_pupil
def lesson(request: HttpRequest, pupil: Pupil, lesson_id: UUID) -> HttpResponse:
    found = _own(pupil, lesson_id)
    now = timezone.now()
    line = lesson_line(found, now)
    context = {
        "pupil": pupil,
        "lesson": found,
        "line": line,
        "is_live": found.state in _LIVE,
        "is_over": is_over(found),
        "is_cut": is_cut_short(found),
        "went_on": went_on_in(found),
        "chat": [
            ChatLine(said.name, said.text, said.author_id == pupil.account_id, said.pages, said.kept_reactions)
            for said in last_lines(found.board_id)
        ],
        "subject": subject_of(found.subject),
        "level": level_of(found.level),
        "report": getattr(found, "report", None),
        "answer": getattr(found, "self_assessment", None),
        "answers": [(choice.value, choice.label) for choice in Confidence],
        "pages": pages_json(found.help_request.pages.select_related("upload")),
        "open_one": open_one(pupil, now),
        "wrote": names_on_board(found, pupil.account),
    }
    return render(request, "pupil/small_lesson.html" if is_small(pupil.level) else "pupil/lesson.html", context)


@require_safe
@for_pupil
def board(request: HttpRequest, pupil: Pupil, lesson_id: UUID) -> HttpResponse:
    del request
    return whole_board(_own(pupil, lesson_id))


@require_safe
@for_pupil
def story(request: HttpRequest, pupil: Pupil, lesson_id: UUID) -> HttpResponse:
    del request
    return told_board(_own(pupil, lesson_id))


@require_POST
@for_pupil
def answer(request: HttpRequest, pupil: Pupil, lesson_id: UUID) -> HttpResponse:
    """« Tu saurais le refaire seul(e) ? », one tap."""
    found = _own(pupil, lesson_id)
    said = request.POST.get("answer", "")
    if said not in {choice.value for choice in Confidence}:
        raise Refusal("unknown_answer", "Choisis une des trois réponses.")
    actions.answer(lesson=found, confidence=Confidence(said), now=timezone.now())
    return done(request, reverse("pupil:lesson", args=[lesson_id]))


def _own(pupil: Pupil, lesson_id: UUID) -> Lesson:
    """The pupil's own: a teacher who is also somebody's pupil reads the other side in their own pages."""
    found = access_lesson(pupil.account, lesson_id)
    if found.pupil_id != pupil.pk:
        raise NotYours
    return found
