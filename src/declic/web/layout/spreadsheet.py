"""A file a French spreadsheet opens by a double click: `;`, UTF-8 with its mark, and no cell that could compute."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from django.http import HttpResponse

COMPUTES: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A text that begins so would be a formula to a spreadsheet."""


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
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(COMPUTES) else cell
