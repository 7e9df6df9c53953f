"""XLSX: the first sheet with something in it, values as they are shown. Formulas give what they last gave."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO

from openpyxl import load_workbook

from declic.ground.errors import Refusal
from declic.rolls.clean import archive
from declic.rolls.clean.table import Row, Table, headed
from declic.rolls.rules import limits

_DTD = re.compile(rb"<!(DOCTYPE|ENTITY)|<\x00!\x00(D\x00O|E\x00N)")


def read_sheet(data: bytes, opened: zipfile.ZipFile) -> Table:
    """Refusal `entities`, `broken`, `no_rows`, and those of `headed`."""
    for member in opened.infolist():
        if member.filename.endswith((".xml", ".rels")) and _DTD.search(archive.read(opened, member)[:4096]):
            raise limits.entities()
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            expected = min(sheet.max_row or 0, limits.MAX_ROWS)
            try:
                return headed("XLSX", _rows(sheet), expected)
            except Refusal as refusal:
                if refusal.code != "no_rows":
                    raise
    except Refusal:
        raise
    except Exception:  # noqa: BLE001  (openpyxl given hostile bytes may raise anything)
        raise limits.broken() from None
    raise limits.no_rows()


def _rows(sheet: object) -> Iterator[Row]:
    try:
        for line, cells in enumerate(sheet.iter_rows(values_only=True), start=1):  # type: ignore[attr-defined]
            yield line, [_text(cell) for cell in cells[: limits.MAX_COLUMNS + 1]]
    except Exception:  # noqa: BLE001  (likewise, row by row)
        raise limits.broken() from None


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)[: limits.MAX_CELL]
