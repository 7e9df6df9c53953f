"""What is typed to stand on one line: on a page, in an XML invoice, in a spreadsheet, on paper."""

import unicodedata
from typing import Final

_NO_SIGN: Final = {"Cc", "Cs", "Cn"}
"""Controls, halves of a sign, and what is none: XML 1.0 (§ 2.2) has no place for them, so neither have workbooks."""


def one_line(typed: str) -> str:
    """Spaces of any kind become one; signs that nobody sees, as a word cut in a PDF brings along, are left out."""
    return " ".join("".join(s for s in typed if s.isspace() or unicodedata.category(s) not in _NO_SIGN).split())
