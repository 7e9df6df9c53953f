"""Many invoices in one go: each once, in order, whoever issues them; what is refused is said, and stops nobody else."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from declic.billing import actions
from declic.billing.actions import ask_renewals, issue_renewals, renewals
from declic.billing.models import Invoice
from declic.billing.queries import last_renewal, progress_of, to_invoice, waiting
from declic.sponsors.actions import count_lesson, note_commitment
from declic.sponsors.models import Agreement
from declic.sponsors.rules.agreements import PriceModel
from tests.billing.world import bill_to, make_council, make_seller, make_town
from tests.refusals import refused
from tests.world import NOW


def test_all_that_waits_is_invoiced_and_what_lacks_is_said(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewals, "AT_ONCE", 3)
    with refused("no_seller"):
        ask_renewals(by=None, now=NOW)
    make_seller()
    with refused("nothing_to_invoice"):
        ask_renewals(by=None, now=NOW)
    councils = [make_council() for _ in range(5)]
    nameless = make_town(billed=False)
    strict = make_council()
    bill_to(strict.sponsor, needs_commitment=True)
    make_council(price=0)
    assert {one.pk for one in to_invoice(NOW.date())} == {one.pk for one in [*councils, nameless, strict]}

    renewal = ask_renewals(by=None, now=NOW)
    with refused("already_running"):
        ask_renewals(by=None, now=NOW)
    rounds = 0
    while issue_renewals(now=NOW):
        rounds += 1
    assert rounds == 3
    found = progress_of(renewal)
    assert (found.asked, found.issued, found.done) == (7, 5, 7)
    assert {name for name, _ in found.refused} == {nameless.sponsor.name, strict.sponsor.name}
    numbers = Invoice.objects.order_by("sponsor__name").values_list("number", flat=True)
    assert list(numbers) == [f"F2026-{rank:05d}" for rank in range(1, 6)]
    assert not issue_renewals(now=NOW)

    bill_to(nameless.sponsor)
    again = ask_renewals(by=None, now=NOW)
    while issue_renewals(now=NOW):
        pass
    assert progress_of(again).issued == 1
    assert last_renewal() == again


def test_the_number_noted_on_the_agreement_is_on_the_invoices_of_all_of_them(db: None) -> None:
    make_seller()
    strict = make_council()
    bill_to(strict.sponsor, needs_commitment=True)
    with refused("commitment_too_long"):
        note_commitment(agreement=strict, first_day=strict.starts_on, commitment="9" * 51, now=NOW)
    with refused("contract_too_long"):
        note_commitment(agreement=strict, first_day=strict.starts_on, commitment="", contract="9" * 51, now=NOW)
    note_commitment(
        agreement=strict, first_day=strict.starts_on, commitment=" ENG 2026-118 ", contract=" M 2026-04 ", now=NOW
    )
    renewal = ask_renewals(by=None, now=NOW)
    while issue_renewals(now=NOW):
        pass
    assert progress_of(renewal).issued == 1
    draft = str(Invoice.objects.get().draft)
    assert "ENG 2026-118" in draft
    assert "M 2026-04" in draft


def test_one_invoiced_by_hand_meanwhile_is_not_invoiced_twice(db: None) -> None:
    make_seller()
    agreement, other = make_council(), make_council()
    renewal = ask_renewals(by=None, now=NOW)
    actions.issue_invoice(agreement=agreement, by=None, now=NOW)
    while issue_renewals(now=NOW):
        pass
    assert Invoice.objects.filter(agreement=agreement).count() == Invoice.objects.filter(agreement=other).count() == 1
    found = progress_of(renewal)
    assert (found.asked, found.issued, found.refused) == (2, 2, []), "what was asked for is done, whoever did it"
    assert set(renewal.lines.values_list("invoice__agreement", flat=True)) == {agreement.pk, other.pk}


def test_a_line_never_issues_another_year_than_the_one_that_was_asked_for(db: None) -> None:
    make_seller()
    agreement = make_council()
    Agreement.objects.filter(pk=agreement.pk).update(starts_on=date(2025, 10, 1), ends_on=date(2028, 9, 30))
    agreement.refresh_from_db()
    renewal = ask_renewals(by=None, now=NOW)
    first = actions.issue_invoice(agreement=agreement, by=None, now=NOW)
    assert to_invoice(NOW.date()) == [agreement], "its second year may be invoiced as well; nobody asked for it"
    while issue_renewals(now=NOW):
        pass
    assert list(Invoice.objects.all()) == [first]
    found = progress_of(renewal)
    assert (found.issued, found.refused) == (1, [])


def test_one_that_changed_meanwhile_is_asked_for_again(db: None) -> None:
    make_seller()
    agreement = make_council()
    renewal = ask_renewals(by=None, now=NOW)
    Agreement.objects.filter(pk=agreement.pk).update(starts_on=date(2026, 8, 1))
    while issue_renewals(now=NOW):
        pass
    assert not Invoice.objects.exists()
    [(_, why)] = progress_of(renewal).refused
    assert "recommencez" in why


def test_a_thousand_cost_no_more_queries_to_find_than_two(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_seller()
    found = []
    for _ in range(2):
        agreement = make_council()
        Agreement.objects.filter(pk=agreement.pk).update(starts_on=date(2025, 10, 1), ends_on=date(2028, 9, 30))
        agreement.refresh_from_db()
        actions.issue_invoice(agreement=agreement, by=None, now=NOW)
        found.append(agreement)
    with django_assert_num_queries(2):
        assert [one.agreement for one in waiting(NOW.date())] == found
    assert {one.instalment.rank for one in waiting(NOW.date())} == {2}


def test_many_paid_by_use_are_found_with_the_queries_of_one(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_seller()
    for many in range(1, 4):
        agreement = make_council(price=3200)
        Agreement.objects.filter(pk=agreement.pk).update(
            price_model=PriceModel.PER_HOUR.value, starts_on=date(2024, 10, 1), ends_on=date(2028, 9, 30)
        )
        count_lesson(
            sponsor_id=agreement.sponsor_id, lesson_id=uuid4(), seconds=3600, asked_at=NOW - timedelta(days=500)
        )
        with django_assert_num_queries(5):
            assert [one.instalment.rank for one in waiting(NOW.date())] == [1] * many


def test_what_is_used_waits_for_the_end_of_the_agreement(db: None) -> None:
    make_seller()
    agreement = make_council(price=3200)
    Agreement.objects.filter(pk=agreement.pk).update(price_model=PriceModel.PER_HOUR.value)
    count_lesson(sponsor_id=agreement.sponsor_id, lesson_id=uuid4(), seconds=5400, asked_at=NOW)
    assert to_invoice(NOW.date()) == []
    after = datetime(2027, 9, 1, 9, 0, tzinfo=UTC)
    assert [one.pk for one in to_invoice(after.date())] == [agreement.pk]
    ask_renewals(by=None, now=after)
    while issue_renewals(now=after):
        pass
    assert [(one.number, one.net_cents) for one in Invoice.objects.all()] == [("F2027-00001", 4800)]
