"""Who is still in a room, of all the rooms of a process at once."""

from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from declic.lessons.actions import note_presence, note_still_there
from declic.lessons.models import Lesson, Presence
from tests.world import get_lesson, later, make_account, make_lesson

pytestmark = pytest.mark.django_db


def both(lesson: Lesson) -> list[tuple[UUID, int]]:
    return [(lesson.pk, lesson.pupil.account_id), (lesson.pk, lesson.teacher.account_id)]


def test_everyone_who_is_there_was_seen_now_and_nobody_else() -> None:
    here, away = make_lesson(), make_lesson()
    before = set(Presence.objects.filter(lesson=away).values_list("seen_at", flat=True))
    note_still_there(people=both(here), now=later(30))
    assert set(Presence.objects.filter(lesson=here).values_list("seen_at", flat=True)) == {later(30)}
    assert set(Presence.objects.filter(lesson=away).values_list("seen_at", flat=True)) == before


def test_a_hundred_rooms_take_as_many_statements_as_one() -> None:
    lessons = [make_lesson() for _ in range(6)]
    with CaptureQueriesContext(connection) as one:
        note_still_there(people=both(lessons[0]), now=later(30))
    with CaptureQueriesContext(connection) as six:
        note_still_there(people=[pair for lesson in lessons for pair in both(lesson)], now=later(35))
    assert len(six) == len(one)
    assert set(Presence.objects.values_list("seen_at", flat=True)) == {later(35)}


def test_a_lesson_in_which_both_are_found_only_now_starts() -> None:
    """Each came in before the other was written down, in two processes."""
    lesson = make_lesson(state="opened")
    note_still_there(people=both(lesson), now=later(5))
    assert (get_lesson(lesson.pk).state, get_lesson(lesson.pk).started_at) == ("running", later(5))


def test_whoever_was_taken_for_gone_and_is_there_is_there_again() -> None:
    lesson = make_lesson()
    note_presence(lesson_id=lesson.pk, account_id=lesson.pupil.account_id, present=False, now=later(10))
    note_still_there(people=both(lesson), now=later(15))
    assert list(Presence.objects.filter(lesson=lesson).values_list("left_at", flat=True)) == [None, None]


def test_a_visitor_leaves_no_trace_here_either() -> None:
    lesson = make_lesson()
    note_still_there(people=[(lesson.pk, make_account().pk)], now=later(5))
    assert Presence.objects.filter(lesson=lesson).count() == 2
