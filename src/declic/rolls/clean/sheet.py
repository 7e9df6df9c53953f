"""XLSX: every sheet that lists pupils, values as they are shown. Formulas give what they last gave."""

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string

from declic.ground.errors import Refusal
from declic.rolls.clean import archive
from declic.rolls.clean.table import Row, Table, headed, joined
from declic.rolls.rules import limits
from declic.rolls.rules.columns import says_names

_DTD = re.compile(rb"<!(DOCTYPE|ENTITY)|<\x00!\x00(D\x00O|E\x00N)")
_MERGED: Final = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\bref=\"([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})\"")

Merged = Mapping[int, Sequence[tuple[int, int]]]
"""By the line where it begins: the column, from 0, and the last line of cells that are one on several lines."""


def read_sheet(data: bytes, opened: zipfile.ZipFile) -> Table:
    """Refusal `entities`, `broken`, `no_rows`, and those of `headed`."""
    merged: dict[str, Merged] = {}
    for member in opened.infolist():
        if member.filename.endswith((".xml", ".rels")):
            part = archive.read(opened, member)
            if _DTD.search(part[:4096]):
                raise limits.entities()
            merged[member.filename] = _merged(part)
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
        found = _lists(book.worksheets, merged)
    except Refusal:
        raise
    except Exception:  # noqa: BLE001  (openpyxl given hostile bytes may raise anything)
        raise limits.broken() from None
    return found[0][1] if len(found) == 1 else joined(f"XLSX, {len(found)} feuilles", found)


def _lists(sheets: Sequence[Any], merged: Mapping[str, Merged]) -> list[tuple[str, Table]]:
    """Those that give pupils' names, with their titles; where none does by the names of its columns, the first and
    those that have the same. A notice, choices for the cells of another sheet, hidden sheets are none.

    Refusal `no_rows`.
    """
    written: list[tuple[str, Table]] = []
    refusal = limits.no_rows()
    for sheet in [one for one in sheets if one.sheet_state == "visible"] or sheets:
        path = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
        expected = min(sheet.max_row or 0, limits.MAX_ROWS)
        try:
            written.append((str(sheet.title), headed("XLSX", _rows(sheet, merged.get(path, {})), expected)))
        except Refusal as found:
            if found.code != refusal.code:
                raise
    if not written:
        raise refusal
    first = written[0][1].headers
    return [one for one in written if says_names(one[1].headers)] or [one for one in written if one[1].headers == first]


def _merged(part: bytes) -> Merged:
    """Cells that are one from a line to another: a class written once beside its pupils."""
    found: dict[int, list[tuple[int, int]]] = {}
    for column, first, last in _MERGED.findall(part):
        if last != first:
            found.setdefault(int(first), []).append((column_index_from_string(column.decode()) - 1, int(last)))
    return found


def _rows(sheet: Any, merged: Merged) -> Iterator[Row]:
    still: dict[int, tuple[int, str]] = {}
    """Column → the last line of what is written there, and what is."""
    try:
        for line, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            row = [_text(cell) for cell in cells[: limits.MAX_COLUMNS + 1]]
            if still and any(cell.strip() for cell in row):
                _fill(row, line, still)
            for at, last in merged.get(line, ()):
                if at < len(row):
                    still[at] = (last, row[at])
            yield line, row
    except Exception:  # noqa: BLE001  (likewise, row by row)
        raise limits.broken() from None


def _fill(row: list[str], line: int, still: Mapping[int, tuple[int, str]]) -> None:
    """Each line says what its merged cell says; an empty line stays so."""
    for at, (last, said) in still.items():
        if line <= last and at < len(row) and not row[at].strip():
            row[at] = said


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)[: limits.MAX_CELL]
