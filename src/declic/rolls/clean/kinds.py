"""What a file is, by its content alone: its name says what someone typed."""

import zipfile

from declic.rolls.clean import archive
from declic.rolls.clean.oneroster import is_oneroster, read_oneroster
from declic.rolls.clean.sheet import read_sheet
from declic.rolls.clean.siecle import read_siecle
from declic.rolls.clean.table import Table
from declic.rolls.clean.text import read_text
from declic.rolls.rules import limits

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_table(data: bytes) -> Table:
    """Rows are read as they are asked for, and may raise a refusal then. Refusals of `rules.limits`."""
    if not data.strip():
        raise limits.empty()
    if len(data) > limits.MAX_BYTES:
        raise limits.too_large()
    if data.startswith(_OLE):
        raise limits.old_sheet()
    if data.startswith((b"%PDF-", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"\x89PNG", b"\xff\xd8\xff")):
        raise limits.not_a_list()
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _unzipped(data)
    if _is_xml(data):
        return read_siecle(data)
    table = read_text(data)
    return read_oneroster(table) if is_oneroster(table) else table


def _is_xml(data: bytes) -> bool:
    head = data[:200].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
    return head.startswith((b"<?xml", b"<!DOCTYPE", b"<BEE"))


def _unzipped(data: bytes) -> Table:
    opened = archive.opened(data)
    files = {one.filename.rsplit("/", 1)[-1].lower(): one for one in opened.infolist() if not one.is_dir()}
    if "workbook.xml" in files:
        return read_sheet(data, opened)
    if "content.xml" in files and "mimetype" in files:
        raise limits.old_sheet()
    if "users.csv" in files:
        parts = {name: _part(opened, files, name) for name in ("orgs.csv", "roles.csv")}
        table = read_text(archive.read(opened, files["users.csv"]))
        return read_oneroster(table, parts["orgs.csv"], parts["roles.csv"])
    pupils = [one for name, one in files.items() if name.endswith(".xml") and "eleve" in name]
    others = [one for name, one in files.items() if name.endswith((".xml", ".csv", ".txt"))]
    for member in [*pupils, *(others if len(others) == 1 else [])]:
        return read_siecle(content) if _is_xml(content := archive.read(opened, member)) else read_text(content)
    raise limits.not_a_list()


def _part(opened: zipfile.ZipFile, files: dict[str, zipfile.ZipInfo], name: str) -> bytes | None:
    return archive.read(opened, files[name]) if name in files else None
