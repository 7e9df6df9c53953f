"""OneRoster 1.2 and 1.1: pupils of `users.csv`, with the names of their schools when `orgs.csv` comes too."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from declic.ground.errors import Refusal
from declic.rolls.clean.table import Row, Table
from declic.rolls.clean.text import read_rows
from declic.rolls.rules.columns import fold_header
from declic.rolls.rules.rows import read_day

GRADES: Final[Mapping[str, str]] = {
    "01": "CP",
    "02": "CE1",
    "03": "CE2",
    "04": "CM1",
    "05": "CM2",
    "06": "6e",
    "07": "5e",
    "08": "4e",
    "09": "3e",
    "10": "2de",
    "11": "1re",
    "12": "Tle",
}
"""CEDS codes, years of school from the first one."""
_SCHOOL: Final = ("primaryorgsourcedid", "orgsourcedids")


def is_oneroster(table: Table) -> bool:
    names = {fold_header(header) for header in table.headers}
    return {"sourcedid", "givenname", "familyname"} <= names


def read_oneroster(table: Table, orgs: bytes | None = None, students: "Students | None" = None) -> Table:
    """Rows of pupils who are there, their grade as it is said in France. `students` are told by `roles.csv` (1.2)."""
    headers = list(table.headers)
    names = [fold_header(header) for header in headers]
    if students and not set(_SCHOOL) & set(names):
        headers, names = [*headers, "primaryOrgSourcedId"], [*names, _SCHOOL[0]]
    at = {name: number for number, name in enumerate(names)}
    refused: dict[int, Refusal] = {}
    rows = _pupils(table, at, _names_of(orgs), students, refused)
    return Table("OneRoster", headers, rows, table.expected, refused)


def _pupils(
    table: Table,
    at: Mapping[str, int],
    schools: Mapping[str, str],
    students: "Students | None",
    refused: dict[int, Refusal],
) -> Iterator[Row]:
    for line, cells in table.rows:
        said = _said(at, cells)
        if _has_left(said) or not _is_student(said, students):
            continue
        place = (students or {}).get(said["sourcedid"]) or Place()
        if place.refusal:
            refused[line] = place.refusal
        kept = cells + [""] * (1 + max(at.values()) - len(cells))
        for name in _SCHOOL:
            if name in at:
                written = said[name].split(",")[0].strip()
                school = (place.is_primary and place.school) or written or place.school
                kept[at[name]] = schools.get(school, school)
        if "grades" in at:
            grades = [grade.strip() for grade in said["grades"].split(",") if grade.strip()]
            kept[at["grades"]] = "-".join(GRADES.get(grade.zfill(2), grade) for grade in grades)
        yield line, kept


def _has_left(said: Mapping[str, str]) -> bool:
    return said.get("status", "").lower() == "tobedeleted" or said.get("enableduser", "").lower() == "false"


def _is_student(said: Mapping[str, str], students: "Students | None") -> bool:
    """By `roles.csv` (1.2), or the role of `users.csv` (1.1); without either, whoever has a grade."""
    if students is not None and said["sourcedid"] in students:
        return students[said["sourcedid"]] is not None
    if said.get("role"):
        return said["role"].lower() == "student"
    return students is None and (bool(said.get("grades")) or "grades" not in said)


@dataclass(frozen=True)
class Place:
    """Where somebody is a pupil."""

    school: str = ""
    """Of `orgs.csv`."""
    is_primary: bool = False
    refusal: Refusal | None = None
    """Why it is not known whether they are one on the day."""

    @property
    def rank(self) -> tuple[bool, bool]:
        return self.refusal is None, self.is_primary


Students = Mapping[str, Place | None]
"""By their `sourcedId`, whoever `roles.csv` ever calls a pupil: None, where they are none on the day."""


def students_of(roles: bytes | None, day: date) -> Students | None:
    """Among all the roles of somebody, those of a pupil that hold on `day`; the primary one, or the first, says where.

    None without `roles.csv`.
    """
    rows = _parted(roles)
    if not rows.has("usersourcedid", "role"):
        return None
    found: dict[str, Place | None] = {}
    for said in rows.said:
        if said["role"].lower() != "student":
            continue
        known, place = found.setdefault(said["usersourcedid"], None), _place(said, day)
        if place is not None and (known is None or place.rank > known.rank):
            found[said["usersourcedid"]] = place
    return found


def _place(said: Mapping[str, str], day: date) -> Place | None:
    """None for a role that was deleted, is over, or has not begun; its last day is the one before `endDate`."""
    if said.get("status", "").lower() == "tobedeleted":
        return None
    school, is_primary = said.get("orgsourcedid", ""), said.get("roletype", "").lower() == "primary"
    try:
        begins, ends = (_day(said.get(name, "")) for name in ("begindate", "enddate"))
    except Refusal as refusal:
        return Place(school, is_primary, refusal)
    if begins and ends and ends < begins:
        why = _wrong(f"le rôle de cet élève finit le {said['enddate'][:20]}, avant son début")
        return Place(school, is_primary, why)
    return Place(school, is_primary) if (begins or day) <= day and (not ends or day < ends) else None


def _day(said: str) -> date | None:
    """Refusal `bad_role_day`."""
    found = read_day(said) if said else None
    if said and found is None:
        raise _wrong(f"« {said[:20]} » n’est pas une date")
    return found


def _wrong(what: str) -> Refusal:
    return Refusal("bad_role_day", f"Dans roles.csv, {what}.")


def _names_of(orgs: bytes | None) -> dict[str, str]:
    rows = _parted(orgs)
    return {said["sourcedid"]: said["name"] for said in rows.said} if rows.has("sourcedid", "name") else {}


@dataclass(frozen=True)
class _Part:
    """A file beside `users.csv`: as many rows as its bytes hold, since they are not those of pupils."""

    names: frozenset[str]
    said: Iterator[Mapping[str, str]]

    def has(self, *names: str) -> bool:
        return self.names.issuperset(names)


def _parted(data: bytes | None) -> _Part:
    rows = read_rows(data or b"")
    _, headers = next(rows, (0, []))
    at = {fold_header(header): number for number, header in enumerate(headers)}
    return _Part(frozenset(at), (_said(at, cells) for _, cells in rows))


def _said(at: Mapping[str, int], cells: Sequence[str]) -> dict[str, str]:
    return {name: cells[number].strip() if number < len(cells) else "" for name, number in at.items()}
