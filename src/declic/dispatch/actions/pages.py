"""The order of the photos of the begun work."""

from collections.abc import Sequence

from django.db import transaction

from declic.dispatch.models import AttemptPage, HelpRequest


@transaction.atomic
def order_pages(*, help_request: HelpRequest, uploads: Sequence[str]) -> None:
    """The pages in the order of `uploads` (ids); those it does not name come after. Unknown ids are ignored."""
    rank = {upload_id: place for place, upload_id in enumerate(uploads)}
    pages = list(AttemptPage.objects.filter(help_request=help_request))
    pages.sort(key=lambda page: (rank.get(str(page.upload_id), len(rank)), page.position, page.pk))
    for position, page in enumerate(pages):
        page.position = position
    AttemptPage.objects.bulk_update(pages, ["position"])
