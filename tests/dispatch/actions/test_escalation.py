"""Never silence: what a wait brings as it ages, each time anew once it comes back into line."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import product

import pytest
from django.core import mail
from django.core.cache import cache

from declic.dispatch.actions import call_back, complete, expire, note_pupil_seen, send_back, want
from declic.dispatch.actions.escalation import escalate, take_step
from declic.dispatch.models import HelpRequest
from declic.dispatch.queries.line import standing_of
from declic.dispatch.rules.calls import is_due
from declic.dispatch.rules.escalation import Choice, Escalation, due, is_called_for
from declic.journal.models import Fact
from declic.lessons.actions import hand_over, lose_teacher, open_lesson
from declic.planning.queries import asked_between
from declic.planning.queries.equality import asked_in
from declic.reports.queries.board import board_of
from tests.dispatch.waits import HALF_PAST, stay
from tests.world import NOW, later, make_free_teacher, make_help_request, make_lesson, make_ring, set_hours

pytestmark = pytest.mark.django_db
TO_THE_OPENING = 23 * 3600
"""From NOW to 17:00 the next day."""
ALL_STEPS = ["widened", "calling", "operator", "offered"]


def steps() -> list[str]:
    return [fact.data["step"] for fact in Fact.objects.filter(name="HelpEscalated").order_by("pk")]


# -- steps ------------------------------------------------------------------------------------------------------------
def test_a_wait_brings_more_at_each_age_and_each_step_is_told_with_its_reason() -> None:
    request = make_help_request()
    assert stay(request, 59).escalation == "none"
    assert stay(request, 60).escalation == "widened"
    assert stay(request, 240).escalation == "calling"
    assert stay(request, 300).escalation == "offered"
    stay(request, 301)
    assert steps() == ["widened", "calling", "operator", "offered"]
    told = Fact.objects.filter(name="HelpEscalated").first()
    assert told
    assert told.data["reason"] == "attend depuis 1\u00a0min\u00a0: on élargit aux niveaux voisins"


@pytest.mark.parametrize("done", list(Escalation))
def test_a_second_does_all_that_is_due_of_a_wait_whatever_its_age_and_what_it_has_come_to(done: Escalation) -> None:
    request = make_help_request()
    for age, called in product((59, 60, 239, 240, 299, 300, 900), (None, 0, 179, 180, 600)):
        now = later(age)
        called_at = None if called is None else now - timedelta(seconds=called)
        HelpRequest.objects.filter(pk=request.pk).update(escalation=done.value, called_at=called_at, pupil_seen_at=now)
        escalate(now=now)
        request.refresh_from_db()
        comes_to = [done, *due(timedelta(seconds=age), done)][-1]
        calls = is_called_for(timedelta(seconds=age), comes_to) and is_due(called_at, now)
        assert (request.escalation, request.called_at) == (comes_to.value, now if calls else called_at)


def test_two_clocks_take_a_step_once() -> None:
    request = make_help_request()
    same = HelpRequest.objects.select_related("pupil").get()
    age = timedelta(minutes=3)
    assert take_step(help_request=request, step=Escalation.WIDENED, age=age, now=later(180))
    assert not take_step(help_request=same, step=Escalation.WIDENED, age=age, now=later(180))
    assert steps() == ["widened"]


def test_a_late_clock_never_takes_a_step_back() -> None:
    request = make_help_request()
    age = timedelta(minutes=5)
    take_step(help_request=request, step=Escalation.OFFERED, age=age, now=later(300))
    assert not take_step(help_request=request, step=Escalation.WIDENED, age=age, now=later(300))
    request.refresh_from_db()
    assert request.escalation == "offered"


def test_nobody_is_called_for_a_page_that_is_silent() -> None:
    request = make_help_request()
    expire(now=later(100))
    expire(now=later(200))
    request.refresh_from_db()
    assert (request.away_since is not None, request.escalation) == (True, "none")


def test_a_lesson_ends_the_steps() -> None:
    ring = make_ring()
    open_lesson(offer_id=ring.pk, teacher_account_id=ring.teacher.account_id, now=later(2))
    expire(now=later(400))
    assert steps() == []


def two_evenings() -> HelpRequest:
    """Open until 19:00 and again the next day: a request that waits since NOW."""
    set_hours((0, "17:00", "19:00"), (1, "17:00", "19:00"))
    return make_help_request()


def test_a_second_evening_brings_every_step_again_each_at_its_age() -> None:
    request = two_evenings()
    for seconds in (60, 240, 300, 3599):
        stay(request, seconds)
    stay(request, 3600)
    assert (request.state, steps()) == ("scheduled", ALL_STEPS)

    stay(request, TO_THE_OPENING - 1)
    assert stay(request, TO_THE_OPENING).escalation == "none"
    assert stay(request, TO_THE_OPENING + 59).escalation == "none"
    assert stay(request, TO_THE_OPENING + 60).escalation == "widened"
    assert stay(request, TO_THE_OPENING + 300).escalation == "offered"
    assert steps() == ALL_STEPS * 2
    told = Fact.objects.filter(name="HelpEscalated").last()
    assert told
    assert told.data["reason"].startswith("attend depuis 5\u00a0min"), "of this evening"


def test_a_call_back_brings_every_step_again() -> None:
    request = make_help_request()
    stay(request, 420)
    call_back(help_request=request, at=HALF_PAST, now=later(420))
    stay(request, 1799)
    assert stay(request, 1800).escalation == "none"
    assert stay(request, 2100).escalation == "offered"
    assert steps() == ALL_STEPS * 2


def after_a_line_that_broke() -> HelpRequest:
    lesson = make_lesson()
    HelpRequest.objects.update(escalation="offered", called_at=later(1499))
    lose_teacher(lesson_id=lesson.pk, now=later(1500))
    return lesson.help_request


def after_a_hand_over() -> HelpRequest:
    lesson = make_lesson()
    account = lesson.teacher.account_id
    hand_over(lesson=lesson, teacher_account_id=account, word="", now=later(1500), even_if_nobody_is_free=True)
    return lesson.help_request


def after_showing_what_was_tried() -> HelpRequest:
    ring = make_ring()
    send_back(offer_id=ring.pk, teacher_account_id=ring.teacher.account_id, now=later(10))
    want(teacher_account_id=ring.teacher.account_id, state="off", now=later(11))
    request = HelpRequest.objects.select_related("pupil").get()
    complete(help_request=request, now=later(1500))
    return request


BACK = [after_a_line_that_broke, after_a_hand_over, after_showing_what_was_tried]


@pytest.mark.parametrize("back", BACK)
def test_who_comes_back_into_line_has_every_step_again_each_at_its_age(back: Callable[[], HelpRequest]) -> None:
    request = back()
    assert stay(request, 1501).escalation == "none"
    assert standing_of(request, later(1501)).step == "asked", "not longer than foreseen"
    assert stay(request, 1559).escalation == "none"
    assert stay(request, 1560).escalation == "widened"
    assert steps() == ["widened"]
    stay(request, 1740)
    assert stay(request, 1800).escalation == "offered"
    assert steps() == ALL_STEPS
    told = Fact.objects.filter(name="HelpEscalated").first()
    assert told
    assert told.data["reason"].startswith("attend depuis 1\u00a0min"), "in line again"
    assert (request.asked_at, request.wait_from) == (NOW, NOW), "its place and its figures stay"


@pytest.mark.parametrize("back", BACK)
def test_the_board_says_since_when_it_is_in_line_again_and_forecasts_count_it_where_it_was_asked(
    back: Callable[[], HelpRequest],
) -> None:
    back()
    assert [waits.wait_from for waits in board_of(later(1501)).waiting] == [later(1500)]
    (cell,) = asked_between(NOW.date(), NOW.date() + timedelta(days=1))
    assert cell[2] == 72, "at six"
    waits = HelpRequest.objects.get()
    HelpRequest.objects.filter(pk=waits.pk).update(state="unmet", closed_at=later(1600), first_accepted_at=None)
    assert [one.quarter for one in asked_in(date(2026, 11, 23), later(1700))] == [72]


def test_an_opening_after_it_came_back_begins_the_steps_anew() -> None:
    set_hours((0, "17:00", "19:00"), (1, "17:00", "19:00"))
    request = after_a_line_that_broke()
    for seconds in (3599, 3600, TO_THE_OPENING - 1, TO_THE_OPENING):
        stay(request, seconds)
    assert (request.state, request.waits_since) == ("waiting", later(TO_THE_OPENING))


def choices_with_somebody_free(request: HelpRequest, seconds: float) -> tuple[Choice, ...]:
    make_free_teacher(now=later(seconds))
    return standing_of(request, later(seconds)).choices


def test_who_waited_before_a_closing_time_may_choose_again_at_once() -> None:
    request = two_evenings()
    for seconds in (3599, 3600, TO_THE_OPENING - 1, TO_THE_OPENING):
        stay(request, seconds)
    assert (request.state, request.escalation) == ("waiting", "none")
    assert choices_with_somebody_free(request, TO_THE_OPENING)


def test_who_was_called_back_may_choose_again_at_once_and_who_asked_while_closed_waits_as_others() -> None:
    request = make_help_request()
    call_back(help_request=request, at=HALF_PAST, now=later(60))
    for seconds in (1799, 1800):
        stay(request, seconds)
    assert (request.state, request.escalation) == ("waiting", "none")
    assert choices_with_somebody_free(request, 1800)

    set_hours((1, "17:00", "19:00"))
    asked = make_help_request(now=later(4000))
    for seconds in (TO_THE_OPENING - 1, TO_THE_OPENING):
        stay(asked, seconds)
    HelpRequest.objects.filter(pk=request.pk).update(state="cancelled")
    assert choices_with_somebody_free(asked, TO_THE_OPENING) == ()


@pytest.mark.django_db(transaction=True)
def test_the_team_is_written_to_each_evening() -> None:
    cache.clear()
    request = two_evenings()
    for seconds in (300, 3599, 3600, TO_THE_OPENING - 1, TO_THE_OPENING):
        stay(request, seconds)
    cache.clear()  # a night has passed
    stay(request, TO_THE_OPENING + 300)
    assert [letter.subject for letter in mail.outbox if "attend depuis" in letter.subject] == [
        "Mathématiques\u00a0: un élève attend depuis 5\u00a0min"
    ] * 2


@pytest.mark.django_db(transaction=True)
def test_the_team_is_written_to_once_in_half_an_hour_for_a_subject() -> None:
    cache.clear()
    asked = [("MAT", 0), ("MAT", 1), ("FRA", 2)]
    requests = [make_help_request(subject=subject, now=later(seconds)) for subject, seconds in asked]
    for request in requests:
        note_pupil_seen(pupil_account_ids=[request.pupil.account_id], now=later(302))
    expire(now=later(302))
    assert [letter.subject for letter in mail.outbox] == [
        "Mathématiques\u00a0: un élève attend depuis 5\u00a0min",
        "Français\u00a0: un élève attend depuis 5\u00a0min",
    ]
    assert "Un élève attend depuis 5\u00a0min." in mail.outbox[0].body
    assert "Inès" not in mail.outbox[0].body
