"""A closing the team decided takes its time out of the week, and says why."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from declic.dispatch.rules.call_backs import half_hours
from declic.dispatch.rules.hours import Exceptional, Slot, closed_quarters, opening_at
from declic.ground.paris import at_paris

EVENINGS = [Slot(day, time(17), time(20)) for day in range(5)]
ALWAYS = [Slot(day, time(0), time(0)) for day in range(7)]


def never(_: date) -> bool:
    return False


def monday(hour: float, days: int = 0) -> datetime:
    return at_paris(date(2026, 11, 23) + timedelta(days=days), time()).astimezone(UTC) + timedelta(hours=hour)


def closing(start: datetime, end: datetime, reason: str = "Réunion.") -> Exceptional:
    return Exceptional(start, end, reason)


def test_a_whole_evening_closed_leads_to_the_next_one_and_says_why() -> None:
    shut = [closing(monday(0), monday(24), "Panne générale.")]
    found = opening_at(monday(18), EVENINGS, never, shut)
    assert (found.is_open, found.opens_at, found.why) == (False, monday(17, 1), "Panne générale.")
    before = opening_at(monday(21, -3), EVENINGS, never, shut)
    assert (before.opens_at, before.why) == (monday(17, 1), "Panne générale."), "told from Friday night on"


def test_part_of_an_evening_closes_earlier_or_opens_later() -> None:
    early = [closing(monday(19), monday(23))]
    found = opening_at(monday(18), EVENINGS, never, early)
    assert (found.is_open, found.closes_at, found.why) == (True, monday(19), "Réunion.")
    late = [closing(monday(16), monday(18))]
    found = opening_at(monday(17.5), EVENINGS, never, late)
    assert (found.is_open, found.opens_at, found.why) == (False, monday(18), "Réunion.")
    middle = [closing(monday(18), monday(19))]
    assert opening_at(monday(17.5), EVENINGS, never, middle).closes_at == monday(18)
    assert opening_at(monday(19), EVENINGS, never, middle).closes_at == monday(20)


def test_a_closing_of_hours_that_are_closed_anyway_says_nothing() -> None:
    shut = [closing(monday(8), monday(12))]
    found = opening_at(monday(9), EVENINGS, never, shut)
    assert (found.opens_at, found.why) == (monday(17), "")
    after = opening_at(monday(21, 0), EVENINGS, never, [closing(monday(0, 2), monday(24, 2))])
    assert (after.opens_at, after.why) == (monday(17, 1), ""), "the next opening is before it"


def test_a_service_without_hours_or_always_open_closes_too() -> None:
    shut = [closing(monday(18), monday(19)), closing(monday(19), monday(20), "Suite.")]
    for slots in ([], ALWAYS):
        found = opening_at(monday(17), slots, never, shut)
        assert (found.is_open, found.closes_at, found.why) == (True, monday(18), "Réunion.")
        found = opening_at(monday(18.5), slots, never, shut)
        assert (found.is_open, found.opens_at, found.why) == (False, monday(20), "Réunion.")
        assert opening_at(monday(21), slots, never, shut).is_open


def test_no_call_back_is_offered_then() -> None:
    shut = [closing(monday(18), monday(19))]
    times = half_hours(monday(17), lambda at: opening_at(at, EVENINGS, never, shut), notice=timedelta(), most=4)
    assert times == [monday(17), monday(17.5), monday(19), monday(19.5)]


@given(
    st.lists(st.tuples(st.integers(0, 24 * 14), st.integers(1, 40)), max_size=4),
    st.integers(0, 24 * 14),
    st.sampled_from([EVENINGS, ALWAYS, []]),
)
def test_never_open_inside_a_closing_and_as_usual_outside(
    taken: list[tuple[int, int]], at: int, slots: list[Slot]
) -> None:
    shut = [closing(monday(start), monday(start + long)) for start, long in taken]
    moment = monday(at)
    found = opening_at(moment, slots, never, shut)
    usual = opening_at(moment, slots, never)
    assert found.is_open == (usual.is_open and not any(one.holds(moment) for one in shut))
    if found.opens_at is not None:
        assert opening_at(found.opens_at, slots, never, shut).is_open
    if found.closes_at is not None:
        assert not opening_at(found.closes_at, slots, never, shut).is_open


def test_the_quarter_hours_it_takes_are_not_forecast() -> None:
    shut = [closing(monday(18), monday(19))]
    assert closed_quarters(date(2026, 11, 23), shut) == frozenset(range(72, 76))
    assert closed_quarters(date(2026, 11, 24), shut) == frozenset()
    assert closed_quarters(date(2026, 11, 23), []) == frozenset()
