"""A pupil's waiting page: never silent, told of the teacher the second the lesson opens."""

from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from declic.classroom.tickets import write_ticket
from declic.dispatch.actions import (
    announce,
    ask,
    ask_in_writing,
    call_back,
    cancel,
    close_exceptionally,
    close_subject,
    complete,
    expire,
    note_pupil_seen,
    reopen_subject,
    run_wave,
    send_back,
    take_back_question,
    wait_for_wanted,
    withdraw_announcement,
)
from declic.dispatch.actions.escalation import escalate
from declic.dispatch.models import HelpRequest
from declic.dispatch.queries import call_back_times
from declic.dispatch.rules import HelpState
from declic.lessons.actions import open_lesson
from declic.lessons.queries.waits import waits_of
from declic.live import waiting_door
from declic.live.protocol.waiting import PlaceIs, WaitWelcome
from declic.live.waiting import PUT_OFF, Waits, place_said
from declic.live.waiting_door import WaitingDoor
from tests.live.talking import Talks, now, talks, ticket, until
from tests.world import (
    make_draft,
    make_free_teacher,
    make_help_request,
    make_operator,
    make_pupil,
    make_ring,
    make_teacher,
    make_wish,
    set_hours,
)

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "rooms"])


@pytest.fixture
def live() -> Iterator[Talks]:
    with talks(WaitingDoor) as running:
        yield running


def test_a_page_learns_first_where_the_pupil_stands(live: Talks) -> None:
    request = make_help_request(now=now())
    with live.wait(request.pupil) as page:
        welcome = page.next("welcome")
    assert welcome["request"]["id"] == str(request.pk)
    assert welcome["request"]["state"] == "waiting"
    assert (welcome["place"], welcome["step"], welcome["ringing"]) == (1, "asked", False)
    assert welcome["estimate"] is None


def test_a_page_that_just_came_in_is_told_no_place_before_its_welcome() -> None:
    request = make_help_request(now=now())
    account = request.pupil.account_id
    (wait,) = waits_of([account]).values()
    waits: Waits[str] = Waits()
    waits.enter("page", account)
    place = place_said(None, HelpState.WAITING)
    assert waits.places({account: place}) == []
    assert [type(said) for _, said in waits.welcome("page", wait, place, None, now())] == [WaitWelcome]
    moved = msgspec.structs.replace(place, free=2)
    assert waits.places({account: moved}) == [("page", PlaceIs(**msgspec.structs.asdict(moved)))]


def test_places_move_when_those_before_leave(live: Talks) -> None:
    first = make_help_request(now=now() - timedelta(seconds=30))
    second = make_help_request(now=now())
    with live.wait(second.pupil) as page:
        assert page.next("welcome")["place"] == 2
        cancel(help_request=first, now=now())
        assert page.next("place")["place"] == 1


def test_a_ring_on_a_desk_is_told(live: Talks) -> None:
    request = make_help_request(now=now())
    with live.wait(request.pupil) as page:
        page.next("welcome")
        make_free_teacher(now=now())
        run_wave(now=now())
        place = page.next("place")
        while not place["ringing"]:
            place = page.next("place")
    assert place["step"] == "ringing"
    assert place["estimate"] == {"low_min": 0, "high_min": 2}


def test_who_may_wait_for_the_teacher_of_last_time_is_told_and_so_is_the_choice(live: Talks) -> None:
    request = make_wish(make_pupil(), now=now())
    with live.wait(request.pupil) as page:
        welcome = page.next("welcome")
        assert (welcome["step"], welcome["wanted"]) == ("asked", "Claire Aubry")
        wait_for_wanted(help_request=request, now=now())
        place = page.next("place")
    assert (place["step"], place["wanted"]) == ("for_wanted", "Claire Aubry")


def test_the_choices_of_a_long_wait_are_told_and_the_one_taken(live: Talks) -> None:
    make_free_teacher(now=now())
    request = make_help_request(now=now() - timedelta(minutes=6))
    with live.wait(request.pupil) as page:
        assert page.next("welcome")["choices"] == []
        note_pupil_seen(pupil_account_ids=[request.pupil.account_id], now=now())
        escalate(now=now())
        place = page.next("place")
        while not place["choices"]:
            place = page.next("place")
        assert "call_back" in place["choices"]
        at = call_back_times(request, now())[0]
        call_back(help_request=request, at=at, now=now())
        assert page.next("closing")["opens_at"] == at.isoformat()
    with live.wait(request.pupil) as page:
        welcome = page.next("welcome")
    assert (welcome["request"]["state"], welcome["request"]["opens_at"]) == ("scheduled", at.isoformat())
    assert "call_back" in welcome["choices"]


def test_a_call_back_that_a_closing_puts_off_is_told_its_new_hour(live: Talks) -> None:
    request = make_help_request(now=now())
    at = call_back_times(request, now())[0]
    call_back(help_request=request, at=at, now=now())
    with live.wait(request.pupil) as page:
        assert page.next("closing")["opens_at"] == at.isoformat()
        close_exceptionally(
            starts_at=at, ends_at=at + timedelta(hours=1), reason="Panne.", by=make_operator(), now=now()
        )
        expire(now=now())
        closing = page.next("closing")
    request.refresh_from_db()
    assert request.call_back_at
    assert request.call_back_at > at
    assert closing == {"type": "closing", "message": PUT_OFF, "opens_at": request.call_back_at.isoformat()}


def test_who_chose_an_answer_in_writing_waits_no_more_and_another_question_is_not_ended_with_it(live: Talks) -> None:
    request = make_help_request(now=now())
    with live.wait(request.pupil) as page:
        page.next("welcome")
        question = ask_in_writing(help_request=request, now=now())
        over = page.next("over")
    assert (over["why"], over["url"]) == ("written", "/eleve/attente/")
    with live.wait(make_help_request(request.pupil, "FRA", now=now()).pupil) as page:
        page.next("welcome")
        take_back_question(question=question, now=now())
        make_free_teacher([("FRA", "4E")], now=now())
        run_wave(now=now())
        place = page.next("place")
    assert place["type"] == "place"


def test_somebody_is_coming_the_second_the_lesson_opens(live: Talks) -> None:
    teacher = make_free_teacher(now=now())
    pupil = make_pupil()
    offer = make_ring(teacher, pupil, now=now())
    with live.wait(pupil) as page, live.wait(pupil) as other_page:
        page.next("welcome")
        other_page.next("welcome")
        lesson = open_lesson(offer_id=offer.pk, teacher_account_id=teacher.account_id, now=now())
        expected = {"type": "coming", "teacher": teacher.account.name, "url": f"/salle/{lesson}/"}
        assert page.next("coming") == expected
        assert other_page.next("coming") == expected
    with live.wait(pupil) as late:
        assert late.next("coming") == expected


def test_sent_back_is_told_kindly_and_the_place_comes_back_with_the_attempt(live: Talks) -> None:
    offer = make_ring(now=now())
    pupil = offer.help_request.pupil
    with live.wait(pupil) as page:
        page.next("welcome")
        send_back(offer_id=offer.pk, teacher_account_id=offer.teacher.account_id, now=now())
        assert "Montre-moi ton essai" in page.next("sent_back")["message"]
        complete(help_request=HelpRequest.objects.get(pk=offer.help_request_id), now=now())
        assert page.next("place")["place"] == 1


def test_kept_for_the_opening_says_when(live: Talks) -> None:
    today = now()
    set_hours(((today.weekday() + 3) % 7, "17:00", "20:00"), in_holidays=True)
    request = ask(help_request=make_draft(now=today), now=today)
    with live.wait(request.pupil) as page:
        assert page.next("welcome")["step"] == "held"
        closing = page.next("closing")
    assert closing["opens_at"] > today.isoformat()
    assert "en premier à l’ouverture" in closing["message"]


def test_cancelling_from_the_page_ends_the_wait(live: Talks) -> None:
    request = make_help_request(now=now())
    with live.wait(request.pupil) as page:
        page.next("welcome")
        page.say({"type": "cancel"})
        assert page.next("over")["why"] == "cancelled"
        assert page.closed_with() == 4410
    request.refresh_from_db()
    assert request.state == "cancelled"


def test_a_page_for_which_nothing_waits_is_told_and_closed(live: Talks) -> None:
    with live.wait(make_pupil()) as page:
        assert page.next("over") == {"type": "over", "why": "nothing", "url": "/eleve/attente/"}
        assert page.closed_with() == 4410


def test_only_the_pupil_concerned_is_told(live: Talks) -> None:
    teacher, pupil, other = make_free_teacher(now=now()), make_pupil(), make_pupil()
    offer = make_ring(teacher, pupil, now=now())
    stranger = make_help_request(other, now=now())
    with live.wait(other) as page:
        page.next("welcome")
        open_lesson(offer_id=offer.pk, teacher_account_id=teacher.account_id, now=now())
        assert page.next("place")["place"] == 1
        page.answers()
        assert not [message for message in page.heard if message["type"] == "coming"]
    assert HelpRequest.objects.get(pk=stranger.pk).state == "waiting"


def test_a_page_that_opens_or_closes_is_a_sign_of_life(live: Talks) -> None:
    request = make_help_request(now=now() - timedelta(seconds=60))
    with live.wait(request.pupil) as page:
        page.next("welcome")
        left = now()
    until(lambda: HelpRequest.objects.filter(pk=request.pk, pupil_seen_at__gte=left).exists())


@pytest.mark.parametrize("nonsense", ["{", '{"type":"want","state":"free"}', "null", b"\x00\x00\x01\x00"])
def test_nonsense_is_refused_and_the_page_stays(live: Talks, nonsense: str | bytes) -> None:
    with live.wait(make_help_request(now=now()).pupil) as page:
        page.next("welcome")
        page.say(nonsense)
        assert page.next("error")["code"] == "malformed"
        page.answers()


def test_a_teacher_does_not_wait_and_a_ticket_opens_its_own_door_only(live: Talks) -> None:
    teacher = make_teacher()
    assert live.enter(ticket("wait", teacher.account_id, "teacher")).closed_with() == 4406
    pupil = make_help_request(now=now()).pupil
    desk = ticket("desk", pupil.account_id, "pupil")
    assert live.enter(desk, path=f"/wait?ticket={write_ticket(desk)}").closed_with() == 4406


def test_places_are_read_once_for_everybody() -> None:
    pupils = [make_help_request(now=now()).pupil.account_id for _ in range(12)]
    with CaptureQueriesContext(connection) as few:
        waiting_door._read(set(pupils[:2]), set(pupils[:2]), now())
    with CaptureQueriesContext(connection) as many:
        waiting_door._read(set(pupils), set(pupils), now())
    assert len(many) == len(few)


def test_a_long_wait_says_so(live: Talks) -> None:
    asked = now() - timedelta(minutes=6)
    request = make_help_request(now=asked)
    HelpRequest.objects.update(pupil_seen_at=now())
    with live.wait(request.pupil) as page:
        assert page.next("welcome")["step"] == "long"


def test_the_teams_words_come_at_once_to_those_they_are_for_stay_after_a_reload_and_leave(live: Talks) -> None:
    by = make_operator()
    request, other = make_help_request(now=now()), make_help_request(subject="FRA", now=now())
    with live.wait(request.pupil) as page, live.wait(other.pupil) as elsewhere:
        assert page.next("welcome")["said"] == []
        elsewhere.next("welcome")
        sent = announce(text="Deux profs arrivent.", subject="MAT", levels="", by=by, now=now())
        assert page.next("place")["said"] == ["Deux profs arrivent."]
        with live.wait(request.pupil) as again:
            assert again.next("welcome")["said"] == ["Deux profs arrivent."]
        withdraw_announcement(announcement=sent, by=by, now=now())
        assert page.next("place")["said"] == []
        elsewhere.answers()
        assert all(message.get("said", []) == [] for message in elsewhere.heard)


def test_a_subject_closed_is_told_to_who_waits_with_the_choices(live: Talks) -> None:
    make_free_teacher(now=now())
    request = make_help_request(now=now())
    with live.wait(request.pupil) as page:
        assert page.next("welcome")["choices"] == []
        closing = close_subject(subject="MAT", levels="", reason="Absences.", by=make_operator(), now=now())
        place = page.next("place")
        while not place["closed"]:
            place = page.next("place")
        assert (place["closed"], place["choices"]) == ("Absences.", ["wait", "call_back", "written"])
        reopen_subject(closing=closing, by=make_operator(), now=now())
        assert page.next("place")["closed"] == ""


def test_who_was_kept_is_told_when_the_subject_opens_again(live: Talks) -> None:
    closing = close_subject(subject="MAT", levels="", reason="Absences.", by=make_operator(), now=now())
    request = make_help_request(now=now())
    with live.wait(request.pupil) as page:
        welcome = page.next("welcome")
        assert (welcome["request"]["state"], welcome["request"]["opens_at"]) == (
            "scheduled",
            closing.ends_at.isoformat(),
        )
        reopen_subject(closing=closing, by=make_operator(), now=now())
        expire(now=now())
        assert page.next("place")["step"] == "asked"


def test_who_was_sent_back_hears_the_teams_words_and_no_place(live: Talks) -> None:
    offer = make_ring(now=now())
    with live.wait(offer.help_request.pupil) as page:
        page.next("welcome")
        send_back(offer_id=offer.pk, teacher_account_id=offer.teacher.account_id, now=now())
        page.next("sent_back")
        make_help_request(now=now())
        announce(text="Deux profs arrivent.", subject="", levels="", by=make_operator(), now=now())
        heard = page.next("place")
        while not heard["said"]:
            assert heard["place"] == 1, "told before it was sent back"
            heard = page.next("place")
        assert (heard["place"], heard["said"]) == (0, ["Deux profs arrivent."])
