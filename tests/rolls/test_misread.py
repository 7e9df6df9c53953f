"""Names that were read in another writing than theirs: said before anything is tried."""

import pytest

from declic.rolls.clean.kinds import read_table
from declic.rolls.clean.process import looked_at
from declic.rolls.rules.misread import misread
from tests.rolls import files
from tests.rolls.reading import TODAY

RUSSIAN = [["Nom", "Prénom", "Classe"], ["Иванов", "Пётр", "CM2"], ["Петрова", "Анна", "CM1"]]
FRENCH = [["Nom", "Prénom", "Classe"], ["BÉNARD", "Zoé", "CM2"], ["Lefèvre", "Anaïs", "CM1"], ["Cœur", "Maëlys", "CP"]]


def doubt(data: bytes) -> str:
    _, _, _, _, said = looked_at(read_table(data, TODAY))
    return str(said)


@pytest.mark.parametrize("encoding", ["koi8-r", "cp1251", "cp866", "iso8859-5"])
def test_what_is_neither_unicode_nor_of_france_is_a_guess_and_is_said(encoding: str) -> None:
    rows = [[cell.replace("é", "e") for cell in row] for row in RUSSIAN]
    assert doubt(files.csv_of(rows, encoding=encoding))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "iso8859_15", "mac_roman"])
def test_names_that_are_read_well_are_not_doubted(encoding: str) -> None:
    assert doubt(files.csv_of(FRENCH, encoding=encoding)) == ""


def test_dos_taken_for_an_old_mac_is_said() -> None:
    """« É » and « é » of one are a letter each in the other."""
    assert doubt(files.csv_of(FRENCH[:3], encoding="cp850")) == "PrÇnom"


def test_nor_are_names_from_elsewhere_in_unicode() -> None:
    names = [
        "Łukasz",
        "Żółć",
        "Nguyễn",
        "Đường",
        "Şahin",
        "Yılmaz",
        "Đorđević",
        "D’Angelo",
        "N’Diaye",
        "Jean‑Luc",
        "Peña",
        "Иванов",
        "محمد",
        "李",
        "Guðrún",
    ]
    rows = [RUSSIAN[0], *([name, "D´Ange", "CM2"] for name in names), ["Zoe\u0301", "Le\u0301a", "½ pension n°2"]]
    assert doubt(files.csv_of(rows)) == ""
    assert doubt(files.xlsx(rows)) == ""
    for data in (files.onde(), files.pronote(), files.parents()):
        assert doubt(data) == ""


@pytest.mark.parametrize(
    "name", ["ZoÃ©", "AnaÃ¯s", "LefÃ¨vre", "Lef�vre", "�mile", "Lef?vre", "BÇnard", "ZoÇ", "Ma³gorzata"]
)
def test_names_broken_before_they_came_are_said_in_any_kind_of_file(name: str) -> None:
    assert misread(["CM2", f"de {name}"]) == name
    for data in (
        files.csv_of([RUSSIAN[0], ["A", "B", "CP"], ["A", name, "CP"]]),
        files.xlsx([RUSSIAN[0], ["A", name, "CP"]]),
    ):
        assert doubt(data) == name


def test_one_far_down_the_list_is_found() -> None:
    rows = [RUSSIAN[0], *(["A", f"Bo {number}", "CP"] for number in range(900)), ["A", "ZoÃ©", "CP"]]
    assert doubt(files.csv_of(rows)) == "ZoÃ©"
