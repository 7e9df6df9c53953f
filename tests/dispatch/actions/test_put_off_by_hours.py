"""A promised call-back that new hours leave out moves to the next opening, and the family is told once."""

from datetime import time, timedelta

import pytest
from django.core import mail

from declic.dispatch.actions import call_back
from declic.dispatch.models import HelpRequest
from declic.ground.paris import paris_day
from declic.letters.actions import write_due
from declic.sponsors.actions import prepare_amendment, sign_amendment
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
from tests.world import NOW, make_help_request, make_pupil, make_sponsor, set_hours

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def evenings() -> None:
    set_hours(*((day, "17:00", "20:00") for day in range(5)))


def test_hours_that_changed_move_it_as_soon_as_that_is_known_once() -> None:
    request = called_back_at(HALF_PAST_SEVEN)
    set_hours((1, "17:00", "20:00"))
    assert tick(request, NOW + 7 * MINUTE, there=False).call_back_at == TOMORROW
    assert moves() == [("hours", "")]
    for now in (NOW + 8 * MINUTE, HALF_PAST_SEVEN, EIGHT):
        assert tick(request, now, there=False).call_back_at == TOMORROW
    assert len(moves()) == 1
    set_hours((6, "17:00", "17:01"))
    sunday = TOMORROW + timedelta(days=5)
    assert tick(request, EIGHT).call_back_at == sunday


def test_an_amendment_that_leaves_its_hour_out_moves_it_once_it_is_signed() -> None:
    request = called_back_at(HALF_PAST_SEVEN)
    agreement = request.sponsor.agreements.get()
    amended = prepare_amendment(agreement=agreement, terms=Terms(opens_at=time(17), closes_at=time(19)), now=NOW)
    assert tick(request, NOW + 7 * MINUTE).call_back_at == HALF_PAST_SEVEN
    sign_amendment(amendment=amended, signed_on=paris_day(NOW), now=NOW + 8 * MINUTE)
    assert tick(request, NOW + 8 * MINUTE).call_back_at == TOMORROW
    assert moves() == [("hours", "")]


def test_one_of_another_sponsor_keeps_its_hour() -> None:
    request, other = called_back_at(HALF_PAST_SEVEN), make_help_request(make_pupil(sponsor=make_sponsor()))
    call_back(help_request=other, at=HALF_PAST_SEVEN, now=NOW + 6 * MINUTE)
    request.sponsor.agreements.update(**Agreement.columns(Terms(weekdays=frozenset({2}))))
    assert tick(request, NOW + 7 * MINUTE).call_back_at == WEDNESDAY
    assert tick(other, NOW + 7 * MINUTE).call_back_at == HALF_PAST_SEVEN
    assert len(moves()) == 1


@pytest.mark.django_db(transaction=True)
def test_hours_that_change_back_are_not_told_as_a_closing_that_is_lifted() -> None:
    request = called_back_at(HALF_PAST_SEVEN)
    set_hours(*((day, "17:00", "19:00") for day in range(5)))
    tick(request, NOW + 7 * MINUTE)
    write_due(now=NOW + 12 * MINUTE)
    set_hours(*((day, "17:00", "20:00") for day in range(5)))
    assert tick(request, NOW + 13 * MINUTE).call_back_at == HALF_PAST_SEVEN
    assert [why for why, _ in moves()] == ["hours", "again"]
    write_due(now=NOW + 18 * MINUTE)
    told = mail.outbox[-1]
    assert told.subject == "Inès sera rappelé(e) à 19\u00a0h\u00a030"
    assert "Les heures ont encore changé\u00a0: l’heure choisie est de nouveau possible (Mathématiques)." in told.body
    assert "fermeture" not in told.body


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("whose", ["the service", "the agreement"])
def test_hours_that_changed_are_not_told_as_a_wait_cut_by_a_closing(whose: str) -> None:
    request = called_back_at(HALF_PAST_SEVEN)
    if whose == "the service":
        set_hours(*((day, "17:00", "19:00") for day in range(5)))
    else:
        Agreement.objects.update(**Agreement.columns(Terms(opens_at=time(17), closes_at=time(19))))
    tick(request, NOW + 7 * MINUTE)
    assert request.call_back_at == TOMORROW
    write_due(now=NOW + 12 * MINUTE)
    told = mail.outbox[-1]
    assert told.subject == "Inès sera rappelé(e) demain à 17\u00a0h"
    assert "Inès devait être rappelé(e) à 19\u00a0h\u00a030 (Mathématiques)\u00a0: les heures ont changé." in told.body
    assert "attend encore" not in told.body
    assert "fermé" not in told.body


def shut_from(opens: str) -> None:
    """The week, tonight left out, from `opens` on."""
    set_hours(*((day, opens, "20:00") for day in range(1, 5)))


@pytest.mark.django_db(transaction=True)
def test_hours_edited_row_by_row_are_one_letter_which_says_the_last_state() -> None:
    request = called_back_at(HALF_PAST_SEVEN)
    mail.outbox.clear()
    for minutes, opens in ((7, "17:00"), (8, "18:00"), (9, "17:30")):
        shut_from(opens)
        tick(request, NOW + minutes * MINUTE)
    assert len(moves()) == 3
    for minutes in (11, 12, 13, 14, 20):
        write_due(now=NOW + minutes * MINUTE)
        assert len(mail.outbox) == int(minutes >= 12)
    (told,) = mail.outbox
    assert told.subject == "Inès sera rappelé(e) demain à 17\u00a0h\u00a030"
    assert "Inès devait être rappelé(e) à 19\u00a0h\u00a030 (Mathématiques)\u00a0: les heures ont changé." in told.body


@pytest.mark.django_db(transaction=True)
def test_an_hour_that_is_one_again_before_the_family_was_told_is_no_letter() -> None:
    request = called_back_at(HALF_PAST_SEVEN)
    mail.outbox.clear()
    shut_from("17:00")
    tick(request, NOW + 7 * MINUTE)
    evenings_again = [(day, "17:00", "20:00") for day in range(5)]
    set_hours(*evenings_again)
    assert tick(request, NOW + 8 * MINUTE).call_back_at == HALF_PAST_SEVEN
    for minutes in (12, 13, 20):
        write_due(now=NOW + minutes * MINUTE)
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["a closing", "another hour", "no more"])
def test_what_is_told_at_once_tells_what_waited_to_be_told(what: str) -> None:
    request = called_back_at(HALF_PAST_SEVEN)
    shut_from("17:00")
    tick(request, NOW + 7 * MINUTE)
    mail.outbox.clear()
    if what == "a closing":
        close(TOMORROW, TOMORROW + timedelta(hours=5), NOW + 8 * MINUTE)
        tick(request, NOW + 8 * MINUTE)
        assert "devait être rappelé(e) à 19\u00a0h\u00a030" in mail.outbox[-1].body
    elif what == "another hour":
        call_back(help_request=request, at=TOMORROW + 30 * MINUTE, now=NOW + 8 * MINUTE)
    else:
        HelpRequest.objects.filter(pk=request.pk).update(state="cancelled")
    told = len(mail.outbox)
    assert told == int(what != "no more")
    write_due(now=NOW + 20 * MINUTE)
    assert len(mail.outbox) == told


@pytest.mark.django_db(transaction=True)
def test_an_hour_that_is_near_is_told_at_once() -> None:
    request = called_back_at(HALF_PAST_SEVEN)
    mail.outbox.clear()
    shut_from("17:00")
    tick(request, HALF_PAST_SEVEN - 9 * MINUTE)
    assert [letter.subject for letter in mail.outbox] == ["Inès sera rappelé(e) demain à 17\u00a0h"]


def test_an_hour_that_was_kept_until_the_evening_ended_is_no_change_of_hours() -> None:
    """The clock did not tick before."""
    request = called_back_at(HALF_PAST_SEVEN)
    tick(request, EIGHT, there=False)
    assert (request.call_back_at, moves()) == (TOMORROW, [("closed", "")])


def test_a_closing_decided_outside_the_new_hours_is_not_why_they_changed() -> None:
    request = called_back_at(HALF_PAST_SEVEN)
    set_hours(*((day, "17:00", "19:00") for day in range(5)))
    close(NOW + timedelta(days=3), NOW + timedelta(days=4))
    tick(request, HALF_PAST_SEVEN)
    assert moves() == [("hours", "")]
