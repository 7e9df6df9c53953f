"""The other policies do what their names say, and meet the very same evening as ours."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from declic.dispatch.rules.matcher import FreeTeacher, Waiting, decide_wave
from declic.dispatch.rules.policy import POLICY
from declic.planning.rules.evening import Evening
from declic.planning.rules.figures import evening_of
from declic.planning.rules.recipe import draw
from declic.planning.rules.reference import BOUNDS, REFERENCES, Reference, without_scarcity
from declic.planning.rules.scenario import Answers, Recipe, Request, Scenario, Teacher
from declic.planning.rules.trace import Outcome, Trace

BY_NAME = {reference.name: reference for reference in (*REFERENCES, *BOUNDS)}
SLOW = Answers(accept=1, decline=0, miss=0, delay_median_s=70, delay_sigma=0)
EVENING = draw(Scenario("essai", (), ()), Recipe(teachers=60, load=1.0), 3)


def play(reference: Reference, scenario: Scenario) -> Trace:
    return Evening(reference.change(scenario), seed=5, policy=reference.policy, way=reference.way).run()


def one_pupil(teachers: int, answers: Answers, at_s: float = 0.0) -> Scenario:
    asked = Request(id="d1", at_s=at_s, level="4E", subject="MAT", patience_s=1e6, lesson_s=600)
    staff = tuple(Teacher(id=f"p{n}", skills=(("MAT", "4E"),), from_s=0, to_s=1e6) for n in range(teachers))
    return Scenario("essai", (asked,), staff, answers=answers)


@pytest.mark.parametrize("name", BY_NAME)
def test_whoever_is_rung_can_teach_it_and_everyone_is_told_of_once(name: str) -> None:
    trace = play(BY_NAME[name], EVENING)
    able = {person.id: set(person.skills) for person in BY_NAME[name].change(EVENING).teachers}
    assert [fate.request.id for fate in trace.fates] == [request.id for request in EVENING.requests]
    assert all(fate.request.skill in able[fate.teacher] for fate in trace.fates if fate.outcome is Outcome.LESSON)
    assert play(BY_NAME[name], EVENING).fates == trace.fates


def test_a_broadcast_rings_five_at_once_and_one_has_the_pupil() -> None:
    trace = play(BY_NAME["broadcast to 5"], one_pupil(8, Answers(accept=1, decline=0, miss=0)))
    assert trace.rings == 5
    assert trace.fates[0].outcome is Outcome.LESSON


def test_waves_of_two_add_two_every_half_minute() -> None:
    trace = play(BY_NAME["waves of 2 every 30 s"], one_pupil(20, SLOW))
    # At 0, 30 and 60 s; the first answer comes at 70.
    assert (trace.rings, trace.fates[0].waited_s) == (6, 70)


def test_batches_come_at_even_seconds() -> None:
    at_once = Answers(accept=1, decline=0, miss=0, delay_median_s=0, delay_sigma=0)
    assert play(BY_NAME["batches every 2 s"], one_pupil(1, at_once, at_s=3.0)).fates[0].waited_s == pytest.approx(1.0)


def test_a_batch_matches_as_many_as_it_can() -> None:
    """Two pupils, two teachers, one of whom knows only what the first to ask asks."""
    asked = tuple(
        Request(id=f"d{n}", at_s=n, level=level, subject="MAT", patience_s=1e6, lesson_s=600)
        for n, level in ((1, "4E"), (1.5, "3E"))
    )
    both = Teacher(id="both", skills=(("MAT", "4E"), ("MAT", "3E")), from_s=0, to_s=1e6)
    one = Teacher(id="one", skills=(("MAT", "4E"),), from_s=0, to_s=1e6)
    scenario = Scenario("essai", asked, (both, one), answers=Answers(accept=1, decline=0, miss=0))
    fates = play(BY_NAME["batches every 2 s"], scenario).fates
    assert [fate.teacher for fate in fates] == ["one", "both"]


def test_without_scarcity_the_longest_idle_is_rung_whatever_else_they_know() -> None:
    now = datetime(2026, 11, 23, 18, tzinfo=UTC)
    asked = [Waiting(UUID(int=1), ("MAT", "4E"), now)]
    rare = FreeTeacher(1, frozenset({("MAT", "4E"), ("PHI", "TG")}), now - timedelta(minutes=9))
    plain = FreeTeacher(2, frozenset({("MAT", "4E")}), now - timedelta(minutes=1))
    expected = replace(POLICY, forecast={("PHI", "TG"): 5.0})
    assert [ring.teacher_id for ring in decide_wave(asked, [rare, plain], now, expected)] == [2]
    assert [ring.teacher_id for ring in without_scarcity(asked, [rare, plain], now, expected)] == [1]


def test_the_bounds_are_better_than_what_they_bound() -> None:
    ours = evening_of(Evening(EVENING, seed=5).run()).whole
    for bound in BOUNDS:
        assert evening_of(play(bound, EVENING)).whole.under_5_min >= ours.under_5_min
