"""A handout and what is read of its paper, for the tests of papers."""

import io
from datetime import UTC, datetime, time

import pypdfium2
from PIL import Image

from declic.sponsors import clean
from declic.web.sponsor.papers.handout import (
    Handout,
    Hours,
)

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)


def an_image(size: tuple[int, int] = (400, 200), form: str = "PNG") -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", size, (20, 60, 160)).save(drawn, form)
    return drawn.getvalue()


def a_handout(**given: object) -> Handout:
    said: dict[str, object] = {
        "who": "Commune d’Asnières-sur-Oise",
        "payer": "La commune d’Asnières-sur-Oise",
        "name": "Asnières-sur-Oise",
        "logo": clean.logo(an_image()),
        "code": "ACDE-FHJK",
        "label": "École Jules-Ferry",
        "url": "https://declic.example/inscription/?code=ACDEFHJK",
        "typed_at": "declic.example/inscription",
        "hours": (Hours((0, 1, 3, 4), time(17), time(20)), Hours((2,), time(14), time(19, 30))),
        "contact": "Mairie, accueil, 01 02 03 04 05",
    }
    return Handout(**{**said, **given})  # type: ignore[arg-type]


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def inked(pdf: bytes, box: tuple[float, float, float, float]) -> Image.Image:
    """Of the first page, in black on white, the part inside `box` (left, top, right, bottom, mm); 4 px a mm."""
    image = pypdfium2.PdfDocument(pdf)[0].render(scale=4 * 25.4 / 72).to_pil().convert("L")
    return image.crop(tuple(round(4 * edge) for edge in box)).point(lambda grey: 255 if grey < 128 else 0)
