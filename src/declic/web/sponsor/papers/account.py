"""The statement of a sponsor's account on paper: A4, in French."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from declic.web.layout.typography import date
from declic.web.sponsor.papers.sheet import GREEN, LINE, SOFT, TINT, Sheet

A4 = (210.0, 297.0)
LEFT, WIDE, FOOT = 20.0, 170.0, 270.0
COLUMNS = (26.0, 84.0, 30.0, 30.0)
ROW = 6.6


@dataclass(frozen=True)
class Paper:
    who: str
    legal: Sequence[str]
    logo: bytes
    seller: str
    uses: Sequence[tuple[str, str]]
    """An agreement, and what was used of it."""
    rows: Sequence[tuple[str, str, str, str]]
    """Day, what, amount, balance; the oldest first."""
    is_taxed: bool
    """Amounts bear VAT: they are said « TTC »."""
    is_in_favour: bool
    balance: str
    """What the sponsor owes; in its favour when `is_in_favour`."""


def account_paper(paper: Paper, *, now: datetime) -> bytes:
    """Drawn twice: each foot tells how many pages there are."""
    return _drawn(paper, now, len(_drawn(paper, now, 0).pdf.pages)).printed()


def _drawn(paper: Paper, now: datetime, pages: int) -> Sheet:
    sheet = Sheet(A4, language="fr", title=f"Relevé de compte, {paper.who}", now=now)
    y = _page(sheet, paper, pages)
    sheet.brand(LEFT, 18, 9)
    sheet.logo(paper.logo, LEFT + WIDE - 40, 16, 40, 14)
    y = sheet.text("Relevé de compte", LEFT, 36, WIDE, size=22, font="title", leading=1.1)
    y = sheet.text(paper.who, LEFT, y + 1.5, WIDE, size=13, font="bold")
    by = f", par {paper.seller}" if paper.seller else ""
    about = " · ".join(paper.legal)
    y = sheet.text(f"{about}{' · ' if about else ''}Fait le {date(now)}{by}", LEFT, y, WIDE, size=9.5, colour=SOFT) + 5
    for name, words in paper.uses:
        height = 8 + sheet.lines(words, WIDE, size=9.5) * 4.6
        y = y if y + height < FOOT else _page(sheet, paper, pages)
        y = sheet.text(name, LEFT, y, WIDE, size=10.5, font="bold")
        y = sheet.text(words, LEFT, y, WIDE, size=9.5) + 2.5
    y = _cells(sheet, ("Le", "Écriture", *_heads(paper)), y + 2, font="bold")
    for row in paper.rows:
        y = y if y + ROW < FOOT else _page(sheet, paper, pages)
        y = _cells(sheet, row, y)
    if not paper.rows:
        y = sheet.text("Rien n’a été facturé.", LEFT, y + 2, WIDE, size=10, colour=SOFT)
    y = y + 4 if y + 20 < FOOT else _page(sheet, paper, pages)
    sheet.box(LEFT, y, WIDE, 14, TINT, radius=4)
    label = ("En votre faveur" if paper.is_in_favour else "Reste à régler") + (" (TTC)" if paper.is_taxed else "")
    sheet.fitted(label, LEFT + 4, y + 4.5, 80, size=11, font="bold")
    sheet.fitted(paper.balance, LEFT + 84, y + 3, WIDE - 88, size=16, font="title", colour=GREEN, align="end")
    return sheet


def _heads(paper: Paper) -> tuple[str, str]:
    return ("Montant TTC", "Solde dû TTC") if paper.is_taxed else ("Montant", "Solde dû")


def _page(sheet: Sheet, paper: Paper, pages: int) -> float:
    sheet.page()
    sheet.rule(LEFT, 282, WIDE, LINE)
    sheet.fitted(f"Relevé de compte, {paper.who}", LEFT, 284, 130, size=8.5, colour=SOFT)
    number = f"{len(sheet.pdf.pages)} / {pages}"
    sheet.fitted(number, LEFT + 130, 284, 40, size=8.5, colour=SOFT, align="end")
    return 20.0


def _cells(sheet: Sheet, cells: Sequence[str], y: float, *, font: str = "text") -> float:
    x = LEFT
    for place, (words, width) in enumerate(zip(cells, COLUMNS, strict=True)):
        align = "end" if place > 1 else "start"
        sheet.fitted(words, x, y + 1.2, width - 1, size=9.5, font=font, align=align)
        x += width
    sheet.rule(LEFT, y + ROW, WIDE)
    return y + ROW
