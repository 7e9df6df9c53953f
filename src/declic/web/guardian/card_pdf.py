"""The sign-in card on paper: A6, or four to an A4 sheet to cut. Millimetres, from the top left."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import segno

from declic.ground.lettering import set_face
from declic.ground.lettering.paper import Paper
from declic.web.layout.pictures import PICTURES, family_of

FONTS = Path(__file__).parent / "fonts"
FACES = {"title": FONTS / "title-750.ttf", "text": FONTS / "text-400.ttf", "bold": FONTS / "text-700.ttf"}
WIDTH, HEIGHT = 105.0, 148.0
INK, SOFT, GREEN, TINT, LINE = (20, 33, 28), (74, 89, 83), (12, 91, 67), (223, 238, 230), (190, 198, 192)
PASTEL = {
    "maths": ("#FFE5A8", "#F5B400"),
    "francais": ("#F8D5CD", "#F08A70"),
    "anglais": ("#D2E4F5", "#7FB4E4"),
    "histoire": ("#EBDDC3", "#D9AE63"),
    "physique": ("#DFD9F6", "#A597E6"),
    "svt": ("#D3EBCC", "#7CC56F"),
    "espagnol": ("#FBD8B4", "#F3A14C"),
    "techno": ("#CBE8E4", "#5DBDB2"),
    "arts": ("#F6D6E6", "#E58BB6"),
    "societe": ("#E2E6C4", "#B4BF63"),
}
"""Background and fill of each family of pictures, as in tokens.css (paper is always by day)."""


@dataclass(frozen=True)
class CardFace:
    """What is printed: a first name, a level, and what opens the door."""

    first_name: str
    level: str
    sponsor: str
    code: str
    """As it is read aloud, `ABCD-EFGH`."""
    url: str
    """What the QR code holds."""
    typed_at: str
    """The address where the code is typed, without its scheme."""
    pictures: tuple[str, ...] = ()
    """Names, in order; empty for those who read."""


def draw(faces: Sequence[CardFace], *, now: datetime, title: str) -> bytes:
    """One face: an A6 page. Several: A4 sheets of four, with lines to cut along."""
    pdf = Paper(faces=FACES, format="A4" if len(faces) > 1 else (WIDTH, HEIGHT), unit="mm")
    pdf.set_auto_page_break(auto=False)
    pdf.set_margin(0)
    pdf.c_margin = 0
    pdf.set_lang("fr")
    pdf.set_title(title)
    pdf.set_creator("Déclic")
    pdf.set_creation_date(now)
    for number, face in enumerate(faces):
        place = number % 4
        if place == 0:
            pdf.add_page()
            if len(faces) > 1:
                _cut_lines(pdf)
        _card(pdf, face, x=(place % 2) * WIDTH, y=(place // 2) * (HEIGHT + 0.5))
    return bytes(pdf.output())


def _cut_lines(pdf: Paper) -> None:
    pdf.set_draw_color(*LINE)
    pdf.set_line_width(0.2)
    pdf.set_dash_pattern(dash=2, gap=2)
    pdf.line(WIDTH, 0, WIDTH, 297)
    pdf.line(0, HEIGHT + 0.25, 210, HEIGHT + 0.25)
    pdf.set_dash_pattern()


def _card(pdf: Paper, face: CardFace, x: float, y: float) -> None:
    left, right = x + 10, x + WIDTH - 10
    _brand(pdf, left, y + 9)
    _text(pdf, face.sponsor, right - 48, y + 9.5, 48, size=8.5, colour=SOFT, align="R")

    name = face.first_name
    _text(pdf, name, left, y + 23, 85, size=_fitting(pdf, name, 85, 30), font="title")
    _text(pdf, face.level, left, y + 37, 85, size=11.5, colour=SOFT)

    small = bool(face.pictures)
    top, panel, qr = (y + 46, 50.0, 40.0) if small else (y + 49, 60.0, 48.0)
    pdf.set_fill_color(*TINT)
    _leaf(pdf, left, top, 85, panel, radius=6)
    _qr(pdf, face.url, left + 5, top + (panel - qr) / 2, qr)
    beside = left + qr + 9
    width = 85 - qr - 11
    _text(pdf, "Mon code", beside, top + panel / 2 - 14, width, size=9.5, colour=INK)
    for line, part in enumerate(face.code.split("-")):
        _text(pdf, part, beside, top + panel / 2 - 8 + line * 9, width, size=21, font="title", colour=GREEN)

    if small:
        _pictures(pdf, face.pictures, left, top + panel + 5)
        foot = y + 131
    else:
        foot = top + panel + 7
    pdf.set_text_color(*INK)
    _text(pdf, "Vise le carré avec un téléphone,", left, foot, 85, size=9)
    _text(
        pdf,
        f"ou tape ton code sur {face.typed_at}",
        left,
        foot + 4.4,
        85,
        size=_fitting(pdf, f"ou tape ton code sur {face.typed_at}", 85, 9, "text"),
    )
    if not small:
        _text(pdf, "Cette carte ouvre ta page : garde-la pour toi.", left, foot + 12, 85, size=9, colour=SOFT)


def _leaf(  # noqa: PLR0913  (a box)
    pdf: Paper, x: float, y: float, width: float, height: float, *, radius: float
) -> None:
    """Our box: three round corners, the top right one sharp. fpdf2 2.8 calls the top corners by each other's name."""
    rounded: Any = ("TOP_RIGHT", "BOTTOM_LEFT", "BOTTOM_RIGHT")
    pdf.rect(x, y, width, height, style="F", round_corners=rounded, corner_radius=radius)


def _brand(pdf: Paper, x: float, y: float) -> None:
    pdf.set_draw_color(*INK)
    pdf.set_line_width(0.85)
    unit = 0.27
    pdf.circle(x + 7.6 * unit, y + 16 * unit, radius=5.6 * unit, style="D")
    for x1, y1, x2, y2 in (
        (13.2, 21.6, 13.2, 3.4),
        (16.8, 4.6, 19.7, 2.3),
        (18, 8.6, 22, 8.6),
        (16.8, 12.6, 19.7, 14.9),
    ):
        pdf.line(x + x1 * unit, y + y1 * unit, x + x2 * unit, y + y2 * unit)
    _text(pdf, "déclic", x + 8, y + 0.2, 30, size=15, font="title")


def _pictures(pdf: Paper, names: Sequence[str], x: float, y: float) -> None:
    _text(pdf, "Mes images, dans l’ordre", x, y - 0.5, 85, size=9)
    side, gap = 22.0, 9.5
    for place, name in enumerate(names):
        background, fill = PASTEL[family_of(name)]
        at = x + place * (side + gap)
        pdf.set_fill_color(*(int(background[i : i + 2], 16) for i in (1, 3, 5)))
        _leaf(pdf, at, y + 5, side, side, radius=5)
        pdf.image(io.BytesIO(_svg(name, fill)), x=at + 2, y=y + 7, w=side - 4, h=side - 4, alt_text=name)
        if place:
            pdf.set_draw_color(*SOFT)
            pdf.set_line_width(0.6)
            middle = y + 5 + side / 2
            pdf.line(at - gap + 2.6, middle, at - 2.6, middle)
            pdf.line(at - 4.4, middle - 1.8, at - 2.6, middle)
            pdf.line(at - 4.4, middle + 1.8, at - 2.6, middle)


def _svg(name: str, fill: str) -> bytes:
    """The drawing of the pages, its classes turned into what fpdf2 reads."""
    styles = {
        "b": f'fill="{fill}"',
        "w": 'fill="#FFFFFF"',
        "f": 'stroke-width="5"',
        "k": 'fill="#14211C"',
        "t": 'stroke-width="4"',
    }
    inner = re.sub(r'class="(\w)"', lambda found: styles[found[1]], PICTURES[name])
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">'
    line = '<g fill="none" stroke="#14211C" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round">'
    return f"{head}{line}{inner}</g></svg>".encode()


def _qr(pdf: Paper, url: str, x: float, y: float, side: float) -> None:
    """Black on white with its quiet zone; runs of dark modules are one rectangle."""
    rows = [bytes(row) for row in segno.make_qr(url, error="m").matrix_iter(border=2)]
    module = side / len(rows)
    pdf.set_fill_color(255, 255, 255)
    pdf.rect(x, y, side, side, style="F")
    pdf.set_fill_color(*INK)
    for line, row in enumerate(rows):
        for run in re.finditer(rb"\x01+", row):
            pdf.rect(x + run.start() * module, y + line * module, (run.end() - run.start()) * module, module, style="F")


def _fitting(pdf: Paper, text: str, width: float, size: float, font: str = "title") -> float:
    """The size in points, made smaller until `text` holds in `width`."""
    wide = pdf.get_string_width(set_face(pdf, text, font, size=size))
    return size if wide <= width else size * width / wide


def _text(  # noqa: PLR0913  (a line of text is where, how large and how)
    pdf: Paper,
    text: str,
    x: float,
    y: float,
    width: float,
    *,
    size: float,
    font: str = "text",
    colour: tuple[int, int, int] = INK,
    align: str = "L",
) -> None:
    text = set_face(pdf, text, font, size=size)
    pdf.set_text_color(*colour)
    pdf.set_xy(x, y)
    pdf.cell(width, size * 0.42, text, align=align)
