"""Calling teachers off duty: few, seldom, never at night."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from declic.dispatch.rules.calls import (
    CALLED_AT_ONCE,
    CALLED_EVERY,
    OffDuty,
    half_hour_of,
    is_day,
    is_due,
    whom_to_call,
)
from declic.dispatch.rules.policy import POLICY

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


def test_a_request_is_called_for_again_three_minutes_later() -> None:
    assert is_due(None, NOON)
    assert not is_due(NOON, NOON + POLICY.call_again_after - timedelta(seconds=1))
    assert is_due(NOON, NOON + POLICY.call_again_after)


@given(
    holders=st.lists(st.sets(st.integers(1, 20)), min_size=1, max_size=4),
    minutes=st.integers(10, 90),
    step=st.integers(20, 200),
)
def test_while_requests_wait_everybody_is_called_in_turn_and_nobody_twice_in_half_an_hour(
    holders: list[set[int]], minutes: int, step: int
) -> None:
    """Several requests wait together, and a clock comes by every `step` seconds."""
    now, end = NOON, NOON + timedelta(minutes=minutes)
    last: dict[int, datetime] = {}
    told: list[set[int]] = [set() for _ in holders]
    called_at: list[datetime | None] = [None for _ in holders]
    while now < end:
        for number, able in enumerate(holders):
            before = called_at[number]
            if not is_due(before, now):
                continue
            called_at[number] = now
            left = able - told[number]
            called = whom_to_call([OffDuty(one, last.get(one)) for one in left], now, len(told[number]))
            assert len(called) <= CALLED_AT_ONCE
            if before is not None and called:
                assert now - before >= POLICY.call_again_after
            new = {one for one in left if one not in last}
            assert set(called) <= new or new <= set(called) or not called, "those never called come first"
            for one in called:
                assert one not in told[number]
                assert one not in last or now - last[one] >= CALLED_EVERY
                last[one] = now
                told[number].add(one)
        now += timedelta(seconds=step)
    for number, able in enumerate(holders):
        assert len(told[number]) <= POLICY.calls_each_request
        if minutes >= 10 and len(holders) == 1:
            rounds = (minutes * 60 - 1) // (max(1, -(-180 // step)) * step) + 1
            assert len(told[number]) == min(len(able), CALLED_AT_ONCE * rounds, POLICY.calls_each_request)
