"""Names of any script on paper."""

import io
from datetime import UTC, datetime

import pypdfium2
import pytest

from declic.ground.lettering import FONTS, set_face
from declic.ground.lettering.paper import Paper
from declic.web.guardian.card_pdf import CardFace
from declic.web.guardian.card_pdf import draw as draw_card
from declic.web.sponsor.papers.pupil_cards import PupilCard
from declic.web.sponsor.papers.pupil_cards import draw as draw_list

NOW = datetime(2026, 11, 23, tzinfo=UTC)
NAMES = [
    ("Inès", "Inès"),
    ("Yağız Şahin", "Yağız Şahin"),
    ("Łukasz Dąbrowski", "Łukasz Dąbrowski"),
    ("Ștefan Țurcanu", "Ştefan Ţurcanu"),
    ("Nguyễn Thị Bưởi", "Nguyen Thi Buoi"),
    ("Марія Шевченко", "Марія Шевченко"),
    ("Ελένη", "Eleni"),
    ("明美", "MingMei"),
    ("தமிழ்", "tmil"),
    ("שרה", "srh"),
    ("Zoë Ÿ œ", "Zoë Ÿ œ"),
    ("Anaïs\u0301", "Anaïś"),
]


def read(data: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(data))
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text


def card(name: str) -> str:
    face = CardFace(name, "4e", f"avec {name}", "KC7H-4TRA", "https://declic.example/carte/12.abc/", "declic.example")
    return read(draw_card([face], now=NOW, title="Carte"))


def listed(name: str) -> str:
    one = PupilCard(name, f"CE2 · {name}", f"CSE {name}", "KC7H-4TRA", "https://declic.example/a", "declic.example")
    return read(draw_list([one], now=NOW))


@pytest.mark.parametrize("drawn", [card, listed])
@pytest.mark.parametrize(("name", "printed"), NAMES)
def test_no_letter_of_a_name_is_left_out(name: str, printed: str, drawn) -> None:  # type: ignore[no-untyped-def]
    assert drawn(name).count(printed) >= 2, drawn(name)


@pytest.mark.parametrize("drawn", [card, listed])
def test_a_name_in_arabic_is_joined_and_reads_from_the_right(drawn) -> None:  # type: ignore[no-untyped-def]
    text = drawn("محمد")
    assert "محمد" in text or "دمحم" in text, text


@pytest.mark.parametrize("drawn", [card, listed])
@pytest.mark.parametrize("name", ["🌟 Zoé Martin", "Zoé 👩\u200d🏫 Martin", "Zoé Martin ☎"])
def test_a_picture_no_font_has_is_left_out_and_not_named_in_english(name: str, drawn) -> None:  # type: ignore[no-untyped-def]
    assert drawn(name).count("Zoé Martin") >= 2, drawn(name)
    assert not any(named in drawn(name) for named in ("star", "woman", "school", "telephone"))


def test_a_paragraph_remembered_is_wrapped_for_its_face_its_size_and_the_room_it_has() -> None:
    words = "Le service répond en quelques minutes à chaque élève, du CP à la Terminale. " * 4
    fonts = {"text": FONTS / "wide-text.ttf", "bold": FONTS / "wide-bold.ttf"}

    def laid(face: str, size: float, width: float, margin: float = 0) -> tuple[str, ...]:
        paper = Paper(faces=fonts, format="A4", unit="mm")
        paper.c_margin = margin
        paper.add_page()
        return paper.wrapped(set_face(paper, words, face, size=size), width)

    plain = laid("text", 10, 80)
    assert " ".join(plain).split() == words.split()
    for other in (("bold", 10, 80), ("text", 13, 80), ("text", 10, 120), ("text", 10, 80, 15)):
        assert laid(*other) != plain
    assert laid("text", 10, 80) == plain
