"""How many teachers: the promise is kept in the simulator, where stationary formulas break it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declic.planning.rules import need
from declic.planning.rules.covers import counts_for, covers_of, expected_by_quarter, grouped, groups_known, span
from declic.planning.rules.load import QUARTER_S, busy, loads_of_the_moment
from declic.planning.rules.need import PROMISED, World, first_guess, is_kept, kept_with, need_of, turns
from declic.planning.rules.scenario import Behaviour

WORLD = World()
LENGTH_S = busy(WORLD.behaviour, WORLD.wrap_up_s, WORLD.answers).mean_s
DINNER = (10, 20, 40, 80, 100, 100, 60, 20, 10, 6, 4)
"""An evening that rises and falls fast."""


def evening(peak: float) -> list[float]:
    """Requests by quarter-hour; at the busiest, `peak` times the length of a lesson."""
    return [peak * share / 100 * QUARTER_S / LENGTH_S for share in DINNER]


def worst(kept: tuple[tuple[float, int], ...]) -> float:
    return min(share for share, _ in kept)


def test_stationary_formulas_break_the_promise_where_ours_keeps_it() -> None:
    """Lessons lag behind requests. By the load of the moment the rise has too many teachers and the fall too few."""
    world = World(behaviour=Behaviour(lesson_mean_min=40))
    length = busy(world.behaviour, world.wrap_up_s, world.answers)
    expected = [80 * share * QUARTER_S / length.mean_s for share in (0.05, 0.05, 0.05, 1, 1, 1, 0.05, 0.05, 0.05, 0.05)]
    ours = first_guess(expected, world)
    stationary = first_guess(expected, world, loads_of_the_moment(expected, length))
    kept, broken = (kept_with(found.staff, expected, world, seed=3) for found in (ours, stationary))
    assert ours.staff[3] < stationary.staff[3]
    assert worst(kept) >= PROMISED - 0.02
    assert worst(broken) < 0.8
    assert broken.index(min(broken)) == 6


def test_playing_finds_fewer_teachers_with_whom_every_quarter_hour_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(need, "PLAYED", 200)
    expected, rounds = evening(8)[2:8], []
    found = need_of(expected, WORLD, on_round=rounds.append)
    assert found.short == 0
    assert found.hours < first_guess(expected, WORLD).hours
    assert rounds == sorted(rounds)
    other = kept_with(found.staff, expected, WORLD, seed=99)
    played = sum(number for _, number in other)
    assert sum(share * number for share, number in other) / played >= PROMISED
    assert worst(other) >= PROMISED - 0.05


def test_more_requests_never_need_fewer_teachers() -> None:
    few, many = (first_guess(evening(peak), WORLD).staff for peak in (5, 9))
    assert all(a <= b for a, b in zip(few, many, strict=True))


def test_a_request_that_may_come_needs_somebody_and_none_needs_nobody() -> None:
    assert first_guess([0.01, 0.0], WORLD).staff[0] == 1
    assert first_guess([0.0] * 4, WORLD).staff == (0, 0, 0, 0)
    assert need_of([0.0] * 2, WORLD).staff == (0, 0)


def test_a_share_is_judged_by_what_was_played() -> None:
    assert is_kept(0.93, 100)
    assert not is_kept(0.93, 10_000)
    assert is_kept(1.0, 0)


@given(st.lists(st.integers(0, 6), max_size=20))
def test_turns_put_on_duty_as_many_as_asked(staff: list[int]) -> None:
    found = turns(staff)
    assert [sum(begin <= quarter < end for begin, end in found) for quarter in range(len(staff))] == staff
    assert all(begin < end for begin, end in found)


# -- what a teacher counts for ----------------------------------------------------------------------------------------
TABLE = {
    (66, ("MAT", "4E")): 3.0,
    (67, ("MAT", "TG")): 2.0,
    (67, ("PHI", "TG")): 1.5,
    (68, ("FRA", "CP")): 4.0,
    (70, ("LAT", "4E")): 0.5,
}
ASKED = grouped(TABLE)


def test_requests_are_counted_in_the_whole_their_school_their_subject_and_their_group() -> None:
    found = {cover.name: sum(expected_by_quarter(cover, ASKED, *span(TABLE))) for cover in covers_of(ASKED)}
    assert found == {
        "tout": 11.0,
        "CP-CM2": 4.0,
        "collège": 3.5,
        "lycée": 3.5,
        "Maths": 5.0,
        "Français, CP-CM2": 4.0,
        "Maths, collège": 3.0,
        "Maths, lycée": 2.0,
        "Philo, lycée": 1.5,
    }
    assert span(TABLE) == (66, 71)
    assert span({**TABLE, (12, ("MAT", "4E")): 0.01}) == (66, 71)
    assert span({}) == (0, 0)
    assert covers_of({}) == []


def test_a_teacher_counts_once_in_each_set_they_belong_to() -> None:
    known = groups_known([("MAT", "4E"), ("MAT", "3E"), ("PHI", "TG"), ("PHI", "TT"), ("FRA", "CP")])
    assert known == {("MAT", "collège"), ("PHI", "lycée")}
    names = [cover.name for cover in counts_for(known, covers_of(ASKED))]
    assert names == ["tout", "collège", "lycée", "Maths", "Maths, collège", "Philo, lycée"]
