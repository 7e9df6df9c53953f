"""Whether names were read in another writing than theirs: « ZoÃ© », « Lef�vre », « BÇnard ». Pure.

What is looked for is what no name has, in whichever language; that of a name there is but a wrong letter is not seen.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_LOST: Final = "\ufffd"
"""What stands for a letter that could not be read."""
_JOINS: Final = frozenset("’‘ʼ´`·…")
"""Signs that stand inside names, or are typed there for an apostrophe."""
_TWICE: Final = re.compile(r"[ÃÂÅ][\u00a0-\u00bf€‚ƒ„…†‡ˆ‰‹‘’“”•–—˜™›]")
"""UTF-8 taken for what Windows wrote."""
_MANY: Final = re.compile(r"[À-ÖØ-öø-ÿŒœŠšŽžŸ]{3}")
"""Letters of Windows alone, three in a row: Cyrillic or Greek taken for it."""
_INSIDE: Final = re.compile(r"[a-zß-öø-ÿ][À-ÖØ-Þ]|[^\W\d_][À-ÖØ-Þ][a-zß-öø-ÿ]")
"""A capital with its accent among small letters: DOS taken for an old Mac."""


def misread(cells: Iterable[str], *, is_guess: bool = False) -> str:
    """The first word that seems to be; else nothing. `is_guess`: the writing of the file is one, so that any word with
    more than plain letters may be.
    """
    words = (word for cell in cells if not cell.isascii() or "?" in cell for word in cell.split(" "))
    return next((word for word in words if _is_odd(word) or (is_guess and not word.isascii())), "")


def _is_odd(word: str) -> bool:
    if _TWICE.search(word) or _MANY.search(word) or _INSIDE.search(word):
        return True
    around = zip(" " + word, word, word[1:] + " ", strict=False)
    return any(_is_no_letter(sign, before, after) for before, sign, after in around if not sign.isalpha())


def _is_no_letter(sign: str, before: str, after: str) -> bool:
    """It stands where a letter was."""
    if sign == _LOST or unicodedata.category(sign) == "Co":
        return True
    is_inside = before.isalpha() and after.isalpha()
    if sign.isascii():
        return sign == "?" and is_inside
    if sign in _JOINS or unicodedata.category(sign)[0] in "MZC" or unicodedata.category(sign) == "Pd":
        return False
    return is_inside
