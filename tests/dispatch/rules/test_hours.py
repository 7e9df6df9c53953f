"""Opening hours: French clocks, holidays, the changes of the hour."""

from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declic.dispatch.rules.hours import (
    ALWAYS_OPEN,
    Closing,
    Opening,
    Slot,
    closings_between,
    open_for,
    opening_at,
    takes_requests,
    widest,
)
from declic.ground.paris import PARIS, at_paris
from declic.ground.school_calendar import is_holiday

EVENINGS = tuple(Slot(day, time(17), time(20)) for day in range(5))
NEVER_A_HOLIDAY = partial(is_holiday, zone="")


MOMENTS = st.integers(0, 76_000_000).map(lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))
"""Until the end of the published calendar."""


def no_holiday(day: date) -> bool:
    return False


def always_a_holiday(day: date) -> bool:
    return True


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def test_open_until_the_end_of_the_slot() -> None:
    now = opening_at(paris("2026-11-23T18:00"), EVENINGS, no_holiday)
    assert (now.is_open, now.closes_at, now.opens_at) == (True, paris("2026-11-23T20:00"), None)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-23T16:59:59", "2026-11-23T17:00"),
        ("2026-11-23T20:00", "2026-11-24T17:00"),
        ("2026-11-27T21:00", "2026-11-30T17:00"),  # Friday evening: Monday
    ],
)
def test_closed_until_the_next_slot(moment: str, opens: str) -> None:
    found = opening_at(paris(moment), EVENINGS, no_holiday)
    assert (found.is_open, found.opens_at) == (False, paris(opens))


def test_without_any_slot_the_service_is_always_open() -> None:
    assert opening_at(paris("2026-11-23T03:00"), (), no_holiday) == ALWAYS_OPEN


def test_slots_that_touch_are_one_stretch_and_midnight_is_no_gap() -> None:
    round_the_clock = tuple(Slot(day, time(0), time(0), in_holidays=True) for day in range(7))
    assert opening_at(paris("2026-11-23T23:58"), round_the_clock, no_holiday) == ALWAYS_OPEN
    late = (Slot(0, time(22), time(2)),)
    found = opening_at(paris("2026-11-24T01:00"), late, no_holiday)
    assert (found.is_open, found.closes_at) == (True, paris("2026-11-24T02:00"))


@pytest.mark.parametrize(
    ("zone", "opens"),
    [("A", "2027-03-01T17:00"), ("B", "2027-03-08T17:00"), ("C", "2027-02-22T17:00"), ("", "2027-02-15T17:00")],
)
def test_winter_holidays_close_each_zone_in_its_turn(zone: str, opens: str) -> None:
    """2027: zone C from 6 to 22 February, zone A from 13 to 1 March, zone B from 20 to 8 March."""
    friday = {"A": "2027-02-12T20:30", "B": "2027-02-19T20:30", "C": "2027-02-05T20:30", "": "2027-02-12T20:30"}[zone]
    found = opening_at(paris(friday), EVENINGS, partial(is_holiday, zone=zone))
    assert found.opens_at == paris(opens)


def test_public_holidays_close_and_a_holiday_slot_stays_open() -> None:
    christmas = paris("2026-12-25T18:00")
    assert not opening_at(christmas, EVENINGS, NEVER_A_HOLIDAY).is_open
    every_day = tuple(Slot(day, time(17), time(20), in_holidays=True) for day in range(7))
    assert opening_at(christmas, every_day, NEVER_A_HOLIDAY).is_open


def test_the_next_opening_is_found_across_the_summer() -> None:
    found = opening_at(paris("2027-07-05T21:00"), EVENINGS, partial(is_holiday, zone="A"))
    assert found.opens_at == paris("2027-09-01T17:00")


def test_never_open_when_the_only_slot_never_comes() -> None:
    found = opening_at(paris("2026-11-23T18:00"), EVENINGS, always_a_holiday)
    assert (found.is_open, found.opens_at) == (False, None)


@pytest.mark.parametrize("day", ["2026-10-25", "2027-03-28"])
def test_the_slot_keeps_its_french_clock_when_the_clocks_change(day: str) -> None:
    sundays = (Slot(6, time(17), time(20)),)
    opens = at_paris(date.fromisoformat(day), time(17)).astimezone(UTC)
    assert not opening_at(opens - timedelta(seconds=1), sundays, no_holiday).is_open
    found = opening_at(opens, sundays, no_holiday)
    assert found.is_open
    assert found.closes_at == opens + timedelta(hours=3)


def test_a_night_slot_lasts_an_hour_more_or_less_on_those_nights() -> None:
    nights = tuple(Slot(day, time(22), time(6)) for day in range(7))
    for evening, hours in (("2026-10-24", 9), ("2027-03-27", 7), ("2026-11-23", 8)):
        opens = at_paris(date.fromisoformat(evening), time(22)).astimezone(UTC)
        assert opening_at(opens, nights, no_holiday).closes_at == opens + timedelta(hours=hours)


def test_the_repeated_hour_of_october_is_open_twice() -> None:
    nights = (Slot(6, time(2), time(3)),)
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02:30, summer time
    assert opening_at(first, nights, no_holiday).is_open
    assert opening_at(first + timedelta(hours=1), nights, no_holiday).is_open  # 02:30 again
    assert not opening_at(first + timedelta(hours=2), nights, no_holiday).is_open


@given(
    MOMENTS,
    st.sampled_from(["A", "B", "C", ""]),
)
def test_what_is_said_of_the_future_comes_true(moment: datetime, zone: str) -> None:
    closed_on = partial(is_holiday, zone=zone)
    found = opening_at(moment, EVENINGS, closed_on)
    change = found.closes_at if found.is_open else found.opens_at
    assert change is not None
    assert change > moment
    assert opening_at(change, EVENINGS, closed_on).is_open is not found.is_open
    just_before = opening_at(change - timedelta(seconds=1), EVENINGS, closed_on)
    assert just_before.is_open is found.is_open


def test_requests_are_taken_until_five_minutes_before_closing() -> None:
    for minute, taken in ((54, True), (55, False), (59, False)):
        now = paris(f"2026-11-23T19:{minute}")
        assert takes_requests(opening_at(now, EVENINGS, no_holiday), now, timedelta(minutes=5)) is taken
    assert takes_requests(ALWAYS_OPEN, paris("2026-11-23T19:59"), timedelta(minutes=5))


def test_several_zones_are_open_until_the_last_closes_and_closed_until_the_first_opens() -> None:
    early, late = paris("2026-11-23T17:00"), paris("2026-11-23T20:00")
    closed_early, closed_late = Opening(False, None, early), Opening(False, None, late)
    assert widest([closed_late, closed_early, Opening(False, None, None)]) == closed_early
    assert widest([Opening(True, early, None), closed_late]) == Opening(True, early, None)
    assert widest([Opening(True, early, None), Opening(True, late, None)]).closes_at == late
    assert widest([Opening(True, early, None), ALWAYS_OPEN]) == ALWAYS_OPEN
    assert widest([]) == Opening(False, None, None)


def test_the_closings_to_come_follow_one_another() -> None:
    def opening(moment: datetime) -> Opening:
        return opening_at(moment, EVENINGS, no_holiday)

    thursday = paris("2026-11-26T16:00")
    assert closings_between(thursday, thursday + timedelta(days=2), opening) == [
        Closing(thursday, paris("2026-11-26T17:00")),
        Closing(paris("2026-11-26T20:00"), paris("2026-11-27T17:00")),
        Closing(paris("2026-11-27T20:00"), paris("2026-11-30T17:00")),
    ]
    while_open = paris("2026-11-26T18:00")
    assert closings_between(while_open, while_open + timedelta(hours=1), opening) == []
    assert closings_between(thursday, thursday + timedelta(days=2), lambda _: ALWAYS_OPEN) == []


# -- call-backs -------------------------------------------------------------------------------------------------------


@given(MOMENTS, st.integers(1, 40))
def test_since_the_moment_found_the_service_has_been_open_for_exactly_so_long(now: datetime, quarters: int) -> None:
    worth = timedelta(minutes=15) * quarters

    def at(moment: datetime) -> Opening:
        return opening_at(moment, EVENINGS, no_holiday)

    since = open_for(worth, now, at, within=timedelta(days=30))
    assert since is not None
    shut = sum(
        (min(one.ends_at or now, now) - one.starts_at for one in closings_between(since, now, at)), start=timedelta()
    )
    assert now - since - shut == worth


def test_a_service_that_was_not_open_so_long_has_no_such_moment() -> None:
    now, week = paris("2026-11-23T18:00"), timedelta(days=7)
    assert open_for(timedelta(hours=1), now, lambda at: opening_at(at, EVENINGS, no_holiday), within=week) == paris(
        "2026-11-23T17:00"
    )
    assert open_for(timedelta(hours=16), now, lambda at: opening_at(at, EVENINGS, no_holiday), within=week) is None
    assert open_for(timedelta(hours=9), now, lambda _: ALWAYS_OPEN, within=week) == now - timedelta(hours=9)
