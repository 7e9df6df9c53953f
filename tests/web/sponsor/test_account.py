"""The statement of account as the manager of a sponsor reads it, and nobody else."""

import pypdfium2
import pytest

from declic.billing.actions import record_payment
from declic.ground.paris import paris_day
from declic.ground.units import Cents
from declic.sponsors.models import Sponsor
from declic.sponsors.rules.officers import OfficerRole
from tests.billing.world import make_invoice
from tests.web.clients import signed_in
from tests.world import NOW, make_officer, make_sponsor

pytestmark = pytest.mark.django_db


@pytest.fixture
def sponsor() -> Sponsor:
    sponsor = make_sponsor("CSE Horizon")
    invoice = make_invoice(sponsor)
    record_payment(invoice=invoice, cents=Cents(10_000), paid_on=paris_day(NOW), by=None, now=NOW, reference="VIR 7")
    return sponsor


def read(answer: object) -> str:
    return answer.content.decode().replace("\u00a0", " ")  # type: ignore[attr-defined]


def test_the_account_is_read_and_printed(sponsor: Sponsor) -> None:
    client = signed_in(make_officer(sponsor).account)
    page = read(client.get("/partenaire/releve/"))
    assert "9 500,40 € à régler." in page
    assert "Règlement F2026-00001, VIR 7" in page
    paper = client.get("/partenaire/releve/releve.pdf")
    words = pypdfium2.PdfDocument(paper.content)[0].get_textpage().get_text_range().replace("\u00a0", " ")
    assert "Relevé de compte" in words
    assert "CSE Horizon" in words
    assert "9 500,40 €" in words


def test_another_sponsor_reads_its_own_and_a_reader_none(sponsor: Sponsor) -> None:
    other = read(signed_in(make_officer(make_sponsor()).account).get("/partenaire/releve/"))
    assert "Rien n’est encore facturé." in other
    assert "F2026" not in other
    for role in (OfficerRole.READER, OfficerRole.ENROLLER):
        client = signed_in(make_officer(sponsor, role).account)
        assert client.get("/partenaire/releve/").status_code == 404
        assert client.get("/partenaire/releve/releve.pdf").status_code == 404
