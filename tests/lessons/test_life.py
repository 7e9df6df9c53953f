"""A lesson, from the acceptance to its end: no move but those of its table."""

from collections.abc import Callable
from itertools import product

import pytest

from declic.dispatch.actions import expire, run_wave
from declic.dispatch.models import HelpRequest
from declic.ground.errors import NotYours, Refusal
from declic.lessons.actions import (
    abandon,
    end,
    lose_teacher,
    note_presence,
    open_lesson,
    report,
    sweep,
)
from declic.lessons.models import Lesson, Presence
from declic.lessons.rules import LESSON_LIFE, LessonState
from declic.sponsors.models import LedgerEntry
from tests.lessons.seen import again, duty_state, facts, there
from tests.world import (
    NOW,
    both_come_in,
    later,
    make_account,
    make_lesson,
    make_ring,
    make_teacher,
)

pytestmark = pytest.mark.django_db


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
