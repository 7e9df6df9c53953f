"""At closing, who waits is kept for the next opening, at the same place; at opening, they wait again."""

from datetime import timedelta

import pytest

from declic.dispatch.actions import call_back, expire, return_to_queue, run_wave
from declic.dispatch.models import HelpRequest
from declic.dispatch.queries import rings_of
from declic.dispatch.queries.agreed import kept_hours, kept_openings
from declic.dispatch.queries.line import standing_of
from declic.lessons.queries.waits import waits_of
from declic.reports.queries.board import board_of
from tests.dispatch.evenings import count, pupil_is_there, somebody_accepts, whys
from tests.world import NOW, later, make_free_teacher, make_help_request, make_pupil, make_sponsor, set_hours

pytestmark = pytest.mark.django_db
CLOSING = 2 * 3600
"""Seconds from NOW (18:00) to 20:00."""
OPENING = 23 * 3600
"""Seconds from NOW to 17:00 the next day."""


def evenings() -> None:
    set_hours((0, "17:00", "20:00"), (1, "17:00", "20:00"))


def test_at_closing_all_who_wait_are_first_in_line_at_the_next_opening_in_the_same_order() -> None:
    evenings()
    sponsor = make_sponsor()
    first, second = (make_help_request(make_pupil(sponsor=sponsor), now=later(n)) for n in (5, 9))
    for asked in (first, second):
        pupil_is_there(asked, CLOSING - 1)
    expire(now=later(CLOSING))
    late = make_help_request(make_pupil(sponsor=sponsor), now=later(CLOSING + 60))
    assert list(HelpRequest.objects.values_list("state", flat=True)) == ["scheduled"] * 3
    assert count("HelpScheduled") == 3

    for asked in (late, second, first):
        pupil_is_there(asked, OPENING - 1)
    expire(now=later(OPENING))
    make_free_teacher(now=later(OPENING))
    (offer,) = run_wave(now=later(OPENING + 1))
    assert offer.help_request_id == first.pk
    first.refresh_from_db()
    waited = CLOSING - 5
    assert (first.asked_at, first.wait_from, first.in_line_since) == (later(5), later(OPENING - waited), later(OPENING))
    late.refresh_from_db()
    assert (late.wait_from, late.in_line_since) == (later(OPENING), later(OPENING))


def test_asked_in_the_last_minutes_it_is_kept_and_rings_nobody_before_the_next_opening() -> None:
    evenings()
    make_free_teacher(now=later(CLOSING - 300))
    late = make_help_request(now=later(CLOSING - 300))
    for seconds in (CLOSING - 299, CLOSING - 1, CLOSING, OPENING - 1):
        pupil_is_there(late, seconds)
        expire(now=later(seconds))
        late.refresh_from_db()
        assert (late.state, late.wait_from, late.kept_over_at) == ("scheduled", None, None), seconds
    found = kept_hours(late, later(CLOSING - 299)).opening
    assert (found.is_open, found.opens_at) == (False, later(OPENING)), "told when it leaves, not that it is open"
    told = kept_openings(waits_of([late.pupil.account_id]), later(CLOSING - 299))
    assert told[late.pupil.account_id] == found
    expire(now=later(OPENING))
    late.refresh_from_db()
    assert (late.state, late.wait_from) == ("waiting", later(OPENING))


def test_a_call_back_that_was_promised_goes_out_in_the_last_minutes_too() -> None:
    """The clock stood still from before its hour until then."""
    evenings()
    asked = make_help_request()
    call_back(help_request=asked, at=later(CLOSING - 1800), now=NOW)
    expire(now=later(CLOSING - 60))
    asked.refresh_from_db()
    assert asked.state == "waiting"


def test_a_promise_that_was_broken_before_the_closing_is_not_kept_by_the_next_evening() -> None:
    """Forty minutes in vain, then five seconds at the opening: a wait of forty minutes and five seconds."""
    evenings()
    asked = make_help_request(now=later(CLOSING - 2400))
    pupil_is_there(asked, CLOSING - 1)
    assert (board_of(later(CLOSING - 1)).today.decided, board_of(later(CLOSING - 1)).today.kept) == (1, 0)
    expire(now=later(CLOSING))
    assert (board_of(later(CLOSING)).today.decided, board_of(later(CLOSING)).today.kept) == (1, 0)
    assert board_of(later(OPENING - 60)).today.decided == 0, "it is of the evening before"

    pupil_is_there(asked, OPENING - 1)
    expire(now=later(OPENING))
    somebody_accepts(OPENING + 5)
    asked.refresh_from_db()
    assert asked.first_accepted_at
    assert asked.wait_from
    assert asked.first_accepted_at - asked.wait_from == timedelta(seconds=2405)
    assert (board_of(later(OPENING + 5)).today.decided, board_of(later(OPENING + 5)).today.kept) == (1, 0)


def test_each_evening_in_vain_adds_to_the_wait() -> None:
    set_hours(*((day, "17:00", "20:00") for day in range(3)))
    asked = make_help_request(now=later(CLOSING - 600))
    for evening in range(2):
        closes = CLOSING + evening * 86_400
        pupil_is_there(asked, closes - 1)
        expire(now=later(closes))
        pupil_is_there(asked, closes + OPENING - CLOSING - 1)
        expire(now=later(closes + OPENING - CLOSING))
    asked.refresh_from_db()
    assert asked.wait_from == later(OPENING + 86_400 - 600 - 3 * 3600)


def test_a_wait_that_a_teacher_ended_late_stays_late_over_a_closing() -> None:
    evenings()
    asked = make_help_request(now=later(CLOSING - 900))
    pupil_is_there(asked, CLOSING - 301)
    somebody_accepts(CLOSING - 300)
    asked.refresh_from_db()
    return_to_queue(help_request=asked, wanted_teacher=None, now=later(CLOSING - 60))
    for moment in (CLOSING, OPENING):
        expire(now=later(moment))
    asked.refresh_from_db()
    assert (asked.state, asked.wait_from, asked.in_line_since) == ("waiting", later(CLOSING - 900), later(OPENING))


def test_what_the_pupil_is_told_of_the_wait_begins_again_with_the_opening() -> None:
    evenings()
    asked = make_help_request()
    pupil_is_there(asked, CLOSING - 1)
    assert standing_of(asked, later(CLOSING - 1)).step == "long"
    for moment in (CLOSING, OPENING):
        expire(now=later(moment))
    asked.refresh_from_db()
    assert [standing_of(asked, later(OPENING + after)).step for after in (1, 301)] == ["asked", "long"]


def test_a_ring_at_closing_time_runs_to_its_end() -> None:
    evenings()
    asked = make_help_request(now=later(CLOSING - 301))
    pupil_is_there(asked, CLOSING - 5)
    teacher = make_free_teacher(now=later(CLOSING - 5))
    run_wave(now=later(CLOSING - 5))
    expire(now=later(CLOSING + 2))
    assert len(rings_of(teacher)) == 1


def test_at_opening_who_is_not_there_yet_has_half_an_hour() -> None:
    evenings()
    asked = make_help_request(now=later(CLOSING + 60))
    make_free_teacher(now=later(OPENING))
    expire(now=later(OPENING))
    asked.refresh_from_db()
    assert asked.state == "waiting"
    assert run_wave(now=later(OPENING)) == []
    expire(now=later(OPENING + 1700))
    pupil_is_there(asked, OPENING + 1701)
    asked.refresh_from_db()
    assert (asked.state, asked.away_since) == ("waiting", None)
    expire(now=later(OPENING + 1701 + 121))
    expire(now=later(OPENING + 1701 + 122))
    asked.refresh_from_db()
    assert asked.state == "cancelled"


def test_who_waited_in_vain_and_does_not_come_back_is_counted_as_unmet() -> None:
    evenings()
    asked = make_help_request()
    pupil_is_there(asked, CLOSING - 1)
    for moment in (CLOSING, OPENING, OPENING + 1801):
        expire(now=later(moment))
    asked.refresh_from_db()
    assert (asked.state, asked.close_reason) == ("unmet", "closing")
    assert whys("HelpUnmet") == ["closing"]


def test_each_holiday_zone_opens_on_its_own_day() -> None:
    set_hours((1, "17:00", "20:00"))
    tuesday = NOW.replace(year=2027, month=2, day=23)
    before = tuesday - timedelta(days=1)
    asked = {
        zone: make_help_request(make_pupil(sponsor=make_sponsor(zone=zone, now=tuesday)), now=before)
        for zone in ("A", "C")
    }
    expire(now=tuesday)
    states = {zone: HelpRequest.objects.get(pk=request.pk).state for zone, request in asked.items()}
    assert states == {"A": "scheduled", "C": "waiting"}
