"""The files of the invoices that left in one go: one ZIP, or several parts of it where they are many."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from declic.billing import queries
from declic.billing.models import Invoice, Renewal
from declic.ground.errors import NotYours
from declic.ground.paris import paris_day
from declic.people.models import Account
from declic.web.layout.archive import zipped
from declic.web.layout.downloads import ending_of
from declic.web.staff.access import for_staff

A_MINUTE: Final = 20
"""Parts that one operator may fetch in a minute."""
NAME_MAX: Final = 80
FOLDERS: Final = {"pdf": "PDF", "cii": "XML CII", "ubl": "XML UBL"}


@never_cache
@require_safe
@for_staff
def archive(request: HttpRequest, operator: Account, renewal_id: int, part: int) -> HttpResponseBase:
    renewal = get_object_or_404(Renewal, pk=renewal_id)
    parts = queries.parts_of(queries.invoices_of(renewal_id))
    if not 1 <= part <= len(parts):
        raise NotYours
    if not _may_fetch(operator):
        messages.error(request, "Trop d’archives en une minute : attendez un peu.")
        return redirect("staff:invoices")
    which = f"-partie-{part}-sur-{len(parts)}" if len(parts) > 1 else ""
    name = f"factures-{paris_day(renewal.asked_at):%Y-%m-%d}{which}.zip"
    files = _files(parts[part - 1] if request.method == "GET" else [])
    answer = StreamingHttpResponse(zipped(files, made_at=renewal.asked_at), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _files(invoices: Sequence[int]) -> Iterator[tuple[str, bytes]]:
    """Those for Chorus Pro in one folder, the others in another. One query an invoice: none is held longer."""
    for pk in invoices:
        one = Invoice.objects.select_related("sponsor").prefetch_related("files").get(pk=pk)
        name = f"{one.number} {_plain(one.sponsor.name)}".strip()
        is_electronic = bool(one.draft["is_electronic"])
        for file in one.files.all():
            folder = f"Chorus Pro/{FOLDERS[file.form]}" if is_electronic else "Autres"
            yield f"{folder}/{name}.{ending_of(file.form)}", bytes(file.content)


def _plain(name: str) -> str:
    """As any system takes it in a file’s name."""
    return re.sub(r'[\s\\/:*?"<>|\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e]+', " ", name)[:NAME_MAX].strip(" .")


def _may_fetch(operator: Account) -> bool:
    counter = f"declic.archives:{operator.pk}"
    cache.add(counter, 0, 60)
    try:
        return bool(cache.incr(counter) <= A_MINUTE)
    except ValueError:  # put out in between by a full cache
        return True
