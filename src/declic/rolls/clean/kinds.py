"""What a file is, by its content alone: its name says what someone typed."""

import zipfile
from collections.abc import Sequence
from datetime import date

from declic.rolls.clean import archive
from declic.rolls.clean.oneroster import is_oneroster, read_oneroster, students_of
from declic.rolls.clean.siecle import read_siecle
from declic.rolls.clean.table import Table, bounded
from declic.rolls.clean.text import read_text
from declic.rolls.rules import limits
from declic.rolls.rules.states import held_on

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_table(data: bytes, today: date) -> Table:
    """Rows are read as they are asked for, and may raise a refusal then. Refusals of `rules.limits`.

    Those counted against what a list may hold are those of pupils: a OneRoster export has parents and staff too.
    """
    return bounded(_read(data, today))


def _read(data: bytes, today: date) -> Table:
    if not data.strip():
        raise limits.empty()
    if len(data) > limits.MAX_BYTES:
        raise limits.too_large()
    if data.startswith(_OLE):
        raise limits.old_sheet()
    if data.startswith((b"%PDF-", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"\x89PNG", b"\xff\xd8\xff")):
        raise limits.not_a_list()
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _unzipped(data, today)
    if _is_xml(data):
        return read_siecle(data)
    table = read_text(data)
    return read_oneroster(table) if is_oneroster(table) else table


def _is_xml(data: bytes) -> bool:
    head = data[:200].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
    return head.startswith((b"<?xml", b"<!DOCTYPE", b"<BEE"))


def _unzipped(data: bytes, today: date) -> Table:
    opened = archive.opened(data)
    members = [(_name(one), one) for one in opened.infolist() if not one.is_dir() and not _is_left_by_a_computer(one)]
    files = dict(members)
    if "workbook.xml" in files:
        from declic.rolls.clean.sheet import read_sheet  # noqa: PLC0415  (it loads longer than any other list is read)

        return read_sheet(data, opened)
    if "content.xml" in files and "mimetype" in files:
        raise limits.old_sheet()
    if "users.csv" in files:
        parts = {name: _part(opened, files, name) for name in ("orgs.csv", "roles.csv")}
        table = read_text(archive.read(opened, files["users.csv"]))
        return read_oneroster(table, parts["orgs.csv"], students_of(parts["roles.csv"], held_on(today)))
    found = _lists(members)
    if len(found) > 1:
        raise limits.several_lists()
    for member in found:
        return read_siecle(content) if _is_xml(content := archive.read(opened, member)) else read_text(content)
    raise limits.not_a_list()


def _lists(members: Sequence[tuple[str, zipfile.ZipInfo]]) -> list[zipfile.ZipInfo]:
    """The pupils of SIECLE, whatever else is beside them; else the tables, or the texts that are no notes."""
    pupils = [one for name, one in members if name.endswith(".xml") and "eleve" in name]
    tables = [one for name, one in members if name.endswith((".xml", ".csv"))]
    return pupils or tables or [one for name, one in members if name.endswith(".txt") and not _is_a_note(name)]


def _name(member: zipfile.ZipInfo) -> str:
    return member.filename.rsplit("/", 1)[-1].lower()


def _is_left_by_a_computer(member: zipfile.ZipInfo) -> bool:
    """What a Mac or a Windows adds by itself to what it zips: never opened."""
    name = _name(member)
    return member.filename.startswith("__MACOSX/") or name.startswith(".") or name in {"thumbs.db", "desktop.ini"}


def _is_a_note(name: str) -> bool:
    return "".join(filter(str.isalpha, name)).startswith(("lisezmoi", "liremoi", "alire", "readme"))


def _part(opened: zipfile.ZipFile, files: dict[str, zipfile.ZipInfo], name: str) -> bytes | None:
    return archive.read(opened, files[name]) if name in files else None
