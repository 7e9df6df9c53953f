"""The card on paper, read back from the PDF."""

import io
import unicodedata
from datetime import UTC, datetime

import pypdfium2
import pytest
import segno
from fontTools.ttLib import TTFont

from declic.web.guardian.card_pdf import FONTS, CardFace, draw

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def face(**changes: object) -> CardFace:
    said: dict[str, object] = {
        "first_name": "Inès",
        "level": "4e",
        "sponsor": "avec Clichy",
        "code": "KC7H-4TRA",
        "url": "https://declic.example/carte/12.abcdefghijklmnopqrstuv/",
        "typed_at": "declic.example/carte",
    }
    return CardFace(**(said | changes))  # type: ignore[arg-type]


def read(data: bytes) -> tuple[list[tuple[float, float]], str]:
    document = pypdfium2.PdfDocument(io.BytesIO(data))
    sizes = [document.get_page_size(number) for number in range(len(document))]
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return sizes, text


def test_one_card_is_an_a6_page_with_what_opens_the_door() -> None:
    sizes, text = read(draw([face()], now=NOW, title="Carte d’Inès"))
    assert [(round(width / 72 * 25.4), round(height / 72 * 25.4)) for width, height in sizes] == [(105, 148)]
    for said in ("Inès", "4e", "avec Clichy", "KC7H", "4TRA", "declic.example/carte"):
        assert said in text
    assert "images" not in text


def test_a_small_child_s_card_shows_the_pictures() -> None:
    _, text = read(draw([face(pictures=("renard", "cle", "parapluie"))], now=NOW, title="Carte"))
    assert "Mes images" in text


@pytest.mark.parametrize(("cards", "sheets"), [(2, 1), (4, 1), (5, 2), (9, 3)])
def test_several_cards_are_four_to_a_sheet(cards: int, sheets: int) -> None:
    sizes, _ = read(draw([face()] * cards, now=NOW, title="Cartes"))
    assert len(sizes) == sheets
    assert round(sizes[0][0] / 72 * 25.4) == 210


@pytest.mark.parametrize("name", ["É", "Marie-Antoinette-Joséphine de la Tour", "<script>", "W" * 40, "Zoë Ÿ œ"])
def test_any_first_name_holds_on_the_card(name: str) -> None:
    _, text = read(draw([face(first_name=name)], now=NOW, title=name))
    assert name[:5] in text or unicodedata.normalize("NFKD", name)[:3] in text


def test_the_qr_code_on_paper_holds_the_address_module_by_module() -> None:
    document = pypdfium2.PdfDocument(io.BytesIO(draw([face()], now=NOW, title="Carte")))
    page = document[0].render(scale=6).to_pil().convert("L")
    document.close()
    expected = [list(row) for row in segno.make_qr(face().url, error="m").matrix_iter(border=2)]
    side, left, top = 48 / len(expected), 15, 55  # millimetres

    def is_dark(column: int, row: int) -> bool:
        place = ((left + (column + 0.5) * side) / 25.4 * 72 * 6, (top + (row + 0.5) * side) / 25.4 * 72 * 6)
        return page.getpixel((round(place[0]), round(place[1]))) < 128

    drawn = [[int(is_dark(column, row)) for column in range(len(expected))] for row in range(len(expected))]
    assert drawn == expected


@pytest.mark.parametrize("weight", [400, 700])
def test_the_zero_of_cards_and_invoices_is_not_slashed(weight: int) -> None:
    """Two outlines: around, and within."""
    font = TTFont(FONTS / f"text-{weight}.ttf")
    assert font["glyf"][font.getBestCmap()[ord("0")]].numberOfContours == 2
