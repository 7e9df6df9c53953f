"""A pupil who chose to be called back would rather wait after all: by a mistaken tap, or because there is time now."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from declic.dispatch.actions import ask, call_back, close_subject, come_back, expire, run_wave
from declic.dispatch.models import HelpRequest
from declic.dispatch.queries.line import standing_of
from declic.dispatch.rules.escalation import CALL_BACKS_CHOSEN, Choice
from declic.ground.errors import Refusal
from declic.journal.models import Fact
from tests.dispatch.waits import HALF_PAST, stay
from tests.world import (
    NOW,
    later,
    make_draft,
    make_free_teacher,
    make_help_request,
    make_lesson,
    make_operator,
    make_pupil,
    make_sponsor,
    set_hours,
)

pytestmark = pytest.mark.django_db
TOMORROW = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)


def called_back(after: float = 0, at: datetime = HALF_PAST) -> HelpRequest:
    request = make_help_request(make_pupil(sponsor=make_sponsor()))
    if after:
        stay(request, after)
    call_back(help_request=request, at=at, now=later(after))
    return request


def test_it_is_first_in_line_again_and_a_teacher_is_rung_at_once() -> None:
    request = called_back()
    newcomer = make_help_request(now=later(30))
    come_back(help_request=request, now=later(60))
    request.refresh_from_db()
    assert (request.state, request.asked_at, request.call_back_at) == ("waiting", NOW, None)
    assert standing_of(request, later(60)).place == 1
    assert standing_of(newcomer, later(60)).place == 2
    make_free_teacher(now=later(61))
    (offer,) = run_wave(now=later(61))
    assert offer.help_request_id == request.pk


def test_its_steps_go_on_from_where_they_were_and_the_time_out_of_line_is_not_waited() -> None:
    request = called_back(after=420)
    before = request.escalation
    assert before == "offered"
    come_back(help_request=request, now=later(480))
    request.refresh_from_db()
    assert request.escalation == before
    assert request.waits_since == request.wait_from == later(60)
    assert Choice.CALL_BACK in standing_of(request, later(480)).choices, "as before the mistaken tap"


def test_another_day_the_steps_begin_anew() -> None:
    set_hours((0, "17:00", "20:00"), (1, "17:00", "20:00"))
    request = called_back(after=420, at=TOMORROW + timedelta(minutes=30))
    at = TOMORROW + timedelta(minutes=10)
    come_back(help_request=request, now=at)
    request.refresh_from_db()
    assert (request.escalation, request.in_line_since) == ("none", at)
    assert request.wait_from == at - timedelta(seconds=420), "what it waited still counts"


def test_asked_while_closed_it_has_waited_nothing() -> None:
    set_hours((0, "18:10", "20:00"))
    request = ask(help_request=make_draft(), now=NOW)
    call_back(help_request=request, at=HALF_PAST, now=NOW)
    come_back(help_request=request, now=later(900))
    request.refresh_from_db()
    assert (request.state, request.wait_from, request.waits_since) == ("waiting", later(900), later(900))


def test_the_hour_is_forgotten_and_leaving_is_the_pupils_own() -> None:
    request = called_back()
    come_back(help_request=request, now=later(60))
    expire(now=later(120))
    expire(now=HALF_PAST)
    request.refresh_from_db()
    assert request.state == "cancelled", "its page was silent, and no call-back was left unserved"
    assert not Fact.objects.filter(name="CallBackDue").exists()


def test_what_it_is_told_then_is_a_new_range() -> None:
    request = called_back()
    HelpRequest.objects.update(told_at=NOW, told_low=1, told_high=3)
    request.refresh_from_db()
    come_back(help_request=request, now=later(60))
    request.refresh_from_db()
    assert (request.told_at, request.told_low, request.told_high) == (None, None, None)


def test_twice_is_once() -> None:
    request = called_back()
    stale = HelpRequest.objects.get(pk=request.pk)
    come_back(help_request=request, now=later(60))
    come_back(help_request=request, now=later(61))
    come_back(help_request=stale, now=later(62))
    assert Fact.objects.filter(name="CallBackDropped").count() == 1


def test_hours_are_chosen_and_dropped_a_few_times_only_since_each_is_a_letter() -> None:
    request = called_back()
    for _ in range(CALL_BACKS_CHOSEN - 1):
        come_back(help_request=request, now=later(60))
        call_back(help_request=request, at=HALF_PAST, now=later(60))
    come_back(help_request=request, now=later(60))
    with pytest.raises(Refusal) as refused:
        call_back(help_request=request, at=HALF_PAST, now=later(60))
    assert refused.value.code == "too_often"
    request.refresh_from_db()
    assert request.state == "waiting", "the place is kept"


def test_too_late_once_a_teacher_has_accepted() -> None:
    lesson = make_lesson(state="opened")
    with pytest.raises(Refusal) as refused:
        come_back(help_request=lesson.help_request, now=later(10))
    assert refused.value.code == "too_late"


@pytest.mark.parametrize("minutes", [121, 117], ids=["closed", "last minutes"])
def test_while_closed_and_in_the_last_minutes_it_keeps_its_hour(minutes: int) -> None:
    set_hours((0, "17:00", "20:00"), (1, "17:00", "20:00"))
    request = called_back(at=TOMORROW)
    with pytest.raises(Refusal) as refused:
        come_back(help_request=request, now=later(minutes * 60))
    assert "Déclic est fermé pour l’instant" in refused.value.message
    request.refresh_from_db()
    assert request.state == "scheduled"


def test_its_subject_closed_for_the_evening_it_keeps_its_hour() -> None:
    request = called_back()
    close_subject(subject=request.subject, levels="", reason="Trop de monde.", by=make_operator(), now=later(30))
    with pytest.raises(Refusal) as refused:
        come_back(help_request=request, now=later(60))
    assert "Cette matière est fermée ce soir" in refused.value.message


@pytest.mark.django_db(transaction=True)
def test_the_guardian_hears_that_the_hour_holds_no_more() -> None:
    request = called_back()
    come_back(help_request=request, now=later(60))
    _, dropped = mail.outbox
    assert dropped.to == [request.pupil.guardian.account.email]
    assert dropped.subject == "Inès attend un professeur maintenant"
    assert "Il n’y a plus de rappel à 18\u00a0h\u00a030." in " ".join(dropped.body.split(" "))
