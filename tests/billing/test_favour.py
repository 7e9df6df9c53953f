"""What a sponsor has in its favour: it pays the other invoices, is given back, and nobody is asked for it again."""

import io
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import Error, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some
from pypdf import PdfReader

from declic.billing.actions import credit_invoice, issue_invoice, record_payment, record_refund, remind
from declic.billing.documents.check import faults_of
from declic.billing.documents.syntax import Syntax
from declic.billing.models import Invoice, Refund
from declic.billing.queries import account_of, accounting_entries, carried_for, file_of, invoice_listed
from declic.billing.rules.account import Piece, carried
from declic.billing.rules.accounting_years import AccountingYear
from declic.billing.rules.invoices import Standing
from declic.ground.units import Cents
from declic.sponsors.models import Agreement, Sponsor
from tests.billing.world import SELLER_SIREN, make_council, make_seller, make_town
from tests.refusals import refused
from tests.web.second_factor import proved_twice
from tests.world import NOW, make_officer, make_operator

TODAY = NOW.date()


@pytest.fixture
def council(db: None) -> Agreement:
    make_seller()
    held = make_council(price=100_000)
    make_officer(held.sponsor)
    return held


def issued(agreement: Agreement, days: int = 0) -> Invoice:
    return issue_invoice(agreement=agreement, by=None, now=NOW + timedelta(days=days))


def paid(invoice: Invoice, cents: int, *, surplus: bool = False) -> None:
    record_payment(invoice=invoice, cents=Cents(cents), paid_on=TODAY, by=None, now=NOW, surplus=surplus)


def refund(sponsor: Sponsor, cents: int, on: date = TODAY) -> Refund:
    return record_refund(
        sponsor=sponsor, siren=SELLER_SIREN, cents=Cents(cents), paid_on=on, by=None, now=NOW, reference="VIR 9"
    )


def said(invoice: Invoice) -> str:
    return PdfReader(io.BytesIO(file_of(invoice, "pdf"))).pages[0].extract_text().replace("\u00a0", " ")


def test_paid_then_credited_the_money_pays_what_replaces_it_and_no_reminder_leaves(council: Agreement) -> None:
    first = issued(council)
    paid(first, first.gross_cents)
    credit = credit_invoice(invoice=first, by=None, now=NOW)
    assert "1 200,00 € déjà payés sont en votre faveur" in said(credit)
    assert "rien n’est à payer" not in said(credit).lower()
    assert carried_for(council.sponsor_id, SELLER_SIREN).free == 120_000
    second = issued(council)
    listed = invoice_listed(second.pk, TODAY)
    assert (listed.standing, listed.carried, listed.owed) == (Standing.PAID, 120_000, 0)
    assert "Rien n’est à payer" in said(second)
    assert account_of(council.sponsor, SELLER_SIREN)[-1].balance == 0
    assert remind(now=NOW + timedelta(days=60)) == 0
    with refused("bad_refund"):
        refund(council.sponsor, 1)


def test_a_credit_note_of_what_was_not_paid_says_so(council: Agreement) -> None:
    credit = credit_invoice(invoice=issued(council), by=None, now=NOW)
    assert "dont rien n’avait été payé" in said(credit)
    assert "en votre faveur" not in said(credit)


def test_money_that_comes_after_the_credit_note_is_noted_when_it_is_said_and_given_back(council: Agreement) -> None:
    invoice = issued(council)
    credit = credit_invoice(invoice=invoice, by=None, now=NOW)
    with refused("owed_no_more"):
        paid(invoice, 120_000)
    with refused("nothing_owed"):
        paid(credit, 120_000, surplus=True)
    paid(invoice, 120_000, surplus=True)
    assert (invoice_listed(invoice.pk, TODAY).surplus, carried_for(council.sponsor_id, SELLER_SIREN).free) == (
        120_000,
        120_000,
    )
    refund(council.sponsor, 120_000)
    assert account_of(council.sponsor, SELLER_SIREN)[-1].balance == 0


def test_what_an_invoice_was_issued_with_and_is_taken_back_is_said_and_nobody_is_asked_for_it(
    council: Agreement,
) -> None:
    first = issued(council)
    paid(first, 220_000, surplus=True)
    Agreement.objects.filter(pk=council.pk).update(starts_on=date(2025, 9, 1), ends_on=date(2026, 8, 31))
    council.refresh_from_db()
    second = issued(council)
    assert (second.draft["carried"], invoice_listed(second.pk, TODAY).beyond_paper) == (100_000, 0)
    pages = [reverse("staff:invoice", args=[second.pk]), reverse("staff:billing", args=[council.sponsor_id])]
    pages.append(reverse("staff:invoices"))
    operator = proved_twice(make_operator())
    sent = {"euros": "-1000", "paid_on": f"{timezone.localdate():%F}"}
    done = operator.post(reverse("staff:invoice", args=[first.pk]), sent, follow=True).content.decode()
    assert f"{second.number} disait" in done
    listed = invoice_listed(second.pk, TODAY)
    assert (listed.owed, listed.beyond_paper) == (120_000, 100_000)
    for page in pages:
        assert "aucune relance ne part" in operator.get(page).content.decode()
    assert remind(now=NOW + timedelta(days=40)) == 0
    credit_invoice(invoice=second, by=None, now=NOW)
    assert issued(council).draft["carried"] == 0
    assert remind(now=NOW + timedelta(days=40)) == 1


def test_what_is_given_back_is_in_the_accounts_and_in_the_statement(council: Agreement) -> None:
    invoice = issued(council)
    paid(invoice, invoice.gross_cents)
    credit_invoice(invoice=invoice, by=None, now=NOW)
    with refused("bad_refund"):
        refund(council.sponsor, 120_001)
    with refused("not_yet"):
        refund(council.sponsor, 1, TODAY + timedelta(days=1))
    with refused("too_early"):
        refund(council.sponsor, 1, date(1990, 1, 1))
    refund(council.sponsor, 120_000)
    with refused("given_back"):
        paid(invoice, -1)
    assert [one.balance for one in account_of(council.sponsor, SELLER_SIREN)][-1] == 0
    rows = [line.rstrip("\r\n").split("\t") for line in accounting_entries(SELLER_SIREN, AccountingYear.of(TODAY, 1))][
        1:
    ]
    assert [(row[4], row[11], row[12]) for row in rows if row[8].startswith("B")] == [
        ("512000", "0,00", "1200,00"),
        ("411000", "1200,00", "0,00"),
    ]
    customer = [row for row in rows if row[4] == "411000"]
    debit, credit = (sum(int(row[at].replace(",", "")) for row in customer) for at in (11, 12))
    assert debit == credit  # nobody owes anything
    refund(council.sponsor, -120_000)
    with refused("bad_refund"):
        refund(council.sponsor, -1)
    assert carried_for(council.sponsor_id, SELLER_SIREN).free == 120_000


def test_more_than_what_is_owed_is_noted_when_it_is_said(council: Agreement) -> None:
    invoice = issued(council)
    with refused("bad_payment"):
        paid(invoice, 130_000)
    with refused("bad_payment"):
        paid(invoice, 1_200_000, surplus=True)
    paid(invoice, 130_000, surplus=True)
    listed = invoice_listed(invoice.pk, TODAY)
    assert (listed.standing, listed.surplus) == (Standing.PAID, 10_000)
    assert carried_for(council.sponsor_id, SELLER_SIREN).free == 10_000
    refund(council.sponsor, 10_000)
    with refused("given_back"):
        paid(invoice, -5_000)


def test_a_payment_has_a_day_that_may_be(council: Agreement) -> None:
    invoice = issued(council)
    for day, code in ((date(1990, 1, 1), "too_early"), (TODAY + timedelta(days=1), "not_yet")):
        with refused(code):
            record_payment(invoice=invoice, cents=Cents(5), paid_on=day, by=None, now=NOW)


def test_a_part_that_is_carried_is_in_both_syntaxes_and_in_the_letter(
    db: None, django_capture_on_commit_callbacks: object
) -> None:
    make_seller()
    town = make_town()
    make_officer(town.sponsor)
    first = issued(town)
    paid(first, 100_000)
    credit_invoice(invoice=first, by=None, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        second = issued(town)
    assert faults_of([(Syntax.CII, file_of(second, "cii")), (Syntax.UBL, file_of(second, "ubl"))]) == [[], []]
    for form in ("cii", "ubl"):
        assert b"8600.40" in file_of(second, form)
    assert "Reste à payer" in said(second)
    assert "8 600,40 €" in said(second)
    assert "8\u00a0600,40\u00a0€ à payer" in mail.outbox[-1].body


def test_a_whole_that_is_carried_passes_the_official_checks(db: None) -> None:
    make_seller()
    town = make_town()
    first = issued(town)
    paid(first, first.gross_cents)
    credit_invoice(invoice=first, by=None, now=NOW)
    second = issued(town)
    assert invoice_listed(second.pk, TODAY).standing is Standing.PAID
    for form in ("cii", "ubl"):
        xml = " ".join(file_of(second, form).decode().split())
        assert "Rien n’est à payer" in xml
        assert "À payer" not in xml
        assert "FR7630006000011234567890189" not in xml
    assert "Rien n’est à payer" in said(second)


@pytest.mark.parametrize("paid_before", [0, 100_000])
def test_a_credit_note_asks_for_nothing_in_any_form(db: None, paid_before: int) -> None:
    make_seller()
    first = issued(make_town())
    if paid_before:
        paid(first, paid_before)
    credit = credit_invoice(invoice=first, by=None, now=NOW)
    assert faults_of([(Syntax.CII, file_of(credit, "cii")), (Syntax.UBL, file_of(credit, "ubl"))]) == [[], []]
    told = "Les 1 000,00 € déjà payés sont en votre faveur" if paid_before else "il n’y a rien à payer"
    for form in ("cii", "ubl"):
        xml = " ".join(file_of(credit, form).decode().split()).replace("\u00a0", " ")
        assert told in xml
        for asked in ("À payer", "DueDate", "FR7630006000011234567890189"):
            assert asked not in xml
    assert told in said(credit)


def test_the_database_keeps_what_was_given_back(council: Agreement) -> None:
    invoice = issued(council)
    paid(invoice, 10_000)
    credit_invoice(invoice=invoice, by=None, now=NOW)
    given_back = refund(council.sponsor, 5_000)
    with pytest.raises(Error), transaction.atomic():
        Refund.objects.filter(pk=given_back.pk).update(cents=1)


pieces = some.lists(
    some.builds(
        Piece,
        id=some.integers(1, 10**6),
        issued_on=some.dates(date(2026, 1, 1), date(2026, 3, 1)),
        gross=some.integers(1, 500),
        paid=some.integers(0, 900),
        is_credited=some.booleans(),
    ),
    unique_by=lambda one: one.id,
    max_size=8,
)


@given(pieces)
def test_nothing_is_lost_and_the_oldest_is_paid_first(held: list[Piece]) -> None:
    found = carried(held, 0)
    assert sum(found.to.values()) + found.free == sum(one.surplus for one in held)
    assert all(0 < found.to[one.id] <= one.lacks for one in held if one.id in found.to)
    order = sorted((one for one in held if one.lacks), key=lambda one: (one.issued_on, one.id))
    left = [one.lacks - found.to.get(one.id, 0) for one in order]
    first_left = next((place for place, cents in enumerate(left) if cents), len(left))
    assert all(one.id not in found.to for one in order[first_left + 1 :])
    assert found.free == 0 or not any(left)
