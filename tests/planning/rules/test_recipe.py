"""Evenings drawn from a recipe."""

from collections import Counter

import pytest

from declic.curriculum.rules import teaches
from declic.planning.rules.recipe import EVENING, QUARTER_S, draw
from declic.planning.rules.scenario import Recipe, Scenario, Shortage

EMPTY = Scenario("essai", (), ())


def drawn(seed: int = 1, **recipe: object) -> Scenario:
    return draw(EMPTY, Recipe(**{"teachers": 500, "load": 1.0, **recipe}), seed)  # type: ignore[arg-type]


def test_the_same_seed_draws_the_same_evening_and_another_another() -> None:
    assert drawn(seed=4) == drawn(seed=4)
    assert drawn(seed=4).requests != drawn(seed=5).requests


def test_every_request_is_of_a_subject_its_level_teaches_and_some_teacher_knows() -> None:
    evening = drawn()
    known = {skill for teacher in evening.teachers for skill in teacher.skills}
    assert all(teaches(request.level, request.subject) for request in evening.requests)
    covered = sum(request.skill in known for request in evening.requests) / len(evening.requests)
    assert covered > 0.97, "a few rare classes may lack a teacher, as on a real evening"


def test_requests_follow_the_evening() -> None:
    evening = drawn()
    by_quarter = Counter(int(request.at_s // QUARTER_S) for request in evening.requests)
    expected = [len(evening.requests) * share / sum(EVENING) for share in EVENING]
    assert max(by_quarter) < len(EVENING)
    for quarter, number in enumerate(expected):
        assert by_quarter[quarter] == pytest.approx(number, abs=4 * number**0.5 + 1)


def test_the_load_is_the_lessons_under_way_at_the_busiest_quarter_per_teacher() -> None:
    evening = drawn(load=0.9)
    busiest = [request for request in evening.requests if 7 * QUARTER_S <= request.at_s < 10 * QUARTER_S]
    minutes = sum(request.lesson_s + evening.wrap_up_s for request in busiest) / 60
    assert minutes / (3 * 15) / 500 == pytest.approx(0.9, rel=0.1)


def test_as_many_teachers_as_asked_in_proportion_to_what_is_asked_for() -> None:
    assert len(drawn(teachers=137).teachers) == 137
    maths = sum(any(subject == "MAT" and level == "4E" for subject, level in t.skills) for t in drawn().teachers)
    assert 0.1 < maths / 500 < 0.35


def test_a_shortage_keeps_the_share_that_came() -> None:
    def physics(evening: Scenario) -> int:
        return sum({subject for subject, _ in teacher.skills} == {"PC"} for teacher in evening.teachers)

    kept = physics(drawn(breadth="narrow", shortage=Shortage("PC", 0.25))) / physics(drawn(breadth="narrow"))
    assert 0.05 < kept < 0.5


def test_scarcity_counts_with_what_is_expected() -> None:
    evening = drawn()
    assert sum(evening.demand.values()) == pytest.approx(500 / (22 * 60 + 60) * 300)
    assert evening.demand["MAT", "4E"] > evening.demand["ALL", "TG"]


def test_the_weights_of_a_recipe_are_those_of_its_evening() -> None:
    assert drawn().weighed == {}
    assert drawn(weights={"MAT collège": 1.5}).weighed == {("MAT", "collège"): 1.5}
