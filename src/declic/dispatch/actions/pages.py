"""The order of the photos of the begun work, and of an answer."""

from collections.abc import Sequence

from django.db import transaction

from declic.dispatch.models import AnswerPage, AttemptPage, HelpRequest


@transaction.atomic
def order_pages(*, help_request: HelpRequest, uploads: Sequence[str]) -> None:
    """The pages in the order of `uploads` (ids); those it does not name come after. Unknown ids are ignored."""
    pages = list(AttemptPage.objects.filter(help_request=help_request))
    in_order(pages=pages, uploads=uploads)
    AttemptPage.objects.bulk_update(pages, ["position"])


def in_order(*, pages: Sequence[AttemptPage | AnswerPage], uploads: Sequence[str]) -> None:
    """Their positions, as `order_pages` says."""
    rank = {upload_id: place for place, upload_id in enumerate(uploads)}
    found: list[AttemptPage | AnswerPage] = sorted(
        pages, key=lambda page: (rank.get(str(page.upload_id), len(rank)), page.position, page.pk)
    )
    for position, page in enumerate(found):
        page.position = position
