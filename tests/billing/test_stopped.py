"""An agreement that ends early or is dropped: its invoice is put right, and nothing of it disappears."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from declic.billing.actions import credit_invoice, issue_invoice, remind, stop_agreement
from declic.billing.models import Invoice
from declic.billing.queries import to_correct
from declic.billing.rules.amounts import money
from declic.ground.errors import Refusal
from declic.ground.paris import paris_day
from declic.sponsors.actions import end_agreement
from declic.sponsors.models import Agreement
from declic.sponsors.rules.agreements import AgreementState
from declic.sponsors.rules.prices import uncapped
from tests.billing.world import make_council, make_seller
from tests.web.second_factor import proved_twice
from tests.world import NOW, make_officer, make_operator

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Agreement:
    make_seller()
    held = make_council(price=800_000)
    make_officer(held.sponsor)
    return held


def issued(agreement: Agreement) -> Invoice:
    return issue_invoice(agreement=agreement, by=None, now=NOW)


def stop(agreement: Agreement) -> None:
    stop_agreement(agreement=agreement, last_day=paris_day(NOW), now=NOW)


def text(answer: object) -> str:
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())  # type: ignore[attr-defined]


def test_ended_early_the_invoice_is_to_correct_and_no_reminder_leaves(council: Agreement) -> None:
    invoice = issued(council)
    assert to_correct() == []
    stop(council)
    (wrong,) = to_correct()
    assert wrong.invoice == invoice
    assert paris_day(NOW) == date(2026, 11, 23)  # two months and 23 days of 30
    assert wrong.worth == round(800_000 * (2 + 23 / 30) / 12)
    assert remind(now=NOW + timedelta(days=40)) == 0
    credit_invoice(invoice=invoice, by=None, now=NOW)
    assert to_correct() == []
    council.refresh_from_db()
    assert issued(council).net_cents == wrong.worth
    assert to_correct() == []
    assert remind(now=NOW + timedelta(days=40)) == 1


def test_an_invoiced_agreement_is_dropped_once_it_is_credited(council: Agreement) -> None:
    Agreement.objects.filter(pk=council.pk).update(starts_on=date(2027, 9, 1), ends_on=date(2028, 8, 31))
    council.refresh_from_db()
    invoice = issued(council)
    with pytest.raises(Refusal, match=invoice.number) as refused:
        stop(council)
    assert refused.value.code == "still_invoiced"
    credit_invoice(invoice=invoice, by=None, now=NOW)
    stop(council)
    council.refresh_from_db()
    assert council.state == AgreementState.DROPPED.value


def test_one_dropped_before_stays_on_the_page_with_its_invoice(council: Agreement) -> None:
    """As it was done when nothing looked at invoices."""
    Agreement.objects.filter(pk=council.pk).update(starts_on=date(2027, 9, 1), ends_on=date(2028, 8, 31))
    council.refresh_from_db()
    invoice = issued(council)
    end_agreement(agreement=council, last_day=paris_day(NOW), now=NOW)
    assert [(one.invoice, one.worth) for one in to_correct()] == [(invoice, 0)]
    assert remind(now=NOW + timedelta(days=40)) == 0
    page = text(proved_twice(make_operator()).get(reverse("staff:billing", args=[council.sponsor_id])))
    assert f'Émettre l’avoir de <span class="nb">{invoice.number}' in page
    assert "plus rien n’est dû" in page


def test_the_operator_is_led_from_the_end_to_the_credit_note_and_the_new_invoice(council: Agreement) -> None:
    today = paris_day(timezone.now())
    Agreement.objects.filter(pk=council.pk).update(
        starts_on=today - timedelta(days=83), ends_on=today + timedelta(days=281)
    )
    council.refresh_from_db()
    used = uncapped(council.terms, starts_on=council.starts_on, ends_on=today, pupils=0, seconds=0)
    due = money(used).replace("\u00a0", " ")
    operator = proved_twice(make_operator())
    invoice = issue_invoice(agreement=council, by=None, now=timezone.now())
    page = reverse("staff:agreement", args=[council.sponsor_id, council.pk])
    assert "n’est plus ce qui est dû" not in text(operator.get(page))
    ended = text(operator.post(page, {"do": "end", "state": "running"}, follow=True))
    assert f"8 000,00 € HT facturés, {due} HT dus" in ended
    billing = reverse("staff:billing", args=[council.sponsor_id])
    assert f'Émettre l’avoir de <span class="nb">{invoice.number}' in text(operator.get(billing))
    assert invoice.number in text(operator.get(reverse("staff:invoices")))
    after = operator.post(reverse("staff:credit", args=[invoice.pk]), {"next": "billing"}, follow=True)
    assert f"{due} HT." in text(after)
    assert "Émettre l’avoir de" not in text(after)
