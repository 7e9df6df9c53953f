"""The cleaned photos, to whoever may see them."""

from contextlib import suppress
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

KEPT_BY_THE_BROWSER_S = 3600


@require_safe
def file(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """A photo never changes: the browser of who may see it keeps it an hour, and nobody in between does."""
    upload = file_by_pass(request, upload_id)
    if upload is None:
        if not isinstance(request.user, Account):
            return redirect_to_login(request.get_full_path())
        upload = _seen_by(request.user, upload_id)
    with upload.file.open("rb") as stored:
        response = HttpResponse(stored.read(), content_type=upload.media_type)
    response["Cache-Control"] = f"private, max-age={KEPT_BY_THE_BROWSER_S}"
    response["Content-Disposition"] = "inline"
    patch_vary_headers(response, ["Cookie"])  # the next child on this device does not see the last one's
    return response


def _seen_by(account: Account, upload_id: UUID) -> Upload:
    """A page of begun work or of an answer, or what was put on a board of theirs, or where they are invited."""
    for read in (access_page, access_file):
        with suppress(NotYours):
            return read(account, upload_id)
    return file_of_guest(account, upload_id)
