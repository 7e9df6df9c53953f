"""The operator's pages about money: from the seller's name to a credit note."""

import re
from datetime import date

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from declic.billing.actions import credit_invoice, issue_renewals
from declic.billing.models import BillingDetails, Invoice, Renewal
from declic.sponsors.models import Agreement
from tests.billing.world import (
    TOWN_SIRET,
    bill_to,
    make_council,
    make_invoice,
    make_seller,
    make_town,
)
from tests.web.clients import text
from tests.web.second_factor import proved_twice
from tests.web.staff.waiting_invoices import listed
from tests.world import NOW, make_officer, make_operator, make_sponsor

pytestmark = pytest.mark.django_db


def test_an_invoice_issued_by_another_meanwhile_says_so(operator: Client, town: Agreement) -> None:
    make_seller()
    bill_to(town.sponsor)
    issue = reverse("staff:issue", args=[town.sponsor_id, town.pk])
    assert operator.post(issue, {"commitment": "ENG 1"}).status_code == 302
    again = operator.post(issue, {"commitment": "ENG 1"})
    assert again.status_code == 422
    assert "est déjà facturée" in text(again)


def test_from_the_town_s_address_to_the_credit_note(operator: Client, town: Agreement) -> None:
    make_seller()
    billing = reverse("staff:billing", args=[town.sponsor_id])
    assert "complétez ses coordonnées de facturation" in text(operator.get(billing))
    told = {
        "name": "Commune de Clichy",
        "siret": TOWN_SIRET,
        "address": "80 boulevard Jean-Jaurès",
        "postcode": "92110",
        "city": "Clichy",
        "needs_commitment": "on",
    }
    assert operator.post(billing, {**told, "siret": "123"}).status_code == 422
    assert operator.post(billing, told).status_code == 302
    assert BillingDetails.objects.get().needs_commitment

    issue = reverse("staff:issue", args=[town.sponsor_id, town.pk])
    refused = operator.post(issue)
    assert refused.status_code == 422
    assert "exige un numéro d’engagement" in text(refused)
    done = operator.post(issue, {"commitment": "E-2026-7"}, follow=True)
    assert "La facture F" in text(done)
    invoice = Invoice.objects.get()
    assert "9 600,40 €, à payer" in text(done)
    for form, head in (("pdf", b"%PDF"), ("ubl", b"<?xml"), ("cii", b"<?xml")):
        answer = operator.get(reverse("staff:invoice_file", args=[invoice.pk, form]))
        assert answer.content.startswith(head)
        assert answer.headers["Content-Disposition"].startswith(f'attachment; filename="{invoice.number}.')
    assert operator.get(reverse("staff:invoice_file", args=[invoice.pk, "docx"])).status_code == 404

    page = reverse("staff:invoice", args=[invoice.pk])
    today = timezone.localdate().isoformat()
    over = operator.post(page, {"euros": "10000", "paid_on": today})
    assert "dépasse ce qui reste à payer" in text(over)
    assert operator.post(page, {"euros": "1 600,40", "paid_on": today, "reference": "VIR 12"}).status_code == 302
    assert "payée en partie : reste 8 000,00 €" in text(operator.get(page))
    assert operator.post(page, {"euros": "-1600,40", "paid_on": today}).status_code == 302
    credited = operator.post(reverse("staff:credit", args=[invoice.pk]), follow=True)
    assert f"annule la facture {invoice.number}" in text(credited)
    assert "annulée par un avoir" in text(operator.get(page))
    assert "déjà annulée" in text(operator.post(reverse("staff:credit", args=[invoice.pk]), follow=True))


def test_money_that_comes_after_the_credit_note_is_noted_on_the_page_of_its_invoice(operator: Client) -> None:
    held = make_invoice(make_sponsor("CSE Horizon", agreement=False))
    credit_invoice(invoice=held, by=None, now=timezone.now())
    page, sent = reverse("staff:invoice", args=[held.pk]), {"euros": "1 200", "paid_on": f"{timezone.localdate():%F}"}
    assert "malgré l’avoir" in text(operator.get(page))
    assert "dites que l’argent est arrivé quand même" in text(operator.post(page, sent))
    done = text(operator.post(page, {**sent, "surplus": "on"}, follow=True))
    assert "1 200,00 € reçus pour elle sont portés au compte du partenaire" in done


def test_many_in_one_go_and_the_page_says_where_they_are(
    operator: Client, django_capture_on_commit_callbacks: object
) -> None:
    make_seller()
    agreement = make_town()
    officer = make_officer(agreement.sponsor)
    now = timezone.now()
    Agreement.objects.update(starts_on=date(now.year, 1, 1), ends_on=date(now.year, 12, 31))
    asked = operator.post(reverse("staff:renew"), listed(operator), follow=True)
    assert "0 sur 1 facture" in text(asked)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert issue_renewals(now=now)
    assert not issue_renewals(now=now)
    assert "9 600,40 € à recevoir" in text(operator.get(reverse("staff:invoices")))
    letter = mail.outbox[-1]
    assert letter.to == [officer.account.email]
    assert "9\u00a0600,40\u00a0€" in letter.body
    assert reverse("sponsor:invoices") in letter.body
    assert "Aucune convention n’attend de facture." in text(
        operator.post(reverse("staff:renew"), listed(operator), follow=True)
    )


@travel(NOW, tick=False)
def test_what_waits_since_the_page_was_read_is_not_issued_unread() -> None:
    operator = proved_twice(make_operator())
    make_seller()
    make_council()
    read = listed(operator)
    make_council()
    for stale in (read, {}):
        told = text(operator.post(reverse("staff:renew"), stale, follow=True))
        assert "Ce qui attend sa facture a changé depuis que cette page est ouverte" in told
        assert "2 conventions attendent leur facture" in told
        assert not Renewal.objects.exists()
    operator.post(reverse("staff:renew"), listed(operator))
    assert Renewal.objects.get().lines.count() == 2


@travel(NOW, tick=False)
def test_an_invoice_says_the_amount_that_was_read() -> None:
    """What the agreement is worth changed since the page was opened."""
    operator = proved_twice(make_operator())
    make_seller()
    council = make_council()
    page = reverse("staff:billing", args=[council.sponsor_id])
    issue = reverse("staff:issue", args=[council.sponsor_id, council.pk])

    def due() -> dict[str, str]:
        return dict(re.findall(r'name="(due)" value="(\d+)"', operator.get(page).content.decode()))

    read = due()
    Agreement.objects.filter(pk=council.pk).update(price_cents=council.price_cents * 2)
    refused = operator.post(issue, {"contract": "M 12", **read})
    assert (refused.status_code, "Le montant dû a changé depuis" in text(refused)) == (422, True)
    assert 'value="M 12"' in refused.content.decode(), "what was typed comes back"
    assert due() != read
    assert f'name="due" value="{due()["due"]}"' in refused.content.decode()
    assert not Invoice.objects.exists()
    assert operator.post(issue, {"contract": "M 12", **due()}).status_code == 302


def test_what_was_paid_since_the_page_was_read_is_told_before_a_credit_note(operator: Client) -> None:
    held = make_invoice(make_sponsor("CSE Horizon", agreement=False), now=timezone.now())
    page, credit = (reverse(f"staff:{name}", args=[held.pk]) for name in ("invoice", "credit"))

    def read() -> dict[str, str]:
        return dict(re.findall(r'name="(settled)" value="(\d+)"', operator.get(page).content.decode()))

    stale = read()
    operator.post(page, {"euros": "100", "paid_on": f"{timezone.localdate():%F}"})
    told = text(operator.post(credit, stale, follow=True))
    assert "Un règlement a été noté depuis que cette page est ouverte : 100,00 € sont réglés." in told
    assert "Les 100,00 € déjà réglés seront en sa faveur" in told
    assert not Invoice.objects.filter(corrects=held).exists()
    operator.post(credit, read())
    assert Invoice.objects.filter(corrects=held).exists()


def test_every_invoice_is_reached_by_pages_and_found_by_name_or_number(
    operator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("declic.web.staff.invoices.A_PAGE", 2)
    for rank, name in enumerate(("Asnières-sur-Oise", "Clichy", "Florange"), start=1):
        make_invoice(make_sponsor(name), f"F2026-{rank:05d}")
    page = reverse("staff:invoices")
    first, second = text(operator.get(page)), text(operator.get(page, {"page": "2"}))
    assert "page 1 sur 2" in first
    assert "page 2 sur 2" in second
    for rank in (1, 2, 3):
        assert (f"F2026-{rank:05d}" in first) != (f"F2026-{rank:05d}" in second)
    for sought in ("asnieres sur oise", "f2026-00001", "Asnières"):
        found = text(operator.get(page, {"q": sought}))
        assert "1 pièce " in found
        assert "F2026-00001" in found
        assert "F2026-00002" not in found
    assert "Aucune pièce ne correspond." in text(operator.get(page, {"q": "Lyon"}))
    late = operator.get(page, {"q": "clichy", "etat": "paid"})
    assert "0 pièce" in text(late)
    assert 'name="etat" value="paid"' in late.content.decode()
