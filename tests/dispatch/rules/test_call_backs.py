"""At which half-hours a pupil may be called back."""

from datetime import datetime, time, timedelta
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from declic.dispatch.rules.call_backs import half_hours
from declic.dispatch.rules.hours import (
    ALWAYS_OPEN,
    Opening,
    Slot,
    opening_at,
)
from tests.dispatch.rules.test_hours import EVENINGS, MOMENTS, NEVER_A_HOLIDAY, no_holiday, paris

NOTICE = timedelta(minutes=10)


@given(MOMENTS, st.integers(1, 30))
def test_a_pupil_is_called_back_at_a_half_hour_the_service_is_open_for(now: datetime, most: int) -> None:
    def at(moment: datetime) -> Opening:
        return opening_at(moment, EVENINGS, NEVER_A_HOLIDAY)

    found = half_hours(now, at, notice=NOTICE, most=most)
    assert found == sorted(set(found))
    assert 0 < len(found) <= most
    for time_ in found:
        assert time_ >= now + NOTICE
        assert time_.minute in {0, 30}
        assert (time_.second, time_.microsecond) == (0, 0)
        assert at(time_).is_open
        assert at(time_ + timedelta(minutes=29, seconds=59)).is_open


def test_never_open_nobody_is_called_back() -> None:
    assert half_hours(paris("2026-11-23T18:00"), lambda _: Opening(False, None, None), notice=NOTICE, most=4) == []


def test_no_half_hour_begins_between_nine_in_the_evening_and_eight_in_the_morning() -> None:
    found = half_hours(paris("2026-11-23T20:10"), lambda _: ALWAYS_OPEN, notice=NOTICE, most=3)
    assert found == [paris("2026-11-23T20:30"), paris("2026-11-24T08:00"), paris("2026-11-24T08:30")]


def test_always_open_the_next_half_hours_are_told() -> None:
    found = half_hours(paris("2026-11-23T18:21"), lambda _: ALWAYS_OPEN, notice=NOTICE, most=2)
    assert found == [paris("2026-11-23T19:00"), paris("2026-11-23T19:30")]


def test_half_hours_are_found_in_as_many_evenings_as_it_takes() -> None:
    at = partial(opening_at, slots=EVENINGS, is_holiday=no_holiday)
    found = half_hours(paris("2026-11-23T16:00"), at, notice=NOTICE, most=24)
    assert len(found) == 24
    assert found[-1] == paris("2026-11-26T19:30")


def test_past_the_next_two_openings_none_is_more_than_a_week_ahead() -> None:
    mondays = [Slot(0, time(17), time(18))]
    at = partial(opening_at, slots=mondays, is_holiday=no_holiday)
    found = half_hours(paris("2026-11-23T16:00"), at, notice=NOTICE, most=24)
    assert [time_.date().isoformat() for time_ in found] == ["2026-11-23"] * 2 + ["2026-11-30"] * 2
