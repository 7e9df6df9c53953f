"""The demo's seller and invoices: one issued and paid in part, one agreement that waits for its invoice."""

from datetime import datetime, timedelta

from declic.billing.actions import issue_invoice, record_payment, set_billing_details, set_seller
from declic.billing.actions.details import Address
from declic.billing.rules.amounts import VatRegime
from declic.ground.paris import paris_day
from declic.ground.units import Cents
from declic.people.models import Account
from declic.sponsors.models import Sponsor

SELLER_SIRET = "12345678200010"
"""Invented; its keys are right."""
TOWN_SIRET = "21920024300018"


def bill(*, town: Sponsor, council: Sponsor, operator: Account, then: datetime) -> None:
    """The council's is a plain PDF, made at once; the town's waits, since the official checks take seconds."""
    set_seller(
        name="Déclic, démonstration",
        siret=SELLER_SIRET,
        place=Address("1 rue de l’Exemple", "75000", "Paris"),
        regime=VatRegime.STANDARD,
        vat="FR11123456782",
        iban="FR7630006000011234567890189",
        bic="DEMOFRPP",
        email="factures@declic.example",
        by=operator,
        now=then,
    )
    square = Address("80 boulevard Jean-Jaurès", "92110", "Clichy")
    set_billing_details(sponsor=town, name=f"Commune de {town.name}", siret=TOWN_SIRET, place=square)
    street = Address("3 allée de l’Exemple", "92000", "Nanterre")
    set_billing_details(sponsor=council, name=council.name, siret=council.siret, place=street)
    invoice = issue_invoice(agreement=council.agreements.get(), by=operator, now=then)
    after = then + timedelta(days=20)
    record_payment(
        invoice=invoice,
        cents=Cents(invoice.gross_cents // 2),
        paid_on=paris_day(after),
        reference="Virement",
        by=operator,
        now=after,
    )
