"""What the clock does each second."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from declic.dispatch.actions import cancel, desk_left, expire, note_desk_seen, run_wave, send_back, want
from declic.dispatch.models import Duty, HelpRequest
from declic.dispatch.queries import rings_of
from declic.lessons.actions import sweep
from declic.people.actions import prefer
from declic.people.models import Teacher
from tests.dispatch.evenings import count, pupil_is_there, whys
from tests.world import NOW, later, make_free_teacher, make_help_request, make_lesson, make_ring

pytestmark = pytest.mark.django_db


def state_of(teacher: Teacher) -> str:
    return Duty.objects.filter(teacher=teacher).latest("started_at").state


def desk_is_there(teacher: Teacher, seconds: float) -> None:
    note_desk_seen(teacher_account_ids=[teacher.account_id], now=later(seconds))


def test_a_second_in_which_nothing_is_due_only_reads() -> None:
    """It would hold SQLite's turn to write, each second, for nothing."""
    desk_is_there(make_free_teacher(), 5)
    pupil_is_there(make_help_request(), 5)
    with CaptureQueriesContext(connection) as asked:
        expire(now=later(6))
        sweep(now=later(6))
    assert [line["sql"] for line in asked if not line["sql"].startswith("SELECT")] == []


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
