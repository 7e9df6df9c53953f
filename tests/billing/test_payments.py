"""What comes in, what is taken back, and what is asked for again."""

from datetime import timedelta

import pytest

from declic.billing.actions import credit_invoice, issue_invoice, record_payment, remind
from declic.billing.models import Invoice, Seller
from declic.billing.queries import accounting_entries, invoice_listed
from declic.billing.rules.accounting_years import AccountingYear
from declic.billing.rules.invoices import REMINDED_AFTER, Standing
from declic.ground.units import Cents
from declic.sponsors.models import Officer
from declic.sponsors.rules.officers import OfficerRole
from tests.billing.world import SELLER_SIREN, bill_to, make_council, make_seller
from tests.refusals import refused
from tests.world import NOW, make_officer

TODAY = NOW.date()


@pytest.fixture
def invoice(db: None) -> Invoice:
    make_seller()
    council = make_council()
    make_officer(council.sponsor)
    return issue_invoice(agreement=council, by=None, now=NOW)


def paid(invoice: Invoice, cents: int) -> None:
    record_payment(invoice=invoice, cents=Cents(cents), paid_on=TODAY, by=None, now=NOW)


def stands(invoice: Invoice, days: int = 0) -> Standing:
    return invoice_listed(invoice.pk, TODAY + timedelta(days=days)).standing


def test_paid_in_two_times_then_taken_back(invoice: Invoice) -> None:
    assert stands(invoice) is Standing.DUE
    paid(invoice, 100_000)
    assert stands(invoice) is Standing.PART_PAID
    assert stands(invoice, days=31) is Standing.LATE
    paid(invoice, invoice.gross_cents - 100_000)
    assert stands(invoice, days=31) is Standing.PAID
    with refused("bad_payment"):
        paid(invoice, 1)
    paid(invoice, -100_000)
    assert invoice_listed(invoice.pk, TODAY).owed == 100_000
    with refused("bad_payment"):
        paid(invoice, -invoice.gross_cents)


def test_nothing_is_paid_on_what_is_cancelled_nor_before_its_day(invoice: Invoice) -> None:
    with refused("not_yet"):
        record_payment(invoice=invoice, cents=Cents(5), paid_on=TODAY + timedelta(days=1), by=None, now=NOW)
    credit = credit_invoice(invoice=invoice, by=None, now=NOW)
    for one, code in ((invoice, "owed_no_more"), (credit, "nothing_owed")):
        with refused(code):
            paid(one, 5)
    assert (stands(invoice), stands(credit)) == (Standing.CREDITED, Standing.CREDIT)


def test_each_reminder_leaves_once_on_its_day(
    invoice: Invoice, mailoutbox: list[object], django_capture_on_commit_callbacks: object
) -> None:
    left = []
    for after in range(75):
        for _ in range(2):
            left += [after] * remind(now=NOW + timedelta(days=after))
    assert left == [30 + days for days in REMINDED_AFTER]
    assert list(invoice.reminders.values_list("rank", flat=True)) == [1, 2, 3]


def test_a_reminder_that_nobody_would_read_waits_until_somebody_does(invoice: Invoice) -> None:
    Officer.objects.update(role=OfficerRole.ENROLLER.value)
    assert remind(now=NOW + timedelta(days=40)) == 0
    bill_to(invoice.sponsor, name=invoice.sponsor.name, siret="", email="compta@cse.example")
    assert remind(now=NOW + timedelta(days=40)) == 1


def test_what_is_paid_is_asked_for_no_more(invoice: Invoice) -> None:
    assert remind(now=NOW + timedelta(days=31)) == 1
    paid(invoice, invoice.gross_cents)
    assert remind(now=NOW + timedelta(days=60)) == 0


def test_the_accounts_hold_sales_credits_and_payments(invoice: Invoice) -> None:
    paid(invoice, 100_000)
    paid(invoice, -100_000)
    credit_invoice(invoice=invoice, by=None, now=NOW)
    year = AccountingYear.of(TODAY, 1)
    rows = [line.rstrip("\r\n").split("\t") for line in accounting_entries(SELLER_SIREN, year)][1:]
    assert {row[8] for row in rows} >= {invoice.number, "A2026-00001"}
    debit, credit = (sum(int(row[at].replace(",", "")) for row in rows) for at in (11, 12))
    assert debit == credit > 0
    assert list(accounting_entries(SELLER_SIREN, AccountingYear.begun_in(TODAY.year - 1, 1)))[1:] == []


def test_a_payment_makes_its_part_of_the_vat_due_and_the_option_for_debits_all_of_it_at_once(invoice: Invoice) -> None:
    def vat() -> dict[str, int]:
        """What stands on each account of VAT, in cents."""
        lines = list(accounting_entries(SELLER_SIREN, AccountingYear.of(TODAY, 1)))[1:]
        rows = [line.rstrip("\r\n").split("\t") for line in lines]
        moves = [(row[4], int(row[12].replace(",", "")) - int(row[11].replace(",", ""))) for row in rows]
        return {ledger: sum(cents for one, cents in moves if one == ledger) for ledger in ("445740", "445710")}

    assert vat() == {"445740": invoice.vat_cents, "445710": 0}
    paid(invoice, invoice.gross_cents // 2)
    assert vat()["445710"] == (invoice.vat_cents + 1) // 2
    paid(invoice, invoice.gross_cents - invoice.gross_cents // 2)
    assert vat() == {"445740": 0, "445710": invoice.vat_cents}
    Seller.objects.update(vat_due="debits")
    other = issue_invoice(agreement=make_council(), by=None, now=NOW)
    assert vat() == {"445740": 0, "445710": invoice.vat_cents + other.vat_cents}
