"""Codes people read aloud and type."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Final

_IN_ADDRESS: Final = re.compile(r"[?&]code=([^&#\s]*)", re.IGNORECASE)
ALPHABET = "ACDEFHJKLMNPRTUVWXY3479"
"""No letter or figure that is confused by eye or by ear in French (0/O, 1/I, 2/Z, 5/S, 6/G, 8/B, Q): 23 signs."""


_LOOKS: Final = str.maketrans(
    "\u0410\u0421\u0415\u041d\u0408\u041a\u041c\u0420\u0422\u0425\u0423"  # Cyrillic
    "\u0391\u0395\u0397\u039a\u039c\u039d\u03a1\u03a4\u03a7\u03a5",  # Greek
    "ACEHJKMPTXYAEHKMNPTXY",
)
"""Letters of other keyboards, and the sign of a code each of them looks like."""


def readable_code(length: int, choice: Callable[[Sequence[str]], str]) -> str:
    """`length` signs of ALPHABET, each drawn by `choice` (`secrets.choice` in production)."""
    return "".join(choice(ALPHABET) for _ in range(length))


def clean_code(typed: str) -> str:
    """What a person typed, without spaces, dashes, dots or case; or pasted, whole as a leaflet's address; or wrote with
    the wide signs, the letters or the figures of their own keyboard (Ukrainian, Arabic).
    """
    in_address = _IN_ADDRESS.search(typed)
    written = unicodedata.normalize("NFKC", in_address[1] if in_address else typed).upper().translate(_LOOKS)
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in written if sign.isalnum())


def spaced(code: str, group: int = 4) -> str:
    """`ABCDEFGH` as `ABCD-EFGH`, as it is printed and read aloud."""
    return "-".join(code[start : start + group] for start in range(0, len(code), group))
