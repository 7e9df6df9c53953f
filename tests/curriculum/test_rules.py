"""The programmes hold together, and what families write is understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declic.curriculum import rules
from declic.curriculum.data.notions import NOTIONS
from declic.curriculum.rules import (
    LEVELS,
    SUBJECTS,
    clean_level,
    groups_of,
    is_small,
    notions_of,
    small_tiles,
    subjects_of,
    teaches,
)
from declic.ground.errors import Refusal
from declic.web.layout.pictures import PICTURES, picture_of

every_level = pytest.mark.parametrize("level", list(LEVELS))


def codes(level: str) -> list[str]:
    return [subject.code for subject in subjects_of(level)]


def test_there_are_eighteen_levels_from_cp_to_cap() -> None:
    assert len(LEVELS) == 18
    assert {level.band for level in LEVELS.values()} == {"CP-CM2", "collège", "lycée"}


@every_level
def test_every_level_teaches_the_common_ground_once_each(level: str) -> None:
    taught = codes(level)
    assert len(taught) == len(set(taught))
    assert {"EMC", "METH"} <= set(taught)
    assert "MAT" in taught
    assert {"FRA", "PHI"} & set(taught)  # philosophy takes over from French in the last general and technological years


@every_level
def test_mathematics_is_offered_first_from_cm1_on(level: str) -> None:
    assert codes(level)[0] == ("FRA" if is_small(level) else "MAT")


@every_level
def test_groups_hold_the_same_subjects_in_the_same_order(level: str) -> None:
    assert [subject for _, group in groups_of(level) for subject in group] == list(subjects_of(level))
    assert groups_of(level)[0][0] == ""


def test_every_subject_is_taught_somewhere_and_fits_where_it_is_kept() -> None:
    for code, subject in SUBJECTS.items():
        assert rules.levels_teaching(code), code
        assert len(code) <= 12
        assert subject.short
        assert len(subject.short) <= 24
    assert all(len(level) <= 8 for level in LEVELS)


def test_every_subject_has_a_drawing() -> None:
    assert {picture_of(code) for code in SUBJECTS} <= set(PICTURES)


@pytest.mark.parametrize(
    ("level", "subject", "expected"),
    [
        ("6E", "TECH", False),  # no longer taught in 6e since September 2023
        ("6E", "ST", True),
        ("5E", "ST", False),
        ("3E", "TECH", True),
        ("CP", "HG", False),
        ("CE2", "QLM", True),
        ("CM1", "QLM", False),
        ("6E", "LAT", False),
        ("5E", "LAT", True),
        ("4E", "GRE", True),
        ("2GT", "SNT", True),
        ("1G", "SNT", False),
        ("2GT", "NSI", False),
        ("1G", "NSI", True),
        ("TG", "MEXP", True),
        ("1G", "MEXP", False),
        ("TG", "FRA", False),
        ("TT", "FRA", False),
        ("TPRO", "FRA", True),
        ("1T", "PHI", False),
        ("TG", "PHI", True),
        ("TPRO", "PHI", False),
        ("CAP", "ECOGES", False),
        ("1PRO", "ECODRO", True),
        ("1T", "MGT", True),
        ("TT", "MGT", False),
        ("TT", "MSGN", True),
        ("CAP", "AACA", True),
        ("CP", "ANG", True),
        ("CP", "JAP", False),
        ("XX", "MAT", False),
        ("4E", "XX", False),
    ],
)
def test_what_the_programmes_say(level: str, subject: str, *, expected: bool) -> None:
    assert teaches(level, subject) is expected


@every_level
def test_languages_are_subjects_and_their_rank_is_said_by_the_level(level: str) -> None:
    assert not {"LV", "LV1", "LV2", "LVC", "LCA", "LLCER"} & set(codes(level))
    assert "ANG" in codes(level)
    assert rules.language_ranks(level)[0] in {"LV", "LV1", "LVA"}


def test_a_small_child_chooses_among_four_pictures() -> None:
    assert [level for level in LEVELS if is_small(level)] == ["CP", "CE1", "CE2"]
    for level in ("CP", "CE1", "CE2"):
        assert [(tile.code, tile.subject and tile.subject.code) for tile in small_tiles(level)] == [
            ("lire", "FRA"),
            ("ecrire", "FRA"),
            ("compter", "MAT"),
            ("autre", None),
        ]


@pytest.mark.parametrize(
    ("written", "level"),
    [
        ("6e", "6E"),
        ("6ème", "6E"),
        ("6EME", "6E"),
        ("sixième", "6E"),
        ("4ème SEGPA", "4E"),
        ("3e prépa-métiers", "3E"),
        ("C.P.", "CP"),
        ("ce2", "CE2"),
        ("2nde", "2GT"),
        ("Seconde générale et technologique", "2GT"),
        ("2de pro", "2PRO"),
        ("1ère", "1G"),
        ("1re STMG", "1T"),
        ("Première technologique", "1T"),
        ("Terminale", "TG"),
        ("Tle STI2D", "TT"),
        ("Tle bac pro", "TPRO"),
        ("CAP 1re année", "CAP"),
    ],
)
def test_levels_are_read_as_people_write_them(written: str, level: str) -> None:
    assert clean_level(written) == level


@every_level
def test_a_level_reads_its_own_code_label_and_long_name(level: str) -> None:
    known = LEVELS[level]
    assert {clean_level(known.code), clean_level(known.label), clean_level(known.code.lower())} == {level}


@pytest.mark.parametrize("written", ["CE1-CE2", "CM1/CM2", "CP et CE1"])
def test_a_double_class_does_not_say_the_pupil_s_level(written: str) -> None:
    with pytest.raises(Refusal) as refused:
        clean_level(written)
    assert refused.value.code == "two_levels"


@given(st.text(max_size=60))
def test_anything_written_is_a_level_or_a_refusal(written: str) -> None:
    try:
        found = clean_level(written)
    except Refusal as refusal:
        found = refusal.code
    assert found in {*LEVELS, "unknown_level", "two_levels"}


def test_unknown_codes_are_refused() -> None:
    for call in (lambda: subjects_of("7E"), lambda: rules.subject_of("ZZ"), lambda: rules.band("7E")):
        with pytest.raises(Refusal):
            call()


def test_the_headings_of_the_programme_are_of_subjects_taught_at_their_level() -> None:
    assert all(teaches(level, subject) for subject, level in NOTIONS)
    assert "théorème de Pythagore" in notions_of("4E", "MAT")
    assert notions_of("TPRO", "LVX") == ()
