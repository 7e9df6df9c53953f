"""Photos sent one by one by a page's script, each known by the browser's own number: sent twice, it is one page."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from declic.ground.errors import NotYours, Refusal
from declic.uploads.models import Upload

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.db.models import QuerySet

    from declic.dispatch.models import AnswerPage, AttemptPage

SENT_REMEMBERED = 40
"""Photos of this session: on a bad network the answer to the first sending may have been lost."""


class Sent(Protocol):
    """What holds an upload among the pages of a request or of an answer."""

    upload_id: UUID
    upload: Upload


def pages_json(pages: Iterable[Sent]) -> list[dict[str, object]]:
    return [
        {
            "id": str(page.upload_id),
            "url": reverse("pupil:file", args=[page.upload_id]),
            "width": page.upload.width,
            "height": page.upload.height,
        }
        for page in pages
    ]


def add_sent(
    request: HttpRequest,
    pages: "QuerySet[AttemptPage] | QuerySet[AnswerPage]",
    *,
    add: Callable[["UploadedFile[bytes]"], list[str]],
    remove: Callable[[str], None],
) -> HttpResponse:
    """One file; the same `cid` again gets the same answer. `replaces`: the same photo, turned."""
    cid = request.POST.get("cid", "")[:64]
    sent: dict[str, list[str]] = request.session.get("sent_pages", {})
    known = pages.filter(upload_id__in=sent.get(cid, []))
    if cid and known:
        return JsonResponse({"pages": pages_json(known)})
    file = request.FILES.get("file")
    if file is None:
        raise Refusal("empty", "Ce fichier est vide.")
    if replaced := request.POST.get("replaces"):
        remove(replaced)
    uploads = add(file)
    kept = dict(list(sent.items())[-SENT_REMEMBERED:])
    request.session["sent_pages"] = {**kept, cid: uploads}
    return JsonResponse({"pages": pages_json(pages.filter(upload_id__in=uploads))})


def as_uuid(text: str) -> UUID:
    """NotYours for what is no id."""
    try:
        return UUID(text)
    except ValueError:
        raise NotYours from None
