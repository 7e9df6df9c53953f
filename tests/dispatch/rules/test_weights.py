"""How much a wait counts, by group: learned within bounds, and what it may change of who goes first."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declic.dispatch.rules.matcher import FreeTeacher, Waiting, decide_wave
from declic.dispatch.rules.policy import POLICY
from declic.dispatch.rules.weights import (
    ENOUGH,
    EVENINGS,
    LEAST,
    MOST,
    POWER,
    Group,
    Waits,
    group_of,
    learned,
    moved,
    waits_of,
)
from tests.dispatch.rules.waves import FRENCH, MATHS, NOW, evenings, free, pairs, waiting

MATHS_GROUP, FRENCH_GROUP = group_of(*MATHS), group_of(*FRENCH)
GROUPS = st.sampled_from([MATHS_GROUP, FRENCH_GROUP, ("PHI", "lycée")])
WAITS = st.builds(Waits, st.integers(1, 200), st.floats(0, 1e5))
PAST = st.lists(st.dictionaries(GROUPS, WAITS), max_size=30)


def evening(maths: float, french: float, number: int = 50) -> dict[Group, Waits]:
    return {MATHS_GROUP: Waits(number, number * maths), FRENCH_GROUP: Waits(number, number * french)}


def test_it_begins_at_one_and_moves_towards_who_waits_longer() -> None:
    assert learned([]) == {}
    (one,) = [learned([evening(30, 90)])]
    assert one[FRENCH_GROUP].weight == pytest.approx((90 / 60) ** POWER)
    assert one[MATHS_GROUP].weight == pytest.approx((30 / 60) ** POWER)
    assert (one[FRENCH_GROUP].number, one[FRENCH_GROUP].mean_s, one[FRENCH_GROUP].whole_s) == (50, 90, 60)
    two = learned([evening(30, 90)] * 2)
    assert two[FRENCH_GROUP].weight == pytest.approx((90 / 60) ** (2 * POWER))


def test_only_the_last_evenings_count_and_few_waits_move_nothing() -> None:
    past = [evening(1, 900)] * 5 + [evening(60, 60)] * EVENINGS
    assert {round(one.weight, 9) for one in learned(past).values()} == {1.0}
    assert learned([evening(30, 90, number=ENOUGH - 1)]) == {}


@given(PAST)
def test_weights_stay_within_their_bounds(past: list[dict[Group, Waits]]) -> None:
    for one in learned(past).values():
        assert LEAST <= one.weight <= MOST
        assert one.number >= ENOUGH


@given(st.floats(LEAST, MOST), st.floats(0, 1e4), st.floats(0, 1e4), st.floats(0.1, 1e4))
def test_who_waited_longer_never_weighs_less(weight: float, one: float, other: float, whole: float) -> None:
    shorter, longer = sorted((one, other))
    assert moved(weight, shorter, whole) <= moved(weight, longer, whole)


def test_waits_are_added_up_by_group() -> None:
    told = waits_of([(MATHS_GROUP, 10.0), (MATHS_GROUP, 20.0), (FRENCH_GROUP, 5.0)])
    assert told == {MATHS_GROUP: Waits(2, 30.0), FRENCH_GROUP: Waits(1, 5.0)}


# -- in the wave ------------------------------------------------------------------------------------------------------
def test_the_largest_weight_times_wait_has_the_only_teacher() -> None:
    asked, teacher = [waiting(1, MATHS, since=90), waiting(2, FRENCH, since=60)], free(1, MATHS, FRENCH)
    assert pairs(decide_wave(asked, [teacher], NOW, POLICY)) == [(1, 1)]
    weighed = replace(POLICY, weights={FRENCH_GROUP: 2.0})
    assert pairs(decide_wave(asked, [teacher], NOW, weighed)) == [(2, 1)]


@given(evenings(), st.dictionaries(GROUPS, st.floats(LEAST, MOST)))
def test_nobody_overtakes_inside_a_group_nor_beyond_the_weights(
    evening_now: tuple[list[Waiting], list[FreeTeacher]], weights: dict[Group, float]
) -> None:
    requests, teachers = evening_now
    plain = [replace(one, wanted_teacher=None, excluded=frozenset(), declined=frozenset()) for one in requests]
    chosen = {ring.request_id for ring in decide_wave(plain, teachers, NOW, replace(POLICY, weights=weights))}

    def worth(one: Waiting) -> float:
        return weights.get(group_of(*one.skill), 1.0) * (NOW - one.asked_at).total_seconds()

    for passed in plain:
        if passed.live_rings or passed.id in chosen:
            continue
        for other in plain:
            if other.id in chosen and not other.live_rings and other.skill == passed.skill:
                assert other.asked_at <= passed.asked_at
    if len(teachers) == 1:
        able = [one for one in plain if not one.live_rings and one.skill in teachers[0].skills]
        rung = [one for one in able if one.id in chosen]
        assert not able or worth(rung[0]) == max(map(worth, able))


@given(evenings())
def test_without_weights_and_with_equal_ones_the_rings_are_the_same(
    evening_now: tuple[list[Waiting], list[FreeTeacher]],
) -> None:
    requests, teachers = evening_now
    equal = replace(POLICY, weights=dict.fromkeys({group_of(*one.skill) for one in requests}, 2.0))
    assert decide_wave(requests, teachers, NOW, equal) == decide_wave(requests, teachers, NOW, POLICY)
