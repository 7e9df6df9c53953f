"""A form sent twice does what it says once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from declic.people.models import Account, SentForm

KEPT: Final = timedelta(days=1)


@transaction.atomic
def once(*, account: Account, digest: str, make: Callable[[], str], now: datetime) -> str:
    """The page `make` led to, the first time. Refusals of `make`, after which nothing was sent.

    The second waits for the first: its line is written before what it says is done. Those of the account that are
    older than a day are forgotten meanwhile.
    """
    SentForm.objects.filter(account=account, at__lt=now - KEPT).delete()
    sent, is_new = SentForm.objects.get_or_create(account=account, digest=digest, defaults={"at": now})
    if is_new:
        sent.page = make()
        sent.save(update_fields=["page"])
    return sent.page
