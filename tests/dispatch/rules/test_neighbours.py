"""A step up or down the way through school, where the subject is taught."""

import pytest

from declic.curriculum.rules import LEVELS, teaches
from declic.dispatch.rules.neighbours import BESIDE, neighbours


@pytest.mark.parametrize(
    ("skill", "near"),
    [
        (("MAT", "4E"), {("MAT", "5E"), ("MAT", "3E")}),
        (("MAT", "CP"), {("MAT", "CE1")}),
        (("PHI", "TG"), set()),
        (("PC", "5E"), {("PC", "4E")}),
    ],
)
def test_the_same_subject_a_step_away(skill: tuple[str, str], near: set[tuple[str, str]]) -> None:
    assert neighbours([skill]) == near


def test_what_is_known_already_is_no_neighbour() -> None:
    assert neighbours([("MAT", "4E"), ("MAT", "5E")]) == {("MAT", "6E"), ("MAT", "3E")}


def test_every_level_has_a_neighbour_and_is_one() -> None:
    assert BESIDE.keys() == LEVELS.keys()
    assert all(level in BESIDE[other] for level, others in BESIDE.items() for other in others)


def test_nothing_that_is_not_taught() -> None:
    for level in LEVELS:
        assert all(teaches(near, subject) for subject, near in neighbours([("MAT", level), ("PHI", level)]))
