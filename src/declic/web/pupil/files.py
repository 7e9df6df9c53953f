"""The cleaned photos, to whoever may see them."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from declic.dispatch.queries import access_page
from declic.people.models import Account

KEPT_BY_THE_BROWSER_S = 3600


@require_safe
@login_required
def file(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """A photo never changes: the browser of who may see it keeps it an hour, and nobody in between does."""
    assert isinstance(request.user, Account)  # noqa: S101  (login_required)
    upload = access_page(request.user, upload_id)
    with upload.file.open("rb") as stored:
        response = HttpResponse(stored.read(), content_type=upload.media_type)
    response["Cache-Control"] = f"private, max-age={KEPT_BY_THE_BROWSER_S}"
    response["Content-Disposition"] = "inline"
    patch_vary_headers(response, ["Cookie"])  # the next child on this device does not see the last one's
    return response
