"""The pupil of a long wait chooses to be called back: when they may, at which half-hours, and what comes of it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from declic.dispatch.actions import ask, call_back, expire, run_wave
from declic.dispatch.queries import call_back_times
from declic.dispatch.queries.line import standing_of
from declic.dispatch.rules.escalation import CALL_BACKS_EACH, Choice
from declic.ground.errors import Refusal
from tests.dispatch.waits import HALF_PAST, stay
from tests.world import (
    NOW,
    later,
    make_draft,
    make_free_teacher,
    make_help_request,
    make_lesson,
    make_pupil,
    make_ring,
    make_sponsor,
    set_hours,
)

pytestmark = pytest.mark.django_db


def test_the_pupil_may_choose_as_soon_as_nobody_on_duty_may_come() -> None:
    request = make_help_request()
    assert Choice.CALL_BACK in standing_of(request, NOW).choices
    make_free_teacher()
    assert standing_of(request, NOW).choices == ()


def test_times_are_the_half_hours_left_today_then_those_of_the_next_opening() -> None:
    set_hours((0, "17:00", "19:00"), (1, "17:00", "19:00"))
    request = make_help_request()
    today, tomorrow = HALF_PAST, datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    half = timedelta(minutes=30)
    assert call_back_times(request, NOW) == [today, tomorrow, tomorrow + half, tomorrow + 2 * half]
    assert call_back_times(request, later(21 * 60))[0] == tomorrow, "ten minutes ahead at least"


def test_a_half_hour_that_is_taken_is_not_free_for_the_same_subject() -> None:
    request = make_help_request()
    for _ in range(CALL_BACKS_EACH):
        call_back(help_request=make_help_request(), at=HALF_PAST, now=NOW)
    assert HALF_PAST not in call_back_times(request, NOW)
    assert HALF_PAST in call_back_times(make_help_request(subject="FRA"), NOW)


def test_when_two_evenings_are_taken_the_third_is_offered() -> None:
    """On an evening when very many wait for one subject."""
    set_hours(*((day, "18:00", "19:00") for day in range(4)))
    request = make_help_request()
    tomorrow = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
    half, day = timedelta(minutes=30), timedelta(days=1)
    for at in (HALF_PAST, tomorrow, tomorrow + half):
        for _ in range(CALL_BACKS_EACH):
            call_back(help_request=make_help_request(), at=at, now=NOW)
    after = tomorrow + day
    assert call_back_times(request, NOW) == [after, after + half, after + day, after + day + half]


def test_called_back_the_request_waits_again_by_itself_first_in_line_with_its_first_time_of_asking() -> None:
    request = make_help_request()
    call_back(help_request=request, at=HALF_PAST, now=later(120))
    assert (request.state, request.call_back_at) == ("scheduled", HALF_PAST)
    newcomer = make_help_request(now=later(600))
    expire(now=HALF_PAST - timedelta(seconds=1))
    request.refresh_from_db()
    assert request.state == "scheduled"
    stay(newcomer, 1800)
    stay(request, 1800)
    assert (request.state, request.asked_at) == ("waiting", NOW)
    teacher = make_free_teacher(now=later(1801))
    (offer,) = run_wave(now=later(1801))
    assert (offer.help_request_id, offer.teacher_id) == (request.pk, teacher.pk)


def test_the_wait_before_a_call_back_still_counts() -> None:
    """Seven minutes of silence are not forgiven by a quick answer afterwards."""
    request = make_help_request()
    call_back(help_request=request, at=HALF_PAST, now=later(420))
    stay(request, 1800)
    assert request.wait_from == HALF_PAST - timedelta(seconds=420)


def test_a_teacher_who_is_rung_falls_silent_and_hears_why() -> None:
    ring = make_ring()
    call_back(help_request=ring.help_request, at=HALF_PAST, now=later(5))
    ring.refresh_from_db()
    assert (ring.state, ring.why) == ("withdrawn", "call_back")


def test_a_time_that_is_not_free_is_refused_and_the_place_kept() -> None:
    request = make_help_request()
    for at in (NOW, HALF_PAST + timedelta(minutes=5), NOW + timedelta(days=30)):
        with pytest.raises(Refusal) as refused:
            call_back(help_request=request, at=at, now=NOW)
        assert refused.value.code == "wrong_time"
    request.refresh_from_db()
    assert (request.state, request.call_back_at) == ("waiting", None)


def test_a_time_told_a_moment_ago_is_still_had() -> None:
    request = make_help_request()
    assert HALF_PAST in call_back_times(request, later(20 * 60))
    assert HALF_PAST not in call_back_times(request, later(20 * 60 + 1))
    call_back(help_request=request, at=HALF_PAST, now=later(29 * 60))
    assert request.call_back_at == HALF_PAST


def test_too_late_once_a_teacher_has_accepted() -> None:
    lesson = make_lesson(state="opened")
    with pytest.raises(Refusal) as refused:
        call_back(help_request=lesson.help_request, at=HALF_PAST, now=later(10))
    assert refused.value.code == "too_late"


def test_kept_for_the_opening_the_pupil_may_choose_another_time_and_another_again() -> None:
    set_hours((1, "17:00", "20:00"))
    request = ask(help_request=make_draft(), now=NOW)
    first, second, *_ = call_back_times(request, NOW)
    call_back(help_request=request, at=second, now=NOW)
    expire(now=first)
    request.refresh_from_db()
    assert request.state == "scheduled", "it opens at the time chosen, not at the opening"
    call_back(help_request=request, at=call_back_times(request, first)[0], now=first)
    request.refresh_from_db()
    assert request.call_back_at
    expire(now=request.call_back_at)
    request.refresh_from_db()
    assert request.state == "waiting"


def test_closed_at_the_time_chosen_it_waits_from_the_next_opening() -> None:
    request = make_help_request()
    call_back(help_request=request, at=HALF_PAST, now=NOW)
    set_hours((1, "17:00", "20:00"))
    expire(now=HALF_PAST)
    request.refresh_from_db()
    assert request.state == "scheduled"
    expire(now=datetime(2026, 11, 24, 16, 0, tzinfo=UTC))
    request.refresh_from_db()
    assert request.state == "waiting"


def test_called_back_and_never_there_it_is_counted_as_unmet() -> None:
    request = make_help_request()
    call_back(help_request=request, at=HALF_PAST, now=NOW)
    expire(now=HALF_PAST)
    expire(now=HALF_PAST + timedelta(minutes=29))
    request.refresh_from_db()
    assert request.state == "waiting"
    expire(now=HALF_PAST + timedelta(minutes=31))
    request.refresh_from_db()
    assert (request.state, request.close_reason) == ("unmet", "call_back")


@pytest.mark.django_db(transaction=True)
def test_the_guardian_is_written_to_when_a_time_is_chosen_and_when_it_comes() -> None:
    request = make_help_request(make_pupil(sponsor=make_sponsor()))
    call_back(help_request=request, at=HALF_PAST, now=NOW)
    expire(now=HALF_PAST)
    chosen, due = mail.outbox
    assert chosen.to == due.to == [request.pupil.guardian.account.email]
    assert chosen.subject == "Inès sera rappelé(e) à 18\u00a0h\u00a030"
    assert "en tête de la file" in due.body


@pytest.mark.django_db(transaction=True)
def test_another_hour_chosen_says_which_holds_no_more_and_the_same_again_says_nothing() -> None:
    request = make_help_request(make_pupil(sponsor=make_sponsor()))
    for at in (HALF_PAST, HALF_PAST + timedelta(minutes=30), HALF_PAST + timedelta(minutes=30)):
        call_back(help_request=request, at=at, now=later(60))
    assert [letter.subject for letter in mail.outbox] == [
        "Inès sera rappelé(e) à 18\u00a0h\u00a030",
        "Inès sera rappelé(e) à 19\u00a0h",
    ]
    words = " ".join(mail.outbox[-1].body.replace("\u00a0", " ").split())
    assert "Inès a choisi une autre heure (Mathématiques) : son rappel est à 19 h, et non plus à 18 h 30." in words
    assert "non plus" not in mail.outbox[0].body
    request.refresh_from_db()
    assert request.call_back_at == HALF_PAST + timedelta(minutes=30)
