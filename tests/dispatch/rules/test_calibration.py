"""Where a wait fell, beside the range its pupil was told."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declic.dispatch.rules.calibration import Fell, fell, share_inside

MINUTES = st.floats(0, 120).map(lambda minutes: timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("minutes", "accepted", "where"),
    [
        (1.9, True, Fell.SHORTER),
        (2, True, Fell.INSIDE),
        (4, True, Fell.INSIDE),
        (4.1, True, Fell.LONGER),
        (4.1, False, Fell.LONGER),
        (3, False, None),
    ],
)
def test_a_wait_of_two_to_four_minutes(minutes: float, accepted: bool, where: Fell | None) -> None:  # noqa: FBT001
    assert fell((2, 4), timedelta(minutes=minutes), accepted=accepted) is where


@given(low=st.integers(0, 60), more=st.integers(1, 60), lasted=MINUTES)
def test_a_wait_that_goes_on_never_falls_sooner(low: int, more: int, lasted: timedelta) -> None:
    told = (low, low + more)
    order = [Fell.SHORTER, Fell.INSIDE, Fell.LONGER]
    now, later = (fell(told, moment, accepted=True) for moment in (lasted, lasted + timedelta(minutes=1)))
    assert now
    assert later
    assert order.index(now) <= order.index(later)
    assert fell(told, lasted, accepted=False) in (None, Fell.LONGER)


@given(st.lists(st.sampled_from(Fell)))
def test_the_share_is_of_all_that_fell(found: list[Fell]) -> None:
    share = share_inside(found)
    assert (share is None) is not bool(found)
    assert share is None or round(share * len(found)) == found.count(Fell.INSIDE)
