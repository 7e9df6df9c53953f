"""The operator names the seller, and takes away the accounts of each of its years."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from declic.billing.actions import issue_renewals
from declic.billing.models import Invoice, Seller
from declic.billing.rules.accounting_years import AccountingYear
from declic.ground.paris import paris_day
from declic.sponsors.models import Agreement
from tests.billing.world import (
    SELLER_SIREN,
    SELLER_SIRET,
    TOWN_SIRET,
    make_council,
    make_invoice,
    make_seller,
)
from tests.web.clients import text
from tests.web.second_factor import proved_twice
from tests.web.staff.waiting_invoices import listed
from tests.world import make_officer, make_operator, make_sponsor

pytestmark = pytest.mark.django_db
SELLER = {
    "name": "Déclic",
    "siret": SELLER_SIRET,
    "about": "SAS au capital de 10 000 €",
    "address": "1 rue de la Paix",
    "postcode": "75002",
    "city": "Paris",
    "regime": "standard",
    "vat_due": "payments",
    "vat": "FR 44 732829320",
    "iban": "FR76 3000 6000 0112 3456 7890 189",
    "bic": "AGRIFRPP",
    "email": "compta@declic.example",
    "year_starts_in": "9",
}


def test_without_a_seller_the_page_says_why_no_invoice_may_leave(operator: Client, town: Agreement) -> None:
    page = operator.get(reverse("staff:invoices"))
    assert "Aucune facture ne peut partir." in text(page)
    assert "1 convention attend sa facture" in text(page)
    assert reverse("staff:renew") not in page.content.decode()
    assert "Aucune facture ne peut partir." in text(operator.get(reverse("staff:billing", args=[town.sponsor_id])))


def test_the_seller_is_named_and_a_wrong_number_comes_back_as_typed(operator: Client) -> None:
    page = reverse("staff:seller")
    wrong = operator.post(page, {**SELLER, "iban": "FR76 0000"})
    assert wrong.status_code == 422
    assert "Cet IBAN n’est pas juste" in text(wrong)
    assert 'value="FR76 0000"' in wrong.content.decode()
    assert "Cinq chiffres." in text(operator.post(page, {**SELLER, "postcode": "7500"}))
    assert not Seller.objects.exists()
    assert operator.post(page, SELLER).status_code == 302
    held = Seller.objects.get()
    assert (held.iban, held.vat) == ("FR7630006000011234567890189", "FR44732829320")
    assert 'value="Déclic"' in operator.get(page).content.decode()


def seen_in(page: str) -> dict[str, str]:
    (seen,) = re.findall(r'name="seen" value="([^"]*)"', page)
    return {"seen": seen}


def test_who_sells_is_noted_only_over_what_was_read(operator: Client) -> None:
    page = reverse("staff:seller")
    old = seen_in(operator.get(page).content.decode())
    theirs = {**SELLER, "iban": "FR14 2004 1010 0505 0001 3M02 606", "year_starts_in": "7", **old}
    assert operator.post(page, theirs).status_code == 302
    for stale in (old, {}):
        answer = operator.post(page, {**SELLER, "about": "SAS tapée", **stale})
        assert (answer.status_code, "Cette identité a changé" in text(answer)) == (422, True)
        assert 'value="SAS tapée"' in answer.content.decode(), "what was typed comes back"
        noted = text(answer).split("tapé autre chose :")[1].split("Ce que vous avez")[0]
        assert "IBAN : FR1420041010050500013M02606" in noted, "and what is to be read"
        assert "commence en : juillet" in noted
        assert not any(name in noted for name in ("Raison sociale", "SIRET", "TVA", "BIC"))
        assert Seller.objects.get().iban == "FR1420041010050500013M02606"
    wrong = operator.post(page, {**SELLER, "bic": "?", **seen_in(answer.content.decode())})
    assert operator.post(page, {**SELLER, **seen_in(wrong.content.decode())}).status_code == 302
    assert Seller.objects.get().iban == SELLER["iban"].replace(" ", "")


def test_where_nobody_reads_what_is_written_of_invoices_each_page_says_so(operator: Client) -> None:
    make_seller()
    sponsor = make_council().sponsor
    assert operator.post(reverse("staff:renew"), listed(operator)).status_code == 302
    while issue_renewals(now=timezone.now()):
        pass
    pages = [
        reverse("staff:invoices"),
        reverse("staff:billing", args=[sponsor.pk]),
        reverse("staff:invoice", args=[Invoice.objects.get().pk]),
    ]
    for page in pages:
        assert "n’est pas prévenu" in (said := text(operator.get(page))) or "Personne n’est prévenu" in said
    make_officer(sponsor)
    for page in pages:
        assert "prévenu" not in text(operator.get(page))


def test_the_accounts_of_a_year(operator: Client) -> None:
    now = timezone.now()
    make_invoice(make_sponsor(), now=now)
    answer = operator.get(reverse("staff:accounting", args=[now.year]))
    assert answer.content.decode().startswith("JournalCode\t")
    assert b"F2026-00001" in answer.content
    assert f"FEC{now.year}1231.txt" in answer.headers["Content-Disposition"]
    for year in (1999, now.year + 1):
        assert operator.get(reverse("staff:accounting", args=[year])).status_code == 404


def test_the_accounts_of_a_year_that_begins_in_september_and_of_who_sold_before(operator: Client) -> None:
    now = timezone.now()
    make_invoice(make_sponsor(), now=now)
    Seller.objects.update(name="Autre SCIC", siret=TOWN_SIRET, year_starts_in=9)
    year = AccountingYear.of(paris_day(now), 9)
    page = operator.get(reverse("staff:invoices")).content.decode()
    assert all(name in page for name in ("Autre SCIC", "Déclic", f"?vendeur={SELLER_SIREN}"))
    file = reverse("staff:accounting", args=[year.first_day.year])
    assert b"F2026-00001" not in operator.get(file).content
    assert f"{TOWN_SIRET[:9]}FEC{year.last_day:%Y}0831.txt" in operator.get(file).headers["Content-Disposition"]
    before = reverse("staff:accounting", args=[now.year])
    answer = operator.get(before, {"vendeur": SELLER_SIREN, "mois": "1"})
    assert b"F2026-00001" in answer.content
    assert f"{SELLER_SIREN}FEC{now.year}1231.txt" in answer.headers["Content-Disposition"], "its years stay its own"
    assert operator.get(before, {"vendeur": SELLER_SIREN, "mois": "9"}).status_code == 404
    assert operator.get(file, {"vendeur": "123456789"}).status_code == 404


def test_another_month_of_start_is_said_and_recuts_no_year() -> None:
    with travel(datetime(2026, 11, 23, 9, tzinfo=UTC), tick=False):
        operator = proved_twice(make_operator())
        make_invoice(make_sponsor(), now=timezone.now())
        read = seen_in(operator.get(reverse("staff:seller")).content.decode())
        done = text(operator.post(reverse("staff:seller"), {**SELLER, **read}, follow=True))
        assert "commence en septembre à partir du 01/09/2027" in done
        file = operator.get(reverse("staff:accounting", args=[2026]))
        assert f"{SELLER_SIREN}FEC20261231.txt" in file.headers["Content-Disposition"]
        assert b"F2026-00001" in file.content
