"""The personal codes of a list, eight cards to an A4 sheet, to be cut and handed out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from declic.web.sponsor.papers.kit import A4
from declic.web.sponsor.papers.sheet import GREEN, LINE, SOFT, Sheet

COLUMNS, ROWS = 2, 4
MARGIN = 8.0
WIDE, TALL = (A4[0] - 2 * MARGIN) / COLUMNS, (A4[1] - 2 * MARGIN) / ROWS
QR = 34.0


@dataclass(frozen=True)
class PupilCard:
    name: str
    place: str
    """« CE2 · École Jules-Ferry »."""
    who: str
    """« Commune d’Asnières-sur-Oise »."""
    code: str
    url: str
    """What the QR code holds."""
    typed_at: str


def draw(cards: Sequence[PupilCard], *, now: datetime) -> bytes:
    sheet = Sheet(A4, language="fr", title="Codes personnels", now=now)
    for number, card in enumerate(cards):
        place = number % (COLUMNS * ROWS)
        if place == 0:
            sheet.page()
        row, column = divmod(place, COLUMNS)
        _card(sheet, card, MARGIN + column * WIDE, MARGIN + row * TALL)
    return sheet.printed()


def _card(sheet: Sheet, card: PupilCard, x: float, y: float) -> None:
    sheet.pdf.set_draw_color(*LINE)
    sheet.pdf.set_line_width(0.2)
    sheet.pdf.rect(x, y, WIDE, TALL)
    left, width = x + 6, WIDE - 12
    sheet.brand(left, y + 5, 6)
    sheet.fitted(card.who, left + 30, y + 6, width - 30, size=8.5, colour=SOFT, align="end")
    under = sheet.fitted(card.name, left, y + 14, width, size=14, font="title")
    sheet.fitted(card.place, left, under, width, size=9, colour=SOFT)
    sheet.qr(card.url, left - 2, y + TALL - QR - 4, QR)
    at, beside = left + QR + 1, width - QR - 1
    line = sheet.text("Une aide aux devoirs gratuite, avec un vrai professeur.", at, y + 29, beside, size=8.5)
    line = sheet.fitted("Le code de cet enfant", at, line + 1.5, beside, size=8.5, colour=SOFT)
    line = sheet.fitted(card.code, at, line, beside, size=19, font="title", colour=GREEN)
    line = sheet.fitted(card.typed_at, at, line + 0.5, beside, size=9, font="bold")
    sheet.text("Pour lui seul. Ses parents l’inscrivent avec ce code.", at, line + 0.5, beside, size=7.5, colour=SOFT)
