"""How many text messages a text is (3GPP TS 23.038, 23.040)."""

from typing import Final, NamedTuple

_PLAIN: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWICE: Final = frozenset("\f^{}\\[~]|€")
"""In the same alphabet, written with two signs."""
_PLAIN_HOLDS: Final = (160, 153)
_SPECIAL_HOLDS: Final = (70, 67)
"""Signs of a message alone, and of each where there are several."""


class Size(NamedTuple):
    signs: int
    """Of the alphabet it needs; outside the plain one, in UTF-16."""
    messages: int
    special: str
    """Its letters outside the plain alphabet, each once, as they come: because of them a message holds 70 signs."""


def size_of(text: str) -> Size:
    special = "".join(dict.fromkeys(sign for sign in text if sign not in _PLAIN and sign not in _TWICE))
    alone, joined = _SPECIAL_HOLDS if special else _PLAIN_HOLDS
    signs = len(text.encode("utf-16-le")) // 2 if special else len(text) + sum(sign in _TWICE for sign in text)
    return Size(signs, 1 if signs <= alone else -(-signs // joined), special)


_PLAINER: Final = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "…": "...", "–": "-", "—": "-", "œ": "oe", "Œ": "OE"}
    | {"\u00a0": " ", "\u202f": " ", "\u2011": "-"}
)


def is_carried(provider: str, *, in_production: bool) -> bool:
    """Whether a text message leaves here: the carrier that only shows them serves to try the service out."""
    return not (in_production and provider.endswith(".ConsoleSms"))


def plainer(text: str) -> str:
    """The same with typewriter signs for the typographic ones, of which one alone makes a message hold 70 signs."""
    return text.replace("«\u00a0", '"').replace("\u00a0»", '"').translate(_PLAINER)


class NumberRefusedError(OSError):
    """This number takes no message, today or later; any other OSError is the carrier's own."""
