"""The invoice on paper, A4 and black on white: PDF/A-3, and Factur-X once its XML is inside."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from facturx import generate_from_binary
from fpdf.enums import XPos, YPos

import declic
from declic.billing.rules.amounts import CATEGORY, ON_DEBITS, Line, Unit, money
from declic.billing.rules.invoices import Draft, InvoiceKind, Party, notes_of, terms_of_payment
from declic.ground.lettering import set_face
from declic.ground.lettering.paper import Paper

FONTS: Final = Path(declic.__file__).parent / "web" / "guardian" / "fonts"
FACES: Final = {"title": FONTS / "title-750.ttf", "text": FONTS / "text-400.ttf", "bold": FONTS / "text-700.ttf"}
INK, SOFT, RULE, TINT = (20, 33, 28), (74, 89, 83), (190, 198, 192), (238, 243, 240)
LEFT, RIGHT, WIDE = 18.0, 192.0, 174.0
HALF: Final = 84.0
"""Of the head: a side of the sheet, and what is left between the two."""
BUYER: Final = 108.0
"""Where the buyer’s box begins."""
COLUMNS: Final = (90.0, 24.0, 30.0, 30.0)
"""What, how many, price of one, amount."""


def drawn(draft: Draft, number: str, *, now: datetime) -> bytes:
    """PDF/A-3B, tagged with its language, every font inside."""
    pdf = Paper(faces=FACES, format="A4", unit="mm", enforce_compliance="PDF/A-3B")
    pdf.set_margins(LEFT, 18, 210 - RIGHT)
    pdf.set_auto_page_break(auto=True, margin=24)
    pdf.c_margin = 0
    pdf.set_lang("fr-FR")
    pdf.set_title(f"{draft.kind.label} {number}")
    pdf.set_author(draft.seller.name)
    pdf.set_creator("Déclic")
    pdf.set_creation_date(now)
    pdf.add_page()
    _head(pdf, draft, number)
    _parties(pdf, draft)
    _references(pdf, draft)
    _table(pdf, draft)
    _totals(pdf, draft)
    _payment(pdf, draft, number)
    _foot(pdf, draft)
    return bytes(pdf.output())


def with_xml(pdf: bytes, xml: bytes, *, title: str, author: str) -> bytes:
    """Factur-X: the CII file attached, and said in the metadata. Its checks are made apart."""
    told = {"author": author, "title": title, "subject": title, "keywords": "Factur-X"}
    joined: bytes = generate_from_binary(
        pdf, xml, flavor="factur-x", level="en16931", check_xsd=False, pdf_metadata=told, lang="fr-FR"
    )
    return joined


# -- parts of the page -------------------------------------------------------------------------------------------------
def _head(pdf: Paper, draft: Draft, number: str) -> None:
    """The seller on the left, the document on the right: each keeps to its half."""
    pdf.set_xy(LEFT, 18)
    _say(pdf, draft.seller.name, font="title", size=_title_size(pdf, draft.seller.name), wide=HALF)
    for line in _lines_of(draft.seller):
        _say(pdf, line, size=9.5, colour=SOFT, wide=HALF)
    below = pdf.get_y()
    pdf.set_xy(LEFT, 18)
    pdf.set_left_margin(RIGHT - HALF)
    _say(pdf, f"{draft.kind.label} n°\u00a0{number}", font="title", size=17, align="R", wide=HALF)
    if draft.corrects is not None:
        then = f"annule la facture {draft.corrects.number} du {_day(draft.corrects.issued_on)}"
    elif not draft.is_to_pay:
        then = "réglée"
    else:
        then = f"à payer au plus tard le {_day(draft.due_on)}"
    for said in (f"du {_day(draft.issued_on)}", then):
        _say(pdf, said, size=10.5, align="R", wide=HALF)
    pdf.set_left_margin(LEFT)
    pdf.set_y(max(pdf.get_y(), below, 52))


def _title_size(pdf: Paper, name: str) -> float:
    """A long name in smaller letters, on several lines all the same."""
    pdf.set_font("title", size=17)
    return 17 if pdf.get_string_width(name) < 2 * HALF else 13


def _parties(pdf: Paper, draft: Draft) -> None:
    top = pdf.get_y() + 6
    wide = RIGHT - BUYER - 10
    said = [(draft.buyer.name, "bold", 11.0), *((line, "text", 9.5) for line in _lines_of(draft.buyer))]
    height = 8 + sum(_height(pdf, text, font=font, size=size, wide=wide) for text, font, size in said)
    pdf.set_fill_color(*TINT)
    pdf.rect(BUYER, top, RIGHT - BUYER, height, style="F")
    pdf.set_left_margin(BUYER + 5)
    pdf.set_xy(BUYER + 5, top + 4)
    for text, font, size in said:
        _say(pdf, text, font=font, size=size, wide=wide)
    pdf.set_left_margin(LEFT)
    pdf.set_y(top + height + 8)


def _references(pdf: Paper, draft: Draft) -> None:
    told = (
        ("Période", f"du {_day(draft.first_day)} au {_day(draft.last_day)}"),
        ("Code service", draft.buyer.service_code),
        ("Numéro d’engagement", draft.commitment),
        ("Marché", draft.contract),
        ("Catégorie de l’opération", CATEGORY),
    )
    for label, said in told:
        if said:
            pdf.set_text_color(*SOFT)
            pdf.set_font("text", size=9.5)
            pdf.cell(42, 5.2, label)
            pdf.set_left_margin(LEFT + 42)
            _say(pdf, said, size=9.5, wide=WIDE - 42)
            pdf.set_left_margin(LEFT)
            pdf.set_x(LEFT)
    pdf.set_y(pdf.get_y() + 5)


def _table(pdf: Paper, draft: Draft) -> None:
    _cells(pdf, ("Désignation", "Quantité", "Prix HT", "Montant HT"), font="bold")
    _rule(pdf)
    for line in draft.lines:
        _cells(pdf, (line.name, _quantity(line), money(line.price), money(line.net)))
        _say(pdf, line.detail, size=9, colour=SOFT, wide=COLUMNS[0])
        _rule(pdf)


def _totals(pdf: Paper, draft: Draft) -> None:
    pdf.set_y(pdf.get_y() + 3)
    vat = f"TVA {draft.regime.rate}\u00a0%"
    for label, cents, font in (
        ("Total HT", draft.totals.net, "text"),
        (vat, draft.totals.vat, "text"),
        ("Total TTC" if draft.kind is InvoiceKind.INVOICE else "Total TTC de l’avoir", draft.totals.gross, "bold"),
    ):
        _amount(pdf, label, money(cents), font=font)
    if draft.carried:
        _amount(pdf, "Déjà réglé, par ce qui était en votre faveur", money(-draft.carried), font="text")
        _amount(pdf, "Reste à payer", money(draft.payable), font="bold")
    if draft.regime.exemption is not None:
        _say(pdf, draft.regime.exemption[1], size=10, align="R")
    if draft.is_on_debits:
        _say(pdf, ON_DEBITS, size=10, align="R")


def _payment(pdf: Paper, draft: Draft, number: str) -> None:
    pdf.set_y(pdf.get_y() + 9)
    if not draft.is_to_pay:
        for said in terms_of_payment(draft):
            _say(pdf, said, size=10)
        return
    _say(pdf, "Pour payer par virement", font="bold", size=11)
    _say(pdf, f"IBAN {_grouped(draft.account.iban)}    BIC {draft.account.bic}", size=10)
    _say(pdf, f"Référence à rappeler : {number}", size=10)


def _foot(pdf: Paper, draft: Draft) -> None:
    pdf.set_y(max(pdf.get_y() + 10, 240))
    _rule(pdf)
    pdf.set_y(pdf.get_y() + 1.5)
    notes = () if draft.kind is InvoiceKind.CREDIT else notes_of(draft).values()
    for note in (*notes, draft.seller.about):
        if note:
            _say(pdf, note, size=8.5, colour=SOFT)


# -- words -------------------------------------------------------------------------------------------------------------
def _quantity(line: Line) -> str:
    said = f"{line.quantity.quantize(Decimal('0.01')).normalize():f}".replace(".", ",")
    return said if line.unit is Unit.ONE else f"{said}\u00a0{line.unit.label}"


def _day(day: object) -> str:
    return f"{day:%d/%m/%Y}"


def _grouped(iban: str) -> str:
    return "\u00a0".join(iban[at : at + 4] for at in range(0, len(iban), 4))


def _lines_of(party: Party) -> list[str]:
    said = [
        party.address,
        party.second_line,
        f"{party.postcode} {party.city}",
        f"SIRET {party.siret}" if party.siret else "",
        f"TVA {party.vat}" if party.vat else "",
    ]
    return [line for line in said if line]


# -- the pen -----------------------------------------------------------------------------------------------------------
def _say(  # noqa: PLR0913  (words)
    pdf: Paper,
    text: str,
    *,
    size: float,
    font: str = "text",
    colour: tuple[int, int, int] = INK,
    align: str = "L",
    wide: float = WIDE,
) -> None:
    """From the left margin, on as many lines as `wide` asks, each letter in a font that has it."""
    pdf.set_text_color(*colour)
    words = set_face(pdf, text, font, size=size)
    pdf.multi_cell(wide, _line(size), words, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _height(pdf: Paper, text: str, *, font: str, size: float, wide: float) -> float:
    """What `_say` will take."""
    words = set_face(pdf, text, font, size=size)
    return len(pdf.wrapped(words, wide)) * _line(size)


def _line(size: float) -> float:
    return size * 0.5 + 0.4


def _cells(pdf: Paper, texts: tuple[str, str, str, str], font: str = "text") -> None:
    """The first may take several lines; the others stand beside its first one."""
    pdf.set_text_color(*INK)
    top = pdf.get_y()
    pdf.set_x(LEFT + COLUMNS[0])
    for width, text in zip(COLUMNS[1:], texts[1:], strict=True):
        pdf.cell(width, 7, set_face(pdf, text, font, size=10.5), align="R")
    pdf.set_xy(LEFT, top + 0.7)
    _say(pdf, texts[0], font=font, size=10.5, wide=COLUMNS[0] - 2)
    pdf.set_y(max(top + 7, pdf.get_y()))


def _amount(pdf: Paper, label: str, said: str, *, font: str) -> None:
    pdf.set_text_color(*INK)
    pdf.set_font(font, size=11)
    pdf.cell(WIDE - COLUMNS[3], 6.6, label, align="R")
    pdf.cell(COLUMNS[3], 6.6, said, align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _rule(pdf: Paper) -> None:
    pdf.set_draw_color(*RULE)
    pdf.set_line_width(0.2)
    pdf.line(LEFT, pdf.get_y() + 0.5, RIGHT, pdf.get_y() + 0.5)
    pdf.set_y(pdf.get_y() + 1)
