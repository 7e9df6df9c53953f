"""What the clock does each second."""

from datetime import timedelta

import pytest

from declic.dispatch.actions import (
    call_back,
    cancel,
    desk_left,
    expire,
    note_desk_seen,
    note_pupil_seen,
    return_to_queue,
    run_wave,
    send_back,
    want,
)
from declic.dispatch.models import Duty, HelpRequest
from declic.dispatch.queries import rings_of
from declic.dispatch.queries.agreed import kept_hours, kept_openings
from declic.dispatch.queries.line import standing_of
from declic.journal.models import Fact
from declic.lessons.actions import open_lesson
from declic.lessons.queries import waits_of
from declic.people.actions import prefer
from declic.people.models import Teacher
from declic.reports.queries.board import board_of
from tests.world import (
    NOW,
    later,
    make_free_teacher,
    make_help_request,
    make_lesson,
    make_pupil,
    make_ring,
    make_sponsor,
    set_hours,
)

pytestmark = pytest.mark.django_db


def state_of(teacher: Teacher) -> str:
    return Duty.objects.filter(teacher=teacher).latest("started_at").state


def whys(name: str) -> list[str]:
    return [fact.data["why"] for fact in Fact.objects.filter(name=name)]


def count(name: str) -> int:
    return Fact.objects.filter(name=name).count()


def pupil_is_there(asked: HelpRequest, seconds: float) -> None:
    note_pupil_seen(pupil_account_ids=[asked.pupil.account_id], now=later(seconds))


def desk_is_there(teacher: Teacher, seconds: float) -> None:
    note_desk_seen(teacher_account_ids=[teacher.account_id], now=later(seconds))


def somebody_accepts(seconds: float) -> None:
    teacher = make_free_teacher(now=later(seconds))
    run_wave(now=later(seconds))
    (ring,) = rings_of(teacher)
    open_lesson(offer_id=ring.pk, teacher_account_id=teacher.account_id, now=later(seconds))


# -- rings ------------------------------------------------------------------------------------------------------------
def test_a_missed_ring_pauses_the_teacher_and_rings_the_next() -> None:
    ring = make_ring()
    desk_is_there(ring.teacher, 28)
    pupil_is_there(ring.help_request, 28)
    expire(now=later(32))
    ring.refresh_from_db()
    assert ring.state == "ringing"  # an acceptance may still be on its way
    expire(now=later(32.5))
    ring.refresh_from_db()
    assert (ring.state, state_of(ring.teacher)) == ("missed", "paused")
    other = make_free_teacher(now=later(33))
    (offer,) = run_wave(now=later(33))
    assert offer.teacher_id == other.pk
    assert whys("DutyChanged")[-2:] == ["asked", "ring"]


def test_an_armed_page_that_has_not_accepted_in_time_to_reload_is_not_waited_for() -> None:
    teacher = make_free_teacher()
    prefer(teacher_account_id=teacher.account_id, is_armed=True, takes_neighbours=False, rings_to_end=False, now=NOW)
    ring = make_ring(teacher)
    assert ring.deadline_at == later(8)
    desk_is_there(teacher, 4)
    expire(now=later(10))
    ring.refresh_from_db()
    assert ring.state == "ringing"
    expire(now=later(10.5))
    ring.refresh_from_db()
    assert (ring.state, state_of(teacher)) == ("missed", "paused")


def test_an_armed_page_that_said_nothing_since_it_rang_has_no_mark() -> None:
    teacher = make_free_teacher()
    prefer(teacher_account_id=teacher.account_id, is_armed=True, takes_neighbours=False, rings_to_end=False, now=NOW)
    ring = make_ring(teacher, now=later(1))
    expire(now=later(12))
    ring.refresh_from_db()
    assert (ring.state, ring.why) == ("withdrawn", "teacher_gone")
    assert Duty.objects.get(teacher=teacher).missed == 0


def test_the_third_missed_ring_of_an_evening_is_told() -> None:
    teacher = make_free_teacher()
    for number in range(3):
        start = 100 * number
        want(teacher_account_id=teacher.account_id, state="free", now=later(start))
        ring = make_ring(teacher, now=later(start))
        desk_is_there(teacher, start + 30)
        pupil_is_there(ring.help_request, start + 30)
        expire(now=later(start + 33))
        cancel(help_request=ring.help_request, now=later(start + 33))
    assert [why for why in whys("DutyChanged") if why.startswith("missed")] == ["missed", "missed", "missed_often"]


def test_a_ring_nobody_could_hear_is_taken_back_without_a_mark() -> None:
    """The service was down: no desk was there."""
    ring = make_ring()
    expire(now=later(3600), up_since=later(3599))
    ring.refresh_from_db()
    assert (ring.state, ring.why) == ("withdrawn", "teacher_gone")
    assert Duty.objects.get(teacher=ring.teacher).missed == 0


# -- desks ------------------------------------------------------------------------------------------------------------
def test_a_reload_of_the_desk_does_not_lose_the_ring() -> None:
    ring = make_ring()
    desk_left(teacher_account_id=ring.teacher.account_id, now=later(3))
    expire(now=later(7))
    desk_is_there(ring.teacher, 7.5)
    expire(now=later(9))
    assert [offer.pk for offer in rings_of(ring.teacher)] == [ring.pk]


def test_a_desk_closed_while_ringing_gives_the_pupil_to_the_next_teacher_at_the_same_place() -> None:
    ring = make_ring()
    other = make_free_teacher(now=later(1))
    desk_left(teacher_account_id=ring.teacher.account_id, now=later(3))
    expire(now=later(8))
    (offer,) = run_wave(now=later(8))
    assert (offer.help_request_id, offer.teacher_id) == (ring.help_request_id, other.pk)
    assert HelpRequest.objects.get().asked_at == NOW
    desk_is_there(ring.teacher, 60)
    assert state_of(ring.teacher) == "free"


def test_a_killed_browser_that_says_nothing_does_too_within_fifteen_seconds() -> None:
    ring = make_ring()
    desk_is_there(ring.teacher, 1)
    other = make_free_teacher(now=later(12))
    pupil_is_there(ring.help_request, 13)
    expire(now=later(13.5))
    desk_is_there(other, 13.5)
    (offer,) = run_wave(now=later(13.5))
    assert offer.teacher_id == other.pk


def test_a_duty_forgotten_with_its_desk_closed_ends() -> None:
    teaching = make_free_teacher()
    make_lesson(teaching)
    free = make_free_teacher()
    expire(now=later(290))
    assert state_of(free) == "free"
    expire(now=later(301))
    assert (state_of(free), state_of(teaching)) == ("ended", "teaching")


def test_after_a_restart_nobody_is_silent_for_twenty_seconds() -> None:
    ring = make_ring()
    asked = ring.help_request
    restart = later(600)
    HelpRequest.objects.filter(pk=asked.pk).update(pupil_seen_at=NOW)
    expire(now=restart + timedelta(seconds=19), up_since=restart)
    asked.refresh_from_db()
    assert (asked.state, asked.away_since, state_of(ring.teacher)) == ("waiting", None, "free")
    expire(now=restart + timedelta(seconds=21), up_since=restart)
    asked.refresh_from_db()
    assert asked.away_since is not None
    expire(now=restart + timedelta(seconds=119), up_since=restart)
    asked.refresh_from_db()
    assert asked.state == "waiting"
    expire(now=restart + timedelta(seconds=121), up_since=restart)
    asked.refresh_from_db()
    assert asked.state == "cancelled"


def test_just_after_a_restart_a_desk_that_closes_is_believed_at_once() -> None:
    ring = make_ring()
    desk_left(teacher_account_id=ring.teacher.account_id, now=later(3))
    expire(now=later(8), up_since=later(2))
    ring.refresh_from_db()
    assert (ring.state, ring.why) == ("withdrawn", "teacher_gone")


def test_the_wrap_up_lasts_two_minutes_at_most() -> None:
    lesson = make_lesson(state="ended")  # ended at 20 minutes
    expire(now=later(1200 + 119))
    assert state_of(lesson.teacher) == "wrapping_up"
    expire(now=later(1200 + 120))
    duty = Duty.objects.get(teacher=lesson.teacher)
    assert (duty.state, duty.idle_since) == ("free", later(1320))


# -- pupils -----------------------------------------------------------------------------------------------------------
def test_a_silent_page_stops_ringing_and_keeps_its_place() -> None:
    ring = make_ring()
    desk_is_there(ring.teacher, 15)
    expire(now=later(15.5))
    expire(now=later(16.5))
    ring.refresh_from_db()
    asked = HelpRequest.objects.get()
    assert (ring.state, ring.why, state_of(ring.teacher)) == ("withdrawn", "pupil_away", "free")
    assert (asked.state, asked.asked_at, count("PupilAway")) == ("waiting", NOW, 1)

    pupil_is_there(asked, 100)
    pupil_is_there(asked, 101)
    assert count("PupilBack") == 1
    desk_is_there(ring.teacher, 101)
    assert len(run_wave(now=later(101))) == 1


def test_a_page_gone_for_two_minutes_ends_the_request() -> None:
    asked = make_help_request()
    for seconds, state in ((16, "waiting"), (119, "waiting"), (121, "cancelled")):
        expire(now=later(seconds))
        asked.refresh_from_db()
        assert asked.state == state
    assert asked.close_reason == "pupil_left"
    assert count("HelpCancelled") == 1


def test_a_request_sent_back_waits_half_an_hour_for_its_pupil() -> None:
    ring = make_ring()
    send_back(offer_id=ring.pk, teacher_account_id=ring.teacher.account_id, now=NOW)
    for seconds, state in ((1790, "sent_back"), (1801, "cancelled")):
        expire(now=later(seconds))
        assert HelpRequest.objects.get().state == state


# -- opening and closing ----------------------------------------------------------------------------------------------
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
