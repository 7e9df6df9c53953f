"""An invoice on paper holds the longest names a form takes, each letter of them, on its sheet and clear of the rest."""

import io
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pypdf import PdfReader

from declic.billing.documents.pdf import LEFT, RIGHT, drawn
from declic.billing.rules.amounts import VatRegime, totals
from declic.billing.rules.instalments import Use, line_of
from declic.billing.rules.invoices import Account, Corrected, Draft, InvoiceKind, Party, notes_of
from declic.ground.units import Cents
from declic.sponsors.rules.agreements import PriceModel, Terms
from tests.billing.world import SELLER_SIRET, TOWN_SIRET
from tests.world import NOW

DAY = date(2026, 11, 23)
LONG = (
    "Association départementale pour l’accompagnement à la scolarité et la réussite "
    "de tous les élèves du Haut-Rhin en Alsace"
)

HALF = 84
PT = 72 / 25.4
LINE = line_of(Use(Terms(PriceModel.FLAT, Cents(5)), DAY, DAY, 0, 0, cost=Cents(100_000_000), due=Cents(100_000_000)))


def party(name: str, siret: str) -> Party:
    return Party(
        name, siret, name, "68000", name[:80], second_line=name, vat="FR44732829320", about=name, service_code=name[:50]
    )


def draft(seller: str, buyer: str, kind: InvoiceKind = InvoiceKind.INVOICE) -> Draft:
    return Draft(
        kind=kind,
        seller=party(seller, SELLER_SIRET),
        buyer=party(buyer, TOWN_SIRET),
        account=Account("FR7630006000011234567890189", "AGRIFRPP"),
        regime=VatRegime.STANDARD,
        lines=(LINE,),
        totals=totals([LINE], VatRegime.STANDARD),
        issued_on=DAY,
        due_on=DAY,
        is_electronic=False,
        commitment=buyer[:50],
        contract=buyer[:50],
        carried=Cents(5_000_000),
        settled=Cents(5_000_000),
        corrects=Corrected("F2026-00001", DAY) if kind is InvoiceKind.CREDIT else None,
    )


def paper(said: Draft) -> bytes:
    return drawn(said, "F2026-99999", now=NOW)


def check_bounds(pdf: bytes) -> None:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    for page in document:
        _, tall = page.get_size()
        for thing in page.get_objects(filter=[1]):
            left, bottom, right, top = thing.get_bounds()
            assert left >= LEFT * PT - 1
            assert right <= RIGHT * PT + 1
            assert min(bottom, tall - top) > 10 * PT
    document.close()


@pytest.mark.parametrize(("is_public", "points"), [(True, "huit"), (False, "dix")])
def test_who_pays_late_reads_the_interest_the_law_sets_for_them(*, is_public: bool, points: str) -> None:
    """Code de la commande publique, R. 2192-31, and code de commerce, L. 441-10, which asks two points more."""
    asked = replace(draft("Déclic", "CSE"), is_electronic=is_public)
    words = " ".join(PdfReader(io.BytesIO(paper(asked))).pages[0].extract_text().split())
    assert f"Banque centrale européenne majoré de {points} points" in words
    assert f"majoré de {points} points" in notes_of(asked)["PMD"]


@pytest.mark.parametrize("kind", InvoiceKind)
@pytest.mark.parametrize("name", [LONG, "W" * 120, "Déclic"])
def test_nothing_of_long_names_leaves_the_sheet_nor_meets_the_number(name: str, kind: InvoiceKind) -> None:
    pdf = paper(draft(name, name, kind))
    check_bounds(pdf)
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    page = document[0]
    middle = (LEFT + HALF) * PT + 1
    _, tall = page.get_size()
    head = [thing.get_bounds() for thing in page.get_objects(filter=[1])]
    head = [one for one in head if tall - one[3] < 34 * PT]
    assert head
    assert all(right <= middle or left >= middle for left, _, right, _ in head)
    document.close()


def test_every_letter_of_long_names_is_there() -> None:
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper(draft(LONG, LONG)))).pages)
    plain = "".join(text.split())
    assert plain.count("".join(LONG.split())) >= 4


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("CSE Škoda Łódź", "CSE Škoda Łódź"),
        ("Громада Київ", "Громада Київ"),
        ("Yağız Şişli İş", "Yağız Şişli İş"),
        ("Ελένη", "Eleni"),
    ],
)
def test_no_letter_of_a_name_is_lost_and_every_font_is_inside(name: str, printed: str) -> None:
    pdf = paper(draft(name, name))
    reader = PdfReader(io.BytesIO(pdf))
    text = " ".join(page.extract_text() for page in reader.pages).replace("\u00a0", " ")
    assert text.count(printed) >= 3, text
    for font in reader.pages[0]["/Resources"]["/Font"].values():
        assert "/FontFile2" in font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
    assert b"<pdfaid:part>3</pdfaid:part>" in reader.trailer["/Root"]["/Metadata"].get_data()


@settings(max_examples=15, deadline=None)
@given(
    some.text(some.characters(categories=["Lu", "Ll", "Nd", "Zs", "Pd"]), min_size=1, max_size=120).filter(str.strip)
)
def test_whatever_is_typed_the_sheet_holds_it(name: str) -> None:
    check_bounds(paper(replace(draft("Déclic", name), commitment="", contract="")))
