"""The lease, as one process sees it."""

from datetime import timedelta

import pytest

from declic.dispatch.rules.lease import HOLD_S, PATIENCE_S, Reading, may_take, sight
from tests.world import NOW, later


def test_a_lease_that_says_the_same_is_as_old_as_when_it_was_first_read() -> None:
    first = sight(None, "other", 7, at=100.0)
    assert sight(first, "other", 7, at=101.0).since == 100.0
    assert sight(first, "other", 8, at=101.0).since == 101.0
    assert sight(first, "third", 7, at=101.0).since == 101.0


def test_it_is_taken_from_who_is_silent_and_from_nobody_else() -> None:
    seen = sight(None, "other", 7, at=0.0)
    assert not may_take(seen, "me", at=PATIENCE_S - 0.01)
    assert may_take(seen, "me", at=PATIENCE_S)


@pytest.mark.parametrize("holder", ["", "me"])
def test_one_that_was_left_or_is_mine_is_taken_at_once(holder: str) -> None:
    assert may_take(sight(None, holder, 7, at=100.0), "me", at=100.0)


def test_a_holder_stops_before_anybody_may_take_over() -> None:
    assert HOLD_S < PATIENCE_S


def test_the_time_goes_on_from_what_the_database_said() -> None:
    assert Reading(NOW, at=50.0).now(53.5) == later(3.5)


@pytest.mark.parametrize(
    ("seconds", "took", "agrees"),
    [
        (1, 0, True),
        (0.2, 0.9, True),
        (2.9, 0, True),
        (3.1, 0, False),
        (-1.1, 0, False),
        (-1.1, 0.5, True),
        (3600, 0, False),
    ],
)
def test_a_jump_is_told_from_a_slow_answer(*, seconds: float, took: float, agrees: bool) -> None:
    """A second after the first reading, the database says so many seconds have passed."""
    assert Reading(NOW, at=50.0).agrees(Reading(NOW + timedelta(seconds=seconds), at=51.0), took) is agrees
