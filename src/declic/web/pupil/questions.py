"""A question asked in writing: what was asked, and the answer once a teacher has written it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from declic.curriculum.rules import is_small, subject_of
from declic.dispatch import actions
from declic.dispatch.actions.written import note_answer_read
from declic.dispatch.models import WrittenQuestion
from declic.dispatch.queries.written import access_drawing, access_question, drawing_of
from declic.dispatch.rules import HelpState
from declic.ground.errors import NotYours
from declic.ground.moments import when
from declic.people.models import Pupil
from declic.web.layout.boards import board_of
from declic.web.layout.sent_pages import pages_json
from declic.web.pupil.access import done, for_pupil
from declic.web.pupil.lines import open_one


@require_safe
@for_pupil
def question(request: HttpRequest, pupil: Pupil, question_id: UUID) -> HttpResponse:
    found = _own(pupil, question_id)
    asked = found.help_request
    if asked.state not in {HelpState.WRITTEN.value, HelpState.ANSWERED.value}:
        return redirect("pupil:home")
    now = timezone.now()
    if found.answered_at is not None and request.method == "GET":
        note_answer_read(question=found, now=now)
    context = {
        "pupil": pupil,
        "question": found,
        "asked": asked,
        "asked_when": when(found.asked_at, now),
        "subject": subject_of(asked.subject),
        "pages": pages_json(asked.pages.select_related("upload")),
        "answer_pages": found.pages.select_related("upload") if found.answered_at else [],
        "drawing": drawing_of(found) if found.answered_at else None,
        "open_one": open_one(pupil, now),
        "standing": "answered" if found.answered_at else "late" if found.family_told_at else "sent",
    }
    template = "small_question" if is_small(pupil.level) else "question"
    return render(request, f"pupil/{template}.html", context)


@require_safe
@for_pupil
def drawing(request: HttpRequest, pupil: Pupil, question_id: UUID) -> HttpResponse:
    """The board of the answer as one Yjs update, for the page that draws it again."""
    del request
    return board_of(access_drawing(pupil.account, _own(pupil, question_id).pk))


@require_POST
@for_pupil
def take_back(request: HttpRequest, pupil: Pupil, question_id: UUID) -> HttpResponse:
    actions.take_back_question(question=_own(pupil, question_id), now=timezone.now())
    return done(request, reverse("pupil:home"))


def _own(pupil: Pupil, question_id: UUID) -> WrittenQuestion:
    """The pupil's own: a teacher who is also somebody's pupil reads the other side in their own pages."""
    found = access_question(pupil.account, question_id)
    if found.help_request.pupil_id != pupil.pk:
        raise NotYours
    return found
