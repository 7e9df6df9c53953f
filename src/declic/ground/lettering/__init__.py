"""Names of any script on paper: set in a font of ours that has their letters, or spelt with the nearest it has.

No letter is left out: a card without its child's name is nobody's. A picture (a telephone, a star) that no font of ours
has is: its English name would stand in its place.
"""

import re
import unicodedata
from pathlib import Path
from typing import Final

from anyascii import anyascii

from declic.ground.lettering.paper import Paper

FONTS: Final = Path(__file__).parent / "fonts"
_ARABIC: Final = re.compile("[\u0600-\u06ff]")
_NEAR: Final = {"Ș": "Ş", "ș": "ş", "Ț": "Ţ", "ț": "ţ"}
"""With a cedilla for the comma below, as Romanian was long printed."""
_PICTURE: Final = re.compile(":[a-z0-9_+-]+:")


def set_face(pdf: Paper, words: str, face: str, *, size: float) -> str:
    """Makes ready to print `words` in `face`, or in the wide (Latin, Cyrillic) or Arabic font beside it; as spelt then.

    `face`: `title`, `text` or `bold`, or one of them after `latin-`; a font of `pdf`.
    """
    font, words = _faced(pdf, unicodedata.normalize("NFC", words), face)
    pdf.set_font(font, size=size)
    shape(pdf, rtl=is_arabic(words))
    return words


def is_arabic(words: str) -> bool:
    """Written from right to left, in letters that join."""
    return _ARABIC.search(words) is not None


def shape(pdf: Paper, *, rtl: bool) -> None:
    if rtl:
        pdf.set_text_shaping(use_shaping_engine=True, direction="rtl", script="arab", language="ara")
    else:
        pdf.set_text_shaping(use_shaping_engine=True, direction="ltr", script="latn")


def _faced(pdf: Paper, words: str, face: str) -> tuple[str, str]:
    if _has(pdf, face, words):
        return face, words
    kind = "arabic" if is_arabic(words) else "wide"
    font = f"{kind}-{face.removeprefix('latin-')}"
    pdf.may(font, FONTS / f"{font}.ttf")
    if kind == "arabic":  # what else is in it
        pdf.set_fallback_fonts([face], exact_match=False)
    known = (font, face) if kind == "arabic" else (font,)
    spelt = [_spelt(pdf, known, sign) for sign in words]
    said = "".join(spelt)
    return font, said if all(spelt) else re.sub(" {2,}", " ", said).strip(" ")


def _spelt(pdf: Paper, known: tuple[str, ...], sign: str) -> str:
    """`sign` with letters of these fonts: itself, without the accents they lack, or as it sounds."""
    bare = "".join(filter(str.isalpha, unicodedata.normalize("NFKD", sign)))
    for spelt in (sign, _NEAR.get(sign, ""), bare):
        if spelt and any(_has(pdf, font, spelt) for font in known):
            return spelt
    spelt = anyascii(sign)
    return "" if _PICTURE.fullmatch(spelt) else spelt


def _has(pdf: Paper, font: str, words: str) -> bool:
    known = pdf.face(font).cmap
    return all(ord(sign) in known for sign in words if sign != "\n")
