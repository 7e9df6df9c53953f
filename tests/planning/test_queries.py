"""What forecasts read in the tables."""

from datetime import date, timedelta

import pytest

from declic.dispatch.actions import expire
from declic.dispatch.models import HelpRequest
from declic.planning.queries import asked_between, day_of, fitted
from declic.planning.rules.moments import Moment
from declic.sponsors.models import Enrolment
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


def test_without_hours_it_is_always_open() -> None:
    assert day_of(TODAY).open == day_of(TODAY).open_in_holidays == frozenset(range(96))


def test_history_ends_yesterday() -> None:
    make_help_request(now=NOW)
    assert fitted(NOW)[1] == 0
    assert fitted(NOW + timedelta(days=1))[1] == 1
