"""The cleaned photos, to whoever may see them."""

from contextlib import suppress
from http import HTTPStatus
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from declic.classroom.queries import access_file, file_of_guest
from declic.dispatch.queries import access_page
from declic.ground.errors import NotYours
from declic.people.models import Account
from declic.uploads.models import Upload
from declic.web.room.access import file_by_pass


@require_safe
def file(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """A photo never changes: the browser of who may see it keeps it, nobody in between does, and it asks each time
    whether it still may be shown: to whoever was shut out since, no more.
    """
    upload = file_by_pass(request, upload_id)
    if upload is None:
        if not isinstance(request.user, Account):
            return redirect_to_login(request.get_full_path())
        upload = _seen_by(request.user, upload_id)
    tag = f'"{upload.pk}"'
    if tag in request.headers.get("If-None-Match", ""):
        response = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
    else:
        with upload.file.open("rb") as stored:
            response = HttpResponse(stored.read(), content_type=upload.media_type)
        response["Content-Disposition"] = "inline"
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = tag
    patch_vary_headers(response, ["Cookie"])  # the next child on this device does not see the last one's
    return response


def _seen_by(account: Account, upload_id: UUID) -> Upload:
    """A page of begun work or of an answer, or what was put on a board of theirs, or where they are invited."""
    for read in (access_page, access_file):
        with suppress(NotYours):
            return read(account, upload_id)
    return file_of_guest(account, upload_id)
