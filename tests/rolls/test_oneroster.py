"""OneRoster: whose role counts, from which day, and in which school."""

from datetime import date
from pathlib import Path

import pytest

from declic.ground.errors import Refusal
from declic.rolls import clean
from declic.rolls.clean.kinds import read_table
from declic.rolls.rules import limits
from declic.rolls.rules.columns import proposed
from tests.rolls import files
from tests.rolls.reading import TODAY, taken


def test_oneroster_gives_students_alone_with_the_name_of_their_school() -> None:
    assert [(row.last_name, row.level, row.school) for row in taken(files.oneroster())] == [
        ("HADDAD", "6E", "Collège Jean-Macé"),
        ("MERCIER", "4E", "Collège Jean-Macé"),
    ]


def test_in_oneroster_whoever_has_a_pupils_role_among_theirs_is_a_pupil_of_its_school() -> None:
    users = ["u1,Lina,Haddad,06,o1", "u2,Paul,Mercier,08,", "u3,Awa,Traoré,07,o1", "u4,Anne,Prof,,o1"]
    roles = [
        "u1,active,primary,student,o1",
        "u1,active,secondary,aide,o2",
        "u2,active,secondary,student,o1",
        "u2,active,primary,student,o2",
        "u3,active,secondary,guardian,o1",
        "u3,active,secondary,student,o2",
        "u4,active,primary,teacher,o1",
    ]
    assert [(row.last_name, row.school) for row in taken(files.oneroster_of(users, roles), school="")] == [
        ("HADDAD", "Collège Jean-Macé"),
        ("MERCIER", "École"),
        ("TRAORÉ", "Collège Jean-Macé"),
    ]


def test_in_oneroster_who_left_is_not_listed() -> None:
    users = ["u1,Lina,Haddad,06,o1", "u2,Paul,Mercier,08,o1,false", "u3,Awa,Traoré,07,o1"]
    roles = [
        "u1,active,primary,student,o1",
        "u2,active,primary,student,o1",
        "u3,tobedeleted,primary,student,o1",
    ]
    assert [row.last_name for row in taken(files.oneroster_of(users, roles))] == ["HADDAD"]


def dated(*roles: str) -> bytes:
    """A OneRoster of pupils u1, u2… who each have one of these roles."""
    users = [f"u{number},Lina,HADDAD {number},06,o1" for number in range(1, len(roles) + 1)]
    lines = [f"u{number},active,primary,student,o1,{role}" for number, role in enumerate(roles, start=1)]
    return files.oneroster_of(users, lines)


@pytest.mark.parametrize(
    ("days", "listed"),
    [
        ("2026-09-01,2027-07-05", 1),
        ("2026-11-26,", 1),
        (",2026-11-27", 1),
        (",", 1),
        ("01/09/2026,05/07/2027", 1),
        ("2026-09-01T00:00:00Z,2027-07-05T00:00:00Z", 1),
        ("2026-11-27,", 0),
        (",2026-11-26", 0),
        ("2025-09-01,2026-07-04", 0),
    ],
)
def test_in_oneroster_a_role_counts_from_its_first_day_to_the_eve_of_its_end(days: str, listed: int) -> None:
    assert [row.last_name for row in taken(dated(days, ","))] == ["HADDAD 1"] * listed + ["HADDAD 2"]


def test_in_oneroster_the_school_is_that_of_the_role_of_today() -> None:
    users = ["u1,Lina,Haddad,06,"]
    roles = ["u1,active,primary,student,o1,2024-09-01,2026-07-04", "u1,active,secondary,student,o2,2026-09-01,"]
    assert [row.school for row in taken(files.oneroster_of(users, roles), school="")] == ["École"]


def test_from_july_on_a_oneroster_is_of_the_school_year_that_comes() -> None:
    data = dated("2026-09-01,2027-07-04", "2027-09-02,2028-07-04")
    listed = {day: [row.last_name for row in taken(data, day=day)] for day in (date(2027, 6, 30), date(2027, 7, 1))}
    assert listed == {date(2027, 6, 30): ["HADDAD 1"], date(2027, 7, 1): ["HADDAD 2"]}


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ("2026-13-01,", "Dans roles.csv, « 2026-13-01 » n’est pas une date."),
        (",bientôt", "Dans roles.csv, « bientôt » n’est pas une date."),
        ("2026-09-01,2026-08-31", "Dans roles.csv, le rôle de cet élève finit le 2026-08-31, avant son début."),
    ],
)
def test_a_role_whose_days_cannot_be_is_a_line_to_correct(days: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "sent"
    path.write_bytes(dated(",", days))
    columns = proposed(clean.look(path, today=TODAY).headers)
    first, second = clean.rows(path, columns=columns, school="A", levels=frozenset(), today=TODAY)
    assert isinstance(first, tuple)
    assert isinstance(second, clean.NotTaken)
    assert (second.number, second.code, second.reason) == (3, "bad_role_day", told)


def test_a_role_whose_days_cannot_be_says_nothing_against_one_that_holds() -> None:
    users = ["u1,Lina,Haddad,06,"]
    roles = ["u1,active,primary,student,o1,hier,", "u1,active,secondary,student,o2,2026-09-01,"]
    data = files.oneroster_of(users, roles)
    assert [row.school for row in taken(data, school="")] == ["École"]
    assert not read_table(data, TODAY).refused


def test_in_oneroster_the_role_of_users_does_not_bring_back_one_that_is_over() -> None:
    header = "sourcedId,givenName,familyName,grades,primaryOrgSourcedId,role"
    users = ["u1,Lina,Haddad,06,o1,student", "u2,Paul,Mercier,08,o1,student"]
    data = files.oneroster_of(users, ["u1,active,primary,student,o1,2024-09-01,2025-07-04"], header)
    assert [row.last_name for row in taken(data)] == ["MERCIER"]


def test_a_oneroster_without_the_school_of_users_has_that_of_their_role() -> None:
    data = files.oneroster_of(
        ["u1,Lina,Haddad,06"], ["u1,active,primary,student,o2"], "sourcedId,givenName,familyName,grades"
    )
    assert [row.school for row in taken(data, school="")] == ["École"]


def test_only_pupils_count_for_what_a_oneroster_may_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_ROWS", 2)
    users = [f"u{n},Lina,Haddad,06,o1" for n in range(9)]
    roles = [f"u{n},active,primary,{'student' if n < 2 else 'guardian'},o1" for n in range(9)]
    assert len(taken(files.oneroster_of(users, roles))) == 2
    with pytest.raises(Refusal) as refused:
        taken(files.oneroster_of(users, [role.replace("guardian", "student") for role in roles]))
    assert refused.value.code == "too_many_rows"
