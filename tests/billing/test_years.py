"""An agreement of several years at a flat price: each year is invoiced when it begins, once."""

from datetime import UTC, date, datetime, timedelta
from itertools import accumulate, pairwise

import pytest
from django.db import Error, transaction
from hypothesis import given
from hypothesis import strategies as some

from declic.billing import actions
from declic.billing.models import Invoice
from declic.billing.queries import to_invoice
from declic.billing.rules.instalments import instalments_of, next_instalment
from declic.ground.units import Cents
from declic.sponsors.models import Agreement
from declic.sponsors.rules.agreements import PriceModel, Terms, years_of
from declic.sponsors.rules.prices import SoFar, amount_due, flat_of_years, uncapped
from tests.billing.world import make_council, make_seller
from tests.refusals import refused
from tests.world import NOW

YEARLY = 3_000_000
SECOND = datetime(2027, 8, 20, 9, 0, tzinfo=UTC)
"""Period before the second year begins."""


@pytest.fixture
def two_years(db: None) -> Agreement:
    make_seller()
    agreement = make_council(price=YEARLY)
    agreement.ends_on = date(2028, 8, 31)
    agreement.save()
    return agreement


def issued(agreement: Agreement, now: datetime) -> Invoice:
    return actions.issue_invoice(agreement=agreement, by=None, now=now)


def test_one_invoice_a_year_each_as_its_year_begins(two_years: Agreement) -> None:
    first = issued(two_years, NOW)
    assert (first.net_cents, first.first_day, first.last_day) == (YEARLY, date(2026, 9, 1), date(2027, 8, 31))
    assert "année 1 sur 2" in first.draft["lines"][0]["detail"]
    with refused("not_begun"):
        issued(two_years, NOW)
    second = issued(two_years, SECOND)
    assert (second.net_cents, second.first_day, second.last_day) == (YEARLY, date(2027, 9, 1), date(2028, 8, 31))
    with refused("already_invoiced"):
        issued(two_years, SECOND)


def test_all_that_waits_holds_the_year_that_is_due(two_years: Agreement) -> None:
    def renewed(now: datetime) -> None:
        actions.ask_renewals(by=None, now=now)
        while actions.issue_renewals(now=now):
            pass

    renewed(NOW)
    assert to_invoice(NOW.date()) == to_invoice(date(2027, 7, 31)) == []
    assert to_invoice(date(2027, 8, 1)) == [two_years]
    renewed(SECOND)
    assert to_invoice(SECOND.date() + timedelta(days=300)) == []
    assert list(two_years.invoices.order_by("pk").values_list("net_cents", flat=True)) == [YEARLY, YEARLY]


def test_a_year_that_is_credited_waits_again(two_years: Agreement) -> None:
    first, _ = issued(two_years, NOW), issued(two_years, SECOND)
    actions.credit_invoice(invoice=first, by=None, now=SECOND)
    assert to_invoice(SECOND.date()) == [two_years]
    assert issued(two_years, SECOND).first_day == date(2026, 9, 1)
    assert to_invoice(SECOND.date()) == []


def test_one_invoiced_whole_before_is_invoiced_for_all_its_years(two_years: Agreement) -> None:
    """As invoices were made when they were for the whole agreement."""
    first = issued(two_years, NOW)
    Invoice.objects.create(
        number="F2026-00900",
        siren=first.siren,
        kind=first.kind,
        sponsor=first.sponsor,
        agreement=two_years,
        issued_on=first.issued_on,
        due_on=first.due_on,
        first_day=two_years.starts_on,
        last_day=two_years.ends_on,
        net_cents=2 * YEARLY,
        vat_cents=0,
        draft=first.draft,
        issued_at=NOW,
    )
    actions.credit_invoice(invoice=first, by=None, now=NOW)
    assert to_invoice(SECOND.date()) == []
    with refused("already_invoiced"):
        issued(two_years, SECOND)


def test_the_database_keeps_the_days_an_invoice_is_for(two_years: Agreement) -> None:
    invoice = issued(two_years, NOW)
    with pytest.raises(Error), transaction.atomic():
        Invoice.objects.filter(pk=invoice.pk).update(last_day=date(2028, 8, 31))


@given(
    starts_on=some.dates(date(2020, 1, 1), date(2035, 12, 31)),
    days=some.integers(0, 2200),
    price=some.integers(1, 10**7),
)
def test_years_follow_each_other_and_add_up_to_the_whole(starts_on: date, days: int, price: int) -> None:
    ends_on = starts_on + timedelta(days=days)
    years = years_of(starts_on, ends_on)
    assert (years[0][0], years[-1][1]) == (starts_on, ends_on)
    assert all(after[0] == before[1] + timedelta(days=1) for before, after in pairwise(years))
    assert all(364 <= (last - first).days <= 365 for first, last in years[:-1])
    terms = Terms(PriceModel.FLAT, Cents(price))
    worth = flat_of_years(terms, starts_on=starts_on, ends_on=ends_on)
    assert sum(worth) == uncapped(terms, starts_on=starts_on, ends_on=ends_on, pupils=0, seconds=0)
    assert min(worth) >= 0
    assert len(worth) == len(years)


@given(
    starts_on=some.dates(date(2020, 1, 1), date(2035, 12, 31)),
    days=some.integers(0, 2200),
    added=some.lists(some.integers(0, 10**6), min_size=7, max_size=7),
    ceiling=some.none() | some.integers(1, 10**6),
)
def test_years_paid_by_use_owe_what_they_used_and_never_more_than_the_ceiling_together(
    starts_on: date, days: int, added: list[int], ceiling: int | None
) -> None:
    ends_on = starts_on + timedelta(days=days)
    years = years_of(starts_on, ends_on)
    terms = Terms(PriceModel.PER_HOUR, Cents(1), ceiling=None if ceiling is None else Cents(ceiling))
    costs = [Cents(cost) for cost in accumulate(added[: len(years)])]
    used = [SoFar(seconds=cost, cost=cost, due=amount_due(terms, cost)) for cost in costs]
    found = instalments_of(terms, starts_on, ends_on, used)
    assert [(one.first_day, one.last_day) for one in found] == years
    assert [one.cost for one in found] == [one.seconds for one in found] == added[: len(years)]
    assert all(0 <= one.due <= one.cost for one in found)
    assert sum(one.due for one in found) == amount_due(terms, costs[-1])
    assert next_instalment(found, [(starts_on, ends_on)]) is None


def test_numbers_typed_as_an_invoice_leaves_are_noted_the_market_for_all_its_years(two_years: Agreement) -> None:
    actions.issue_invoice(agreement=two_years, by=None, now=NOW, commitment="ENG 1", contract="M-7")
    two_years.refresh_from_db()
    assert (two_years.commitment_of(two_years.starts_on), two_years.contract) == ("ENG 1", "M-7")
    second = actions.issue_invoice(agreement=two_years, by=None, now=SECOND, commitment="ENG 2")
    assert (second.draft["commitment"], second.draft["contract"]) == ("ENG 2", "M-7")


def test_a_market_typed_alone_is_noted_and_one_too_long_issues_nothing(two_years: Agreement) -> None:
    with refused("contract_too_long"):
        actions.issue_invoice(agreement=two_years, by=None, now=NOW, commitment="", contract="9" * 51)
    assert not Invoice.objects.exists()
    assert actions.issue_invoice(agreement=two_years, by=None, now=NOW, commitment="", contract="M-7").number[-1] == "1"
    two_years.refresh_from_db()
    assert two_years.contract == "M-7"
