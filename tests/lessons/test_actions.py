"""A lesson, from the acceptance to the report; and what becomes of it when somebody vanishes."""

from collections.abc import Callable
from itertools import product

import pytest

from declic.dispatch.actions import expire, note_desk_seen, run_wave
from declic.dispatch.models import HelpRequest
from declic.dispatch.queries import duty_of
from declic.ground.errors import NotYours, Refusal
from declic.journal.models import Fact
from declic.lessons.actions import (
    abandon,
    answer,
    end,
    lose_teacher,
    note_presence,
    open_lesson,
    report,
    sweep,
)
from declic.lessons.models import Lesson, Presence, Report, SelfAssessment
from declic.lessons.rules import LESSON_LIFE, LessonState
from declic.people.models import Teacher
from declic.sponsors.models import LedgerEntry
from tests.world import (
    NOW,
    both_come_in,
    get_lesson,
    later,
    make_account,
    make_free_teacher,
    make_help_request,
    make_lesson,
    make_ring,
    make_teacher,
    set_hours,
)

pytestmark = pytest.mark.django_db


def facts() -> list[str]:
    return [name for name in Fact.objects.values_list("name", flat=True) if name.startswith(("Lesson", "Report"))]


def duty_state(teacher: Teacher) -> str:
    duty = duty_of(teacher.account_id)
    return duty.state if duty else "off"


def there(lesson: Lesson, *people: str, seconds: float, present: bool = True) -> None:
    for person in people:
        account_id = getattr(lesson, person).account_id
        note_presence(lesson_id=lesson.pk, account_id=account_id, present=present, now=later(seconds))


def again(lesson: Lesson) -> Lesson:
    return get_lesson(lesson.pk)


# -- opening ----------------------------------------------------------------------------------------------------------
def test_accepting_opens_the_room() -> None:
    lesson = make_lesson(state="opened")
    assert (lesson.state, lesson.opened_at, lesson.subject, lesson.level) == ("opened", NOW, "MAT", "4E")
    assert lesson.sponsor_id == lesson.help_request.sponsor_id
    assert (lesson.help_request.state, duty_state(lesson.teacher)) == ("accepted", "teaching")


def test_accepting_twice_opens_one_room() -> None:
    ring = make_ring()
    first = open_lesson(offer_id=ring.pk, teacher_account_id=ring.teacher.account_id, now=NOW)
    assert open_lesson(offer_id=ring.pk, teacher_account_id=ring.teacher.account_id, now=later(1)) == first
    assert facts() == ["LessonOpened"]


def test_only_the_teacher_it_rings_for_accepts() -> None:
    ring = make_ring()
    with pytest.raises(NotYours):
        open_lesson(offer_id=ring.pk, teacher_account_id=make_teacher().account_id, now=NOW)


def test_it_starts_when_both_are_in() -> None:
    lesson = make_lesson(state="opened")
    there(lesson, "teacher", seconds=2)
    there(lesson, "teacher", seconds=7)
    assert again(lesson).state == "opened"
    there(lesson, "pupil", seconds=9)
    there(lesson, "pupil", seconds=14)
    assert (again(lesson).state, again(lesson).started_at) == ("running", later(9))
    assert facts() == ["LessonOpened", "LessonStarted"]


def test_who_left_before_the_other_came_does_not_count() -> None:
    lesson = make_lesson(state="opened")
    there(lesson, "teacher", seconds=2)
    there(lesson, "teacher", seconds=3, present=False)
    there(lesson, "pupil", seconds=4)
    assert again(lesson).state == "opened"


def test_a_visitor_leaves_no_trace() -> None:
    lesson = make_lesson(state="opened")
    note_presence(lesson_id=lesson.pk, account_id=make_account().pk, present=True, now=NOW)
    assert not Presence.objects.exists()


# -- ending -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["teacher", "pupil"])
def test_either_ends_and_it_is_counted_once(who: str) -> None:
    lesson = make_lesson()
    for seconds in (1200, 1260):
        end(lesson_id=lesson.pk, by_account_id=getattr(lesson, who).account_id, now=later(seconds))
    lesson = again(lesson)
    assert (lesson.state, lesson.ended_at, lesson.end_reason) == ("ended", later(1200), "finished")
    assert (lesson.help_request.state, duty_state(lesson.teacher)) == ("helped", "wrapping_up")
    entry = LedgerEntry.objects.get()
    assert (entry.about, entry.seconds, entry.sponsor_id) == (lesson.pk, 1200, lesson.sponsor_id)
    assert facts()[-1] == "LessonEnded"


def test_a_teacher_who_ends_before_it_began_gives_the_pupil_back() -> None:
    lesson = make_lesson(state="opened")
    end(lesson_id=lesson.pk, by_account_id=lesson.teacher.account_id, now=later(4))
    request = HelpRequest.objects.get()
    assert (again(lesson).state, request.state, request.asked_at) == ("lost", "waiting", NOW)
    assert duty_state(lesson.teacher) == "free"
    assert run_wave(now=later(5)) == []  # not for the same pupil at once
    assert not LedgerEntry.objects.exists()


def test_a_pupil_who_ends_before_it_began_needs_no_help_any_more() -> None:
    lesson = make_lesson(state="opened")
    end(lesson_id=lesson.pk, by_account_id=lesson.pupil.account_id, now=later(4))
    assert (again(lesson).state, HelpRequest.objects.get().state) == ("abandoned", "cancelled")
    assert duty_state(lesson.teacher) == "free"


# -- somebody vanishes ------------------------------------------------------------------------------------------------
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


# -- every move -------------------------------------------------------------------------------------------------------
MOVES = {"opened": "abandoned lost running", "running": "ended lost", "ended": "", "abandoned": "", "lost": ""}
ACTS: dict[str, Callable[[Lesson], object]] = {
    "both come in": lambda it: both_come_in(it.pk, now=later(1)),
    "end": lambda it: end(lesson_id=it.pk, by_account_id=it.teacher.account_id, now=later(1)),
    "pupil ends": lambda it: end(lesson_id=it.pk, by_account_id=it.pupil.account_id, now=later(1)),
    "lose_teacher": lambda it: lose_teacher(lesson_id=it.pk, now=later(1)),
    "abandon": lambda it: abandon(lesson_id=it.pk, now=later(1)),
    "sweep": lambda _: sweep(now=later(4000)),
    "expire": lambda _: expire(now=later(4000)),
    "report": lambda it: report(lesson=it, worked_on="x", understood="", next_step="", now=later(1)),
}


@pytest.mark.parametrize(("before", "after"), list(product(LessonState, LessonState)))
def test_each_pair_of_states_is_a_move_or_is_not(before: LessonState, after: LessonState) -> None:
    assert LESSON_LIFE.can(before, after) == (after.value in MOVES[before.value].split())


@pytest.mark.parametrize(("state", "act"), list(product(LessonState, ACTS)))
def test_whatever_is_done_to_a_lesson_its_table_allows_it(state: LessonState, act: str) -> None:
    lesson = make_lesson(state="opened")
    Lesson.objects.update(state=state.value)
    try:
        ACTS[act](again(lesson))
    except Refusal as refused:
        assert refused.code == "lesson_not_over"  # noqa: PT017  (a report waits for the end)
    after = LessonState(again(lesson).state)
    assert after is state or LESSON_LIFE.can(state, after)


# -- report and answer ------------------------------------------------------------------------------------------------
def test_the_report_is_written_once_corrected_later_and_frees_the_teacher() -> None:
    lesson = make_lesson(state="ended")
    report(lesson=lesson, worked_on=" Les fractions. ", understood="Réduire.", next_step="", now=later(1300))
    assert duty_state(lesson.teacher) == "free"
    report(lesson=lesson, worked_on="Les fractions", understood="", next_step="Exercice 5.", now=later(1400))
    written = Report.objects.get()
    assert (written.worked_on, written.next_step, written.written_at) == ("Les fractions", "Exercice 5.", later(1300))
    assert facts().count("ReportWritten") == 1


@pytest.mark.parametrize(
    ("worked_on", "understood", "code"),
    [
        ("  ", "", "report_empty"),
        ("x" * 301, "", "report_too_long"),
        ("x", "x" * 1001, "report_too_long"),
        ("x", "@ines_95", "contact_details"),
    ],
)
def test_a_report_says_something_and_not_too_much(worked_on: str, understood: str, code: str) -> None:
    lesson = make_lesson(state="ended")
    with pytest.raises(Refusal) as refused:
        report(lesson=lesson, worked_on=worked_on, understood=understood, next_step="", now=later(1300))
    assert refused.value.code == code


def test_no_report_nor_answer_before_the_end() -> None:
    lesson = make_lesson()
    with pytest.raises(Refusal):
        report(lesson=lesson, worked_on="x", understood="", next_step="", now=NOW)
    with pytest.raises(Refusal):
        answer(lesson=lesson, confidence="yes", now=NOW)


def test_the_pupils_last_answer_counts() -> None:
    lesson = make_lesson(state="ended")
    answer(lesson=lesson, confidence="not_yet", now=later(1201))
    answer(lesson=lesson, confidence="almost", now=later(1202))
    assert SelfAssessment.objects.get().answer == "almost"
    with pytest.raises(Refusal):
        answer(lesson=lesson, confidence="perhaps", now=later(1203))
    answer(lesson=lesson, confidence="almost", now=later(1204))
    assert Fact.objects.filter(name="PupilAnswered").count() == 1
    assert Fact.objects.filter(name="AnswerChanged").count() == 1, "the same again is no change"
