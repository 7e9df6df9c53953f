"""Who is written to about a sponsor's invoices."""

from collections.abc import Iterable
from dataclasses import dataclass

from declic.billing.models import BillingDetails
from declic.billing.queries.invoices import details_of
from declic.sponsors.models import Officer, Sponsor
from declic.sponsors.rules.officers import Right


@dataclass(frozen=True)
class Readers:
    accounts: tuple[str, ...] = ()
    """They have no page here: they get the file itself."""
    officers: tuple[str, ...] = ()
    """Who may read the agreement, but for one who is told as the accounts."""


def readers_of(sponsor: Sponsor) -> Readers:
    details = details_of(sponsor)
    accounts = (details.email,) if details and details.email else ()
    held = sponsor.officers.select_related("account").exclude(account__email=None)
    officers = [str(one.account.email) for one in held if one.may(Right.AGREEMENT)]
    told = {address.lower() for address in accounts}
    return Readers(accounts, tuple(address for address in officers if address.lower() not in told))


def untold(sponsors: Iterable[int]) -> set[int]:
    """Those of whom nobody is written to. Two queries."""
    asked = set(sponsors)
    reached = set(BillingDetails.objects.filter(sponsor__in=asked).exclude(email="").values_list("sponsor", flat=True))
    officers = Officer.objects.filter(sponsor__in=asked - reached).exclude(account__email=None)
    return asked - reached - {one.sponsor_id for one in officers if one.may(Right.AGREEMENT)}
