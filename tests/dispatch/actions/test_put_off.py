"""A promised call-back that a closing cuts or covers moves to the next opening, and the family is told."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from pytest_django import DjangoAssertNumQueries

from declic.dispatch.actions import call_back, close_exceptionally, lift_closing
from declic.dispatch.actions.put_off import follow_hours
from declic.dispatch.models import ExceptionalClosing, HelpRequest
from declic.dispatch.queries.call_backs import call_back_to_come, why_put_off
from declic.dispatch.rules.call_backs import put_off_to
from declic.dispatch.rules.hours import Opening
from declic.journal.models import Fact
from declic.letters.actions import write_due
from declic.sponsors.models import Agreement
from declic.sponsors.rules.agreements import Terms
from tests.dispatch.call_backs import (
    EIGHT,
    HALF_PAST_SEVEN,
    MINUTE,
    TOMORROW,
    WEDNESDAY,
    called_back_at,
    close,
    moves,
    tick,
)
from tests.world import NOW, make_help_request, make_operator, make_pupil, make_sponsor, set_hours

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def evenings() -> None:
    set_hours(*((day, "17:00", "20:00") for day in range(5)))


def test_not_served_before_the_closing_it_is_promised_for_the_opening_and_told_when_that_comes() -> None:
    request = called_back_at(HALF_PAST_SEVEN)
    assert tick(request, HALF_PAST_SEVEN).state == "waiting"
    tick(request, EIGHT)
    assert (request.state, request.call_back_at, request.kept_over_at) == ("scheduled", TOMORROW, EIGHT)
    assert call_back_to_come(request, EIGHT) == TOMORROW
    assert moves() == [("cut", "")]
    assert tick(request, TOMORROW - MINUTE).state == "scheduled"
    due = Fact.objects.filter(name="CallBackDue")
    assert due.count() == 1, "at half past seven"
    assert tick(request, TOMORROW).state == "waiting"
    assert due.count() == 2
    assert request.asked_at == NOW
    assert moves() == [("cut", "")]


def test_a_second_evening_in_vain_promises_it_again() -> None:
    request = called_back_at(HALF_PAST_SEVEN)
    for now in (HALF_PAST_SEVEN, EIGHT, TOMORROW, EIGHT + timedelta(days=1)):
        tick(request, now)
    assert (request.state, request.call_back_at) == ("scheduled", WEDNESDAY)


@pytest.mark.django_db(transaction=True)
def test_one_nobody_came_to_by_closing_time_is_over_and_nothing_more_is_promised() -> None:
    request = called_back_at(HALF_PAST_SEVEN)
    assert tick(request, HALF_PAST_SEVEN, there=False).state == "waiting"
    mail.outbox.clear()
    tick(request, EIGHT, there=False)
    assert (request.state, request.close_reason) == ("unmet", "call_back")
    assert moves() == []
    (told,) = mail.outbox
    assert (told.to, told.subject) == ([request.pupil.guardian.account.email], "Le rappel d’Inès n’a pas eu lieu")
    assert "sa page Déclic ne répondait pas\u00a0: sa demande s’est refermée." in told.body


@pytest.mark.django_db(transaction=True)
def test_one_that_a_closing_cut_before_its_half_hour_was_over_is_promised_anew_and_nobody_is_said_to_wait() -> None:
    request = called_back_at(HALF_PAST_SEVEN)
    tick(request, HALF_PAST_SEVEN, there=False)
    close(HALF_PAST_SEVEN + 5 * MINUTE, EIGHT, HALF_PAST_SEVEN + MINUTE)
    assert tick(request, HALF_PAST_SEVEN + 5 * MINUTE, there=False).call_back_at == TOMORROW
    assert "Inès n’a pas encore eu de professeur (Mathématiques), et Déclic est fermé." in mail.outbox[-1].body


def test_who_was_not_called_back_is_kept_as_before() -> None:
    request = make_help_request()
    tick(request, EIGHT)
    assert (request.state, request.call_back_at, request.call_back_was) == ("scheduled", None, None)
    assert moves() == []


def test_an_exceptional_closing_over_its_hour_moves_it_as_soon_as_it_is_decided() -> None:
    request = called_back_at(HALF_PAST_SEVEN)
    close(HALF_PAST_SEVEN - 15 * MINUTE, EIGHT + timedelta(hours=3))
    tick(request, NOW + 8 * MINUTE, there=False)
    assert (request.state, request.call_back_at, request.call_back_was) == ("scheduled", TOMORROW, HALF_PAST_SEVEN)
    assert why_put_off(request, NOW + 8 * MINUTE) == "Panne de courant."
    assert moves() == [("closed", "Panne de courant.")]
    for now in (NOW + 9 * MINUTE, HALF_PAST_SEVEN, EIGHT, TOMORROW - MINUTE):
        assert tick(request, now, there=False).state == "scheduled"
    assert len(moves()) == 1
    assert tick(request, TOMORROW).state == "waiting"


def test_it_moves_again_when_the_next_evening_is_closed_too_and_to_the_end_of_a_short_closing() -> None:
    request = called_back_at(HALF_PAST_SEVEN)
    short = close(HALF_PAST_SEVEN - MINUTE, HALF_PAST_SEVEN + 15 * MINUTE)
    assert tick(request, NOW + 8 * MINUTE).call_back_at == HALF_PAST_SEVEN + 15 * MINUTE
    close(HALF_PAST_SEVEN + 15 * MINUTE, TOMORROW + timedelta(hours=5))
    assert tick(request, NOW + 9 * MINUTE).call_back_at == WEDNESDAY
    lift_closing(closing=short, by=make_operator(), now=NOW + 10 * MINUTE)
    tick(request, NOW + 10 * MINUTE)
    assert (request.call_back_at, request.call_back_was) == (HALF_PAST_SEVEN, None), "the hour chosen is free again"


def test_one_that_moves_twice_is_told_each_time_why_it_leaves_the_hour_it_had() -> None:
    request = called_back_at(HALF_PAST_SEVEN)
    close(HALF_PAST_SEVEN - MINUTE, EIGHT)
    tick(request, NOW + 8 * MINUTE)
    later = TOMORROW + timedelta(hours=5)
    close_exceptionally(starts_at=TOMORROW, ends_at=later, reason="Travaux.", by=make_operator(), now=NOW + 9 * MINUTE)
    assert tick(request, NOW + 9 * MINUTE).call_back_at == WEDNESDAY
    assert moves() == [("closed", "Panne de courant."), ("closed", "Travaux.")]


def closed_twice() -> tuple[HelpRequest, ExceptionalClosing]:
    """Tonight, then tomorrow from 17 h to 22 h: the hour chosen is moved to Wednesday."""
    request = called_back_at(HALF_PAST_SEVEN)
    close(HALF_PAST_SEVEN - MINUTE, EIGHT)
    tick(request, NOW + 8 * MINUTE, there=False)
    tomorrow = close_exceptionally(
        starts_at=TOMORROW, ends_at=TOMORROW + timedelta(hours=5), reason="Travaux.", by=make_operator(), now=NOW
    )
    assert tick(request, NOW + 9 * MINUTE, there=False).call_back_at == WEDNESDAY
    return request, tomorrow


@pytest.mark.django_db(transaction=True)
def test_one_that_moved_twice_comes_back_to_the_first_opening_as_soon_as_the_second_closing_is_lifted() -> None:
    request, tomorrow = closed_twice()
    lift_closing(closing=tomorrow, by=make_operator(), now=NOW + 10 * MINUTE)
    tick(request, NOW + 10 * MINUTE, there=False)
    assert (request.call_back_at, request.call_back_was) == (TOMORROW, HALF_PAST_SEVEN)
    assert moves()[2:] == [("sooner", "")]
    write_due(now=NOW + 15 * MINUTE)
    told = mail.outbox[-1]
    assert told.subject == "Inès sera rappelé(e) demain à 17\u00a0h"
    assert "Bonne nouvelle\u00a0: Déclic ouvre plus tôt qu’annoncé (Mathématiques)." in told.body
    tick(request, NOW + 11 * MINUTE, there=False)
    assert len(moves()) == 3


def test_one_that_moved_twice_comes_back_to_the_end_of_a_closing_that_is_shortened() -> None:
    request, tomorrow = closed_twice()
    six = TOMORROW + timedelta(hours=1)
    ExceptionalClosing.objects.filter(pk=tomorrow.pk).update(ends_at=six)
    assert tick(request, NOW + 10 * MINUTE, there=False).call_back_at == six
    ExceptionalClosing.objects.all().delete()
    tick(request, NOW + 11 * MINUTE, there=False)
    assert (request.call_back_at, request.call_back_was) == (HALF_PAST_SEVEN, None)
    assert [why for why, _ in moves()] == ["closed", "closed", "sooner", "lifted"]


def test_the_page_says_the_closing_that_keeps_it_off_now_not_the_first() -> None:
    request, tomorrow = closed_twice()
    assert why_put_off(request, NOW + 9 * MINUTE) == "Travaux."
    after = WEDNESDAY + timedelta(days=1)
    close(WEDNESDAY + timedelta(hours=5), after, NOW + 9 * MINUTE)
    assert why_put_off(request, NOW + 9 * MINUTE) == "Travaux.", "the next is after its hour"
    lift_closing(closing=tomorrow, by=make_operator(), now=NOW + 10 * MINUTE)
    tick(request, NOW + 10 * MINUTE, there=False)
    assert why_put_off(request, NOW + 10 * MINUTE) == "Panne de courant."


def test_a_closing_that_takes_nothing_from_the_hours_keeps_nothing_off() -> None:
    request = called_back_at(HALF_PAST_SEVEN)
    set_hours((1, "17:00", "20:00"))
    close(EIGHT + timedelta(hours=2), EIGHT + timedelta(hours=4))
    tick(request, NOW + 8 * MINUTE, there=False)
    assert (request.call_back_at, why_put_off(request, NOW + 8 * MINUTE)) == (TOMORROW, "")


def test_once_its_first_hour_has_passed_it_still_comes_back_sooner_but_never_at_once() -> None:
    request, tomorrow = closed_twice()
    for now in (HALF_PAST_SEVEN, EIGHT):
        assert tick(request, now, there=False).call_back_at == WEDNESDAY
    ExceptionalClosing.objects.filter(pk=tomorrow.pk).update(ends_at=TOMORROW + timedelta(hours=1))
    assert tick(request, TOMORROW + 55 * MINUTE, there=False).call_back_at == WEDNESDAY, "five minutes ahead"
    assert tick(request, TOMORROW + 5 * MINUTE, there=False).call_back_at == TOMORROW + timedelta(hours=1)


def test_lifted_in_time_it_has_its_hour_again_and_too_late_it_keeps_the_new_one() -> None:
    request = called_back_at(HALF_PAST_SEVEN)
    closing = close(HALF_PAST_SEVEN, EIGHT)
    tick(request, NOW + 8 * MINUTE)
    lift_closing(closing=closing, by=make_operator(), now=NOW + 9 * MINUTE)
    tick(request, NOW + 9 * MINUTE)
    assert (request.call_back_at, request.call_back_was) == (HALF_PAST_SEVEN, None)
    assert [why for why, _ in moves()] == ["closed", "lifted"]

    closing = close(HALF_PAST_SEVEN, EIGHT, NOW + 10 * MINUTE)
    tick(request, NOW + 10 * MINUTE)
    lift_closing(closing=closing, by=make_operator(), now=HALF_PAST_SEVEN - 5 * MINUTE)
    tick(request, HALF_PAST_SEVEN - 5 * MINUTE)
    assert (request.call_back_at, len(moves())) == (TOMORROW, 3), "nobody would be there in five minutes"


def test_another_hour_the_pupil_chooses_then_is_theirs() -> None:
    request = called_back_at(HALF_PAST_SEVEN)
    closing = close(HALF_PAST_SEVEN, EIGHT)
    tick(request, NOW + 8 * MINUTE)
    call_back(help_request=request, at=TOMORROW + 30 * MINUTE, now=NOW + 9 * MINUTE)
    lift_closing(closing=closing, by=make_operator(), now=NOW + 10 * MINUTE)
    tick(request, NOW + 10 * MINUTE)
    assert (request.call_back_at, request.call_back_was) == (TOMORROW + 30 * MINUTE, None)
    assert why_put_off(request, NOW + 10 * MINUTE) == ""


def test_looking_at_many_takes_as_many_queries_as_at_one(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    called_back_at(HALF_PAST_SEVEN)
    for _ in range(2):
        with django_assert_num_queries(4):
            follow_hours(now=NOW + 7 * MINUTE)
        for _ in range(2):
            request = make_help_request(make_pupil(sponsor=make_sponsor()))
            call_back(help_request=request, at=EIGHT - 60 * MINUTE, now=NOW + 6 * MINUTE)


def test_without_any_opening_ahead_it_is_kept_with_no_hour_and_the_family_told_so() -> None:
    request = called_back_at(HALF_PAST_SEVEN)
    tick(request, HALF_PAST_SEVEN)
    Agreement.objects.update(**Agreement.columns(Terms(weekdays=frozenset({6}))))
    tick(request, EIGHT)
    assert (request.state, request.call_back_at, request.call_back_was) == ("scheduled", None, HALF_PAST_SEVEN)
    assert Fact.objects.get(name="CallBackMoved").data["at"] is None


def test_nobody_is_promised_an_hour_of_the_night() -> None:
    night = NOW + timedelta(hours=7)
    always = Opening(is_open=True, closes_at=None, opens_at=None)
    assert put_off_to(NOW, lambda at: always if at >= night else Opening(False, None, night)) == datetime(
        2026, 11, 24, 7, 0, tzinfo=UTC
    )


@pytest.mark.django_db(transaction=True)
def test_the_guardian_is_written_to_with_the_reason_and_the_new_hour_and_again_when_it_is_lifted() -> None:
    request = called_back_at(HALF_PAST_SEVEN)
    closing = close(HALF_PAST_SEVEN, EIGHT)
    tick(request, NOW + 8 * MINUTE, there=False)
    moved = mail.outbox[-1]
    assert moved.to == [request.pupil.guardian.account.email]
    assert moved.subject == "Inès sera rappelé(e) demain à 17\u00a0h"
    assert "devait être rappelé(e) à 19\u00a0h\u00a030 (Mathématiques)" in moved.body
    assert "Panne de courant." in moved.body
    lift_closing(closing=closing, by=make_operator(), now=NOW + 9 * MINUTE)
    tick(request, NOW + 9 * MINUTE, there=False)
    assert mail.outbox[-1].subject == "Inès sera rappelé(e) à 19\u00a0h\u00a030"
    assert "n’aura pas lieu" in mail.outbox[-1].body
    for now in (HALF_PAST_SEVEN, EIGHT):
        tick(request, now)
    assert mail.outbox[-1].subject == "Inès sera rappelé(e) demain à 17\u00a0h"
    assert "n’a pas encore eu de professeur" in mail.outbox[-1].body
    tick(request, TOMORROW)
    assert mail.outbox[-1].subject.startswith("C’est l’heure du rappel")
