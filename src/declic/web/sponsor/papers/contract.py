"""The quote, its amendments and the data contract (RGPD, article 28), as PDF: what the sponsor signs. In French, A4."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from declic.billing.rules.quotes import Wording
from declic.web.layout.typography import french
from declic.web.sponsor.papers.sheet import GREEN, LINE, SOFT, TINT, Sheet

LINE_OF_NAME = 11 * 0.3528 * 1.15
"""Millimetres."""
A4 = (210.0, 297.0)
LEFT, WIDE, FOOT = 22.0, 166.0, 274.0


@dataclass(frozen=True)
class Quoted:
    """An agreement in words, for both papers."""

    number: str
    today: str
    valid_until: str
    """The quote may be accepted until then; empty once signed."""
    seller: str
    """Who signs for the service, as its invoices say it; a line to fill when it is not known."""
    seller_legal: tuple[str, ...]
    who: str
    logo: bytes
    legal: tuple[str, ...]
    """« SIRET 732 829 320 00074 », « Code Insee 95026 »."""
    dates: str
    price: str
    unit: str
    counted: str
    """How pupils are, where the price is per pupil."""
    total: str
    """Without tax, of the whole agreement; « selon l’usage, 5 000 € au plus »."""
    taxes: tuple[str, ...]
    """« TVA à 20 % : 3 200 € », « Total TTC : 19 200 € »; what the law asks where none is due; empty when not known."""
    invoiced: str
    """« facture », « une facture au début de chaque année »."""
    levels: str
    hours: str
    signed_on: str
    data_signed_on: str
    words: Wording
    """As they were when it was handed over."""


@dataclass(frozen=True)
class Amended:
    """An amendment in words."""

    number: int
    today: str
    changes: tuple[tuple[str, str, str], ...]
    """« Plafond », what it becomes, what it was."""
    signed_on: str


def amendment(quoted: Quoted, amended: Amended, *, now: datetime) -> bytes:
    """What changes of a signed agreement, on one page."""
    title = f"Avenant n°\u00a0{amended.number}"
    sheet = Sheet(A4, language="fr", title=f"{title}, convention {quoted.number}", now=now)
    sheet.page()
    y = _head(sheet, quoted, title, f"À la convention {quoted.number}, {quoted.dates} · fait le {amended.today}")
    y = _parties(sheet, quoted, y + 6)
    y = sheet.text("Ce qui change", LEFT, y + 8, WIDE, size=14, font="title") + 2
    for name, after, before in amended.changes:
        sheet.rule(LEFT, y, WIDE, LINE)
        sheet.text(name, LEFT, y + 1.5, 44, size=10.5, colour=SOFT)
        y = sheet.text(after, LEFT + 46, y + 1.5, WIDE - 46, size=10.5, font="bold")
        y = sheet.text(f"au lieu de\u00a0: {before}", LEFT + 46, y + 0.5, WIDE - 46, size=9.5, colour=SOFT) + 1.5
    sheet.rule(LEFT, y, WIDE, LINE)
    y = sheet.text(quoted.words.amends, LEFT, y + 4, WIDE, size=10.5, leading=1.35)
    _signatures(sheet, max(y + 8, 150), amended.signed_on)
    _foot(sheet, f"{title}, convention {quoted.number}", 1, 1)
    return sheet.printed()


def quote(quoted: Quoted, *, now: datetime) -> bytes:
    sheet = Sheet(A4, language="fr", title=f"Devis {quoted.number}", now=now)
    sheet.page()
    y = _head(sheet, quoted, f"Devis {quoted.number}", f"Fait le {quoted.today}")
    y = _parties(sheet, quoted, y + 6)
    y = sheet.text("Ce que Déclic apporte", LEFT, y + 6, WIDE, size=14, font="title") + 1.5
    for line in quoted.words.brings:
        sheet.fitted("•", LEFT, y, 4, size=10.5, font="bold", colour=GREEN)
        y = sheet.text(line, LEFT + 5, y, WIDE - 5, size=10.5, leading=1.35) + 1
    y = sheet.text("Le prix", LEFT, y + 4, WIDE, size=14, font="title") + 2
    rows = [
        ("Dates", quoted.dates),
        ("Niveaux", quoted.levels),
        ("Horaires", quoted.hours),
        (quoted.unit, quoted.price),
    ]
    y = _rows(sheet, rows, y)
    y = _total(sheet, quoted.total, y + 2)
    note = ". ".join(quoted.taxes) + "." if quoted.taxes else quoted.words.untaxed
    if quoted.valid_until:
        note += f" Ce devis est valable jusqu’au {quoted.valid_until}."
    if quoted.counted:
        note += " Les élèves comptés sont dits page 2."
    y = sheet.text(note, LEFT, y + 2.5, WIDE, size=9.5, colour=SOFT, leading=1.35)
    y = sheet.text(
        quoted.words.payment.format(invoiced=quoted.invoiced),
        LEFT,
        y + 1.5,
        WIDE,
        size=9.5,
        colour=SOFT,
        leading=1.35,
    )
    _signatures(sheet, max(y + 6, 222), quoted.signed_on)
    _foot(sheet, f"Devis {quoted.number}", 1, 2 if quoted.counted else 1)
    if quoted.counted:
        sheet.page()
        y = sheet.text("Les élèves comptés", LEFT, 30, WIDE, size=14, font="title")
        sheet.text(french(quoted.counted), LEFT, y + 2, WIDE, size=10.5, leading=1.35)
        _foot(sheet, f"Devis {quoted.number}", 2, 2)
    return sheet.printed()


def data_contract(quoted: Quoted, *, now: datetime) -> bytes:
    """Headed, then the articles, over as many pages as they take; the signatures stay together."""
    pages = len(_data_contract(quoted, now, pages=0).pdf.pages)
    return _data_contract(quoted, now, pages=pages).printed()


def _data_contract(quoted: Quoted, now: datetime, pages: int) -> Sheet:
    """`pages`, which each foot tells, is known once it was laid out."""
    title = f"Contrat de protection des données {quoted.number}"
    sheet = Sheet(A4, language="fr", title=title, now=now)
    flow = _Flow(sheet, title, pages)
    y = _head(sheet, quoted, "Protection des données", f"Contrat de sous-traitance, RGPD, article 28 · {quoted.number}")
    flow.y = _parties(sheet, quoted, y + 5) + 4
    for number, article in enumerate(quoted.words.articles, start=1):
        flow.article(f"{number}. {article.name}", [french(words) for words in article.paragraphs])
    flow.keep(50)
    _signatures(sheet, flow.y + 4, quoted.data_signed_on)
    return sheet


class _Flow:
    """Text that goes on over the pages."""

    def __init__(self, sheet: Sheet, title: str, pages: int) -> None:
        self.sheet, self.title, self.pages = sheet, title, pages
        self._page()

    def keep(self, height: float) -> None:
        """A new page unless so much is left on this one."""
        if self.y + height > FOOT:
            self._page()

    def _page(self) -> None:
        self.sheet.page()
        self.y = 22.0
        _foot(self.sheet, self.title, len(self.sheet.pdf.pages), self.pages)

    def _height(self, words: str) -> float:
        return self.sheet.lines(words, WIDE, size=9.8) * 9.8 * 0.3528 * 1.36

    def article(self, name: str, paragraphs: Sequence[str]) -> None:
        self.keep(8 + self._height(paragraphs[0]))  # its name never stays alone at the foot of a page
        self.y = self.sheet.text(name, LEFT, self.y + 2, WIDE, size=11.5, font="bold") + 0.8
        for words in paragraphs:
            self.keep(self._height(words))
            self.y = self.sheet.text(words, LEFT, self.y, WIDE, size=9.8, leading=1.36) + 1.4


def _head(sheet: Sheet, quoted: Quoted, title: str, under: str) -> float:
    sheet.brand(LEFT, 18, 9)
    sheet.logo(quoted.logo, LEFT + WIDE - 40, 16, 40, 14)
    y = sheet.text(title, LEFT, 38, WIDE, size=24, font="title", leading=1.1)
    return sheet.text(under, LEFT, y + 1, WIDE, size=10.5, colour=SOFT)


def _parties(sheet: Sheet, quoted: Quoted, y: float) -> float:
    half = (WIDE - 6) / 2
    seller = quoted.seller or "……………………………………"
    buyer = (" · ".join(quoted.legal),)
    parties = (("Le prestataire", seller, quoted.seller_legal), ("Le partenaire", quoted.who, buyer))
    inner = half - 8
    tall = [
        sheet.lines(name, inner, size=11, font="bold") * LINE_OF_NAME + 5 * len(lines) for _, name, lines in parties
    ]
    height = max(27, 9 + max(tall))
    for x, (head, name, lines) in zip((LEFT, LEFT + half + 6), parties, strict=True):
        sheet.box(x, y, half, height, TINT, radius=5)
        at = sheet.fitted(head, x + 4, y + 3, inner, size=9, colour=SOFT)
        at = sheet.text(name, x + 4, at, inner, size=11, font="bold", leading=1.15) + 0.5
        for line in lines:
            at = sheet.fitted(line, x + 4, at, inner, size=9.5)
    return y + height


def _rows(sheet: Sheet, rows: Sequence[tuple[str, str]], y: float) -> float:
    for name, value in rows:
        sheet.rule(LEFT, y, WIDE, LINE)
        sheet.text(name, LEFT, y + 1.5, 44, size=10.5, colour=SOFT)
        y = sheet.text(value, LEFT + 46, y + 1.5, WIDE - 46, size=10.5, font="bold") + 1.5
    sheet.rule(LEFT, y, WIDE, LINE)
    return y


def _total(sheet: Sheet, total: str, y: float) -> float:
    sheet.box(LEFT, y, WIDE, 13, TINT, radius=4)
    sheet.fitted("Total hors taxes", LEFT + 4, y + 4, 60, size=11, font="bold")
    sheet.fitted(total, LEFT + 64, y + 3, WIDE - 68, size=15, font="title", colour=GREEN, align="end")
    return y + 13


def _signatures(sheet: Sheet, y: float, signed_on: str) -> None:
    half = (WIDE - 6) / 2
    for x, head in ((LEFT, "Pour le prestataire"), (LEFT + half + 6, "Pour le partenaire")):
        sheet.fitted(head, x, y, half, size=10.5, font="bold")
        words = f"Signé le {signed_on}" if signed_on else "Bon pour accord, date, nom et signature :"
        sheet.fitted(words, x, y + 5.5, half, size=9.5, colour=SOFT)
        sheet.pdf.set_draw_color(*LINE)
        sheet.pdf.set_line_width(0.3)
        sheet.pdf.rect(x, y + 12, half, 32)


def _foot(sheet: Sheet, title: str, number: int, pages: int) -> None:
    sheet.rule(LEFT, 282, WIDE, LINE)
    sheet.fitted(title, LEFT, 284, 120, size=8.5, colour=SOFT)
    sheet.fitted(f"{number} / {pages}", LEFT + 126, 284, 40, size=8.5, colour=SOFT, align="end")
