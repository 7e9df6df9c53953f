"""Workbooks: each sheet that holds pupils, merged cells, and what is beside the list."""

from datetime import date

from declic.rolls.clean.kinds import read_table
from declic.rolls.rules.rows import Taken
from tests.rolls import files
from tests.rolls.reading import TODAY, read_as_sent, taken


def test_a_workbook_is_read_past_its_title_its_empty_sheet_and_its_dates() -> None:
    rows = [
        ["Liste des élèves de la commune"],
        [],
        ["NOM", "Prénom", "Né le", "Niveau", "École"],
        ["Dupont", "Léa", date(2018, 1, 2), "CE1", "Jules-Ferry"],
    ]
    (row,) = taken(files.xlsx(rows))
    assert row == Taken("Léa", "DUPONT", "CE1", "Jules-Ferry", "", "2018-01-02")


NAMES = ["Nom", "Prénom", "Niveau"]


def test_a_sheet_for_each_class_is_one_list_and_a_line_to_correct_says_its_sheet() -> None:
    sheets = {
        "CP A": [NAMES, ["DUPONT", "Léa", "CP"]],
        "Consignes": [["Une ligne par élève, une feuille par classe."], ["Merci."]],
        "CE1 B": [["Prénom", "Nom", "Niveau", "École"], ["Zoé", "PETIT", "CE1", "Pasteur"], ["Tom", "", "CE1"]],
        "Choix": [NAMES, ["A", "B", "CM2"]],
    }
    read = read_as_sent(files.workbook(sheets, hidden=["Choix"]))
    assert [tuple(one[2:6]) for one in read if one[0] == "ok"] == [("Zoé", "PETIT", "CE1", "Pasteur")]
    told = [(one[1], one[3].replace("\u00a0", " ")) for one in read if one[0] == "no"]
    assert told == [(2, "Feuille « CP A » : L’école manque."), (3, "Feuille « CE1 B » : Le nom manque.")]


def test_a_class_told_by_its_sheet_alone_is_a_level() -> None:
    sheets = {title: [["Nom", "Prénom"], ["DUPONT", first]] for title, first in (("CP A", "Léa"), ("CM2 B", "Tom"))}
    assert [(row.first_name, row.level) for row in taken(files.workbook(sheets))] == [("Léa", "CP"), ("Tom", "CM2")]


def test_a_class_told_by_its_sheet_alone_beside_a_sheet_that_lists_everybody_with_theirs() -> None:
    everybody = [["Nom", "Prénom", "Classe"], ["DUPONT", "Léa", "CP A"], ["DUPONT", "Tom", "CM2 B"]]
    sheets = {
        title: [["Nom", "Prénom"], ["DUPONT", first], ["", ""]] for title, first in (("CP A", "Léa"), ("CM2 B", "Tom"))
    }
    found = taken_as_sent(files.workbook({**sheets, "Ensemble": everybody}))
    assert [(row[0], row[2], row[6], row[7]) for row in found] == [
        ("Léa", "CP", "CP A", "CP A"),
        ("Tom", "CM2", "CM2 B", "CM2 B"),
        ("Léa", "CP", "Ensemble", "CP A"),
        ("Tom", "CM2", "Ensemble", "CM2 B"),
    ]


def taken_as_sent(data: bytes) -> list[list[str]]:
    read = read_as_sent(data, school="Jules-Ferry")
    assert {one[0] for one in read} == {"ok"}
    return [one[2:] for one in read]


def test_a_notice_or_hidden_choices_before_the_list_are_not_read_for_it() -> None:
    sheets = {
        "Choix": [["CP"], ["CE1"]],
        "Consignes": [["Une ligne par élève."]],
        "Élèves": [NAMES, ["A", "Léa", "CP"]],
    }
    (row,) = taken(files.workbook(sheets, hidden=["Choix"]))
    assert (row.first_name, row.level) == ("Léa", "CP")


def test_sheets_whose_columns_nobody_knows_are_all_read() -> None:
    sheets = {title: [["Patro", "Petit nom"], ["DUPONT", title]] for title in ("Un", "Deux")}
    assert [cells for _, cells in read_table(files.workbook(sheets), TODAY).rows] == [
        ["DUPONT", "Un", "Un"],
        ["DUPONT", "Deux", "Deux"],
    ]


def test_a_class_written_once_in_merged_cells_is_that_of_each_of_its_pupils() -> None:
    rows = [
        ["Classe", "Nom", "Prénom"],
        ["CP A", "DUPONT", "Léa"],
        [None, "PETIT", "Zoé"],
        [None, None, None],
        ["CE1", "MARTIN", "Tom"],
    ]
    found = taken(files.workbook({"Liste": rows}, merged=["A2:A4"]))
    assert [(row.first_name, row.level) for row in found] == [("Léa", "CP"), ("Zoé", "CP"), ("Tom", "CE1")]
