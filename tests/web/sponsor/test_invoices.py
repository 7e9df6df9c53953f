"""An officer reads and downloads the invoices of their own sponsor, and of no other."""

import pytest
from django.test import Client
from django.urls import reverse

from declic.billing.actions import record_payment
from declic.billing.rules.amounts import money
from declic.ground.units import Cents
from declic.sponsors.models import Sponsor
from declic.sponsors.rules.officers import OfficerRole
from tests.billing.world import make_invoice
from tests.world import NOW, make_officer, make_sponsor

pytestmark = pytest.mark.django_db


def test_an_officer_sees_the_invoices_of_their_sponsor_only() -> None:
    mine, theirs = make_sponsor(), make_sponsor()
    here, there = make_invoice(mine, "F2026-00001"), make_invoice(theirs, "F2026-00002")
    client = Client()
    client.force_login(make_officer(mine).account)
    page = client.get(reverse("sponsor:invoices")).content.decode()
    assert here.number in page
    assert there.number not in page
    assert client.get(reverse("sponsor:invoice_file", args=[here.pk, "pdf"])).content == b"%PDF-"
    for invoice, form in ((there, "pdf"), (here, "ubl"), (here, "exe")):
        assert client.get(reverse("sponsor:invoice_file", args=[invoice.pk, form])).status_code == 404


def test_an_officer_reads_what_is_left_of_an_invoice_paid_in_part() -> None:
    sponsor = make_sponsor()
    invoice = make_invoice(sponsor)
    client = Client()
    client.force_login(make_officer(sponsor).account)
    assert "reste" not in client.get(reverse("sponsor:invoices")).content.decode()
    record_payment(invoice=invoice, cents=Cents(400_00), paid_on=invoice.issued_on, by=None, now=NOW)
    page = client.get(reverse("sponsor:invoices")).content.decode()
    assert f'reste <b class="num">{money(invoice.gross_cents - 400_00)}</b>' in page


@pytest.mark.parametrize("role", [OfficerRole.ENROLLER, OfficerRole.READER])
def test_who_only_enrols_or_reads_figures_sees_no_invoice(role: OfficerRole) -> None:
    sponsor = make_sponsor()
    invoice = make_invoice(sponsor)
    client = Client()
    client.force_login(make_officer(sponsor, role).account)
    assert client.get(reverse("sponsor:invoices")).status_code == 404
    assert client.get(reverse("sponsor:invoice_file", args=[invoice.pk, "pdf"])).status_code == 404


def test_before_the_first_invoice_the_page_says_what_will_come() -> None:
    client = Client()
    client.force_login(make_officer(make_sponsor()).account)
    assert "La première facture se lira ici." in client.get(reverse("sponsor:invoices")).content.decode()


@pytest.mark.parametrize(("kind", "is_electronic"), [("commune", True), ("works_council", False)])
def test_only_who_is_billed_electronically_is_told_of_xml(kind: str, *, is_electronic: bool) -> None:
    sponsor = make_sponsor()
    Sponsor.objects.filter(pk=sponsor.pk).update(kind=kind)
    client = Client()
    client.force_login(make_officer(Sponsor.objects.get(pk=sponsor.pk)).account)
    page = client.get(reverse("sponsor:invoices")).content.decode()
    assert ("Factur-X" in page, "XML" in page) == (is_electronic, is_electronic)
