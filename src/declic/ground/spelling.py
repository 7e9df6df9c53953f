"""A name found however it is typed: « helene » finds Hélène, « jean paul » Jean-Paul, « noel » Noël.

As a regular expression that Python and PostgreSQL read alike: the database looks, counts and cuts. Without the
extension `unaccent`, which not every host lets one install, and which SQLite has not.
"""

import re
import unicodedata
from functools import cache
from typing import Final

_LATIN: Final = [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)]
_MARKS: Final = "[\u0300-\u036f]*"
"""An accent written after its letter, as some keyboards and files do."""
_BETWEEN: Final = "[\\s.,'’‐‑-]+"
_TWO: Final = {"oe": "œŒ", "ae": "æÆ"}


def spelled(typed: str) -> str:
    """A pattern for `__iregex` of what holds `typed`, accents, case, dashes and apostrophes aside.

    Whatever else is typed stands for itself. Empty where nothing but spaces and dashes is typed.
    """
    plain = _plain(typed)
    return _BETWEEN.join("".join(_signs(word)) for word in re.split(_BETWEEN, plain) if word)


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _signs(word: str) -> list[str]:
    found, at = [], 0
    while at < len(word):
        pair = word[at : at + 2]
        if pair in _TWO:
            found.append(f"(?:{_letter(pair[0])}{_letter(pair[1])}|[{_TWO[pair]}])")
            at += 2
        else:
            found.append(_letter(word[at]))
            at += 1
    return found


@cache
def _letter(sign: str) -> str:
    if not ("a" <= sign <= "z"):
        return sign if sign.isalnum() else re.escape(sign)
    alike = "".join(chr(code) for code in _LATIN if _plain(chr(code)) == sign)
    return f"[{sign}{sign.upper()}{alike}]{_MARKS}"
