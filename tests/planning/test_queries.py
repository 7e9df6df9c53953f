"""What forecasts read in the tables."""

from datetime import date, time, timedelta

import pytest

from declic.dispatch.actions import expire
from declic.dispatch.models import HelpRequest
from declic.planning.queries import asked_between, day_of, fitted
from declic.planning.rules.forecast import Model
from declic.planning.rules.moments import Moment
from declic.sponsors.models import Agreement, Enrolment
from declic.sponsors.rules.agreements import Terms
from tests.world import NOW, make_agreement, make_help_request, make_pupil, make_sponsor, set_hours

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def test_requests_are_counted_by_french_quarter_hour() -> None:
    set_hours(*((weekday, "17:00", "20:00") for weekday in range(5)))
    make_help_request(make_pupil("4E"), now=NOW + timedelta(minutes=20))
    make_help_request(make_pupil("4E"), now=NOW + timedelta(minutes=29))
    make_help_request(make_pupil("3E"), now=NOW + timedelta(minutes=30))
    assert asked_between(TODAY, TODAY + timedelta(days=1)) == {
        (TODAY, Moment.TERM, 73, "MAT", "4E"): 2,
        (TODAY, Moment.TERM, 74, "MAT", "3E"): 1,
    }
    assert asked_between(TODAY - timedelta(days=9), TODAY) == {}


def test_a_draft_is_not_a_request_and_an_old_one_without_a_wait_counts_when_it_was_asked() -> None:
    make_help_request(now=NOW)
    HelpRequest.objects.update(wait_from=None)
    assert sum(asked_between(TODAY, TODAY + timedelta(days=1)).values()) == 1
    HelpRequest.objects.update(asked_at=None, state="draft")
    assert not asked_between(TODAY, TODAY + timedelta(days=1))


def test_who_was_kept_over_a_closing_is_expected_at_the_opening_whatever_they_had_waited_before() -> None:
    set_hours((0, "17:00", "20:00"), (1, "17:00", "20:00"))
    make_help_request(make_pupil("4E"), now=NOW + timedelta(minutes=80))
    expire(now=NOW + timedelta(hours=2))
    expire(now=NOW + timedelta(hours=23))
    assert asked_between(TODAY, TODAY + timedelta(days=2)) == {
        (TODAY + timedelta(days=1), Moment.TERM, 68, "MAT", "4E"): 1
    }


def test_a_day_knows_who_is_enrolled_then_and_when_it_is_open() -> None:
    set_hours((0, "17:00", "20:00"), (1, "22:30", "01:00"))
    sponsor = make_sponsor(zone="C")
    for _ in range(3):
        make_pupil("4E", sponsor)
    gone = make_pupil("3E", sponsor)
    Enrolment.objects.filter(pupil=gone).update(until=NOW - timedelta(days=10))
    monday = day_of(TODAY)
    assert monday.pupils == {(Moment.TERM, "4E"): 3}
    assert monday.open == frozenset(range(68, 80))
    assert monday.open_in_holidays == frozenset()
    assert day_of(TODAY + timedelta(days=1)).open == frozenset(range(90, 96))
    assert day_of(TODAY + timedelta(days=2)).open == frozenset(range(4))
    assert day_of(TODAY - timedelta(days=20)).pupils == {(Moment.TERM, "4E"): 3, (Moment.TERM, "3E"): 1}
    assert day_of(TODAY - timedelta(days=60)).pupils == {}


def test_children_for_whom_nobody_pays_are_not_expected() -> None:
    """An agreement that is over, one that takes other levels, one of certain days, and one that another follows."""
    of_mondays = make_sponsor()
    of_mondays.agreements.update(levels="4E 3E", weekdays="0")
    over = make_sponsor()
    over.agreements.update(ends_on=TODAY)
    followed = make_sponsor()
    followed.agreements.update(ends_on=TODAY)
    next_one = make_agreement(followed)
    type(next_one).objects.filter(pk=next_one.pk).update(starts_on=TODAY + timedelta(days=1))
    unsigned = make_sponsor()
    unsigned.agreements.update(state="draft")
    for sponsor in (of_mondays, over, followed, unsigned):
        for level in ("4E", "TG"):
            make_pupil(level, sponsor)
    days = [day_of(TODAY + timedelta(days=ahead)).pupils for ahead in (0, 1, 7)]
    assert days == [
        {(Moment.TERM, "4E"): 3, (Moment.TERM, "TG"): 2},
        {(Moment.TERM, "4E"): 1, (Moment.TERM, "TG"): 1},
        {(Moment.TERM, "4E"): 2, (Moment.TERM, "TG"): 1},
    ]


def test_children_are_expected_at_the_hours_agreed_for_them_alone() -> None:
    """One sponsor of 17 h 30 to 19 h, one of all the hours of the service."""
    set_hours((0, "17:00", "20:00"), (1, "17:00", "20:00"))
    early, all_evening = make_sponsor(), make_sponsor()
    early.agreements.update(**Agreement.columns(Terms(opens_at=time(17, 30), closes_at=time(19))))
    for level, sponsor in (("4E", early), ("3E", early), ("4E", all_evening), ("4E", all_evening)):
        make_pupil(level, sponsor)
    day = day_of(TODAY)
    assert day.pupils == {(Moment.TERM, "4E"): 3, (Moment.TERM, "3E"): 1}
    table = Model().expected(day)
    assert {quarter for quarter, (_, level) in table if level == "3E"} == set(range(70, 76))
    assert {quarter for quarter, (_, level) in table if level == "4E"} == set(range(68, 80))
    early.agreements.update(**Agreement.columns(Terms()))
    free = Model().expected(day_of(TODAY))
    both, one = ("MAT", "4E"), ("MAT", "3E")
    assert all(table[quarter, both] == pytest.approx(free[quarter, both]) for quarter in range(70, 76))
    assert all(table[quarter, both] == pytest.approx(free[quarter, both] * 2 / 3) for quarter in (68, 69, 76, 79))
    assert all(table[quarter, one] == pytest.approx(free[quarter, one]) for quarter in range(70, 76))


def test_hours_agreed_that_never_meet_those_of_the_service_expect_nobody() -> None:
    set_hours((0, "17:00", "20:00"))
    sponsor = make_sponsor()
    sponsor.agreements.update(**Agreement.columns(Terms(opens_at=time(9), closes_at=time(12))))
    make_pupil("4E", sponsor)
    assert Model().expected(day_of(TODAY)) == {}
    assert fitted(NOW) == (Model(), 0)


def test_without_hours_it_is_always_open() -> None:
    assert day_of(TODAY).open == day_of(TODAY).open_in_holidays == frozenset(range(96))


def test_history_ends_yesterday() -> None:
    make_help_request(now=NOW)
    assert fitted(NOW)[1] == 0
    assert fitted(NOW + timedelta(days=1))[1] == 1
