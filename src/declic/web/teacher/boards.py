"""The board of a lesson given, to look at again and to carry away. A suspended teacher sees none any more."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from declic.ground.errors import NotYours
from declic.lessons.models import Lesson
from declic.web.layout.kept_boards import told_board, whole_board
from declic.web.teacher.access import is_suspended, lesson_taught, teacher_of


@login_required
@require_safe
def board(request: HttpRequest, lesson_id: UUID) -> HttpResponse:
    return whole_board(_given(request, lesson_id))


@login_required
@require_safe
def story(request: HttpRequest, lesson_id: UUID) -> HttpResponse:
    return told_board(_given(request, lesson_id))


def _given(request: HttpRequest, lesson_id: UUID) -> Lesson:
    teacher = teacher_of(request)
    if is_suspended(teacher):
        raise NotYours
    return lesson_taught(teacher, lesson_id)
