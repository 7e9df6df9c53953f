"""Lists as they come: each kind is known by its content, each column by its name."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declic.ground.errors import Refusal
from declic.rolls.clean.kinds import read_table
from declic.rolls.clean.text import decoded, delimiter_of
from declic.rolls.rules.cells import csv_text, neutral
from declic.rolls.rules.columns import Field, check_columns, proposed, remembered_of, telling_who_left
from declic.rolls.rules.rows import NOT_MISTAKES, Sieve, Taken, read_birth, read_level, read_row, split_name
from tests.rolls import files
from tests.rolls.reading import TODAY, read_as_sent, taken


def test_an_onde_export_is_read_by_its_own_header_space_before_cycle_included() -> None:
    table = read_table(files.onde(), TODAY)
    assert table.kind == "CSV, CP1252, séparé par « ; »"
    assert len(table.headers) == 22
    fields = {table.headers[at]: field for at, field in proposed(table.headers).items()}
    assert fields == {
        "Nom élève": Field.LAST_NAME,
        "Nom d'usage élève": Field.USUAL_NAME,
        "Prénom élève": Field.FIRST_NAME,
        "Date naissance": Field.BIRTH,
        "INE": Field.INE,
        "Niveau": Field.LEVEL,
    }
    rows = taken(files.onde())
    assert [(row.last_name, row.first_name, row.level) for row in rows] == [
        (last, first, level) for last, first, _, _, level in files.CHILDREN
    ]
    assert rows[0].birth == "2018-03-14"


def test_iso_8859_15_is_told_from_cp1252_by_its_oe() -> None:
    children = [("CŒUR", "Zoé", "14/03/2018", "", "CE2"), ("LECŒUR", "Maëlys", "14/03/2018", "", "CE2")]
    for encoding in ("cp1252", "iso8859_15", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "mac_roman"):
        assert {row.last_name for row in taken(files.onde(children, encoding=encoding))} == {"CŒUR", "LECŒUR"}, encoding


def test_old_dos_accents_are_read() -> None:
    assert [row.first_name for row in taken(files.onde(files.CHILDREN[:1], encoding="cp850"))] == ["Zoé"]


def test_a_file_of_parents_repeats_its_names_and_the_pupil_comes_first() -> None:
    table = read_table(files.parents(), TODAY)
    assert table.headers.count("Nom responsable") == 2
    assert set(proposed(table.headers).values()) == {Field.LAST_NAME, Field.FIRST_NAME, Field.LEVEL}
    assert [row.last_name for row in taken(files.parents())] == [child[0] for child in files.CHILDREN]


def test_utf_16_with_tabs_one_column_for_the_name_and_classes_for_levels() -> None:
    assert [(row.first_name, row.last_name, row.level) for row in taken(files.pronote())] == [
        ("Léa", "DUPONT", "6E"),
        ("Éric", "DE LA TOUR", "5E"),
    ]


@pytest.mark.parametrize("data", [files.siecle_zip(), files.siecle_xml()], ids=["zip", "xml"])
def test_siecle_gives_the_level_of_this_year_and_leaves_out_who_left(data: bytes) -> None:
    rows = read_as_sent(data)
    assert [(row[3], row[4], row[5]) for row in rows if row[0] == "ok"] == [
        ("SŒUR", "6E", "0921234A"),
        ("BENALI", "4E", "0921234A"),
        ("KAYA", "2PRO", "0921234A"),
    ]
    assert [(row[1], row[2]) for row in rows if row[0] == "no"] == [(3, "left_school")]


@pytest.mark.parametrize(("left", "is_taken"), [("03/07/2027", True), ("26/11/2026", False), ("", True)])
def test_whoever_leaves_siecle_next_july_is_a_pupil_until_then(left: str, is_taken: bool) -> None:  # noqa: FBT001
    pupil = files.ELEVE.format(1, "BA", "Awa", "12/04/2015", "10010012110", f"<DATE_SORTIE>{left}</DATE_SORTIE>")
    (row,) = read_as_sent(files.siecle_xml(pupil))
    assert (row[0], row[2]) == (("ok", "Awa") if is_taken else ("no", "left_school"))


@pytest.mark.parametrize(
    "row", [("DUPONT", "Zoé", "CP"), ("DUPONT", "Zoé", "GS"), ("DUPONT", "Zoé", "CE1/CE2"), ("A", "Zoé", "14/03/2018")]
)
def test_a_file_without_a_header_loses_no_pupil_and_keeps_no_name(row: tuple[str, ...]) -> None:
    table = read_table(files.csv_of([row, ("MARTIN", "Noé", row[2])]), TODAY)
    assert list(table.headers) == ["Colonne 1", "Colonne 2", "Colonne 3"]
    assert list(table.rows) == [(1, list(row)), (2, ["MARTIN", "Noé", row[2]])]
    chosen = {0: Field.LAST_NAME, 1: Field.FIRST_NAME, 2: Field.LEVEL}
    assert set(remembered_of(table.headers, chosen)) == {"colonne 1", "colonne 2", "colonne 3"}


@pytest.mark.parametrize("header", [("Patron", "Petit nom", "CP"), ("Nom", "Petit nom", "Code")])
def test_a_header_of_unknown_names_is_one_still(header: tuple[str, ...]) -> None:
    table = read_table(files.csv_of([header, ("DUPONT", "Zoé", "95270"), ("MARTIN", "Noé", "95270")]), TODAY)
    assert tuple(table.headers) == header
    assert len(list(table.rows)) == 2


def test_what_was_chosen_last_time_comes_before_the_synonyms() -> None:
    headers = ["Nom", "Prénom", "Classe", "Groupe"]
    chosen = {0: Field.LAST_NAME, 1: Field.FIRST_NAME, 3: Field.LEVEL}
    kept = remembered_of(headers, chosen)
    assert proposed(headers, kept) == chosen
    assert proposed(["Nom", "Prénom", "Classe"], kept) == {0: Field.LAST_NAME, 1: Field.FIRST_NAME}


@pytest.mark.parametrize(
    ("columns", "school", "code"),
    [
        ({0: Field.LEVEL, 1: Field.LAST_NAME}, "A", "no_name_column"),
        ({0: Field.FULL_NAME}, "A", "no_level_column"),
        ({0: Field.FULL_NAME, 1: Field.LEVEL}, " ", "no_school"),
        ({0: Field.FULL_NAME, 1: Field.LEVEL, 2: Field.LEVEL}, "A", "column_twice"),
    ],
)
def test_columns_that_do_not_suffice_are_said(columns: dict[int, Field], school: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_columns(columns, school)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ("6e", "6E"),
        ("6ème", "6E"),
        ("6EME B", "6E"),
        ("5e3", "5E"),
        ("CM2 Mme Petit", "CM2"),
        ("CE1 A", "CE1"),
        ("2nde GT", "2GT"),
        ("10310019110", "3E"),
        ("Tle STMG", "TT"),
    ],
)
def test_levels_as_they_are_written(said: str, level: str) -> None:
    assert read_level(said) == level


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("CE1-CE2", "two_levels"),
        ("CE1 CE2 B", "unknown_level"),
        ("GS", "nursery"),
        ("Licence", "unknown_level"),
        ("", "no_level"),
        ("99999999999", "unknown_level"),
    ],
)
def test_levels_that_are_none(said: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_level(said)
    assert refused.value.code == code


NONE_OF_A_CHILD = ("+33", "06 12 34 56 78", "-", "123", "lea@exemple.fr")


def lists_with(said: str) -> dict[str, bytes]:
    return {
        "onde": files.onde([("PETIT", said, "14/03/2018", "070000009ZZ", "CE2")]),
        "csv": files.csv_of([("Nom", "Prénom", "Niveau"), ("PETIT", said, "CE2")]),
        "in one column": files.csv_of([("Nom et prénom", "Niveau"), (f"PETIT, {said}", "CE2")]),
        "workbook": files.xlsx([["Nom", "Prénom", "Niveau"], ["PETIT", said, "CE2"]]),
        "siecle": files.siecle_xml(
            files.ELEVE.format(1, "PETIT", said.replace("’", "&#8217;"), "12/04/2015", "10010012110", "")
        ),
        "oneroster": files.oneroster(given=said),
    }


@pytest.mark.parametrize("said", NONE_OF_A_CHILD)
@pytest.mark.parametrize("kind", list(lists_with("")))
def test_no_kind_of_list_gives_a_first_name_that_is_none(kind: str, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        taken(lists_with(said)[kind])
    assert refused.value.code in {"contact_in_name", "not_a_first_name"}


@pytest.mark.parametrize("said", ["D’Arcy", "Ömer", "O'Neill", "Jean-Noël"])
@pytest.mark.parametrize("kind", list(lists_with("")))
def test_first_names_that_are_some_come_whole_from_any_list(kind: str, said: str) -> None:
    assert taken(lists_with(said)[kind])[0].first_name == said


def test_signs_that_no_database_keeps_are_spaces() -> None:
    sieve = Sieve({0: Field.LAST_NAME, 1: Field.FIRST_NAME, 2: Field.LEVEL}, "A", frozenset(), TODAY)
    assert read_row(["B\x00A", "A\u200bwa\u00a0Lou", "CP"], sieve) == Taken("A wa Lou", "B A", "CP", "A")


@pytest.mark.parametrize("said", ["31/02/2018", "2018", "14/03/1962", "14/03/62", "01/01/2029", "30000", "hier"])
def test_a_date_of_birth_that_cannot_be(said: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_birth(said, TODAY)
    assert refused.value.code == "bad_birth"


@pytest.mark.parametrize("said", ["14/03/2018", "14/3/18", "14-03-18", "2018-03-14", "2018-03-14T00:00", "43173"])
def test_a_date_of_birth_as_spreadsheets_write_it(said: str) -> None:
    assert read_birth(said, TODAY) == "2018-03-14"


def test_a_mef_code_with_its_words_is_a_level() -> None:
    told = ("10010012110", "10010012110 - 6EME", "24720432312 2NDPRO")
    assert [read_level(said) for said in told] == ["6E", "6E", "2PRO"]


def test_names_in_one_column() -> None:
    assert split_name("DE LA TOUR Éric") == ("DE LA TOUR", "Éric")
    assert split_name("Dupont, Léa Rose") == ("Dupont", "Léa Rose")
    assert split_name("Dupont Léa") == ("Dupont", "Léa")


@given(st.text())
def test_no_cell_that_goes_out_begins_like_a_formula(text: str) -> None:
    assert not neutral(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert neutral(text).removeprefix("'") == text.removeprefix("'") or text.startswith("'")


def test_rows_that_go_out_open_in_a_french_spreadsheet() -> None:
    assert csv_text([["=cmd|' /C calc'!A0", "Zoé"]]) == "\ufeff'=cmd|' /C calc'!A0;Zoé\r\n"


@given(st.binary(max_size=400))
def test_whatever_the_bytes_a_table_or_a_refusal_comes_out(data: bytes) -> None:
    with contextlib.suppress(Refusal):
        assert all(line >= 0 for line, _ in read_table(data, TODAY).rows)


@given(
    st.lists(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1), min_size=3, max_size=3), min_size=3)
)
def test_the_delimiter_is_found(rows: list[list[str]]) -> None:
    for sign in ";,\t|":
        text = decoded(files.csv_of(rows, delimiter=sign))[0]
        assert delimiter_of(text) == sign


@pytest.mark.parametrize(
    "beside",
    [
        {},
        {"__MACOSX/._liste.csv": bytes(200), "__MACOSX/classe/._liste.csv": bytes(200)},
        {"classe/.DS_Store": bytes(6000), "Thumbs.db": bytes(99), "._liste.csv": bytes(200)},
        {"Lisez-moi.txt": b"Export du jour."},
        {"notes.txt": b"Export du jour."},
    ],
    ids=["alone", "a Mac", "hidden files", "a readme", "notes"],
)
@pytest.mark.parametrize("name", ["liste.csv", "classe/liste.CSV", "ElevesSansAdresses.xml"])
def test_what_a_computer_or_a_colleague_put_beside_the_list_is_not_read(name: str, beside: dict[str, bytes]) -> None:
    bare = files.siecle_xml() if name.endswith("xml") else files.onde(files.many(3))
    for order in ({**beside, name: bare}, {name: bare, **beside}):
        zipped, alone = read_table(files.zipped(order), TODAY), read_table(bare, TODAY)
        assert list(zipped.headers) == list(alone.headers)
        assert list(zipped.rows) == list(alone.rows)


def test_a_list_in_plain_text_beside_a_note_is_read() -> None:
    bare = files.onde(files.many(3))
    zipped = read_table(files.zipped({"LISEZMOI.TXT": b"Bonjour", "liste.txt": bare}), TODAY)
    assert len(list(zipped.rows)) == 3


def test_who_was_struck_off_is_left_out_and_told_apart() -> None:
    headers = ("Nom", "Prénom", "Niveau", "Dt. radiation", "Etat dossier")
    sieve = Sieve(proposed(headers), "A", frozenset(), TODAY, telling_who_left(headers))
    for cells in (
        ("Ba", "Awa", "CP", "10/10/2026", ""),
        ("Ba", "Awa", "CP", "", "Radié"),
        ("Ba", "", "?", "", "Radiée"),
    ):
        with pytest.raises(Refusal) as refused:
            read_row(cells, sieve)
        assert refused.value.code == "left_school"
        assert refused.value.code in NOT_MISTAKES
    for cells in (("Ba", "Awa", "CP", "", "Admis accepté"), ("Ba", "Awa", "CP", "03/07/2027", "Admis accepté")):
        assert read_row(cells, sieve).level == "CP"


@pytest.mark.parametrize(
    ("said", "level"),
    [
        *(("2NDE 4", "2GT"), ("2de B", "2GT"), ("Seconde 12", "2GT"), ("2GT3", "2GT")),
        *(("1ère G3", "1G"), ("1G 2", "1G"), ("Première générale 4", "1G"), ("1STMG2", "1T")),
        *(("TG2", "TG"), ("T G 02", "TG"), ("Tle G1", "TG"), ("Tle STMG 1", "TT"), ("TSTI2D1", "TT")),
    ],
)
def test_the_names_of_a_lycee_s_classes_say_a_level(said: str, level: str) -> None:
    assert read_level(said) == level
