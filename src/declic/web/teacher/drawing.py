"""The board of a written answer: the room's, without a room. Its page sends it whole, a moment after each gesture."""

from typing import Final
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from declic.classroom.queries.drawn import drawn_on
from declic.classroom.rules import Role
from declic.classroom.rules.documents import EMPTY_UPDATE
from declic.curriculum.rules import level_of, subject_of
from declic.dispatch.actions.written import keep_drawing
from declic.dispatch.models import WrittenQuestion
from declic.dispatch.queries.written import access_drawing, begun_before
from declic.dispatch.rules.written import DRAWING_MAX_BYTES, drawing_too_large, unreadable_drawing
from declic.ground.errors import NotYours
from declic.people.models import Teacher
from declic.web.layout.boards import VERSION, as_update, board_of
from declic.web.room.files import page_of
from declic.web.room.views import inks_of
from declic.web.teacher.access import teacher_of
from declic.web.teacher.questions import taken_by

_SIGNED_OUT: Final = "Vous n’êtes plus connecté. Connectez-vous dans un autre onglet : le dessin partira tout seul."


@login_required
@require_safe
@never_cache
def drawing(request: HttpRequest, question_id: UUID) -> HttpResponse:
    teacher = teacher_of(request)
    found = taken_by(teacher, question_id)
    if found.answered_at is not None:
        return redirect("teacher:question", found.pk)
    asked = found.help_request
    context = {
        "question": found,
        "me": str(teacher.account_id),
        "pupil": asked.pupil.first_name,
        "subject": subject_of(asked.subject),
        "level": level_of(asked.level),
        "pages": [page_of(page.upload) for page in asked.pages.select_related("upload")],
        "inks": inks_of(Role.TEACHER),
        "teaches": True,
        "alone": True,
    }
    return render(request, "teacher/drawing.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def document(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """The board as one Yjs update. Signed out: said in JSON, a redirect would be followed in vain."""
    if not request.user.is_authenticated:
        return JsonResponse({"code": "signed_out", "message": _SIGNED_OUT}, status=401)
    teacher = teacher_of(request)
    found = taken_by(teacher, question_id)
    if request.method == "POST":
        return JsonResponse({"version": _keep(request, teacher, found)})
    try:
        return board_of(access_drawing(teacher.account, found.pk))
    except NotYours:  # nothing drawn yet
        return as_update(EMPTY_UPDATE, 0)


@login_required
@require_safe
def begun(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """What a colleague had drawn, for whoever took the question over. NotYours when there is nothing."""
    found = begun_before(taken_by(teacher_of(request), question_id))
    if found is None or found.drawing is None:
        raise NotYours
    return board_of(found.drawing)


def _keep(request: HttpRequest, teacher: Teacher, found: WrittenQuestion) -> int:
    """Refusals of `keep_drawing`, and `unreadable_drawing`."""
    length, version = request.headers.get("Content-Length") or "0", request.headers.get(VERSION, "")
    if not length.isascii() or not length.isdigit() or int(length) > DRAWING_MAX_BYTES:  # before it is read
        raise drawing_too_large()
    update = request.body
    drawn = drawn_on(update)
    if drawn is None or not version.isascii() or not version.isdigit() or len(version) > 9:
        raise unreadable_drawing()
    return keep_drawing(
        question=found,
        teacher=teacher,
        update=update,
        drawn=drawn.items,
        words=drawn.words,
        version=int(version),
        now=timezone.now(),
    )
