"""From four minutes on, teachers off duty who agreed are called, a few at a time: once a request, once a half-hour."""

import re
from datetime import timedelta
from typing import ClassVar

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, transaction

from declic.dispatch.actions import call_back, expire, note_pupil_seen, want
from declic.dispatch.actions.calls import call_off_duty, call_one
from declic.dispatch.models import HelpRequest, OffDutyCall
from declic.dispatch.queries import call_back_times
from declic.dispatch.rules.calls import evening_of, half_hour_of
from declic.ground.errors import Refusal
from declic.ground.text_message import size_of
from declic.journal.models import Fact
from declic.notices.sms import NoCarrierError, provider
from declic.people.actions.calls import agree_to_calls, refuse_calls
from declic.people.models import Teacher
from declic.people.rules.teachers import TeacherState
from tests.world import NOW, later, make_free_teacher, make_help_request, make_teacher, set_hours

pytestmark = pytest.mark.django_db
PHONE = "06 12 34 56 78"


class Carrier:
    """Keeps what it is given; away when told so."""

    sent: ClassVar[list[tuple[str, str]]] = []
    is_away: ClassVar[bool] = False

    def send(self, to: str, text: str) -> None:
        if Carrier.is_away:
            raise ConnectionRefusedError
        Carrier.sent.append((to, text))


@pytest.fixture
def sent(settings: object) -> list[tuple[str, str]]:
    settings.SMS_PROVIDER = f"{__name__}.Carrier"  # type: ignore[attr-defined]
    Carrier.sent, Carrier.is_away = [], False
    return Carrier.sent


def agreeing(*skills: tuple[str, str]) -> Teacher:
    teacher = make_teacher(skills or (("MAT", "4E"),))
    agree_to_calls(teacher=teacher, phone=PHONE, now=NOW)
    return teacher


def called() -> list[int]:
    return list(OffDutyCall.objects.order_by("pk").values_list("teacher_id", flat=True))


def wait(request: HelpRequest, seconds: float) -> None:
    note_pupil_seen(pupil_account_ids=[request.pupil.account_id], now=later(seconds))
    expire(now=later(seconds))


def test_at_four_minutes_three_of_those_who_agreed_are_called_and_it_is_told() -> None:
    teachers = [agreeing() for _ in range(4)]
    request = make_help_request()
    wait(request, 239)
    assert called() == []
    wait(request, 240)
    assert called() == [teacher.pk for teacher in teachers[:3]]
    assert Fact.objects.filter(name="TeacherCalled").count() == 3
    wait(request, 400)
    assert len(called()) == 3, "nobody more for three minutes"


def test_three_others_are_called_every_three_minutes_while_it_waits_and_each_once() -> None:
    teachers = [agreeing() for _ in range(7)]
    request = make_help_request()
    for minute, many in ((4, 3), (5, 3), (6, 3), (7, 6), (9, 6), (10, 7), (60, 7)):
        wait(request, 60 * minute)
        assert len(called()) == many, minute
    assert called() == [teacher.pk for teacher in teachers]


def test_whoever_was_called_for_another_is_called_once_the_half_hour_is_over() -> None:
    teacher = agreeing()
    call_off_duty(help_request=make_help_request(), now=NOW)
    second = make_help_request()
    for minute in range(4, 32, 3):
        wait(second, 60 * minute)
        assert len(called()) == (1 if minute < 30 else 2), minute
    assert called() == [teacher.pk] * 2


def test_twelve_are_called_for_one_request_in_an_evening() -> None:
    for _ in range(14):
        agreeing()
    request = make_help_request()
    for minute in range(4, 20, 3):
        wait(request, 60 * minute)
    assert len(called()) == 12


def test_the_next_evening_they_are_called_again_and_twelve_more_may_be() -> None:
    set_hours((0, "17:00", "20:00"), (1, "17:00", "20:00"))
    for _ in range(13):
        agreeing()
    request = make_help_request()
    for minute in range(4, 20, 3):
        wait(request, 60 * minute)
    evening = 23 * 3600
    for seconds in (7199, 7200, evening - 1, evening, evening + 239):
        wait(request, seconds)
    assert len(called()) == 12
    for minute in range(4, 20, 3):
        wait(request, evening + 60 * minute)
    assert len(called()) == 24
    assert set(called()[:12]) & set(called()[12:])
    assert call_one_is_refused_for_who_was_called_this_evening(evening + 1200)


def call_one_is_refused_for_who_was_called_this_evening(seconds: float) -> bool:
    last = Teacher.objects.get(pk=called()[-1])
    return refusal(last, seconds) == "nobody_waits"


def test_after_a_call_back_of_the_same_evening_nobody_is_called_twice() -> None:
    teacher = agreeing()
    request = make_help_request()
    wait(request, 240)
    request.refresh_from_db()
    call_back(help_request=request, at=call_back_times(request, later(240))[1], now=later(240))
    for minute in (60, 64, 67, 70):
        wait(request, 60 * minute)
    assert called() == [teacher.pk]


def test_the_call_of_the_team_stops_none_of_the_others() -> None:
    first = agreeing()
    others = [agreeing() for _ in range(2)]
    request = make_help_request()
    call_one(teacher=first, subject="MAT", now=later(30))
    wait(request, 240)
    assert called() == [first.pk, *(other.pk for other in others)]


def test_nobody_is_called_once_a_teacher_has_it_and_a_pupil_who_is_away_calls_nobody() -> None:
    agreeing()
    request = make_help_request()
    HelpRequest.objects.filter(pk=request.pk).update(escalation="offered", called_at=NOW, away_since=later(200))
    expire(now=later(600))
    assert called() == []
    HelpRequest.objects.filter(pk=request.pk).update(state="accepted", away_since=None)
    request.refresh_from_db()
    assert call_off_duty(help_request=request, now=later(600)) == 0


def test_one_kept_for_the_next_opening_calls_nobody_before_four_minutes_of_it() -> None:
    agreeing()
    request = make_help_request()
    HelpRequest.objects.filter(pk=request.pk).update(escalation="offered", called_at=NOW, wait_from=later(86400))
    wait(request, 86400 + 239)
    assert called() == []
    wait(request, 86400 + 240)
    assert len(called()) == 1


def test_nobody_is_called_who_did_not_agree_or_has_not_the_skill_or_is_on_duty_or_may_not_teach() -> None:
    make_teacher()
    agreeing(("FRA", "4E"))
    no_more = agreeing()
    refuse_calls(teacher=no_more, now=NOW)
    suspended = agreeing()
    Teacher.objects.filter(pk=suspended.pk).update(state=TeacherState.SUSPENDED.value)
    expired = agreeing()
    Teacher.objects.filter(pk=expired.pk).update(authorised_until=NOW.date() - timedelta(days=1))
    paused = make_free_teacher()
    agree_to_calls(teacher=paused, phone=PHONE, now=NOW)
    want(teacher_account_id=paused.account_id, state="pause", now=NOW)
    assert call_off_duty(help_request=make_help_request(), now=NOW) == 0


def test_a_teacher_is_left_alone_for_half_an_hour_whoever_waits() -> None:
    agreeing()
    assert call_off_duty(help_request=make_help_request(), now=NOW) == 1
    assert call_off_duty(help_request=make_help_request(), now=later(29 * 60)) == 0
    assert call_off_duty(help_request=make_help_request(), now=later(30 * 60)) == 1


def test_the_table_has_the_last_word() -> None:
    """Two clocks at once: one call."""
    teacher, first, second = agreeing(), make_help_request(), make_help_request()
    call_off_duty(help_request=first, now=NOW)
    for request, at in ((second, later(60)), (first, later(3600))):
        with pytest.raises(IntegrityError), transaction.atomic():
            OffDutyCall.objects.create(
                help_request=request, teacher=teacher, at=at, half_hour=half_hour_of(at), evening=evening_of(at)
            )


def test_closed_or_at_night_nobody_is_called() -> None:
    agreeing()
    request = make_help_request()
    assert call_off_duty(help_request=request, now=later(5 * 3600)) == 0, "the service never closes, people sleep"
    set_hours((1, "17:00", "20:00"))
    assert call_off_duty(help_request=request, now=NOW) == 0


@pytest.mark.django_db(transaction=True)
def test_the_message_says_what_waits_and_how_to_say_no_and_names_no_child(sent: list[tuple[str, str]]) -> None:
    agreeing()
    call_off_duty(help_request=make_help_request(), now=NOW)
    ((to, text),) = sent
    assert to == "+33612345678"
    assert "Maths, 4e" in text
    assert "/prof/appels/" in text
    assert "Inès" not in text
    assert size_of(text)[1:] == (2, ""), "each costs: a typographic sign would make them three"


@pytest.mark.django_db(transaction=True)
def test_a_carrier_that_is_away_undoes_nothing(sent: list[tuple[str, str]]) -> None:
    Carrier.is_away = True
    agreeing()
    assert call_off_duty(help_request=make_help_request(), now=NOW) == 1
    assert (len(called()), sent) == (1, [])


@pytest.mark.django_db(transaction=True)
def test_by_default_the_log_says_what_would_leave_without_the_number(caplog: pytest.LogCaptureFixture) -> None:
    agreeing()
    call_off_duty(help_request=make_help_request(), now=NOW)
    assert "SMS to …78" in caplog.text
    assert "612345678" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_in_production_nobody_is_called_by_a_message_nobody_carries_and_the_log_holds_no_word_of_one(
    caplog: pytest.LogCaptureFixture, settings: LazySettings
) -> None:
    settings.PRODUCTION = True
    agreeing()
    assert call_off_duty(help_request=make_help_request(), now=NOW) == 0
    assert called() == []
    with pytest.raises(NoCarrierError):
        provider().send("+33612345678", "Un élève attend en Maths : /prof/")
    assert "SMS to …78 not sent" in caplog.text
    assert not re.search("612345678|élève|Maths|/prof/", caplog.text)


# -- the team's own call ----------------------------------------------------------------------------------------------
def refusal(teacher: Teacher, seconds: float = 30) -> str:
    with pytest.raises(Refusal) as refused:
        call_one(teacher=teacher, subject="MAT", now=later(seconds))
    return refused.value.code


def test_the_team_calls_somebody_for_the_longest_wait_they_may_take() -> None:
    teacher = agreeing(("MAT", "4E"), ("FRA", "4E"))
    longest = make_help_request()
    make_help_request(now=later(10))
    call_one(teacher=teacher, subject="MAT", now=later(30))
    assert OffDutyCall.objects.get().help_request_id == longest.pk
    assert Fact.objects.get(name="TeacherCalled").data["teacher_account_id"] == teacher.account_id


def test_the_team_calls_nobody_twice_in_half_an_hour_and_nobody_who_did_not_agree() -> None:
    make_help_request()
    make_help_request(now=later(10))
    assert refusal(make_teacher()) == "not_callable"
    on_duty = agreeing()
    want(teacher_account_id=on_duty.account_id, state="free", now=later(20))
    assert refusal(on_duty) == "not_callable"
    called_before = agreeing()
    call_one(teacher=called_before, subject="MAT", now=later(30))
    assert refusal(called_before, 60) == "called_lately"
    assert refusal(called_before, 8 * 3600) == "night"


def test_the_team_calls_nobody_when_nobody_waits_for_their_levels() -> None:
    teacher = agreeing(("MAT", "CM2"))
    make_help_request()
    assert refusal(teacher) == "nobody_waits"
