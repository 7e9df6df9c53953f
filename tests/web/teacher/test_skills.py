"""What a teacher is approved for, said shortly and never more widely than it is."""

from hypothesis import given
from hypothesis import strategies as st

from declic.curriculum.rules import LEVELS, SUBJECTS, levels_teaching
from declic.web.teacher.skills import TRACKS, ranges, summary


def test_levels_that_follow_one_another_are_a_range() -> None:
    assert ranges("MAT", {"6E", "5E", "4E", "3E", "2GT"}) == "6e à 2de"
    assert ranges("MAT", {"CP", "CE1", "CE2", "CM1", "CM2"}) == "CP à CM2"


def test_two_levels_are_both_named_and_a_gap_is_kept() -> None:
    assert ranges("MAT", {"6E", "5E"}) == "6e, 5e"
    assert ranges("MAT", {"6E", "5E", "4E", "2GT"}) == "6e à 4e, 2de"


def test_tracks_do_not_mix() -> None:
    assert ranges("MAT", {"3E", "2GT", "2PRO", "1PRO", "TPRO"}) == "3e, 2de, 2de pro à Tle pro"


def test_the_widest_subject_comes_first_under_its_short_name() -> None:
    said = summary([("PC", "4E"), ("MAT", "6E"), ("MAT", "5E"), ("MAT", "4E")])
    assert [(line.label, line.levels) for line in said] == [("Maths", "6e à 4e"), ("Physique-chimie", "4e")]


def test_codes_unknown_to_the_programme_are_left_out() -> None:
    assert summary([("XYZ", "4E"), ("MAT", "9E")]) == []


def test_every_level_has_its_track() -> None:
    assert sorted(level for track in TRACKS for level in track) == sorted(LEVELS)


@given(st.sampled_from(sorted(SUBJECTS)), st.data())
def test_a_range_covers_only_what_is_approved(subject: str, data: st.DataObject) -> None:
    taught = [level.code for level in levels_teaching(subject)]
    if not taught:
        return
    held = set(data.draw(st.lists(st.sampled_from(taught), min_size=1, unique=True)))
    said = ranges(subject, held)
    named = sum(2 if " à " in part else 1 for part in said.split(", "))
    assert 1 <= named <= len(held)
    if len(held) < len(taught) and " à " not in said:
        assert named == len(held)
