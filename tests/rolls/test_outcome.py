"""What a file changes: found again whatever the order, once each, and nothing the second time."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from declic.rolls.rules.keys import Keys, keys_of
from declic.rolls.rules.outcome import Known, Outcome, compared
from declic.rolls.rules.repeats import Elsewhere, Line, once
from declic.rolls.rules.rows import Taken

KEY = b"k" * 32
NAMES, SCHOOLS = ("Zoé", "Léo", "Awa"), ("A", "B")
ROWS = st.lists(
    st.builds(
        Taken,
        st.sampled_from(NAMES),
        st.sampled_from(("BA", "PETIT")),
        st.sampled_from(("CP", "CE1")),
        st.sampled_from(SCHOOLS),
        st.sampled_from(("", "", "07000000001", "07000000002", "07000000003")),
        st.sampled_from(("", "2018-01-01", "2018-01-02")),
    ),
    max_size=12,
)


def lines_of(rows: list[Taken]) -> list[Line]:
    lines = [
        Line(number, row.first_name, row.last_name, row.level, row.school, keys_of(KEY, 1, row))
        for number, row in enumerate(rows, start=2)
    ]
    return once(lines)[0]


def applied(known: list[Known], found: Outcome, *, removes: bool) -> list[Known]:
    """As `apply_file` writes it."""
    kept = {one.pk: one for one in known if not removes or one.pk not in found.gone}
    for pk, line in found.changed:
        kept[pk] = Known(pk, line.said, Keys(line.keys.ine or kept[pk].keys.ine, line.keys.name))
    first = max((one.pk for one in known), default=0) + 1
    for pk, line in enumerate(found.new, start=first):
        kept[pk] = Known(pk, line.said, line.keys)
    return list(kept.values())


@given(ROWS, ROWS, st.booleans())
def test_the_same_file_again_changes_nothing(before: list[Taken], rows: list[Taken], removes: bool) -> None:  # noqa: FBT001
    known = applied([], compared(lines_of(before), []), removes=removes)
    lines = lines_of(rows)
    known = applied(known, compared(lines, known), removes=removes)
    again = compared(lines, known)
    assert not again.new
    assert not again.changed
    assert not (removes and again.gone)


@given(ROWS, ROWS)
def test_nobody_is_two_and_nobody_is_lost(before: list[Taken], rows: list[Taken]) -> None:
    known = applied([], compared(lines_of(before), []), removes=False)
    lines = lines_of(rows)
    found = compared(lines, known)
    touched = [pk for pk, _ in found.changed] + list(found.same)
    assert len(set(touched)) == len(touched)
    assert len(found.new) + len(touched) == len(lines)
    after = applied(known, found, removes=False)
    ines = [one.keys.ine for one in after if one.keys.ine]
    assert len(set(ines)) == len(ines)


def test_a_pupil_named_twice_is_taken_once_and_the_line_is_said() -> None:
    row = Taken("Zoé", "BA", "CP", "A", "", "2018-01-01")
    lines = [Line(number, "Zoé", "BA", "CP", "A", keys_of(KEY, 1, row)) for number in (2, 7)]
    kept, again = once(lines)
    assert [line.number for line in kept] == [2]
    assert [(line.number, why.message) for line, why in again] == [(7, "Le même élève est déjà à la ligne 2.")]


def in_sheets(*told: tuple[str, Taken, str]) -> list[Line]:
    """Each in its sheet, with its class as it is written there; lines are numbered in each."""
    numbers: dict[str, int] = {}
    lines = []
    for sheet, row, division in told:
        numbers[sheet] = numbers.get(sheet, 1) + 1
        who = (row.first_name, row.last_name, row.level, row.school)
        lines.append(Line(numbers[sheet], *who, keys_of(KEY, 1, row), sheet, division))
    return lines


def said_again(lines: list[Line]) -> list[tuple[str, int, str, str]]:
    return [(line.sheet, line.number, why.code, why.message.replace("\u00a0", " ")) for line, why in once(lines)[1]]


ZOE = Taken("Zoé", "BA", "CM1", "École A")


def test_who_is_in_another_sheet_as_they_are_is_counted_once_and_is_no_mistake() -> None:
    named = replace(ZOE, first_name="ZOÉ", school="Ecole  A")
    lines = in_sheets(("CM1 A", ZOE, "CM1 A"), ("Ensemble", named, "CM1"), ("Car 2", ZOE, ""))
    assert said_again(lines) == [("Ensemble", 2, "other_sheet", ""), ("Car 2", 2, "other_sheet", "")]
    assert [line.sheet for line in once(lines)[0]] == ["CM1 A"]


def test_a_date_or_an_ine_that_one_sheet_alone_gives_makes_no_second_pupil() -> None:
    dated, numbered = replace(ZOE, birth="2017-01-01"), replace(ZOE, birth="2017-01-01", ine="07000000001")
    for one, other in ((ZOE, dated), (dated, ZOE), (dated, numbered), (ZOE, numbered), (numbered, ZOE)):
        lines = in_sheets(("CM1 A", one, "CM1 A"), ("Ensemble", other, "CM1 A"))
        (kept,), _ = once(lines)
        assert said_again(lines) == [("Ensemble", 2, "other_sheet", "")]
        assert kept.keys == keys_of(KEY, 1, max(one, other, key=lambda row: (row.ine, row.birth)))


def test_who_is_otherwise_in_another_sheet_is_to_correct_and_both_sheets_are_said() -> None:
    moved, elsewhere = replace(ZOE, level="CM2"), replace(ZOE, school="Pasteur", birth="2017-01-01")
    lines = in_sheets(("CM1 A", ZOE, "CM1 A"), ("Ensemble", moved, "CM2 B"), ("CM1 A", ZOE, "CM1 A"))
    assert said_again(lines) == [
        ("Ensemble", 2, "duplicate", _said("Ensemble", "à la ligne 2 de la feuille « CM1 A », en CM1 A.")),
        ("CM1 A", 3, "duplicate", _said("CM1 A", "à la ligne 2.")),
    ]
    lines = in_sheets(("CM1", replace(ZOE, birth="2017-01-01"), ""), ("Ensemble", elsewhere, ""))
    assert said_again(lines) == [
        ("Ensemble", 2, "duplicate", _said("Ensemble", "à la ligne 2 de la feuille « CM1 », à « École A »."))
    ]


def _said(sheet: str, words: str) -> str:
    return f"Feuille « {sheet} » : Le même élève est déjà {words}"


def test_two_of_one_name_in_two_classes_are_not_taken_for_one() -> None:
    lines = in_sheets(("CM1 A", ZOE, "CM1 A"), ("CM1 B", ZOE, "CM1 B"))
    assert [code for _, _, code, _ in said_again(lines)] == ["duplicate"], "as nothing tells them apart, somebody does"
    dated = replace(ZOE, birth="2017-01-01")
    lines = in_sheets(("CM1 A", ZOE, "CM1 A"), ("CM1 B", dated, "CM1 B"), ("Ensemble", dated, "CM1 B"))
    assert len(once(lines)[0]) == 2


def test_two_of_one_name_in_two_sheets_that_say_no_class_are_asked_about() -> None:
    others = [replace(ZOE, first_name=name) for name in ("Awa", "Léo", "Tom", "Lou")]
    for also in ((), (ZOE,)):  # alone in each sheet, or among others
        for level in ("", "CM1"):
            one, other = [ZOE, *others[:2]] if also else [ZOE], [*others[2:], ZOE] if also else [ZOE]
            lines = in_sheets(*[("Rue Haute", row, level) for row in one], *[("Gare", row, level) for row in other])
            (asked,) = said_again(lines)
            assert asked[:3] == ("Gare", len(other) + 1, "namesake")
            assert "à la ligne 2 de la feuille « Rue Haute »" in asked[3]
    answered = [replace(ZOE, birth=birth) for birth in ("2017-01-01", "2017-02-02")]
    assert len(once(in_sheets(("Rue Haute", answered[0], ""), ("Gare", answered[1], "")))[0]) == 2
    one_dated = in_sheets(("Rue Haute", ZOE, ""), ("Gare", answered[1], ""))
    assert [code for _, _, code, _ in said_again(one_dated)] == ["namesake"]


def test_a_namesake_on_a_sheet_of_newcomers_is_asked_about_and_a_sheet_that_lists_all_again_is_not() -> None:
    pupils = [replace(ZOE, first_name=name) for name in ("Zoé", "Awa", "Léo", "Tom")]
    listed = [("CM1 A", row, "CM1 A") for row in pupils]
    newcomers = [replace(ZOE, first_name="Lou"), replace(ZOE, first_name="Noé"), ZOE]
    lines = in_sheets(*listed, *[("Arrivées", row, "") for row in newcomers])
    assert [(number, code) for _, number, code, _ in said_again(lines)] == [(4, "namesake")]
    for title in ("CM1 A", "Bus"):
        again = in_sheets(*[(title, row, "") for row in pupils], *[("Ensemble", row, "CM1") for row in pupils])
        assert [code for _, _, code, _ in said_again(again)] == ["other_sheet"] * 4


def test_a_line_without_its_level_is_of_a_namesake_unless_its_sheet_lists_the_same_pupils() -> None:
    lines = in_sheets(*[("CM1 A", replace(ZOE, first_name=name), "CM1 A") for name in ("Zoé", "Awa", "Léo")])
    bare = replace(ZOE, level="")
    newcomers = [bare, *(replace(bare, first_name=name) for name in ("Lou", "Noé"))]
    keys = keys_of(KEY, 1, bare)
    asked = Elsewhere(lines, [("Arrivées", row) for row in newcomers])
    assert not asked.says("no_level", "Arrivées", bare, keys)
    assert Elsewhere(lines, [("Arrivées", bare)]).says("no_level", "Arrivées", bare, keys)


def test_two_ine_are_two_pupils_even_of_one_name_and_birthday() -> None:
    twins = [Taken("Zoé", "BA", "CP", "A", ine, "2018-01-01") for ine in ("07000000001", "07000000002")]
    assert len(lines_of(twins)) == 2


def test_who_changed_schools_or_level_is_changed_not_new() -> None:
    (old,), (new,) = (
        lines_of([Taken("Zoé", "BA", level, school, "07000000001")]) for level, school in (("CP", "A"), ("CE1", "B"))
    )
    found = compared([new], [Known(1, old.said, old.keys)])
    assert [pk for pk, _ in found.changed] == [1]
    assert not found.new


def test_a_file_of_one_school_says_nothing_of_the_others() -> None:
    rows = [Taken("Zoé", "BA", "CP", "A", "", "2018-01-01"), Taken("Léo", "BA", "CP", "B", "", "2018-01-01")]
    known = applied([], compared(lines_of(rows), []), removes=False)
    newcomer = lines_of([Taken("Awa", "BA", "CP", "A", "", "2018-01-01")])
    assert list(compared(newcomer, known).gone) == [1]


def test_a_school_written_otherwise_is_the_same_school_to_whoever_left_it() -> None:
    rows = [Taken(name, "BA", "CP", "École Jules-Ferry", "", "2018-01-01") for name in ("Zoé", "Léo")]
    known = applied([], compared(lines_of(rows), []), removes=False)
    (left,) = [one.pk for one in known if one.said[0] == "Léo"]
    found = compared(lines_of([replace(rows[0], school="ECOLE JULES FERRY")]), known)
    assert list(found.gone) == [left]
    assert [line.school for _, line in found.changed] == ["ECOLE JULES FERRY"]


def test_keys_tell_nothing_and_differ_from_one_sponsor_to_the_next() -> None:
    row = Taken("Zoé", "BA", "CP", "A", "07000000001", "2018-01-01")
    ours, theirs = keys_of(KEY, 1, row), keys_of(KEY, 2, row)
    assert ours != theirs
    assert "070000" not in ours.ine + ours.name
    assert keys_of(b"other", 1, row) != ours
