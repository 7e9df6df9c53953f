"""Calling teachers off duty: few, seldom, never at night."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from declic.dispatch.rules.calls import CALLED_AT_ONCE, CALLED_EVERY, OffDuty, half_hour_of, is_day, whom_to_call

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
WAITS = st.lists(st.tuples(st.integers(0, 900), st.sets(st.integers(1, 9))), max_size=30)
"""Requests one after the other: seconds since the one before, and the teachers who hold its skill."""


def test_those_left_alone_for_longest_come_first() -> None:
    hour = timedelta(hours=1)
    teachers = [OffDuty(1, NOON - hour), OffDuty(2, None), OffDuty(3, NOON - 2 * hour), OffDuty(4, NOON - hour)]
    assert whom_to_call(teachers, NOON) == [2, 3, 1]


def test_at_night_nobody_is_called() -> None:
    night = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)
    assert not is_day(night)
    assert whom_to_call([OffDuty(1, None)], night) == []
    assert whom_to_call([OffDuty(1, None)], night - timedelta(seconds=1)) == [1]


@given(WAITS)
def test_whatever_comes_a_teacher_is_left_alone_half_an_hour_and_three_are_the_most(
    waits: list[tuple[int, set[int]]],
) -> None:
    now, last = NOON, dict[int, datetime]()
    for seconds, holders in waits:
        now += timedelta(seconds=seconds)
        called = whom_to_call([OffDuty(teacher, last.get(teacher)) for teacher in holders], now)
        assert len(called) == len(set(called)) <= CALLED_AT_ONCE
        assert set(called) <= holders
        for teacher in called:
            assert teacher not in last or now - last[teacher] >= CALLED_EVERY
            assert teacher not in last or half_hour_of(now) != half_hour_of(last[teacher]), "the table agrees"
            last[teacher] = now
