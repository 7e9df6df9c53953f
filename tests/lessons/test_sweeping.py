"""What becomes of a lesson when somebody vanishes, never comes, or forgets to end it."""

import pytest

from declic.dispatch.actions import expire, note_desk_seen, run_wave
from declic.dispatch.models import HelpRequest
from declic.lessons.actions import (
    end,
    lose_teacher,
    open_lesson,
    sweep,
)
from declic.lessons.models import Lesson
from tests.lessons.seen import again, duty_state, there
from tests.world import (
    NOW,
    get_lesson,
    later,
    make_free_teacher,
    make_help_request,
    make_lesson,
    set_hours,
)

pytestmark = pytest.mark.django_db


def test_a_teachers_browser_killed_in_mid_lesson_puts_the_pupil_first_in_line_within_fifteen_seconds() -> None:
    lesson = make_lesson()
    newcomer = make_help_request(now=later(100))
    there(lesson, "teacher", "pupil", seconds=300)
    there(lesson, "pupil", seconds=305)
    there(lesson, "pupil", seconds=310)
    sweep(now=later(311.9))
    assert again(lesson).state == "running"
    sweep(now=later(312.5))
    assert (again(lesson).state, again(lesson).end_reason) == ("lost", "line_lost")

    request = HelpRequest.objects.get(pk=lesson.help_request_id)
    assert (request.state, request.asked_at, request.wanted_teacher) == ("waiting", NOW, lesson.teacher)
    HelpRequest.objects.filter(pk=newcomer.pk).update(pupil_seen_at=later(313))
    other = make_free_teacher(now=later(313))
    (offer,) = run_wave(now=later(313))
    assert (offer.help_request_id, offer.teacher_id) == (request.pk, other.pk)


def test_the_same_teacher_comes_back_first_to_the_same_board() -> None:
    lesson = make_lesson()
    lose_teacher(lesson_id=lesson.pk, now=later(300))
    make_free_teacher(now=NOW)
    note_desk_seen(teacher_account_ids=[lesson.teacher.account_id], now=later(301))
    (offer,) = run_wave(now=later(301))
    assert offer.teacher_id == lesson.teacher_id
    next_id = open_lesson(offer_id=offer.pk, teacher_account_id=lesson.teacher.account_id, now=later(302))
    assert next_id != lesson.pk
    assert get_lesson(next_id).board_id == lesson.board_id


def until_the_line_breaks(seconds: int) -> Lesson:
    """A lesson under way at that moment, of an evening that closes twenty minutes after NOW."""
    set_hours((0, "17:00", "18:20"), (1, "17:00", "18:20"))
    lesson = make_lesson()
    there(lesson, "teacher", "pupil", seconds=seconds)
    return lesson


def without_the_teacher(lesson: Lesson, begins: int, seconds: int) -> str:
    """The pupil stays, and the clock ticks: what has become of the lesson."""
    for moment in range(begins + 1, begins + seconds + 1):
        there(lesson, "pupil", seconds=moment)
        sweep(now=later(moment))
    return again(lesson).state


@pytest.mark.parametrize("breaks", [1160, 1198, 1320])
def test_a_line_that_breaks_once_nobody_else_can_be_rung_keeps_the_lesson_for_its_teacher(breaks: int) -> None:
    """The service lets a lesson under way finish: in its last half-minute, and after closing."""
    lesson = until_the_line_breaks(breaks)
    assert without_the_teacher(lesson, breaks, 119) == "running"
    there(lesson, "teacher", "pupil", seconds=breaks + 119)
    sweep(now=later(breaks + 121))
    assert (again(lesson).state, duty_state(lesson.teacher)) == ("running", "teaching")
    end(lesson_id=lesson.pk, by_account_id=lesson.teacher.account_id, now=later(breaks + 300))
    assert HelpRequest.objects.get().state == "helped"


def test_a_teacher_who_does_not_come_back_after_closing_leaves_the_pupil_first_at_the_next_opening() -> None:
    lesson = until_the_line_breaks(1320)
    assert without_the_teacher(lesson, 1320, 120) == "lost"
    expire(now=later(1441))
    assert (again(lesson).end_reason, HelpRequest.objects.get().state) == ("line_lost", "scheduled")


def test_a_line_that_breaks_while_colleagues_can_be_rung_is_theirs_at_once() -> None:
    lesson = until_the_line_breaks(1150)
    assert without_the_teacher(lesson, 1150, 12) == "lost"
    assert HelpRequest.objects.get().state == "waiting"


def test_a_reload_of_the_teachers_page_is_no_loss() -> None:
    lesson = make_lesson()
    there(lesson, "teacher", "pupil", seconds=300)
    there(lesson, "teacher", seconds=301, present=False)
    sweep(now=later(306))
    there(lesson, "teacher", seconds=307)
    there(lesson, "pupil", seconds=307)
    sweep(now=later(310))
    assert again(lesson).state == "running"


def test_a_teacher_who_accepted_and_never_comes_in_is_paused_and_the_pupil_first_again() -> None:
    lesson = make_lesson(state="opened")
    there(lesson, "pupil", seconds=3)
    sweep(now=later(11))
    assert again(lesson).state == "opened"
    sweep(now=later(12))
    assert (again(lesson).state, again(lesson).end_reason) == ("lost", "not_joined")
    assert (HelpRequest.objects.get().state, duty_state(lesson.teacher)) == ("waiting", "paused")


def test_a_pupil_who_does_not_come_in_thirty_seconds_frees_the_teacher_at_once() -> None:
    lesson = make_lesson(state="opened")
    for seconds in range(0, 31, 5):
        there(lesson, "teacher", seconds=seconds)
    sweep(now=later(29))
    assert again(lesson).state == "opened"
    sweep(now=later(30))
    request = HelpRequest.objects.get()
    assert (again(lesson).state, request.state, request.close_reason) == ("abandoned", "cancelled", "no_show")
    assert duty_state(lesson.teacher) == "free"


def test_a_pupil_gone_for_five_minutes_ended_it() -> None:
    lesson = make_lesson()
    there(lesson, "teacher", seconds=299)
    sweep(now=later(299))
    assert again(lesson).state == "running"
    there(lesson, "teacher", seconds=300)
    sweep(now=later(300))
    assert (again(lesson).state, again(lesson).end_reason) == ("ended", "pupil_gone")


def test_both_closing_their_page_without_a_word_ended_it() -> None:
    lesson = make_lesson()
    there(lesson, "teacher", "pupil", seconds=600, present=False)
    sweep(now=later(659))
    assert again(lesson).state == "running"
    sweep(now=later(660))
    assert (again(lesson).state, again(lesson).end_reason) == ("ended", "both_left")


def test_after_a_restart_rooms_have_time_to_fill_again() -> None:
    lesson = make_lesson()
    restart = later(900)
    sweep(now=later(919), up_since=restart)
    assert again(lesson).state == "running"
    there(lesson, "teacher", "pupil", seconds=915)
    sweep(now=later(921), up_since=restart)
    assert again(lesson).state == "running"


def test_just_after_a_restart_a_teacher_who_was_back_and_leaves_is_missed_all_the_same() -> None:
    lesson = make_lesson()
    restart = later(900)
    there(lesson, "teacher", "pupil", seconds=902)
    there(lesson, "teacher", seconds=903, present=False)
    there(lesson, "pupil", seconds=914)
    sweep(now=later(914), up_since=restart)
    assert again(lesson).state == "running"
    sweep(now=later(915), up_since=restart)
    assert again(lesson).state == "lost"


def test_a_room_forgotten_open_is_closed_after_three_hours() -> None:
    lesson = make_lesson()
    there(lesson, "teacher", "pupil", seconds=3 * 3600)
    sweep(now=later(3 * 3600))
    assert (again(lesson).state, again(lesson).end_reason) == ("ended", "too_long")
