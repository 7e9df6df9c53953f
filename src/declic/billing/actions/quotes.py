"""A quote handed over, or signed without having been: what its papers say of dates, seller and buyer, and their words,
are kept.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

import msgspec
from django.db import transaction

from declic.billing.models import PrintedQuote
from declic.billing.queries.quotes import as_of_now
from declic.people.models import Account
from declic.sponsors import actions as sponsors
from declic.sponsors.actions.renewing import Refused, each
from declic.sponsors.models import Agreement


@transaction.atomic
def quote_agreement(*, agreement: Agreement, now: datetime, seen: str | None = None, by: Account | None = None) -> None:
    """The quote is sent; `seen` is the digest of what was read before. Refusal `wrong_move`, `changed_since`."""
    sponsors.quote_agreement(agreement=agreement, now=now, seen=seen, by=by)
    _keep(agreement)


def quote_together(
    *, agreements: Iterable[Agreement], seen: Mapping[int, str], now: datetime, by: Account | None = None
) -> tuple[int, Refused]:
    """Each by itself, `seen` by its number as in `quote_agreement`; how many were sent, and those that could not be."""
    return each(
        agreements=agreements,
        act=lambda one: quote_agreement(agreement=one, now=now, seen=seen.get(one.pk, ""), by=by),
    )


@transaction.atomic
def sign_agreement(  # noqa: PLR0913  (two days, of what was read)
    *,
    agreement: Agreement,
    now: datetime,
    signed_on: date | None = None,
    data_signed_on: date | None = None,
    seen: str | None = None,
    by: Account | None = None,
) -> None:
    """What is signed is the quote as it was sent, or as it is where none was.

    Refusals of the `sign_agreement` of sponsors.
    """
    was_quoted = Agreement.objects.filter(pk=agreement.pk).exclude(quoted_on=None).exists()
    sponsors.sign_agreement(
        agreement=agreement, now=now, signed_on=signed_on, data_signed_on=data_signed_on, seen=seen, by=by
    )
    if not (was_quoted and PrintedQuote.objects.filter(agreement=agreement).exists()):
        _keep(agreement)


def _keep(agreement: Agreement) -> None:
    held = Agreement.objects.select_related("sponsor__commune", "sponsor__authority").get(pk=agreement.pk)
    said = msgspec.to_builtins(as_of_now(held))
    PrintedQuote.objects.update_or_create(agreement=held, defaults={"said": said})
