"""« Passer la main » : the teacher leaves the pupil to a colleague."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from declic.lessons.actions import hand_over as leave_to_a_colleague
from declic.lessons.queries import access_lesson
from declic.people.models import Account


@login_required
@require_POST
@never_cache
def hand_over(request: HttpRequest, lesson_id: UUID) -> JsonResponse:
    """The room hears of it by its socket. Refusals of the action; `nobody_free` may be insisted on (`anyway`)."""
    assert isinstance(request.user, Account)  # noqa: S101  (login_required)
    lesson = access_lesson(request.user, lesson_id)
    leave_to_a_colleague(
        lesson=lesson,
        teacher_account_id=request.user.pk,
        word=request.POST.get("word", ""),
        now=timezone.now(),
        even_if_nobody_is_free=request.POST.get("anyway") == "1",
    )
    return JsonResponse({"next_url": reverse("teacher:report", args=[lesson.pk])})
