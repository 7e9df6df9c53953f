"""An accept whose teacher is not seen by the pupil ends no wait: the same recount in every figure."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from declic.dispatch.actions import cancel, expire, note_pupil_seen, run_wave, want
from declic.dispatch.models import HelpRequest
from declic.dispatch.queries.told import told_since
from declic.ground.paris import paris_day
from declic.journal.models import Fact
from declic.lessons.actions import end, note_presence, open_lesson, sweep, take_lesson_back
from declic.lessons.models import Lesson
from declic.planning.queries.equality import asked_in
from declic.planning.queries.weights import evenings_before
from declic.reports.queries.board import board_of
from declic.reports.queries.figures import figures_of
from declic.reports.queries.visits import Places, lessons_of
from declic.reports.rules import SchoolYear
from declic.sponsors.models import Sponsor
from tests.world import (
    NOW,
    both_come_in,
    get_lesson,
    later,
    make_free_teacher,
    make_help_request,
    make_lesson,
    make_pupil,
    make_ring,
    make_sponsor,
)

pytestmark = pytest.mark.django_db
ASKING = 6
"""So many children that a cell may be told."""
MONDAY = date(2026, 11, 23)


def never_comes(lesson: Lesson) -> None:
    sweep(now=later(20))


def gives_it_up(lesson: Lesson) -> None:
    end(lesson_id=lesson.pk, by_account_id=lesson.teacher.account_id, now=later(12))


def is_suspended(lesson: Lesson) -> None:
    take_lesson_back(teacher=lesson.teacher, now=later(12))


def comes_and_goes(lesson: Lesson) -> None:
    """Before the pupil is there."""
    for seconds, present in ((10, True), (11, False)):
        note_presence(lesson_id=lesson.pk, account_id=lesson.teacher.account_id, present=present, now=later(seconds))
    sweep(now=later(23))


WAYS = [never_comes, gives_it_up, is_suspended, comes_and_goes]
Way = Callable[[Lesson], None]


def accepted_in_vain(way: Way, sponsor: Sponsor | None = None) -> HelpRequest:
    """Asked at NOW, accepted at 8 s, and back in line without a lesson."""
    ring = make_ring(pupil=make_pupil(sponsor=sponsor or make_sponsor()))
    lesson = open_lesson(offer_id=ring.pk, teacher_account_id=ring.teacher.account_id, now=later(8))
    way(get_lesson(lesson))
    want(teacher_account_id=ring.teacher.account_id, state="off", now=later(24))
    request = HelpRequest.objects.select_related("pupil", "sponsor").get(pk=ring.help_request_id)
    assert (request.state, request.first_accepted_at) == ("waiting", None)
    return request


def a_second_teacher(request: HelpRequest, seconds: float) -> Lesson:
    """Accepts then, both come in, and the lesson lasts ten minutes."""
    note_pupil_seen(pupil_account_ids=[request.pupil.account_id], now=later(seconds))
    other = make_free_teacher(now=later(seconds))
    (offer,) = [ring for ring in run_wave(now=later(seconds)) if ring.teacher_id == other.pk]
    lesson = open_lesson(offer_id=offer.pk, teacher_account_id=other.account_id, now=later(seconds))
    both_come_in(lesson, now=later(seconds + 4))
    end(lesson_id=lesson, by_account_id=other.account_id, now=later(seconds + 600))
    return get_lesson(lesson)


@pytest.mark.parametrize("way", WAYS)
def test_a_child_who_saw_nobody_and_leaves_after_twenty_minutes_was_not_served(way: Way) -> None:
    sponsor = make_sponsor()
    for _ in range(ASKING):
        request = accepted_in_vain(way, sponsor)
        HelpRequest.objects.filter(pk=request.pk).update(told_at=NOW, told_low=0, told_high=2)
        cancel(help_request=request, now=later(1200))
    after = later(1260)
    today = board_of(after).today
    assert (today.decided, today.kept) == (ASKING, 0)
    week_after = after + timedelta(days=7)
    figures = figures_of(sponsor, first_day=date(2026, 9, 1), last_day=paris_day(week_after), now=week_after)
    assert (figures.lessons, figures.unmet) == (0, ASKING)
    assert [one.kept for one in asked_in(MONDAY, after)] == [False] * ASKING
    (waits,) = evenings_before(MONDAY + timedelta(days=1))[MONDAY].values()
    assert (waits.number, waits.seconds) == (ASKING, ASKING * 1200)
    assert {told.fell.value for told in told_since(NOW, after)} == {"longer"}


@pytest.mark.parametrize("way", WAYS)
def test_what_was_waited_before_a_closing_time_stays_in_the_age_of_the_wait_on_the_board(way: Way) -> None:
    ring = make_ring()
    HelpRequest.objects.update(wait_from=later(-900), in_line_since=NOW)
    lesson = open_lesson(offer_id=ring.pk, teacher_account_id=ring.teacher.account_id, now=later(8))
    way(get_lesson(lesson))
    (waits,) = board_of(later(30)).waiting
    assert waits.wait_from == HelpRequest.objects.get().wait_shown == later(-900)


@pytest.mark.parametrize("way", WAYS)
def test_the_wait_ends_with_the_teacher_who_comes_in_on_the_same_board(way: Way) -> None:
    request = accepted_in_vain(way)
    lesson = a_second_teacher(request, 728)
    after = later(1400)
    today = board_of(after).today
    assert (today.decided, today.kept) == (1, 0)
    (visit,) = lessons_of(request.sponsor, SchoolYear.holding(MONDAY), Places([]))
    assert visit.waited == 728
    assert [one.kept for one in asked_in(MONDAY, after)] == [False]
    assert len(set(Lesson.objects.values_list("board_id", flat=True))) == 1
    assert lesson.state == "ended"


@pytest.mark.parametrize("way", WAYS)
def test_the_steps_of_the_wait_go_on_where_they_were(way: Way) -> None:
    request = accepted_in_vain(way)
    for seconds in (59, 60, 240, 300):
        note_pupil_seen(pupil_account_ids=[request.pupil.account_id], now=later(seconds))
        expire(now=later(seconds))
        told = Fact.objects.filter(name="HelpEscalated").count()
        assert told == {59: 0, 60: 1, 240: 2, 300: 4}[seconds], seconds


def test_a_lesson_that_had_begun_ended_the_wait_whoever_accepts_after_it() -> None:
    lesson = make_lesson()
    for seconds in range(5, 305, 5):
        note_presence(lesson_id=lesson.pk, account_id=lesson.pupil.account_id, present=True, now=later(seconds))
    sweep(now=later(300))
    request = HelpRequest.objects.select_related("pupil").get(pk=lesson.help_request_id)
    assert (request.state, request.first_accepted_at) == ("waiting", NOW)
    other = make_free_teacher(now=later(301))
    (offer,) = [ring for ring in run_wave(now=later(301)) if ring.teacher_id == other.pk]
    again = open_lesson(offer_id=offer.pk, teacher_account_id=other.account_id, now=later(305))
    sweep(now=later(320))
    request.refresh_from_db()
    assert get_lesson(again).end_reason == "not_joined"
    assert (request.first_accepted_at, request.waits_since) == (NOW, later(300))


@pytest.mark.parametrize("teacher_came", [True, False])
def test_a_pupil_who_ends_it_before_it_begins_was_served_if_the_teacher_was_there(*, teacher_came: bool) -> None:
    make_help_request(now=NOW)
    teacher = make_free_teacher(now=later(400))
    HelpRequest.objects.update(pupil_seen_at=later(400))
    (offer,) = run_wave(now=later(400))
    lesson = get_lesson(open_lesson(offer_id=offer.pk, teacher_account_id=teacher.account_id, now=later(400)))
    if teacher_came:
        note_presence(lesson_id=lesson.pk, account_id=teacher.account_id, present=True, now=later(402))
    end(lesson_id=lesson.pk, by_account_id=lesson.pupil.account_id, now=later(404))
    request = HelpRequest.objects.get()
    assert (request.state, request.close_reason) == ("cancelled", "pupil_left")
    assert request.first_accepted_at == (later(400) if teacher_came else None)
    assert board_of(later(410)).today.decided == 1
