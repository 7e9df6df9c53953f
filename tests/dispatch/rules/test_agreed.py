"""The hours of the service inside those agreed, against a recount by moments."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declic.dispatch.rules.agreed import Agreed, agreed_opening, agreed_slots
from declic.dispatch.rules.call_backs import half_hours
from declic.dispatch.rules.hours import (
    ALWAYS_OPEN,
    QUARTER,
    Exceptional,
    Opening,
    Slot,
    opening_at,
)
from declic.ground.paris import PARIS, at_paris
from declic.sponsors.rules.agreements import Terms, covers_moment
from tests.dispatch.rules.test_call_backs import NOTICE
from tests.dispatch.rules.test_hours import always_a_holiday, no_holiday, paris

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
