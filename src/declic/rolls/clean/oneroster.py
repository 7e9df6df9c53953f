"""OneRoster 1.2 and 1.1: pupils of `users.csv`, with the names of their schools when `orgs.csv` comes too."""

from collections.abc import Iterator, Mapping
from typing import Final

from declic.rolls.clean.table import Row, Table
from declic.rolls.clean.text import read_text
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
    """Rows of pupils who were not deleted, their grade as it is said in France. `roles` is `roles.csv` of 1.2."""
    at = {fold_header(header): number for number, header in enumerate(table.headers)}
    schools = _named(orgs, "sourcedid", "name")
    students = _students(roles)
    return Table("OneRoster", table.headers, _pupils(table, at, schools, students), table.expected)


def _pupils(
    table: Table, at: Mapping[str, int], schools: Mapping[str, str], students: frozenset[str] | None
) -> Iterator[Row]:
    for line, cells in table.rows:
        said = {name: cells[number].strip() if number < len(cells) else "" for name, number in at.items()}
        if said.get("status", "").lower() == "tobedeleted" or not _is_student(said, students):
            continue
        kept = list(cells)
        for name in _SCHOOL:
            if name in at and at[name] < len(kept):
                first = said[name].split(",")[0].strip()
                kept[at[name]] = schools.get(first, first)
        if "grades" in at and at["grades"] < len(kept):
            grades = [grade.strip() for grade in said["grades"].split(",") if grade.strip()]
            kept[at["grades"]] = "-".join(GRADES.get(grade.zfill(2), grade) for grade in grades)
        yield line, kept


def _is_student(said: Mapping[str, str], students: frozenset[str] | None) -> bool:
    """By the role of `users.csv` (1.1), or by `roles.csv` (1.2); without either, whoever has a grade."""
    if said.get("role"):
        return said["role"].lower() == "student"
    if students is not None:
        return said.get("sourcedid", "") in students
    return bool(said.get("grades")) or "grades" not in said


def _students(roles: bytes | None) -> frozenset[str] | None:
    if roles is None:
        return None
    return frozenset(user for user, role in _named(roles, "usersourcedid", "role").items() if role.lower() == "student")


def _named(data: bytes | None, key: str, value: str) -> dict[str, str]:
    if data is None:
        return {}
    table = read_text(data)
    at = {fold_header(header): number for number, header in enumerate(table.headers)}
    if not {key, value} <= set(at):
        return {}
    most = max(at[key], at[value])
    return {cells[at[key]].strip(): cells[at[value]].strip() for _, cells in table.rows if len(cells) > most}
