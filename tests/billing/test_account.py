"""The statement of account: in order, to the cent, and of this sponsor alone."""

from datetime import date, timedelta

import pytest

from declic.billing.actions import credit_invoice, issue_invoice, record_payment
from declic.billing.queries.account import account_of
from declic.billing.rules.account import Movement, MovementKind, account
from declic.ground.units import Cents
from tests.billing.world import SELLER_SIREN, make_council, make_seller
from tests.world import NOW, make_sponsor

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)


def test_what_is_owed_is_told_after_each_entry_and_an_invoice_comes_before_its_payment() -> None:
    entries = account(
        [
            Movement(DAY, NOW, MovementKind.PAYMENT, 1, "F2", -100),
            Movement(DAY, NOW, MovementKind.INVOICE, 2, "F2", 100),
            Movement(DAY - timedelta(days=9), NOW, MovementKind.INVOICE, 1, "F1", 40),
            Movement(DAY, NOW, MovementKind.CREDIT, 3, "A1", -40),
        ]
    )
    assert [(one.movement.what, one.balance) for one in entries] == [("F1", 40), ("F2", 140), ("A1", 100), ("F2", 0)]
    assert account([]) == []


def test_entries_of_a_day_are_in_the_order_they_were_written() -> None:
    """An invoice, its credit note and the invoice in its place: the second invoice came before the credit note."""
    make_seller()
    agreement = make_council(price=100_000)
    first = issue_invoice(agreement=agreement, by=None, now=NOW)
    record_payment(invoice=first, cents=Cents(20_000), paid_on=DAY, by=None, now=NOW + timedelta(minutes=1))
    credit = credit_invoice(invoice=first, by=None, now=NOW + timedelta(minutes=2))
    second = issue_invoice(agreement=agreement, by=None, now=NOW + timedelta(minutes=3))
    found = account_of(agreement.sponsor, SELLER_SIREN)
    assert [(one.movement.what, one.balance) for one in found] == [
        (first.number, 120_000),
        (first.number, 100_000),
        (credit.number, -20_000),
        (second.number, 100_000),
    ]


def test_invoices_credit_notes_and_payments_make_the_account() -> None:
    make_seller()
    agreement = make_council(price=100_000)
    invoice = issue_invoice(agreement=agreement, by=None, now=NOW)
    record_payment(invoice=invoice, cents=Cents(50_000), paid_on=DAY, by=None, now=NOW, reference="VIR 1")
    record_payment(invoice=invoice, cents=Cents(-50_000), paid_on=DAY, by=None, now=NOW)
    credit = credit_invoice(invoice=invoice, by=None, now=NOW + timedelta(days=1))
    found = account_of(agreement.sponsor, SELLER_SIREN)
    assert [(one.movement.what, one.movement.cents, one.balance) for one in found] == [
        (invoice.number, 120_000, 120_000),
        (f"{invoice.number}, VIR 1", -50_000, 70_000),
        (invoice.number, 50_000, 120_000),
        (credit.number, -120_000, 0),
    ]
    assert account_of(make_sponsor(), SELLER_SIREN) == []
