"""The page of a lesson that is over, as its pupil reads it."""

import html
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from declic.dispatch.actions import run_wave, want
from declic.dispatch.queries import rings_of
from declic.lessons.actions import lose_teacher, open_lesson, report
from declic.lessons.models import Lesson
from declic.people.models import Pupil
from tests.web.clients import signed_in
from tests.world import both_come_in, get_lesson, make_free_teacher, make_lesson, make_pupil

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])

CUT = "La leçon s’est arrêtée avant la fin"


def a_lesson_cut_short(pupil: Pupil) -> Lesson:
    lesson = make_lesson(make_free_teacher([("MAT", pupil.level)], now=timezone.now()), pupil, now=timezone.now())
    lose_teacher(lesson_id=lesson.pk, now=timezone.now())
    return get_lesson(lesson.pk)


def page_of(lesson: Lesson) -> str:
    shown = signed_in(lesson.pupil.account).get(reverse("pupil:lesson", args=[lesson.pk]))
    return html.unescape(shown.content.decode())


def taken_on(lesson: Lesson) -> Lesson:
    """By a colleague, on the same board."""
    now = timezone.now() + timedelta(seconds=5)
    want(teacher_account_id=lesson.teacher.account_id, state="off", now=now)
    colleague = make_free_teacher([("MAT", lesson.level)], now=now)
    run_wave(now=now)
    (offer,) = rings_of(colleague)
    again = open_lesson(offer_id=offer.pk, teacher_account_id=colleague.account_id, now=now)
    both_come_in(again, now=now)
    return get_lesson(again)


@pytest.mark.parametrize("level", ["CP", "4E"])
def test_a_lesson_cut_short_keeps_its_board_and_promises_no_report(level: str) -> None:
    lesson = a_lesson_cut_short(make_pupil(level))
    page = page_of(lesson)
    assert reverse("pupil:board", args=[lesson.pk]) in page
    assert page.count("<h1") == 1
    assert "l’écrit en ce moment" not in page
    assert "Tu saurais le refaire" not in page, "it was not done"
    assert (CUT in page) is (level == "4E"), "the smallest do not read"


def test_it_leads_to_the_lesson_it_went_on_in() -> None:
    lesson = a_lesson_cut_short(make_pupil())
    assert "Elle a continué" not in page_of(lesson)
    again = taken_on(lesson)
    assert f'href="{reverse("pupil:lesson", args=[again.pk])}">Elle a continué avec ' in page_of(lesson)
    assert "Elle a continué" not in page_of(again)


def test_what_its_teacher_wrote_all_the_same_is_shown() -> None:
    lesson = a_lesson_cut_short(make_pupil())
    report(lesson=lesson, worked_on="Thalès", understood="", next_step="", now=timezone.now())
    page = page_of(lesson)
    assert "Thalès" in page
    assert CUT not in page


def test_a_lesson_under_way_has_no_board_to_read_again() -> None:
    lesson = make_lesson(now=timezone.now())
    page = page_of(lesson)
    assert reverse("pupil:board", args=[lesson.pk]) not in page
    assert "Revenir dans la salle" in page
