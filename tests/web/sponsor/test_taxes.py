"""Amounts say whether tax is in them where the seller bears VAT, and nothing of it where it bears none."""

from datetime import timedelta

import pypdfium2
import pytest
from django.utils import timezone

from declic.billing.rules.amounts import VatRegime
from declic.sponsors.models import Agreement
from declic.sponsors.rules.agreements import PriceModel
from tests.billing.world import make_invoice, make_seller
from tests.web.clients import signed_in
from tests.web.second_factor import proved_twice
from tests.world import make_officer, make_operator, make_sponsor

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement() -> Agreement:
    found = make_sponsor("CSE Horizon").agreements.get()
    today = timezone.localdate()
    found.starts_on, found.ends_on = today - timedelta(days=30), today + timedelta(days=300)
    found.price_cents, found.price_model, found.ceiling_cents = 3_200, PriceModel.PER_HOUR.value, 500_000
    found.save()
    return found


def read(agreement: Agreement) -> tuple[str, str, str]:
    """The agreement’s page, its account’s, the statement on paper."""
    client = signed_in(make_officer(agreement.sponsor).account)
    pages = [client.get(f"/partenaire/{name}/").content.decode() for name in ("convention", "releve")]
    paper = pypdfium2.PdfDocument(client.get("/partenaire/releve/releve.pdf").content)[0]
    words = paper.get_textpage().get_text_range()
    first, second, third = (" ".join(one.replace("\u00a0", " ").split()) for one in (*pages, words))
    return first, second, third


def test_where_vat_is_due_each_amount_is_said_without_it_and_what_is_due_with_it(agreement: Agreement) -> None:
    make_seller()
    Agreement.objects.update(price_model=PriceModel.FLAT.value, price_cents=800_000, ceiling_cents=900_000)
    convention, account, paper = read(agreement)
    for said in ("8 000 € HT par an, forfait", "9 000 € HT, quoi qu’il arrive"):
        assert said in convention
    assert " € HT, soit " in convention
    assert " € TTC" in convention
    for page in (account, paper):
        assert "8 000 € HT par an, forfait" in page
        assert "sur 9 000 € HT" in page
        assert " € HT, soit " in page


@pytest.mark.parametrize("regime", [VatRegime.FRANCHISE, VatRegime.NON_PROFIT, None])
def test_where_none_is_due_nothing_is_said_of_it(agreement: Agreement, regime: VatRegime | None) -> None:
    if regime is not None:
        make_seller(regime)
    convention, account, paper = read(agreement)
    assert "5 000 €, quoi qu’il arrive" in convention
    for page in (convention, account, paper):
        assert "32 € par heure de leçon" in page
        for said in (" HT", " TTC"):
            assert said not in page


@pytest.mark.parametrize("regime", VatRegime)
def test_the_pages_of_invoices_say_of_tax_what_each_invoice_bears(regime: VatRegime) -> None:
    make_seller(regime)
    sponsor = make_sponsor("CSE Horizon", agreement=False)
    invoice = make_invoice(sponsor)
    officer, operator = signed_in(make_officer(sponsor).account), proved_twice(make_operator())
    pages = [
        officer.get("/partenaire/factures/"),
        operator.get("/regie/factures/"),
        operator.get(f"/regie/factures/{invoice.pk}/"),
        operator.get(f"/regie/partenaires/{sponsor.pk}/facturation/"),
    ]
    for page in (one.content.decode().replace("\u00a0", " ") for one in pages):
        assert any(said in page for said in (" HT", " TTC", "Hors taxe")) is regime.is_taxed
