"""Few of those who are free are looked at, and whoever would be rung of all of them is rung."""

from collections.abc import Callable

import pytest
from hypothesis import given

from declic.dispatch.rules.candidates import Candidates
from declic.dispatch.rules.matcher import FreeTeacher, Ring, Waiting, decide_wave, is_unanswered
from declic.dispatch.rules.policy import POLICY
from tests.dispatch.rules.waves import FRENCH, MATHS, NOW, ago, evenings, free, waiting


def rings_of(requests: list[Waiting], teachers: list[FreeTeacher]) -> tuple[list[Ring], int]:
    """On the candidates alone, and how many they are."""
    found = Candidates([one for one in requests if one.live_rings == 0 or is_unanswered(one, NOW, POLICY)])
    kept = [
        one
        for one in sorted(teachers, key=lambda one: (one.idle_since, one.id))
        if found.keep(one.id, one.skills, one.wide, wraps_up=one.wraps_up)
    ]
    return decide_wave(requests, kept, NOW, POLICY, found.holders()), len(kept)


@given(evenings())
def test_the_rings_are_those_of_the_whole_evening(evening: tuple[list[Waiting], list[FreeTeacher]]) -> None:
    requests, teachers = evening
    assert rings_of(requests, teachers)[0] == decide_wave(requests, teachers, NOW, POLICY)


def crowd(size: int) -> list[FreeTeacher]:
    return [free(n, *((MATHS,), (MATHS, FRENCH), (FRENCH,))[n % 3], idle=n % 97) for n in range(1, size + 1)]


@pytest.mark.parametrize(
    "ask",
    [
        lambda n: waiting(n, MATHS),
        lambda n: waiting(n, FRENCH, wanted_teacher=5),
        lambda n: waiting(n, MATHS, excluded=frozenset(range(1, 400))),
        lambda n: waiting(n, MATHS, live_rings=1, first_rung_at=ago(30), excluded=frozenset({95, 96, 97})),
    ],
)
def test_a_few_are_enough_whatever_is_asked(ask: Callable[[int], Waiting]) -> None:
    requests, teachers = [ask(n) for n in (1, 2, 3)], crowd(2000)
    rings, looked_at = rings_of(requests, teachers)
    assert rings == decide_wave(requests, teachers, NOW, POLICY)
    assert len(rings) == 3
    assert looked_at <= 12 + len(requests[0].excluded) + 1


def test_who_can_do_nothing_of_what_is_asked_is_no_holder() -> None:
    found = Candidates([waiting(1)])
    assert not found.keep(1, frozenset(), frozenset(), wraps_up=False)
    assert found.holders() == {}
