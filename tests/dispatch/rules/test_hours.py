"""Opening hours: French clocks, holidays, the changes of the hour."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declic.dispatch.rules.agreed import Agreed, agreed_opening, agreed_slots
from declic.dispatch.rules.call_backs import half_hours
from declic.dispatch.rules.hours import (
    ALWAYS_OPEN,
    QUARTER,
    Closing,
    Exceptional,
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
from declic.sponsors.rules.agreements import Terms, covers_moment

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


CLOCKS = st.sampled_from([time(), time(9), time(16), time(17, 30), time(20), time(23, 30)])
AGREED = st.tuples(CLOCKS, CLOCKS).filter(lambda span: span[0] < span[1]) | st.just((None, None))


SLOTS = st.builds(Slot, st.integers(0, 6), CLOCKS, CLOCKS, st.booleans())


def is_within(week: tuple[Slot, ...], moment: datetime, is_holiday: Callable[[date], bool]) -> bool:
    return opening_at(moment, week, is_holiday).is_open


@given(
    week=st.lists(SLOTS, max_size=4).map(tuple),
    is_holiday=st.sampled_from([no_holiday, always_a_holiday]),
    days=st.frozensets(st.integers(0, 6), max_size=3),
    span=AGREED,
    quarter=st.integers(0, 7 * 96 - 1),
)
def test_what_is_agreed_is_open_when_both_are(
    week: tuple[Slot, ...],
    is_holiday: Callable[[date], bool],
    days: frozenset[int],
    span: tuple[time | None, time | None],
    quarter: int,
) -> None:
    terms = Terms(weekdays=days, opens_at=span[0], closes_at=span[1])
    moment = paris("2026-11-23 00:00") + timedelta(minutes=15 * quarter)
    slots = agreed_slots(week, terms)
    both = is_within(week, moment, is_holiday) and covers_moment(terms, moment.astimezone(PARIS))
    assert (bool(slots) and is_within(slots, moment, is_holiday)) == both or not (week or slots)


YEAR = Agreed(date(2026, 9, 1), date(2026, 11, 30), Terms())
AFTER = Agreed(
    date(2027, 1, 4), date(2027, 8, 31), Terms(weekdays=frozenset({0}), opens_at=time(18), closes_at=time(19))
)


@given(
    week=st.lists(SLOTS, min_size=1, max_size=4).map(tuple),
    holidays=st.frozensets(st.integers(-1, 14).map(lambda day: date(2026, 11, 23) + timedelta(days=day))),
    days=st.frozensets(st.integers(0, 6), max_size=3),
    span=AGREED,
    quarter=st.integers(0, 14 * 96 - 1),
)
def test_agreed_it_is_open_on_the_days_of_the_agreement_when_both_are(
    week: tuple[Slot, ...],
    holidays: frozenset[date],
    days: frozenset[int],
    span: tuple[time | None, time | None],
    quarter: int,
) -> None:
    agreed = replace(YEAR, terms=Terms(weekdays=days, opens_at=span[0], closes_at=span[1]))
    moment = paris("2026-11-23 00:00") + timedelta(minutes=15 * quarter)
    runs = moment.astimezone(PARIS).date() <= agreed.ends_on
    both = (
        runs
        and is_within(week, moment, holidays.__contains__)
        and covers_moment(agreed.terms, moment.astimezone(PARIS))
    )
    found = agreed_opening(moment, week, [agreed], holidays.__contains__)
    assert found.is_open == both
    if found.is_open and found.closes_at is not None:
        assert not agreed_opening(found.closes_at, week, [agreed], holidays.__contains__).is_open
    if not found.is_open and found.opens_at is not None:
        assert agreed_opening(found.opens_at, week, [agreed], holidays.__contains__).is_open


FIRST = date(2026, 10, 20)
"""The clocks go back on the fifth day."""
SPAN = st.sampled_from([(time(), time(1)), (time(8), time(19)), (time(17), time(19)), (time(18), time(23, 30))])
TERMS = st.builds(
    lambda days, span: Terms(weekdays=days, opens_at=span[0], closes_at=span[1]),
    st.just(frozenset[int]()) | st.frozensets(st.integers(0, 6), min_size=1),
    SPAN | st.just((None, None)),
)


@st.composite
def successions(draw: st.DrawFn) -> list[Agreed]:
    """Agreements that follow one another the next day or later, in any order."""
    found, day = [], FIRST
    for gap, days in draw(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 6)), min_size=1, max_size=3)):
        starts_on = day + timedelta(days=gap)
        day = starts_on + timedelta(days=days)
        found.append(Agreed(starts_on, day - timedelta(days=1), draw(TERMS)))
    return draw(st.permutations(found))


def quarter_hour(number: int) -> datetime:
    return at_paris(FIRST, time()).astimezone(UTC) + timedelta(minutes=15) * number


CLOSED = st.builds(
    lambda first, quarters: Exceptional(quarter_hour(first), quarter_hour(first + quarters), "Panne."),
    st.integers(-20, 20 * 96),
    st.integers(1, 96),
)


def really_open(
    moment: datetime,
    week: tuple[Slot, ...],
    agreed: list[Agreed],
    holidays: frozenset[date],
    closed: list[Exceptional],
) -> bool:
    """By the clock on the wall, as a person with the papers in hand would say."""
    wall = moment.astimezone(PARIS)
    today, clock = wall.date(), wall.time()
    pays = any(one.starts_on <= today <= one.ends_on and covers_moment(one.terms, wall) for one in agreed)
    if not pays or any(one.holds(moment) for one in closed):
        return False

    def opened(slot: Slot, day: date) -> bool:
        return slot.weekday == day.weekday() and (slot.in_holidays or day not in holidays)

    return not week or any(
        (opened(slot, today) and slot.opens <= clock and (clock < slot.closes or slot.closes <= slot.opens))
        or (opened(slot, today - timedelta(days=1)) and slot.closes <= slot.opens and clock < slot.closes)
        for slot in week
    )


EDGES = st.sampled_from([time(), time(1), time(8), time(17), time(18), time(20), time(23, 30)])


@given(
    week=st.lists(st.builds(Slot, st.integers(0, 6), EDGES, EDGES, st.booleans()), max_size=6).map(tuple),
    agreed=successions(),
    holidays=st.frozensets(st.integers(-1, 22).map(lambda day: FIRST + timedelta(days=day))),
    closed=st.lists(CLOSED, max_size=2),
)
def test_what_is_told_of_the_hours_agreed_is_what_happens(
    week: tuple[Slot, ...], agreed: list[Agreed], holidays: frozenset[date], closed: list[Exceptional]
) -> None:
    """Held against the clock quarter by quarter: no hour, closing or holiday drawn changes within one."""
    quarters = range(-96, 26 * 96)
    truth = {at: really_open(at, week, agreed, holidays, closed) for at in map(quarter_hour, quarters)}
    changes = [at for at in truth if truth[at] is not truth.get(at - QUARTER, truth[at])]
    first, last = min(truth), max(truth)
    asked = {first, *changes, *(at - QUARTER for at in changes), *(quarter_hour(day * 96 + 50) for day in range(20))}
    for moment in asked:
        later = tuple(one for one in closed if one.ends_at > moment)
        found = agreed_opening(moment, week, agreed, holidays.__contains__, later)
        assert found.is_open is truth[moment], moment
        change = next((at for at in changes if at > moment), None)
        if not found.is_open:
            assert found.opens_at == change, moment
        elif found.closes_at is None:  # an end that is not near yet is not told
            assert change is not None, "an agreement ends"
            assert change - moment > timedelta(days=1), moment
        else:
            assert found.closes_at == change, moment
    assert not truth[last]


def test_of_two_slots_that_touch_the_one_of_the_term_is_shut_in_the_holidays() -> None:
    """Wednesday, from 14:00 to 18:00 in the holidays too, to 20:00 in term."""
    long, short = Slot(2, time(14), time(18), in_holidays=True), Slot(2, time(18), time(20))
    wednesdays = [replace(YEAR, terms=Terms(weekdays=frozenset({2})))]

    def at(moment: datetime) -> Opening:
        return agreed_opening(moment, (long, short), wednesdays, always_a_holiday)

    assert at(paris("2026-10-21 17:00")).closes_at == paris("2026-10-21 18:00")
    assert agreed_opening(paris("2026-11-18 17:00"), (long, short), wednesdays, no_holiday).closes_at == paris(
        "2026-11-18 20:00"
    )
    found = half_hours(paris("2026-10-21 17:00"), at, notice=NOTICE, most=2)
    assert found == [paris("2026-10-21 17:30"), paris("2026-10-28 14:00")]
    other_order = (replace(long, in_holidays=False), replace(short, in_holidays=True))
    assert agreed_opening(paris("2026-10-21 19:00"), other_order, wednesdays, always_a_holiday).is_open


def test_past_midnight_a_slot_is_of_the_day_it_opened() -> None:
    """On Sundays from 20:00 to 1:00, in term: the Monday after a Sunday off has no first hour."""
    limited = [replace(YEAR, terms=Terms(weekdays=frozenset({0, 6})))]
    sunday, monday = date(2026, 11, 8), date(2026, 11, 9)
    for off, is_open in ((sunday, False), (monday, True)):
        found = agreed_opening(paris("2026-11-09 00:30"), (Slot(6, time(20), time(1)),), limited, {off}.__contains__)
        assert found.is_open is is_open, off


@pytest.mark.parametrize(
    ("week", "opens", "closes"),
    [
        ((), time(17), "2026-12-01 00:00"),
        ((Slot(0, time(20), time(2)),), time(17), "2026-12-01 00:00"),
        ((Slot(0, time(20), time(2)),), time(), "2026-12-01 02:00"),
        ((), time(), "2026-12-01 19:00"),
    ],
)
def test_the_last_night_goes_on_only_where_the_next_agreement_is_open(
    week: tuple[Slot, ...], opens: time, closes: str
) -> None:
    following = Agreed(date(2026, 12, 1), date(2027, 8, 31), Terms(opens_at=opens, closes_at=time(19)))
    found = agreed_opening(paris("2026-11-30 22:00"), week, [YEAR, following], no_holiday)
    assert (found.is_open, found.closes_at) == (True, paris(closes))


@pytest.mark.parametrize(
    ("moment", "opens", "closes"),
    [
        ("2026-11-20 12:00", None, None),
        ("2026-11-30 12:00", None, "2026-12-01 00:00"),
        ("2026-12-01 12:00", "2027-01-04 18:00", None),
        ("2027-01-04 18:30", None, "2027-01-04 19:00"),
        ("2027-09-01 12:00", None, None),
    ],
)
def test_always_open_it_closes_on_the_last_night_and_opens_with_the_agreement_to_come(
    moment: str, opens: str | None, closes: str | None
) -> None:
    found = agreed_opening(paris(moment), (), [AFTER, YEAR], no_holiday)
    wanted = [None if clock is None else paris(clock) for clock in (opens, closes)]
    assert [found.opens_at, found.closes_at] == wanted
    assert found.is_open == (opens is None and moment < "2027-09")


def test_the_night_between_two_years_closes_nothing() -> None:
    following = Agreed(date(2026, 12, 1), date(2027, 8, 31), Terms())
    assert agreed_opening(paris("2026-11-30 23:00"), (), [YEAR, following], no_holiday) == ALWAYS_OPEN


def test_hours_that_never_meet_are_never_open() -> None:
    mornings = replace(YEAR, terms=Terms(opens_at=time(8), closes_at=time(9)))
    found = agreed_opening(paris("2026-11-23 08:30"), (Slot(0, time(17), time(20)),), [mornings], no_holiday)
    assert (found.is_open, found.opens_at) == (False, None)


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
