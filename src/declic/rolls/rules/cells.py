"""Cells of a file that goes out: what a spreadsheet would take for a formula is made text."""

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def neutral(cell: str) -> str:
    """An apostrophe before what begins like a formula, spaces before it or not: it is shown as it was written."""
    return f"'{cell}" if cell.startswith(_FORMULA) or cell.lstrip().startswith(_FORMULA) else cell


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """As a French spreadsheet opens it by a double click: semicolons, and a mark that says UTF-8."""
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([neutral(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()
