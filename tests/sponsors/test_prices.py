"""The price of an agreement, its ceiling, and what was used of it."""

from datetime import date, time, timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from declic.ground.errors import Refusal
from declic.ground.units import Cents
from declic.sponsors import actions, queries
from declic.sponsors.models import Enrolment, PastEnrolment
from declic.sponsors.queries import use
from declic.sponsors.rules.agreements import (
    BANDS,
    PriceModel,
    Terms,
    check_terms,
    flat_price,
    following,
    lasting,
    whole_months,
)
from declic.sponsors.rules.prices import CeilingAlarm, amount_due, ceiling_alarm, uncapped
from tests.sponsors.world import BEGINS, ENDS, a_draft
from tests.world import NOW, make_pupil

HOURLY = Terms(PriceModel.PER_HOUR, Cents(32_00), ceiling=Cents(3_200_00))


def test_the_flat_price_grows_with_the_population() -> None:
    assert flat_price(12_000) == Cents(8_000_00)  # Florange
    assert flat_price(2_400_000) is None
    assert flat_price(None) is None
    assert sorted(price for _, price in BANDS) == [price for _, price in BANDS]


def test_a_flat_price_is_owed_whole_and_by_the_month() -> None:
    flat = Terms(PriceModel.FLAT, Cents(8_000_00))
    for ends, owed in ((ENDS, 8_000_00), (date(2028, 8, 31), 16_000_00), (date(2026, 12, 31), 2_666_67)):
        assert uncapped(flat, starts_on=BEGINS, ends_on=ends, pupils=900, seconds=9_000_000) == owed


@given(begins=st.dates(date(2000, 1, 1), date(2099, 12, 31)), months=st.integers(1, 60))
def test_months_are_whole_from_any_day_on(begins: date, months: int) -> None:
    assert whole_months(begins, lasting(begins, months)) == months
    first, last = following(begins, lasting(begins, months))
    assert whole_months(first, last) == months


def test_a_year_begun_on_any_day_costs_a_year() -> None:
    flat = Terms(PriceModel.FLAT, Cents(8_000_00))
    for day in (date(2026, 1, 1) + timedelta(days=gone) for gone in range(4 * 366)):
        last = lasting(day)
        assert uncapped(flat, starts_on=day, ends_on=last, pupils=0, seconds=0) == 8_000_00, day
        assert 364 <= (last - day).days <= 365
        assert last + timedelta(days=1) in {day + timedelta(days=365), day + timedelta(days=366)}


@given(
    begins=st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    days=st.integers(0, 3000),
    more=st.integers(0, 800),
    sooner=st.integers(0, 800),
    price=st.integers(0, 10**8),
)
def test_a_longer_agreement_never_costs_less(begins: date, days: int, more: int, sooner: int, price: int) -> None:
    def cost(first: date, last: date) -> int:
        return uncapped(Terms(PriceModel.FLAT, Cents(price)), starts_on=first, ends_on=last, pupils=0, seconds=0)

    ends = begins + timedelta(days=days)
    longer = begins - timedelta(days=sooner), ends + timedelta(days=more)
    assert 0 <= cost(begins, ends) <= min(cost(begins, longer[1]), cost(longer[0], ends)) <= cost(*longer)
    assert cost(begins, lasting(begins, 36)) == 3 * price


def test_one_day_more_than_some_months_costs_a_day_more() -> None:
    flat = Terms(PriceModel.FLAT, Cents(8_000_00))
    for begins in (date(2026, 2, 1), date(2026, 9, 1), date(2027, 1, 1), date(2027, 3, 1)):
        costs = [
            uncapped(flat, starts_on=begins, ends_on=begins + timedelta(days=days), pupils=0, seconds=0)
            for days in range(800)
        ]
        assert all(20_00 < after - before < 25_00 for before, after in pairwise(costs))


def test_other_prices_follow_the_use_up_to_the_ceiling() -> None:
    pupil = Terms(PriceModel.PER_PUPIL, Cents(40_00), ceiling=Cents(4_000_00))
    costs = [uncapped(pupil, starts_on=BEGINS, ends_on=ENDS, pupils=pupils, seconds=0) for pupils in (0, 7, 166)]
    assert costs == [0, 280_00, 6_640_00]
    assert [amount_due(pupil, cost) for cost in costs] == [0, 280_00, 4_000_00]
    assert uncapped(HOURLY, starts_on=BEGINS, ends_on=ENDS, pupils=0, seconds=5400) == 48_00
    assert uncapped(HOURLY, starts_on=BEGINS, ends_on=ENDS, pupils=0, seconds=29) == 0
    assert uncapped(HOURLY, starts_on=BEGINS, ends_on=ENDS, pupils=0, seconds=30) == 53, "half a minute goes up"
    assert uncapped(HOURLY, starts_on=BEGINS, ends_on=ENDS, pupils=0, seconds=3659) == 32_53
    assert uncapped(HOURLY, starts_on=BEGINS, ends_on=ENDS, pupils=0, seconds=3629) == 32_00


@given(seconds=st.integers(0, 10**8), price=st.integers(1, 100_00), ceiling=st.integers(100_00, 10**8))
def test_the_bill_never_goes_above_the_ceiling_nor_down(seconds: int, price: int, ceiling: int) -> None:
    terms = Terms(PriceModel.PER_HOUR, Cents(price), ceiling=Cents(ceiling))
    cost = uncapped(terms, starts_on=BEGINS, ends_on=ENDS, pupils=0, seconds=seconds)
    more = uncapped(terms, starts_on=BEGINS, ends_on=ENDS, pupils=0, seconds=seconds + 600)
    assert amount_due(terms, cost) <= min(ceiling, amount_due(terms, more))


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        (Terms(price=Cents(-1)), "bad_price"),
        (Terms(price=Cents(10**10)), "bad_price"),
        (Terms(price=Cents(800_000), ceiling=Cents(900_000)), "bad_ceiling"),
        (Terms(PriceModel.PER_HOUR, Cents(32_00), ceiling=Cents(31_00)), "bad_ceiling"),
        (Terms(levels=frozenset({"7E"})), "unknown_level"),
        (Terms(opens_at=time(17)), "bad_hours"),
        (Terms(opens_at=time(19), closes_at=time(17)), "bad_hours"),
        (Terms(weekdays=frozenset({7})), "bad_hours"),
    ],
)
def test_terms_that_make_no_sense_are_refused(terms: Terms, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_terms(terms)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("euros", "day", "alarm"),
    [
        (0, date(2026, 12, 1), CeilingAlarm.FAR),
        (700, date(2026, 12, 1), CeilingAlarm.FAR),
        (900, date(2026, 12, 1), CeilingAlarm.AHEAD),
        (900, date(2026, 9, 20), CeilingAlarm.FAR),
        (2560, date(2027, 8, 30), CeilingAlarm.NEAR),
        (3200, date(2027, 8, 30), CeilingAlarm.REACHED),
    ],
)
def test_people_are_told_before_the_ceiling_is_reached(euros: int, day: date, alarm: CeilingAlarm) -> None:
    assert ceiling_alarm(HOURLY, cost=Cents(euros * 100), starts_on=BEGINS, ends_on=ENDS, day=day) is alarm


def test_without_a_ceiling_there_is_no_alarm() -> None:
    flat = Terms(PriceModel.FLAT, Cents(8_000_00))
    assert ceiling_alarm(flat, cost=Cents(8_000_00), starts_on=BEGINS, ends_on=ENDS, day=ENDS) is None


@pytest.mark.django_db
def test_what_was_used_is_counted_inside_the_dates_only() -> None:
    agreement = a_draft(terms=HOURLY)
    actions.sign_agreement(agreement=agreement, now=NOW)
    make_pupil(sponsor=agreement.sponsor)
    gone = make_pupil(sponsor=agreement.sponsor)
    Enrolment.objects.filter(pupil=gone).update(since=NOW - timedelta(days=400), until=NOW - timedelta(days=300))
    for at in (NOW, NOW - timedelta(days=300)):
        actions.count_lesson(sponsor_id=agreement.sponsor_id, lesson_id=uuid4(), seconds=1800, asked_at=at)
    used = queries.use_of(agreement, NOW)
    assert (used.pupils, used.lessons, used.seconds, used.cost, used.due) == (1, 1, 1800, 16_00, 16_00)


@pytest.mark.django_db
@pytest.mark.parametrize("terms", [HOURLY, Terms(PriceModel.FLAT, Cents(8_000_00))])
def test_the_use_of_many_agreements_is_that_of_each_in_three_queries(
    terms: Terms, django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two sponsors, one after the other and over several years."""
    agreements = [a_draft(terms=terms) for _ in range(2)]
    for years, agreement in enumerate(agreements, start=1):
        agreement.starts_on = (NOW - timedelta(days=365 * years)).date()
        agreement.ends_on = (NOW + timedelta(days=363)).date()
        agreement.save()
        for day in (-700, -300, -30, 30):
            at = NOW + timedelta(days=day)
            Enrolment.objects.filter(pupil=make_pupil(sponsor=agreement.sponsor)).update(since=at)
            gone = dict.fromkeys(("since", "until"), at)
            PastEnrolment.objects.create(sponsor=agreement.sponsor, child=uuid4().int % 10**6, level="4E", **gone)
            actions.count_lesson(sponsor_id=agreement.sponsor_id, lesson_id=uuid4(), seconds=60 * years, asked_at=at)
    later = NOW + timedelta(days=20)
    with django_assert_num_queries(3):
        together = queries.use_of_each(agreements, later)
    assert together == [queries.use_of(one, later) for one in agreements]
    assert [(one.pupils, one.lessons, one.seconds) for one in together] == [(5, 3, 180), (6, 4, 480)]
    if terms is HOURLY:
        assert [[(year.pupils, year.seconds) for year in one.by_year] for one in together] == [
            [(5, 120), (5, 180)],
            [(2, 120), (6, 360), (6, 480)],
        ]
    assert queries.use_of_each([], later) == []
    monkeypatch.setattr(use, "AT_ONCE", 2)
    assert queries.use_of_each(agreements, later) == together
