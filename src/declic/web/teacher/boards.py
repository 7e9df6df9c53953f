"""The board of a lesson given, to look at again and to carry away."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from declic.classroom.queries import board_update
from declic.ground.errors import NotYours
from declic.web.teacher.access import is_suspended, lesson_taught, teacher_of


@login_required
@require_safe
def board(request: HttpRequest, lesson_id: UUID) -> HttpResponse:
    """As one Yjs update, for the page that draws it again; a suspended teacher sees none any more."""
    teacher = teacher_of(request)
    if is_suspended(teacher):
        raise NotYours
    response = HttpResponse(
        board_update(lesson_taught(teacher, lesson_id).board_id), content_type="application/octet-stream"
    )
    response["Cache-Control"] = "private, no-cache"
    return response
