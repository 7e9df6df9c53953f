"""The organisation that sells changes: neither its accounts nor what it owes are those of the one before."""

from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction

from declic.billing.actions import issue_invoice, record_payment, record_refund, set_seller
from declic.billing.actions.details import Address
from declic.billing.models import Invoice, Seller
from declic.billing.queries import (
    account_of,
    accounting_entries,
    accounting_years,
    carried_for,
    favours_of,
    invoice_listed,
    sellers_known,
)
from declic.billing.rules.accounting_years import AccountingYear
from declic.billing.rules.amounts import VatRegime
from declic.ground.errors import Refusal
from declic.ground.units import Cents
from declic.sponsors.models import Agreement, Sponsor
from tests.billing.world import SELLER_SIREN, TOWN_SIRET, bill_to, make_council, make_seller, priced
from tests.refusals import refused
from tests.world import NOW

NEXT_SIREN = TOWN_SIRET[:9]
YEAR = AccountingYear.of(NOW.date(), 1)


def sell_as_another(year_starts_in: int = 1) -> Seller:
    return set_seller(
        name="Autre SCIC",
        siret=TOWN_SIRET,
        place=Address("2 rue", "75002", "Paris"),
        regime=VatRegime.NON_PROFIT,
        iban="FR7630006000011234567890189",
        bic="AGRIFRPP",
        email="compta@autre.example",
        year_starts_in=year_starts_in,
        by=None,
        now=NOW,
    )


def rows_of(siren: str, year: AccountingYear = YEAR) -> list[list[str]]:
    return [line.rstrip("\r\n").split("\t") for line in accounting_entries(siren, year)][1:]


@pytest.fixture
def paid_twice(db: None) -> Invoice:
    """Of the first seller, whose customer paid it twice; then the seller changes."""
    make_seller()
    invoice = issue_invoice(agreement=make_council(price=100_000), by=None, now=NOW)
    paid = Cents(2 * invoice.gross_cents)
    record_payment(invoice=invoice, cents=paid, paid_on=NOW.date(), by=None, now=NOW, surplus=True)
    sell_as_another()
    return invoice


def next_agreement(invoice: Invoice) -> Agreement:
    agreement = priced(invoice.sponsor, 100_000)
    agreement.starts_on, agreement.ends_on = date(2027, 9, 1), date(2028, 8, 31)
    agreement.save()
    return agreement


def test_what_one_seller_owes_pays_no_invoice_of_another(paid_twice: Invoice) -> None:
    second = issue_invoice(agreement=next_agreement(paid_twice), by=None, now=NOW)
    assert (second.siren, second.draft["carried"]) == (NEXT_SIREN, 0)
    listed = invoice_listed(second.pk, NOW.date())
    assert (listed.carried, listed.owed) == (0, second.gross_cents)
    assert carried_for(paid_twice.sponsor_id, SELLER_SIREN).free == paid_twice.gross_cents
    assert [(one.seller.name, one.free) for one in favours_of(paid_twice.sponsor)] == [
        ("Autre SCIC", 0),
        ("Déclic", paid_twice.gross_cents),
    ]


def test_it_is_the_one_who_owes_that_gives_back(paid_twice: Invoice) -> None:
    given = {"sponsor": paid_twice.sponsor, "paid_on": NOW.date(), "by": None, "now": NOW}
    with refused("bad_refund"):
        record_refund(siren=NEXT_SIREN, cents=Cents(1), **given)
    record_refund(siren=SELLER_SIREN, cents=Cents(paid_twice.gross_cents), **given)
    assert carried_for(paid_twice.sponsor_id, SELLER_SIREN).free == 0
    assert {row[2] for row in rows_of(SELLER_SIREN)} == {"000001", "000002", "000003"}
    assert rows_of(NEXT_SIREN) == []


def test_a_file_and_a_statement_are_of_one_seller(paid_twice: Invoice) -> None:
    second = issue_invoice(agreement=next_agreement(paid_twice), by=None, now=NOW + timedelta(days=1))
    assert {row[8] for row in rows_of(NEXT_SIREN)} == {second.number}
    assert {row[8] for row in rows_of(SELLER_SIREN)} == {paid_twice.number}
    assert account_of(paid_twice.sponsor, NEXT_SIREN)[-1].balance == second.gross_cents
    assert account_of(paid_twice.sponsor, SELLER_SIREN)[-1].balance == -paid_twice.gross_cents
    assert [one.siren for one in sellers_known()] == [NEXT_SIREN, SELLER_SIREN]


def test_another_month_of_start_leaves_the_years_of_who_invoiced_as_they_were(db: None) -> None:
    make_seller()
    issue_invoice(agreement=make_council(price=100_000), by=None, now=NOW)
    today = NOW.date()
    assert accounting_years(SELLER_SIREN, today)[0] == YEAR
    sell_as_another(year_starts_in=9)
    assert accounting_years(SELLER_SIREN, today)[0] == YEAR
    assert accounting_years(NEXT_SIREN, today)[0] == AccountingYear.of(today, 9), "it never invoiced: nothing is recut"
    issue_invoice(agreement=make_council(price=100_000), by=None, now=NOW)
    sell_as_another(year_starts_in=1)
    short = AccountingYear(date(2026, 9, 1), date(2026, 12, 31))
    assert accounting_years(NEXT_SIREN, date(2027, 1, 1))[:2] == [AccountingYear.begun_in(2027, 1), short]


def test_a_sponsor_s_name_that_is_mended_changes_no_year_that_is_over(paid_twice: Invoice) -> None:
    given = {"cents": Cents(paid_twice.gross_cents), "paid_on": NOW.date(), "by": None, "now": NOW}
    record_refund(sponsor=paid_twice.sponsor, siren=SELLER_SIREN, **given)  # type: ignore[arg-type]
    before = rows_of(SELLER_SIREN)
    assert {row[7] for row in before} == {"", paid_twice.draft["buyer"]["name"]}
    Sponsor.objects.update(name="CSE Rebaptisé")
    bill_to(paid_twice.sponsor, name="CSE Rebaptisé", siret="")
    assert rows_of(SELLER_SIREN) == before


def test_a_year_that_is_over_never_changes(db: None) -> None:
    make_seller()
    first = issue_invoice(agreement=make_council(price=100_000), by=None, now=NOW)
    before = list(accounting_entries(SELLER_SIREN, YEAR))
    late = datetime(2027, 1, 22, 9, 0, tzinfo=NOW.tzinfo)
    record_payment(invoice=first, cents=Cents(first.gross_cents), paid_on=NOW.date(), by=None, now=late)
    assert list(accounting_entries(SELLER_SIREN, YEAR)) == before
    bank, customer, waited, due = rows_of(SELLER_SIREN, AccountingYear.of(late.date(), 1))
    assert (bank[2], bank[3], bank[9], bank[15]) == ("000001", "20270122", f"{NOW:%Y%m%d}", "20270122")
    assert customer[8] == first.number
    assert (waited[4], due[4]) == ("445740", "445710"), "its VAT is due in the year it was paid"


def test_entries_of_all_kinds_follow_each_other_as_they_were_noted(db: None) -> None:
    make_seller()
    invoices = [
        issue_invoice(agreement=make_council(price=100_000), by=None, now=NOW + timedelta(days=days)) for days in (0, 2)
    ]
    for after, invoice in ((3, invoices[1]), (1, invoices[0])):
        noted = NOW + timedelta(days=after)
        record_payment(invoice=invoice, cents=Cents(5), paid_on=noted.date(), by=None, now=noted)
    found = rows_of(SELLER_SIREN, AccountingYear.of(NOW.date(), 9))
    told = list(dict.fromkeys((row[2], row[0], row[8]) for row in found))
    one, two = (invoice.number for invoice in invoices)
    assert told == [("000001", "VE", one), ("000002", "BQ", one), ("000003", "VE", two), ("000004", "BQ", two)]


def test_a_note_that_is_taken_back_by_the_database_leaves_no_gap(db: None) -> None:
    """PostgreSQL never gives a row's number twice, even of a transaction that failed."""
    make_seller()
    invoice = issue_invoice(agreement=make_council(price=100_000), by=None, now=NOW)
    for cents in (5, 2 * invoice.gross_cents, 7):
        with suppress(Refusal):
            record_payment(invoice=invoice, cents=Cents(cents), paid_on=NOW.date(), by=None, now=NOW)
        with suppress(ZeroDivisionError), transaction.atomic():
            record_payment(invoice=invoice, cents=Cents(1), paid_on=NOW.date(), by=None, now=NOW)
            raise ZeroDivisionError
    assert list(dict.fromkeys(row[2] for row in rows_of(SELLER_SIREN))) == ["000001", "000002", "000003"]
