"""Where each pupil stands."""

from dataclasses import replace

import pytest
from pytest_django import DjangoAssertNumQueries

from declic.dispatch.actions import accept, run_wave, want
from declic.dispatch.queries import Standing, estimate_for, place_of, ring_for, standings
from declic.dispatch.queries.line import HELD, standing_of
from declic.dispatch.rules.escalation import INSTEAD
from tests.world import NOW, later, make_free_teacher, make_help_request, make_lesson, make_pupil, make_ring, set_hours

pytestmark = pytest.mark.django_db


def test_places_are_counted_in_the_subject_and_the_band_of_levels() -> None:
    asked = [
        make_help_request(make_pupil(level=level), subject, now=later(number))
        for number, (level, subject) in enumerate(
            [("4E", "MAT"), ("3E", "MAT"), ("4E", "FRA"), ("TG", "MAT"), ("6E", "MAT")]
        )
    ]
    assert [place_of(request) for request in asked] == [1, 2, 1, 1, 3]
    found = standings(later(10))
    assert [found[request.pk].place for request in asked] == [1, 2, 1, 1, 3]


def test_nobody_on_duty_no_estimate_one_free_at_once_one_busy_after_a_lesson() -> None:
    asked = make_help_request()
    assert standing_of(asked, NOW) == Standing(
        place=1, estimate=None, free=0, ringing=False, step="asked", choices=INSTEAD
    )
    make_free_teacher()
    assert standing_of(asked, NOW) == Standing(place=1, estimate=(0, 2), free=1, ringing=False, step="asked")
    run_wave(now=NOW)
    assert standing_of(asked, NOW) == Standing(place=1, estimate=(0, 2), free=0, ringing=True, step="ringing")


def test_when_all_are_busy_a_lesson_has_to_end_first() -> None:
    lesson = make_lesson()
    asked = make_help_request(now=later(2))
    low, high = estimate_for(asked, later(2)) or (0, 0)
    assert low < 23 < high
    want(teacher_account_id=lesson.teacher.account_id, state="off", now=later(3))
    assert estimate_for(asked, later(3)) is None


def test_a_teacher_on_the_last_lesson_is_not_counted_on() -> None:
    lesson = make_lesson()
    want(teacher_account_id=lesson.teacher.account_id, state="last_one", now=later(1))
    assert estimate_for(make_help_request(), later(2)) is None


def test_past_the_promise_the_wait_is_said_to_be_long() -> None:
    asked = make_help_request()
    assert standing_of(asked, later(301)).step == "long"


def test_what_is_not_in_line_is_held() -> None:
    set_hours((1, "17:00", "20:00"))
    asked = make_help_request()
    assert standing_of(asked, NOW) == replace(HELD, choices=INSTEAD)
    assert place_of(asked) == 1
    assert place_of(make_ring_and_take()) == 0


def make_ring_and_take() -> object:
    set_hours()
    ring = make_ring()
    return accept(offer=ring_for(ring.pk, ring.teacher.account_id), now=NOW)


def test_everyones_standing_takes_as_many_queries_as_one(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(2):
        make_free_teacher()
        make_help_request(now=later(number))
        with django_assert_num_queries(5):
            standings(later(5))
