"""Who sells and who is billed, for tests."""

from datetime import date, datetime
from itertools import count

import msgspec

from declic.billing.actions import set_billing_details, set_seller
from declic.billing.actions.details import Address
from declic.billing.models import Invoice, InvoiceFile, Seller
from declic.billing.queries import draft_of
from declic.billing.rules.amounts import VatRegime
from declic.sponsors.models import Agreement, Sponsor
from declic.sponsors.rules import SponsorKind
from tests.world import NOW, make_agreement, make_sponsor

SELLER_SIRET = "73282932000074"
SELLER_SIREN = SELLER_SIRET[:9]
TOWN_SIRET = "21920024300018"
PRICE = 800_033

_towns = count(1)


def make_seller(regime: VatRegime = VatRegime.STANDARD) -> Seller:
    return set_seller(
        name="Déclic",
        siret=SELLER_SIRET,
        place=Address("1 rue de la Paix", "75002", "Paris"),
        regime=regime,
        iban="FR7630006000011234567890189",
        bic="AGRIFRPP",
        email="compta@declic.example",
        vat="FR44732829320" if regime is VatRegime.STANDARD else "",
        about="SAS au capital de 10 000 €, RCS Paris 732 829 320",
        by=None,
        now=NOW,
    )


def make_town(*, price: int = PRICE, billed: bool = True) -> Agreement:
    """The agreement of a commune that may be invoiced at once, unless not `billed`."""
    sponsor = make_sponsor(f"Ville {next(_towns):04d}", agreement=False)
    Sponsor.objects.filter(pk=sponsor.pk).update(kind=SponsorKind.COMMUNE.value, siret="")
    sponsor.refresh_from_db()
    if billed:
        bill_to(sponsor)
    return priced(sponsor, price)


def make_council(*, price: int = PRICE) -> Agreement:
    """The agreement of a works council: its invoice is a plain PDF, made at once, without the seconds of the checks."""
    sponsor = make_sponsor(f"CSE {next(_towns):04d}", agreement=False)
    bill_to(sponsor, name=sponsor.name, siret="")
    return priced(sponsor, price)


def priced(sponsor: Sponsor, price: int = PRICE) -> Agreement:
    """Flat, over a whole year around NOW."""
    agreement = make_agreement(sponsor)
    agreement.starts_on, agreement.ends_on = date(2026, 9, 1), date(2027, 8, 31)
    agreement.price_cents = price
    agreement.save()
    return agreement


def bill_to(sponsor: Sponsor, **told: object) -> None:
    given = {"name": f"Commune de {sponsor.name}", "siret": TOWN_SIRET, **told}
    set_billing_details(sponsor=sponsor, place=Address("1 place de la Mairie", "92110", "Clichy"), **given)  # type: ignore[arg-type]


def make_invoice(sponsor: Sponsor, number: str = "F2026-00001", *, now: datetime = NOW) -> Invoice:
    """A row as issuing leaves it, with a PDF that is none: for pages, where the documents do not matter."""
    if Seller.objects.first() is None:
        make_seller()
    bill_to(sponsor, name=sponsor.name)
    draft = draft_of(priced(sponsor), now)
    invoice = Invoice.objects.create(
        number=number,
        siren=draft.seller.siren,
        kind=draft.kind.value,
        sponsor=sponsor,
        issued_on=draft.issued_on,
        due_on=draft.due_on,
        net_cents=draft.totals.net,
        vat_cents=draft.totals.vat,
        draft=msgspec.to_builtins(draft),
        issued_at=now,
    )
    InvoiceFile.objects.create(invoice=invoice, form="pdf", content=b"%PDF-")
    return invoice
