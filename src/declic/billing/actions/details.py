"""Who writes the invoices, and to whom."""

from dataclasses import dataclass
from datetime import date, datetime

import msgspec
from django.db import transaction

from declic.billing.facts import SellerSet
from declic.billing.models import BillingDetails, Invoice, Seller
from declic.billing.queries import check_payer_of, year_starts_of
from declic.billing.rules.accounting_years import YearStart, begin_in
from declic.billing.rules.amounts import VatDue, VatRegime
from declic.billing.rules.identities import check_bic, check_iban, check_service, check_siret, check_vat
from declic.ground.errors import Refusal
from declic.ground.one_line import one_line
from declic.ground.paris import paris_day
from declic.journal.actions import record
from declic.people.models import Account
from declic.sponsors import actions as sponsors
from declic.sponsors.models import Sponsor


@dataclass(frozen=True)
class Address:
    address: str
    postcode: str
    city: str
    second_line: str = ""


@transaction.atomic
def set_seller(  # noqa: PLR0913  (an identity is all of this)
    *,
    name: str,
    siret: str,
    place: Address,
    regime: VatRegime,
    vat_due: VatDue = VatDue.PAYMENTS,
    iban: str,
    bic: str,
    email: str,
    by: Account | None,
    now: datetime,
    vat: str = "",
    about: str = "",
    year_starts_in: int = 1,
    seen: str | None = None,
) -> Seller:
    """For the invoices to come: those issued keep what they say. So do the accounting years of who invoiced.
    `seen`: the digest of the identity that was read before, empty for none; None where no page showed it.

    Refusal `changed_since`, `bad_siret`, `bad_vat`, `bad_iban`, `bad_bic`.
    """
    siret = check_siret(siret)
    held = Seller.objects.select_for_update().first()
    if seen is not None and seen != (held.digest if held else ""):
        raise _changed_since()
    said = {
        "name": one_line(name),
        "siret": siret,
        "vat": check_vat(vat, regime, siret),
        "about": one_line(about),
        "regime": regime.value,
        "vat_due": vat_due.value,
        "iban": check_iban(iban),
        "bic": check_bic(bic),
        "email": email,
        "year_starts_in": year_starts_in,
        "year_starts": _year_starts(siret[:9], year_starts_in, paris_day(now)),
        **{part: one_line(typed) for part, typed in vars(place).items()},
    }
    seller, is_first = Seller.objects.update_or_create(pk=1, defaults=said)
    if seen is not None and held is None and not is_first:  # there was no row to hold
        raise _changed_since()
    record(SellerSet(siret), now=now, actor_id=by.pk if by else None)
    return seller


def _changed_since() -> Refusal:
    return Refusal("changed_since", "Cette identité a changé depuis que cette page est ouverte : relisez-la.")


@transaction.atomic
def move_sponsor(*, sponsor: Sponsor, siret: str, now: datetime, by: Account | None = None) -> None:
    """As `sponsors.actions.move_sponsor`; invoices to come go to its new SIRET where they went to the former.

    Refusals of it.
    """
    former = sponsors.move_sponsor(sponsor=sponsor, siret=siret, now=now, by=by)
    BillingDetails.objects.filter(sponsor=sponsor, siret=former).update(siret=check_siret(siret))


def _year_starts(siren: str, month: int, today: date) -> dict[str, object]:
    """Of each seller, of those before too."""
    held = Seller.objects.select_for_update().first()
    kept = dict(held.year_starts) if held else {}
    if held:
        kept.setdefault(held.siren, msgspec.to_builtins(year_starts_of(held.siren)))
    has_invoiced = Invoice.objects.filter(siren=siren).exists()
    starts = begin_in(year_starts_of(siren), month, today) if has_invoiced else [YearStart(month)]
    return {**kept, siren: msgspec.to_builtins(starts)}


@transaction.atomic
def set_billing_details(  # noqa: PLR0913  (an address is all of this)
    *,
    sponsor: Sponsor,
    name: str,
    siret: str,
    place: Address,
    other_payer: bool = False,
    partner_pays: str = "",
    service_code: str = "",
    needs_service: bool = False,
    needs_commitment: bool = False,
    email: str = "",
    seen: str | None = None,
) -> BillingDetails:
    """For the invoices to come; `other_payer`: the SIRET is of another body, which pays; one that was noted
    so pays yet once it is a partner itself. `partner_pays`: the SIREN of another partner, read and said to pay.
    `seen`: the digest of those that were read before, empty for none; None where no page showed them.

    Refusal `changed_since`, `bad_siret`, `siret_of_partner`, `partner_to_confirm`, `siret_of_other`, `bad_service`.
    """
    siret = check_siret(siret) if siret else ""
    Sponsor.objects.select_for_update().get(pk=sponsor.pk)
    held = BillingDetails.objects.filter(sponsor=sponsor).first()
    if seen is not None and seen != (held.digest if held else ""):
        raise Refusal("changed_since", "Ces coordonnées ont changé depuis que cette page est ouverte : relisez-les.")
    known = siret[:9] if siret and partner_pays == siret[:9] else held.payer_siren if held else ""
    check_payer_of(sponsor, siret, other_payer=other_payer, known=known)
    said = {
        "name": one_line(name),
        "siret": siret,
        "other_payer": other_payer,
        "payer_siren": siret[:9] if other_payer and siret[:9] != sponsor.siren else "",
        "service_code": check_service(service_code),
        "needs_service": needs_service,
        "needs_commitment": needs_commitment,
        "email": email,
        **{part: one_line(typed) for part, typed in vars(place).items()},
    }
    details, _ = BillingDetails.objects.update_or_create(sponsor=sponsor, defaults=said)
    return details
