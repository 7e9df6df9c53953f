"""A child's question asked in writing, and its answer."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from declic.curriculum.rules import subject_of
from declic.dispatch.models import WrittenQuestion
from declic.dispatch.queries.written import access_drawing, access_question, drawing_of
from declic.dispatch.rules import HelpState
from declic.ground.errors import NotYours
from declic.people.models import Guardian
from declic.web.account.access import for_guardian
from declic.web.layout.boards import board_of


@require_safe
@never_cache
@for_guardian
def question(request: HttpRequest, guardian: Guardian, question_id: UUID) -> HttpResponse:
    found = _own(guardian, question_id)
    asked = found.help_request
    said = {
        "question": found,
        "asked": asked,
        "pupil": asked.pupil,
        "subject": subject_of(asked.subject),
        "pages": asked.pages.select_related("upload"),
        "answer_pages": found.pages.select_related("upload") if found.answered_at else [],
        "drawing": drawing_of(found) if found.answered_at else None,
    }
    return render(request, "guardian/question.html", said)


@require_safe
@for_guardian
def drawing(request: HttpRequest, guardian: Guardian, question_id: UUID) -> HttpResponse:
    """The board of the answer as one Yjs update, for the page that draws it again."""
    del request
    return board_of(access_drawing(guardian.account, _own(guardian, question_id).pk))


def _own(guardian: Guardian, question_id: UUID) -> WrittenQuestion:
    found = access_question(guardian.account, question_id)
    asked = found.help_request
    if asked.pupil.guardian_id != guardian.pk or asked.state == HelpState.CANCELLED.value:
        raise NotYours
    return found
