"""The order of the photos of the begun work, and of an answer."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from declic.dispatch.facts import HelpCompleted
from declic.dispatch.models import AnswerPage, AttemptPage, HelpRequest
from declic.dispatch.rules import HelpState
from declic.journal.actions import record


@transaction.atomic
def order_pages(*, help_request: HelpRequest, uploads: Sequence[str], now: datetime) -> None:
    """The pages in the order of `uploads` (ids); those it does not name come after. Unknown ids are ignored.

    The teachers it rings for see them so at once.
    """
    pages = list(AttemptPage.objects.filter(help_request=help_request))
    in_order(pages=pages, uploads=uploads)
    AttemptPage.objects.bulk_update(pages, ["position"])
    if help_request.state != HelpState.DRAFT.value:
        record(HelpCompleted(help_request.pk, help_request.pupil.account_id), now=now)


def in_order(*, pages: Sequence[AttemptPage | AnswerPage], uploads: Sequence[str]) -> None:
    """Their positions, as `order_pages` says."""
    rank = {upload_id: place for place, upload_id in enumerate(uploads)}
    found: list[AttemptPage | AnswerPage] = sorted(
        pages, key=lambda page: (rank.get(str(page.upload_id), len(rank)), page.position, page.pk)
    )
    for position, page in enumerate(found):
        page.position = position
