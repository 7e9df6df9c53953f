"""Who is written to about an invoice: those who may read it, and the accounts, who get the file itself."""

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.urls import reverse

from declic.billing.actions import credit_invoice, issue_invoice, record_payment, remind
from declic.billing.models import Invoice
from declic.billing.queries import file_of
from declic.ground.units import Cents
from declic.letters.actions.packing import InvoiceLetter, packed, unpacked
from declic.letters.models import Letter
from declic.sponsors.rules.officers import OfficerRole
from tests.billing.world import bill_to, make_council, make_seller
from tests.world import NOW, make_officer

pytestmark = pytest.mark.django_db
ACCOUNTS = "compta@cse.example"


@pytest.fixture
def invoice(django_capture_on_commit_callbacks: object) -> Invoice:
    """Issued, and told."""
    make_seller()
    agreement = make_council()
    sponsor = agreement.sponsor
    bill_to(sponsor, name=sponsor.name, siret="", email=ACCOUNTS)
    for role in OfficerRole:
        make_officer(sponsor, role)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        return issue_invoice(agreement=agreement, by=None, now=NOW)


def manager(invoice: Invoice) -> str:
    return str(invoice.sponsor.officers.get(role=OfficerRole.MANAGER.value).account.email)


def check_letters(invoice: Invoice, written: list[EmailMessage]) -> None:
    assert {one.to[0] for one in written} == {ACCOUNTS, manager(invoice)}
    for one in written:
        if one.to == [ACCOUNTS]:
            assert one.attachments == [(f"{invoice.number}.pdf", file_of(invoice, "pdf"), "application/pdf")]
            assert "joint à ce message" in one.body
            assert "/partenaire/" not in one.body
        else:
            assert not one.attachments
            assert reverse("sponsor:invoices") in one.body


def test_only_who_may_read_the_invoice_is_told_and_the_accounts_get_it(invoice: Invoice) -> None:
    check_letters(invoice, mail.outbox)


def test_so_it_is_for_a_credit_note_and_a_reminder(
    invoice: Invoice, django_capture_on_commit_callbacks: object
) -> None:
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert remind(now=NOW.replace(year=2027)) == 1
    check_letters(invoice, mail.outbox)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        credit = credit_invoice(invoice=invoice, by=None, now=NOW)
    check_letters(credit, mail.outbox)


def test_the_accounts_that_are_an_officer_are_written_to_once(
    invoice: Invoice, django_capture_on_commit_callbacks: object
) -> None:
    bill_to(invoice.sponsor, name=invoice.sponsor.name, siret="", email=manager(invoice))
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        credit_invoice(invoice=invoice, by=None, now=NOW)
    assert [one.to for one in mail.outbox] == [[manager(invoice)]]


def test_a_letter_that_waits_holds_the_number_of_the_invoice_and_no_copy(invoice: Invoice) -> None:
    letter = InvoiceLetter("Facture", "Bonjour", to=[ACCOUNTS], invoice_id=invoice.pk)
    sealed = packed(letter=letter)
    assert len(sealed) < 1000
    (joined,) = unpacked(letter=Letter(sealed=sealed)).attachments
    assert joined[1] == file_of(invoice, "pdf")


def test_an_invoice_the_account_pays_asks_for_nothing(
    invoice: Invoice, django_capture_on_commit_callbacks: object
) -> None:
    gross = Cents(invoice.gross_cents)
    record_payment(invoice=invoice, cents=gross, paid_on=NOW.date(), by=None, now=NOW)
    credit_invoice(invoice=invoice, by=None, now=NOW)
    mail.outbox.clear()
    assert invoice.agreement is not None
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        issue_invoice(agreement=invoice.agreement, by=None, now=NOW)
    told = [one for one in mail.outbox if one.subject.startswith("Facture")]
    assert len(told) == 2
    assert all("rien n’est à payer" in one.body and "au plus tard" not in one.body for one in told)
