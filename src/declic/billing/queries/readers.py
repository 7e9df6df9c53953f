"""Who is written to about a sponsor's invoices and the ceilings of its agreements."""

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
    """Those of `followers_of`, but for one who is told as the accounts."""


def readers_of(sponsor: Sponsor) -> Readers:
    details = details_of(sponsor)
    accounts = (details.email,) if details and details.email else ()
    told = {address.lower() for address in accounts}
    return Readers(accounts, tuple(address for address in followers_of(sponsor) if address.lower() not in told))


def followers_of(sponsor: Sponsor) -> list[str]:
    """Addresses of the officers who may read the agreement and whose account is open."""
    return [str(one.account.email) for one in _followers({sponsor.pk})]


def unfollowed(sponsors: Iterable[int]) -> set[int]:
    """Those whose agreement no such officer reads. One query."""
    asked = set(sponsors)
    return asked - {one.sponsor_id for one in _followers(asked)}


def untold(sponsors: Iterable[int]) -> set[int]:
    """Those of whom nobody is written to. Two queries."""
    asked = set(sponsors)
    reached = set(BillingDetails.objects.filter(sponsor__in=asked).exclude(email="").values_list("sponsor", flat=True))
    return unfollowed(asked - reached)


def _followers(sponsors: set[int]) -> list[Officer]:
    held = Officer.objects.select_related("account").filter(sponsor__in=sponsors, account__is_active=True)
    return [one for one in held.exclude(account__email=None) if one.may(Right.AGREEMENT)]
