"""A child's question asked in writing, and its answer."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from declic.curriculum.rules import subject_of
from declic.dispatch.queries.written import access_question
from declic.dispatch.rules import HelpState
from declic.ground.errors import NotYours
from declic.people.models import Guardian
from declic.web.account.access import for_guardian


@require_safe
@never_cache
@for_guardian
def question(request: HttpRequest, guardian: Guardian, question_id: UUID) -> HttpResponse:
    found = access_question(guardian.account, question_id)
    asked = found.help_request
    if asked.pupil.guardian_id != guardian.pk or asked.state == HelpState.CANCELLED.value:
        raise NotYours
    said = {
        "question": found,
        "asked": asked,
        "pupil": asked.pupil,
        "subject": subject_of(asked.subject),
        "pages": asked.pages.select_related("upload"),
        "answer_pages": found.pages.select_related("upload") if found.answered_at else [],
    }
    return render(request, "guardian/question.html", said)
