"""The range a waiting pupil is told."""

import math
from dataclasses import replace
from datetime import timedelta
from itertools import accumulate, repeat
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declic.dispatch.rules.estimate import Line, estimate, usual

LINES = st.builds(Line, ahead=st.floats(0, 200), free=st.integers(0, 50), busy=st.integers(0, 500))


def test_a_free_teacher_comes_at_once() -> None:
    assert estimate(Line(ahead=0, free=1, busy=0)) == (0, 2)


def test_who_waits_for_one_teacher_first_is_told_a_minute_more_at_least() -> None:
    assert estimate(Line(ahead=0, free=1, busy=0, held=True)) == (1, 2)
    busy = Line(ahead=0, free=0, busy=2)
    assert estimate(replace(busy, held=True)) == estimate(busy)


def test_nobody_on_duty_is_no_estimate() -> None:
    assert estimate(Line(ahead=3, free=0, busy=0)) is None


def test_one_lesson_has_to_end_first() -> None:
    low, high = estimate(Line(ahead=0, free=0, busy=1)) or (0, 0)
    assert low <= 23 <= high


@given(LINES)
def test_it_is_a_range_of_whole_minutes(line: Line) -> None:
    found = estimate(line)
    if found is not None:
        low, high = found
        assert 0 <= low < high


@given(LINES)
def test_more_people_ahead_never_shortens_it_and_more_teachers_never_lengthen_it(line: Line) -> None:
    here = estimate(line)
    if here is None:
        return
    longer = estimate(Line(line.ahead + 1, line.free, line.busy))
    shorter = estimate(Line(line.ahead, line.free, line.busy + 1))
    assert longer is not None
    assert shorter is not None
    assert longer[1] >= here[1]
    assert shorter[1] <= here[1]


def a_wait(turn: int, busy: int, chance: Random) -> float:
    """Minutes until as many lessons have ended, of teachers caught anywhere in theirs, who go on to others at once."""

    def length() -> float:
        return chance.lognormvariate(math.log(23) - 0.45**2 / 2, 0.45)

    ends: list[float] = []
    for _ in range(busy):
        caught_at = 1_000 * chance.random() + 200
        ends += [end - caught_at for end in accumulate(length() for _ in repeat(None, 100)) if end > caught_at]
    return sorted(ends)[turn - 1]


@pytest.mark.parametrize(("ahead", "busy"), [(0, 1), (0, 2), (0, 8), (1, 6), (3, 20), (6, 60)])
def test_four_waits_in_five_fall_into_it(ahead: int, busy: int) -> None:
    """Among children who do not leave: where few are ahead, nobody has the time to."""
    chance = Random(f"{ahead} {busy}")
    low, high = estimate(Line(ahead=ahead, free=0, busy=busy)) or (0, 0)
    waits = [a_wait(ahead + 1, busy, chance) for _ in range(400)]
    inside = sum(low <= wait <= high for wait in waits) / len(waits)
    assert inside >= 0.75
    assert high <= 60 or busy == 1


def test_those_who_leave_shorten_it() -> None:
    """Thirty ahead of one teacher would be eleven hours."""
    low, high = estimate(Line(ahead=30, free=0, busy=1)) or (0, 0)
    assert 23 < low < high < 120


def minutes(*waits: float) -> list[timedelta | None]:
    return [timedelta(minutes=wait) for wait in waits]


def test_the_usual_wait_is_one_that_four_in_five_were_under() -> None:
    assert usual(minutes(1, 1, 2, 3.5, 40)) == 4
    assert usual(minutes(0.1, 0.2, 0.1, 0.3, 0.2)) == 2, "never a promise to the second"


def test_nothing_is_usual_with_too_few_waits_or_too_long_ones() -> None:
    assert usual(minutes(1, 1, 1, 1)) is None
    assert usual(minutes(1, 90, 90, 90, 90)) is None


def test_those_nobody_came_for_waited_too() -> None:
    assert usual([*minutes(1, 1, 1, 1), None]) == 2
    assert usual([*minutes(1, 1, 1), None, None]) is None
