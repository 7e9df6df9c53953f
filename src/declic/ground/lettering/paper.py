"""Pages whose faces are loaded when words are first set in them, and whose words are measured and wrapped once.

fpdf2 writes every font it was given into the file, and measures a line again, by HarfBuzz, for each letter it adds to
it: six faces nobody used and two million measures for one contract.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, TextEmphasis
from fpdf.fonts import TTFFont

MEASURES_KEPT: Final = 50_000
"""Of a line each beginning is one, as a word is added letter by letter: a contract asks for tens of thousands."""
_measures: dict[tuple[object, ...], tuple[int, float]] = {}
WRAPPED_KEPT: Final = 2_000
"""Paragraphs: a contract has some fifty, laid out once to know its pages and once to print them."""
_wrapped: dict[tuple[object, ...], tuple[str, ...]] = {}


class Face(TTFFont):
    """It remembers, for every paper of this process, how wide words are."""

    __slots__ = ()

    def shaped_text_width(
        self, text: str, font_size_pt: float, text_shaping_params: dict[str, Any] | None
    ) -> tuple[int, float]:
        shaping = text_shaping_params or {}
        ways = (shaping.get("fragment_direction"), shaping.get("script"), shaping.get("language"))
        features = tuple((shaping.get("features") or {}).items())
        asked = (self.ttffile, text, font_size_pt, ways, features)
        known = _measures.get(asked)
        if known is None:
            known = super().shaped_text_width(text, font_size_pt, text_shaping_params)
            if len(_measures) >= MEASURES_KEPT:
                _measures.clear()
            _measures[asked] = known
        return known


class Paper(FPDF):
    """`faces`: the file of each name that words may be set in."""

    def __init__(self, *, faces: dict[str, Path], **format_: Any) -> None:
        self._files = {name.lower(): file for name, file in faces.items()}
        super().__init__(**format_)

    def face(self, name: str) -> Face:
        """Raises KeyError for a name without a file."""
        if name not in self.fonts:
            self.add_font(name, fname=self._files[name])
            # Made by fpdf2 itself, without a way to say of what class; this one holds nothing of its own.
            self.fonts[name].__class__ = Face
        found: Any = self.fonts[name]
        face: Face = found
        return face

    def may(self, name: str, file: Path) -> None:
        """Words may be set in this one too."""
        self._files.setdefault(name, file)

    def wrapped(self, words: str, width: float) -> tuple[str, ...]:
        """The lines `words` take in `width` millimetres, as the face now set has them; remembered by this process."""
        face: Any = self.current_font
        set_as = (face.ttffile, self.font_size_pt, str(self.text_shaping), tuple(self._fallback_font_ids))
        asked = (*set_as, self.c_margin, width, words)
        lines = _wrapped.get(asked)
        if lines is None:
            found: Any = self.multi_cell(width, 1, words, dry_run=True, output=MethodReturnValue.LINES)
            lines = tuple(found)
            if len(_wrapped) >= WRAPPED_KEPT:
                _wrapped.clear()
            _wrapped[asked] = lines
        return lines

    def set_font(self, family: str | None = None, style: str | TextEmphasis = "", size: float = 0) -> None:
        if family:
            self.face(family.lower())
        super().set_font(family, style, size)

    def set_fallback_fonts(self, fallback_fonts: Sequence[str], exact_match: bool = True) -> None:  # noqa: FBT001, FBT002  (as fpdf2 has it)
        for name in fallback_fonts:
            self.face(name)
        super().set_fallback_fonts(fallback_fonts, exact_match)
