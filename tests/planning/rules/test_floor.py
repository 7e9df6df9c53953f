"""Who is on shift so that rare subjects have their floor."""

from math import sqrt

import pytest

from declic.dispatch.rules.matcher import Skill
from declic.planning.rules.floor import MARGIN, on_shift
from declic.planning.rules.recipe import draw
from declic.planning.rules.scenario import Recipe, Scenario

MATHS, GERMAN, PHYSICS = ("MAT", "4E"), ("ALL", "4E"), ("PC", "4E")
GROUPS = [{MATHS: 0.9}, {GERMAN: 0.1}]
ONLY_MATHS, ONLY_GERMAN, BOTH = frozenset({MATHS}), frozenset({GERMAN}), frozenset({MATHS, GERMAN})


def margin(chosen: list[frozenset[Skill]], skill: Skill, under_way: float) -> float:
    return (sum(skill in kind for kind in chosen) - under_way) / sqrt(under_way)


def test_whoever_knows_both_comes_first_and_nobody_is_counted_on_twice() -> None:
    volunteers = [ONLY_MATHS] * 180 + [ONLY_GERMAN] * 20 + [BOTH] * 20
    chosen = [volunteers[place] for place in on_shift(volunteers, GROUPS, 100, 1.0, 0.01)]
    assert len(chosen) == 100
    assert margin(chosen, GERMAN, 10) == pytest.approx(MARGIN, abs=0.5)
    hands_in_maths = sum(kind != ONLY_GERMAN for kind in chosen)
    assert hands_in_maths >= 0.99 * 90 - 1


def test_no_more_hands_are_moved_than_said_nor_than_makes_the_margins_equal() -> None:
    """At 81 and 9 lessons under way, 10 teachers to share out: margins are equal with 88.5 and 11.5."""
    volunteers = [ONLY_MATHS] * 180 + [ONLY_GERMAN] * 20
    for moved, german in ((0.0, 10), (0.01, 11), (0.05, 11.5), (0.5, 11.5)):
        chosen = [volunteers[place] for place in on_shift(volunteers, GROUPS, 100, 0.9, moved)]
        assert chosen.count(ONLY_GERMAN) == pytest.approx(german, abs=0.5)


def test_the_same_volunteers_give_the_same_choice_whatever_their_order_in_the_sets() -> None:
    volunteers = [frozenset({MATHS, PHYSICS}), ONLY_MATHS, ONLY_GERMAN, BOTH] * 10
    groups = [{MATHS: 0.6}, {GERMAN: 0.2}, {PHYSICS: 0.2}]
    assert on_shift(volunteers, groups, 20, 1.0, 0.1) == on_shift(list(volunteers), groups, 20, 1.0, 0.1)


def test_an_evening_with_a_floor_has_as_many_teachers_and_the_same_requests_and_more_who_know_what_is_rare() -> None:
    def drawn(floor: float) -> Scenario:
        return draw(Scenario("essai", (), ()), Recipe(teachers=500, load=1.0, floor=floor), 3)

    without, with_one = drawn(0.0), drawn(0.1)
    assert len(with_one.teachers) == len(without.teachers) == 500
    assert with_one.requests == without.requests
    for skill in (("ALL", "TG"), ("ES", "1G"), ("SNT", "2GT")):
        know = [sum(skill in teacher.skills for teacher in evening.teachers) for evening in (without, with_one)]
        assert know[0] < know[1]
