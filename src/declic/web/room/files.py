"""A photo or a PDF put on the board during the lesson."""

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from declic.classroom.actions import put_file
from declic.classroom.rules import Ability
from declic.classroom.tickets import SentFiles, SentPage, write_files
from declic.ground.errors import NotYours
from declic.uploads.models import Upload
from declic.uploads.rules import MAX_BYTES, empty, too_large
from declic.web.room.access import Entrant, for_entrant


@require_POST
@for_entrant
def put(request: HttpRequest, entrant: Entrant) -> JsonResponse:
    """The pages of the file `file`, for the room's script to lay on the board, or to send in a message with `file`."""
    if Ability.WRITE.value not in entrant.abilities:
        raise NotYours
    file = request.FILES.get("file")
    if file is None:
        raise empty()
    if file.size is None or file.size > MAX_BYTES:
        raise too_large()
    uploads = put_file(
        account=entrant.account, lesson=entrant.lesson, data=file.read(), name=file.name or "", now=timezone.now()
    )
    sent = [SentPage(str(one.pk), one.width, one.height, one.number) for one in uploads]
    sent_file = write_files(SentFiles(str(entrant.lesson.pk), entrant.account.pk, sent))
    return JsonResponse({"pages": [page_of(upload) for upload in uploads], "file": sent_file})


def page_of(upload: Upload) -> dict[str, object]:
    """As the board's script lays it: a page of a PDF has a page of the board to itself."""
    return {
        "id": str(upload.pk),
        "url": reverse("pupil:file", args=[upload.pk]),
        "width": upload.width,
        "height": upload.height,
        "alone": upload.number > 0,
    }
