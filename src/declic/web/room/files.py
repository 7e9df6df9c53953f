"""A photo or a PDF put on the board during the lesson."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from declic.classroom.actions import put_file
from declic.lessons.queries import access_lesson
from declic.people.models import Account
from declic.uploads.models import Upload
from declic.uploads.rules import MAX_BYTES, empty, too_large


@login_required
@require_POST
def put(request: HttpRequest, lesson_id: UUID) -> JsonResponse:
    """The pages of the file `file`, for the room's script to lay on the board."""
    assert isinstance(request.user, Account)  # noqa: S101  (login_required)
    lesson = access_lesson(request.user, lesson_id)
    file = request.FILES.get("file")
    if file is None:
        raise empty()
    if file.size is None or file.size > MAX_BYTES:
        raise too_large()
    uploads = put_file(account=request.user, lesson=lesson, data=file.read(), name=file.name or "", now=timezone.now())
    return JsonResponse({"pages": [page_of(upload) for upload in uploads]})


def page_of(upload: Upload) -> dict[str, object]:
    """As the board's script lays it: a page of a PDF has a page of the board to itself."""
    return {
        "id": str(upload.pk),
        "url": reverse("pupil:file", args=[upload.pk]),
        "width": upload.width,
        "height": upload.height,
        "alone": upload.number > 0,
    }
