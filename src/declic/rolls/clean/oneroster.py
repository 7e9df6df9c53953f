"""OneRoster 1.2 and 1.1: pupils of `users.csv`, with the names of their schools when `orgs.csv` comes too."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from declic.rolls.clean.table import Row, Table
from declic.rolls.clean.text import read_rows
from declic.rolls.rules.columns import fold_header

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


def read_oneroster(table: Table, orgs: bytes | None = None, roles: bytes | None = None) -> Table:
    """Rows of pupils who are there, their grade as it is said in France. `roles` is `roles.csv` of 1.2."""
    headers = list(table.headers)
    names = [fold_header(header) for header in headers]
    students = _students(roles)
    if students and not set(_SCHOOL) & set(names):
        headers, names = [*headers, "primaryOrgSourcedId"], [*names, _SCHOOL[0]]
    at = {name: number for number, name in enumerate(names)}
    return Table("OneRoster", headers, _pupils(table, at, _names_of(orgs), students), table.expected)


def _pupils(
    table: Table, at: Mapping[str, int], schools: Mapping[str, str], students: Mapping[str, "_Place"] | None
) -> Iterator[Row]:
    for line, cells in table.rows:
        said = _said(at, cells)
        if _has_left(said) or not _is_student(said, students):
            continue
        kept = cells + [""] * (1 + max(at.values()) - len(cells))
        place = (students or {}).get(said["sourcedid"], _Place())
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


def _is_student(said: Mapping[str, str], students: Mapping[str, "_Place"] | None) -> bool:
    """By the role of `users.csv` (1.1), or by `roles.csv` (1.2); without either, whoever has a grade."""
    if students is not None and said["sourcedid"] in students:
        return True
    if said.get("role"):
        return said["role"].lower() == "student"
    return students is None and (bool(said.get("grades")) or "grades" not in said)


@dataclass(frozen=True)
class _Place:
    """Where somebody is a pupil."""

    school: str = ""
    """Of `orgs.csv`."""
    is_primary: bool = False


def _students(roles: bytes | None) -> dict[str, _Place] | None:
    """Who has a pupil's role that was not deleted, among all of theirs; the primary one, or the first, says where."""
    found: dict[str, _Place] = {}
    rows = _parted(roles)
    if not rows.has("usersourcedid", "role"):
        return None
    for said in rows.said:
        if said["role"].lower() != "student" or said.get("status", "").lower() == "tobedeleted":
            continue
        place = _Place(said.get("orgsourcedid", ""), said.get("roletype", "").lower() == "primary")
        known = found.get(said["usersourcedid"])
        if known is None or place.is_primary > known.is_primary:
            found[said["usersourcedid"]] = place
    return found


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
