"""Codes people read aloud and type."""

from collections.abc import Callable, Sequence

ALPHABET = "ACDEFHJKLMNPRTUVWXY3479"
"""No letter or figure that is confused by eye or by ear in French (0/O, 1/I, 2/Z, 5/S, 6/G, 8/B, Q): 23 signs."""


def readable_code(length: int, choice: Callable[[Sequence[str]], str]) -> str:
    """`length` signs of ALPHABET, each drawn by `choice` (`secrets.choice` in production)."""
    return "".join(choice(ALPHABET) for _ in range(length))


def clean_code(typed: str) -> str:
    """What a person typed, without spaces, dashes, dots or case."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())


def spaced(code: str, group: int = 4) -> str:
    """`ABCDEFGH` as `ABCD-EFGH`, as it is printed and read aloud."""
    return "-".join(code[start : start + group] for start in range(0, len(code), group))
