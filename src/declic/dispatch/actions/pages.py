"""The photos of the begun work: added, removed, put in order; the order of those of an answer."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from declic.dispatch.facts import HelpCompleted
from declic.dispatch.models import AnswerPage, AttemptPage, HelpRequest
from declic.dispatch.rules import HelpState
from declic.dispatch.rules.attempt import PAGES_MAX, has_begun
from declic.ground.errors import NotYours, Refusal
from declic.journal.actions import record
from declic.uploads.models import Upload

_GROWING = (HelpState.DRAFT, HelpState.SCHEDULED, HelpState.WAITING, HelpState.SENT_BACK)
"""States in which pages and words may be added."""
_ASKED = (HelpState.SCHEDULED.value, HelpState.WAITING.value)
"""States in which the work is shown, or will be, without a word more of the pupil."""


@transaction.atomic
def add_page(*, help_request: HelpRequest, upload: Upload, now: datetime | None = None) -> AttemptPage:
    """A photo of the begun work. Refusals `too_many_pages`, `not_growing`; NotYours for somebody else's upload.

    The teachers it rings for see the page at once when `now` is given.
    """
    if upload.owner_id != help_request.pupil.account_id or AttemptPage.objects.filter(upload=upload).exists():
        raise NotYours
    check_growing(help_request=help_request)
    pages = AttemptPage.objects.filter(help_request=help_request)
    if pages.count() >= PAGES_MAX:
        raise Refusal("too_many_pages", f"Pas plus de {PAGES_MAX} pages : garde celles qui montrent où tu bloques.")
    last = pages.aggregate(last=Max("position"))["last"]
    page = AttemptPage.objects.create(
        help_request=help_request, upload=upload, position=0 if last is None else last + 1
    )
    if now is not None:
        _show(help_request, now)
    return page


@transaction.atomic
def remove_page(*, help_request: HelpRequest, upload: Upload, now: datetime, is_replaced: bool = False) -> None:
    """Takes a page away again, and the photo with it. The teachers it rings for see it go at once.

    `is_replaced`: the same photo, turned, is about to be added. Otherwise a request that teachers are called for, or
    will be at the opening, keeps something to look at. Refusals `last_page`, `not_growing`.
    """
    # Held until the end: of two pages removed at once, the second is seen to be the last.
    locked = HelpRequest.objects.select_related("pupil").select_for_update(of=("self",), no_key=True)
    held = locked.get(pk=help_request.pk)
    check_growing(help_request=held)
    pages = AttemptPage.objects.filter(help_request=held)
    page = pages.filter(upload=upload).first()
    if page is None:
        raise NotYours
    if held.state in _ASKED and not is_replaced and not has_begun(held.tried, pages.count() - 1):
        raise Refusal(
            "last_page", "Ton prof n’aurait plus rien à regarder : ajoute d’abord une autre photo, ou une phrase."
        )
    page.delete()
    upload.delete()
    _show(held, now)


@transaction.atomic
def order_pages(*, help_request: HelpRequest, uploads: Sequence[str], now: datetime) -> None:
    """The pages in the order of `uploads` (ids); those it does not name come after. Unknown ids are ignored.

    The teachers it rings for see them so at once.
    """
    pages = list(AttemptPage.objects.filter(help_request=help_request))
    in_order(pages=pages, uploads=uploads)
    AttemptPage.objects.bulk_update(pages, ["position"])
    _show(help_request, now)


def in_order(*, pages: Sequence[AttemptPage | AnswerPage], uploads: Sequence[str]) -> None:
    """Their positions, as `order_pages` says."""
    rank = {upload_id: place for place, upload_id in enumerate(uploads)}
    found: list[AttemptPage | AnswerPage] = sorted(
        pages, key=lambda page: (rank.get(str(page.upload_id), len(rank)), page.position, page.pk)
    )
    for position, page in enumerate(found):
        page.position = position


def check_growing(*, help_request: HelpRequest) -> None:
    """Refusal `not_growing`."""
    state = HelpRequest.objects.values_list("state", flat=True).get(pk=help_request.pk)
    if HelpState(state) not in _GROWING:
        raise Refusal("not_growing", "Cette demande ne peut plus être complétée.")


def _show(help_request: HelpRequest, now: datetime) -> None:
    """The teachers it rings for see the pages as they are."""
    if help_request.state != HelpState.DRAFT.value:
        record(HelpCompleted(help_request.pk, help_request.pupil.account_id), now=now)
