"""What is typed to stand on one line: on a page, in an XML invoice, in a spreadsheet, on paper."""

import unicodedata
from typing import Final

_NO_SIGN: Final = {"Cc", "Cs", "Cn"}
"""Controls, halves of a sign, and what is none: XML 1.0 (§ 2.2) has no place for them, so neither have workbooks."""

_TURNS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They turn round whatever is written after them (UAX 9, § 2): a page says by itself which way each text reads."""


def one_line(typed: str) -> str:
    """Spaces of any kind become one; signs that nobody sees, as a word cut in a PDF brings along, are left out."""
    return " ".join("".join(s for s in typed if s.isspace() or _is_read(s)).split())


def _is_read(sign: str) -> bool:
    return sign not in _TURNS and unicodedata.category(sign) not in _NO_SIGN
