"""A sheet of paper: fonts by language, text either way, the mark, QR codes, the sponsor's logo.

fpdf2 draws and HarfBuzz shapes Arabic: nothing is needed from the system (decision 20).
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import segno
from PIL import Image

from declic.ground import lettering
from declic.ground.lettering.paper import Paper

FONTS = Path(__file__).parent / "fonts"
Colour = tuple[int, int, int]
INK: Colour = (20, 33, 28)
SOFT: Colour = (74, 89, 83)
GREEN: Colour = (12, 91, 67)
TINT: Colour = (223, 238, 230)
YELLOW: Colour = (255, 196, 46)
LINE: Colour = (190, 198, 192)
WHITE: Colour = (255, 255, 255)
LEAST = 7.5
"""Points: what is smaller is not read on paper."""


@dataclass(frozen=True)
class Script:
    """How a language is set."""

    code: str
    fonts: str
    """Prefix of the files: its own, or of `lettering`."""
    is_rtl: bool = False


SCRIPTS = {
    "fr": Script("fr", ""),
    "en": Script("en", ""),
    "pt": Script("pt", ""),
    "tr": Script("tr", "wide-"),
    "uk": Script("uk", "wide-"),
    "ar": Script("ar", "arabic-", is_rtl=True),
}


class Sheet:
    """Pages of one size and one language. `start` is the left edge, the right one in Arabic."""

    def __init__(self, size: tuple[float, float], *, language: str, title: str, now: datetime) -> None:
        self.script = SCRIPTS[language]
        self.width, self.height = size
        self.pdf = Paper(faces=_faces(self.script), format=size, unit="mm")
        self.pdf.set_auto_page_break(auto=False)
        self.pdf.set_margin(0)
        self.pdf.c_margin = 0
        self.pdf.set_lang(language)
        self.pdf.set_title(title)
        self.pdf.set_creator("Déclic")
        self.pdf.set_creation_date(now)
        if self.script.is_rtl:
            self.pdf.set_fallback_fonts(["latin-text", "latin-bold", "latin-title"], exact_match=False)

    def page(self, colour: Colour | None = None) -> None:
        self.pdf.add_page()
        if colour:
            self.box(0, 0, self.width, self.height, colour)

    def printed(self) -> bytes:
        return bytes(self.pdf.output())

    # -- text ---------------------------------------------------------------------------------------------------------
    def text(  # noqa: PLR0913  (a text is where, how large and how)
        self,
        words: str,
        x: float,
        y: float,
        width: float,
        *,
        size: float,
        font: str = "text",
        colour: Colour = INK,
        leading: float = 1.3,
        align: str = "start",
    ) -> float:
        """Wrapped in `width` from `y` down; where the next line would begin. `size` in points."""
        height = size * 0.3528 * leading
        words = self._set(words, font, size, colour)
        self.pdf.set_xy(x, y)
        if self.script.is_rtl or lettering.is_arabic(words):  # ordered in the paragraph, not line by line
            self.pdf.multi_cell(width, height, words, align=self._side(align), new_x="LEFT", new_y="NEXT")
            return float(self.pdf.get_y())
        for line in self.pdf.wrapped(words, width):
            self.pdf.cell(width, height, line, align=self._side(align), new_x="LEFT", new_y="NEXT")
        return float(self.pdf.get_y())

    def fitted(  # noqa: PLR0913  (likewise)
        self,
        words: str,
        x: float,
        y: float,
        width: float,
        *,
        size: float,
        font: str = "text",
        colour: Colour = INK,
        align: str = "start",
    ) -> float:
        """On one line, made smaller until it holds; where the next line would begin."""
        words = self._set(words, font, size, colour)
        wide = self.pdf.get_string_width(words)
        size = size if wide <= width else size * width / wide * 0.99
        self.pdf.set_font_size(size)
        self.pdf.set_xy(x, y)
        self.pdf.cell(width, size * 0.3528 * 1.3, words, align=self._side(align))
        return y + size * 0.3528 * 1.3

    def held(  # noqa: PLR0913  (likewise)
        self,
        words: str,
        x: float,
        y: float,
        width: float,
        tall: float,
        *,
        size: float,
        font: str = "text",
        align: str = "start",
        leading: float = 1.3,
    ) -> float:
        """Wrapped in `width`, and made smaller until it is no taller than `tall`; where the next line would begin."""
        while self.tall(words, width, size=size, font=font, leading=leading) > tall:
            size *= 0.94
        return self.text(words, x, y, width, size=size, font=font, align=align, leading=leading)

    def names(self, named: Sequence[tuple[str, str]], y: float, *, size: float) -> None:
        """(language, word), each in the letters of its language, on one line in the middle."""
        for code, _ in named:
            self.pdf.may(f"in-{code}", _file(SCRIPTS[code].fonts, "text"))
        gap, widths = 5.0, []
        for code, word in named:
            lettering.shape(self.pdf, rtl=SCRIPTS[code].is_rtl)
            self.pdf.set_font(f"in-{code}", size=size)
            widths.append(self.pdf.get_string_width(word))
        x = (self.width - sum(widths) - gap * (len(named) - 1)) / 2
        self.pdf.set_text_color(*SOFT)
        for (code, word), width in zip(named, widths, strict=True):
            lettering.shape(self.pdf, rtl=SCRIPTS[code].is_rtl)
            self.pdf.set_font(f"in-{code}", size=size)
            self.pdf.set_xy(x, y)
            self.pdf.cell(width, size * 0.46, word)
            x += width + gap

    def label(  # noqa: PLR0913  (likewise)
        self,
        words: str,
        x: float,
        y: float,
        width: float,
        *,
        size: float,
        font: str = "text",
        colour: Colour = INK,
        rows: int = 2,
    ) -> None:
        """What a sponsor called something: smaller down to `LEAST`, then on `rows` lines about that one, then cut."""
        laid = self._set(words, font, size, colour)
        if self.pdf.get_string_width(laid) * LEAST <= width * size:
            self.fitted(words, x, y, width, size=size, font=font, colour=colour)
            return
        laid = self._set(words, font, LEAST, colour)
        lines = list(self.pdf.wrapped(laid, width))
        if len(lines) > rows:
            lines = [*lines[: rows - 1], self._cut(" ".join(lines[rows - 1 :]), width)]
        tall = LEAST * 0.3528 * 1.1
        top = y + size * 0.3528 * 0.65 - tall * len(lines) / 2
        for at, line in enumerate(lines):
            self.pdf.set_xy(x, top + at * tall)
            self.pdf.cell(width, tall, line, align=self._side("start"))

    def _cut(self, words: str, width: float) -> str:
        while len(words) > 1 and self.pdf.get_string_width(f"{words}…") > width:
            words = words[:-1].rstrip()
        return f"{words}…"

    def lines(self, words: str, width: float, *, size: float, font: str = "text") -> int:
        """How many lines `words` take."""
        words = self._set(words, font, size, INK)
        return len(self.pdf.wrapped(words, width))

    def tall(self, words: str, width: float, *, size: float, font: str = "text", leading: float = 1.3) -> float:
        """In millimetres, wrapped in `width`."""
        return self.lines(words, width, size=size, font=font) * size * 0.3528 * leading

    def _set(self, words: str, font: str, size: float, colour: Colour) -> str:
        """`words`, as they can be set."""
        self.pdf.set_text_color(*colour)
        if self.script.is_rtl and lettering.is_arabic(words):
            self.pdf.set_font(font, size=size)
            lettering.shape(self.pdf, rtl=True)
            return words
        return lettering.set_face(self.pdf, words, f"latin-{font}" if self.script.is_rtl else font, size=size)

    def _side(self, align: str) -> str:
        if align == "start":
            return "R" if self.script.is_rtl else "L"
        if align == "end":
            return "L" if self.script.is_rtl else "R"
        return align

    # -- drawing ------------------------------------------------------------------------------------------------------
    def across(self, x: float, width: float) -> float:
        """The left edge of a block `width` wide that stands `x` from the start."""
        return self.width - x - width if self.script.is_rtl else x

    def box(  # noqa: PLR0913, PLR0917  (a box)
        self, x: float, y: float, width: float, height: float, colour: Colour, radius: float = 0
    ) -> None:
        """With a radius: our box, three round corners, the top right one sharp."""
        self.pdf.set_fill_color(*colour)
        rounded: Any = ("TOP_RIGHT", "BOTTOM_LEFT", "BOTTOM_RIGHT") if radius else False
        self.pdf.rect(x, y, width, height, style="F", round_corners=rounded, corner_radius=radius)

    def rule(self, x: float, y: float, width: float, colour: Colour = LINE, thick: float = 0.25) -> None:
        self.pdf.set_draw_color(*colour)
        self.pdf.set_line_width(thick)
        self.pdf.line(x, y, x + width, y)

    def qr(self, url: str, x: float, y: float, side: float) -> None:
        """Black on white with its quiet zone; runs of dark modules are one rectangle."""
        rows = [bytes(row) for row in segno.make_qr(url, error="m").matrix_iter(border=3)]
        module = side / len(rows)
        self.box(x, y, side, side, WHITE)
        self.pdf.set_fill_color(0, 0, 0)
        for line, row in enumerate(rows):
            for run in re.finditer(rb"\x01+", row):
                width = (run.end() - run.start()) * module
                self.pdf.rect(x + run.start() * module, y + line * module, width, module, style="F")

    def brand_width(self, tall: float) -> float:
        """How wide `brand` is."""
        self.pdf.set_text_shaping(use_shaping_engine=False)
        self.pdf.set_font("latin-title", size=tall * 2.35)
        return tall * 1.12 + float(self.pdf.get_string_width("déclic"))

    def brand(self, x: float, y: float, tall: float) -> None:
        """The mark and the name, always from left to right."""
        unit = tall / 24
        self.pdf.set_draw_color(*INK)
        self.pdf.set_line_width(3.2 * unit)
        self.pdf.circle(x + 7.6 * unit, y + 16 * unit, radius=5.6 * unit, style="D")
        for x1, y1, x2, y2 in (
            (13.2, 21.6, 13.2, 3.4),
            (16.8, 4.6, 19.7, 2.3),
            (18, 8.6, 22, 8.6),
            (16.8, 12.6, 19.7, 14.9),
        ):
            self.pdf.line(x + x1 * unit, y + y1 * unit, x + x2 * unit, y + y2 * unit)
        self.pdf.set_text_shaping(use_shaping_engine=False)
        self.pdf.set_font("latin-title", size=tall * 2.35)
        self.pdf.set_text_color(*INK)
        self.pdf.set_xy(x + tall * 1.12, y)
        self.pdf.cell(tall * 5, tall, "déclic")

    def logo(self, png: bytes, x: float, y: float, width: float, height: float) -> float:
        """The sponsor's logo inside this frame, at its end, on white; the width it took, 0 without a logo."""
        if not png:
            return 0
        with Image.open(io.BytesIO(png), formats=("PNG",)) as image:
            ratio = image.width / image.height
        drawn = min(width, height * ratio)
        left = x if self.script.is_rtl else x + width - drawn
        self.box(left - 1.5, y - 1.5, drawn + 3, drawn / ratio + 3, WHITE)
        self.pdf.image(io.BytesIO(png), x=left, y=y, w=drawn, h=drawn / ratio, alt_text="logo")
        return drawn


def _faces(script: Script) -> dict[str, Path]:
    beside = "wide-" if script.fonts else ""
    faces = {name: _file(script.fonts, name) for name in ("title", "text", "bold")}
    return {**faces, **{f"latin-{name}": _file(beside, name) for name in faces}, "hand": FONTS / "hand.ttf"}


def _file(kind: str, face: str) -> Path:
    return (lettering.FONTS if kind else FONTS) / f"{kind}{face}.ttf"
