"""Codes people read aloud and type."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Final

_IN_ADDRESS: Final = re.compile(r"[?&]code=([^&#\s]*)", re.IGNORECASE)
ALPHABET = "ACDEFHJKLMNPRTUVWXY3479"
"""No letter or figure that is confused by eye or by ear in French (0/O, 1/I, 2/Z, 5/S, 6/G, 8/B, Q): 23 signs."""


def readable_code(length: int, choice: Callable[[Sequence[str]], str]) -> str:
    """`length` signs of ALPHABET, each drawn by `choice` (`secrets.choice` in production)."""
    return "".join(choice(ALPHABET) for _ in range(length))


def clean_code(typed: str) -> str:
    """What a person typed, without spaces, dashes, dots or case; or pasted, whole as a leaflet's address; or wrote with
    the wide signs of some keyboards.
    """
    in_address = _IN_ADDRESS.search(typed)
    written = unicodedata.normalize("NFKC", in_address[1] if in_address else typed)
    return "".join(sign for sign in written.upper() if sign.isalnum())


def spaced(code: str, group: int = 4) -> str:
    """`ABCDEFGH` as `ABCD-EFGH`, as it is printed and read aloud."""
    return "-".join(code[start : start + group] for start in range(0, len(code), group))
