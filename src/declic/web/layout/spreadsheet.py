"""A file a French spreadsheet opens by a double click: `;`, UTF-8 with its mark, and no cell that could compute."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

COMPUTES: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A text that begins so would be a formula to a spreadsheet."""
_BELOW_ZERO: Final = re.compile(r"-\d+(?:[.,]\d+)?")


def csv_text(head: Sequence[str], rows: Iterable[Sequence[str | int]]) -> str:
    """Numbers stay numbers; texts are neutralised."""
    written = io.StringIO()
    lines = csv.writer(written, delimiter=";", lineterminator="\r\n")
    lines.writerow(head)
    lines.writerows([_neutral(cell) for cell in row] for row in rows)
    return "\ufeff" + written.getvalue()


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[str | int]]) -> HttpResponse:
    answer = HttpResponse(csv_text(head, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _neutral(cell: str | int) -> str | int:
    """A number below zero computes nothing. Signs that a workbook has no place for are left out."""
    if not isinstance(cell, str):
        return cell
    text = str(ILLEGAL_CHARACTERS_RE.sub("", cell))
    return f"'{text}" if text.startswith(COMPUTES) and _BELOW_ZERO.fullmatch(text) is None else text


@dataclass(frozen=True)
class Sheet:
    """One table of a workbook, or one part of a file of lines."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str | int]]


def xlsx_bytes(sheets: Iterable[Sheet]) -> bytes:
    """A workbook: its heads stay in sight, its columns are as wide as what they hold."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        made = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", sheet.title)[:31])
        made.append(list(sheet.head))
        for row in sheet.rows:
            made.append([_neutral(cell) for cell in row])
        made.freeze_panes = "B2"
        for at, name in enumerate(sheet.head, start=1):
            made.cell(row=1, column=at).font = Font(bold=True)
            longest = max([len(name), *(len(str(row[at - 1])) for row in sheet.rows)])
            made.column_dimensions[get_column_letter(at)].width = min(48, longest + 2)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
