"""A public buyer's time to pay runs from the deposit at Chorus Pro; no other's does."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from declic.billing.actions import note_deposits, remind, take_deposits_back
from declic.billing.models import Invoice
from declic.billing.queries import invoice_listed
from declic.billing.rules.invoices import Standing, late_from
from tests.billing.world import make_invoice
from tests.web.second_factor import proved_twice
from tests.world import NOW, make_officer, make_operator, make_sponsor

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
DEPOSITED = 20


@pytest.fixture
def invoice() -> Invoice:
    sponsor = make_sponsor()
    make_officer(sponsor)
    like = make_invoice(sponsor, "F2026-00009")
    said = {one.attname: getattr(like, one.attname) for one in Invoice._meta.fields if one.name != "id"}
    return Invoice.objects.create(**said | {"number": "F2026-00001", "draft": {**like.draft, "is_electronic": True}})


def stands(invoice: Invoice, days: int) -> Standing:
    return invoice_listed(invoice.pk, TODAY + timedelta(days=days)).standing


def reminded(invoice: Invoice, days: int) -> bool:
    remind(now=NOW + timedelta(days=days))
    return invoice.reminders.exists()


def test_nothing_is_late_nor_asked_for_before_it_is_deposited(invoice: Invoice) -> None:
    assert stands(invoice, 90) is Standing.DUE
    assert not reminded(invoice, 90)
    later = NOW + timedelta(days=DEPOSITED)
    note_deposits(invoices=[invoice.pk], on=later.date(), by=None, now=later)
    assert invoice_listed(invoice.pk, TODAY).late_from == TODAY + timedelta(days=DEPOSITED + 30)
    assert stands(invoice, DEPOSITED + 30) is Standing.DUE
    assert not reminded(invoice, DEPOSITED + 30)
    assert stands(invoice, DEPOSITED + 31) is Standing.LATE
    assert reminded(invoice, DEPOSITED + 31)
    take_deposits_back(invoices=[invoice.pk], by=None, now=later)
    assert stands(invoice, DEPOSITED + 60) is Standing.DUE
    assert invoice_listed(invoice.pk, TODAY).invoice.due_on == TODAY + timedelta(days=30), "what it bears never moves"


def test_a_plain_invoice_runs_from_its_issue_and_a_deposit_shortens_nothing() -> None:
    assert late_from(TODAY, is_electronic=False, deposited_on=None) == TODAY
    assert late_from(TODAY, is_electronic=True, deposited_on=TODAY - timedelta(days=40)) == TODAY


def test_the_team_reads_what_is_to_deposit_and_from_when_it_runs(invoice: Invoice) -> None:
    client = proved_twice(make_operator())
    said = client.get(reverse("staff:invoices")).content.decode()
    assert "1\u00a0facture</b>" in said or "1\u00a0facture à déposer" in said
    assert "ne court qu’à partir du dépôt" in said
    assert "qui n’est pas noté" in client.get(reverse("staff:invoice", args=[invoice.pk])).content.decode()
    now = timezone.now()
    note_deposits(invoices=[invoice.pk], on=max(now.date(), invoice.issued_on), by=None, now=max(now, NOW))
    assert "trente jours après son dépôt" in client.get(reverse("staff:invoice", args=[invoice.pk])).content.decode()
    assert "ne court qu’à partir du dépôt" not in client.get(reverse("staff:invoices")).content.decode()
