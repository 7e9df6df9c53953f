"""The room's page and its ticket, tried by everybody."""

import json
import re

import pytest
from django.core import mail, signing
from django.test import Client

from declic.classroom.tickets import read_ticket
from declic.journal.models import Fact
from declic.lessons.actions import end, lose_teacher
from declic.lessons.models import Lesson
from declic.people.models import Teacher
from declic.safeguarding.actions import suspend_teacher
from tests.web.clients import signed_in
from tests.world import NOW, both_come_in, make_account, make_lesson, make_operator, make_pupil, make_teacher

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "rooms"])


@pytest.fixture
def lesson() -> Lesson:
    return make_lesson()


def over(lesson: Lesson) -> None:
    both_come_in(lesson.pk)
    end(lesson_id=lesson.pk, by_account_id=lesson.teacher.account_id, now=NOW)


def test_the_pupil_and_the_teacher_each_find_their_room(lesson: Lesson) -> None:
    pupil = signed_in(lesson.pupil.account).get(f"/salle/{lesson.pk}/").content.decode()
    teacher = signed_in(lesson.teacher.account).get(f"/salle/{lesson.pk}/").content.decode()
    assert 'data-role="pupil"' in pupil
    assert 'data-role="teacher"' in teacher
    assert lesson.teacher.account.name in pupil
    assert f"{lesson.pupil.first_name}, 4e" in teacher


def test_the_page_holds_no_inline_script_style_or_handler(lesson: Lesson) -> None:
    page = signed_in(lesson.pupil.account).get(f"/salle/{lesson.pk}/").content.decode()
    assert not re.search(r"<[^>]+\s(style|on\w+)=", page)
    scripts = re.findall(r"<script([^>]*)>", page)
    assert all("src=" in script or "application/json" in script for script in scripts)


def test_what_the_pupil_wrote_is_shown_and_never_run(lesson: Lesson) -> None:
    asked = lesson.help_request
    asked.tried = '<script>alert(1)</script> " onload="x'
    asked.save()
    page = signed_in(lesson.teacher.account).get(f"/salle/{lesson.pk}/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_whoever_is_signed_out_comes_to_the_door_and_the_room_of_a_pupil_to_that_of_the_card(lesson: Lesson) -> None:
    assert Client().get(f"/salle/{lesson.pk}/").headers["Location"].startswith("/compte/login/")
    assert Client().get(f"/salle/{lesson.pk}/?carte").headers["Location"].startswith("/carte/?")
    assert signed_in(lesson.pupil.account).get(f"/salle/{lesson.pk}/?carte").status_code == 200


@pytest.mark.parametrize("path", ["/salle/{}/", "/tickets/salle/{}/", "/salle/{}/signaler/"])
def test_nobody_else_enters(lesson: Lesson, path: str) -> None:
    address = path.format(lesson.pk)
    strangers = [
        make_pupil().account,
        make_teacher().account,
        make_account(),
        make_operator(),
        lesson.pupil.guardian.account,
    ]
    for stranger in strangers:
        client = signed_in(stranger)
        answer = (
            client.get(address) if path.startswith("/salle/{}/") and "signaler" not in path else client.post(address)
        )
        assert answer.status_code == 404, (stranger, answer.status_code)
    assert Client().post(address).status_code in {302, 401, 405}


def test_a_ticket_lets_in_one_person_in_one_lesson_for_two_minutes(lesson: Lesson) -> None:
    answer = signed_in(lesson.pupil.account).post(f"/tickets/salle/{lesson.pk}/")
    said = json.loads(answer.content)
    ticket = read_ticket(said["ticket"], now=0)
    assert (ticket.k, ticket.s, ticket.p, ticket.r) == ("room", str(lesson.pk), lesson.pupil.account_id, "pupil")
    assert lesson.pupil.first_name not in signing.b64_decode(said["ticket"].split(":")[0].encode()).decode()
    assert set(ticket.a) == {"watch", "write", "chat", "talk", "end"}
    assert said["path"] == f"/room/{lesson.pk}?ticket={said['ticket']}"
    assert answer["Cache-Control"].startswith("max-age=0")


def test_the_page_comes_with_its_first_ticket(lesson: Lesson) -> None:
    for account in (lesson.pupil.account, lesson.teacher.account):
        answer = signed_in(account).get(f"/salle/{lesson.pk}/")
        ticket = read_ticket(answer.context["first_ticket"]["ticket"], now=0)
        assert (ticket.s, ticket.p) == (str(lesson.pk), account.pk)
        assert answer.context["first_ticket"]["path"] in answer.content.decode().replace("\\u003D", "=")
        assert "no-store" in answer["Cache-Control"]


def test_a_ticket_says_when_the_page_that_asks_was_opened(lesson: Lesson) -> None:
    client = signed_in(lesson.pupil.account)
    page = client.get(f"/salle/{lesson.pk}/")
    asks = re.search(r'data-ticket-url="([^"]+)"', page.content.decode())
    assert asks is not None
    first = read_ticket(page.context["first_ticket"]["ticket"], now=0)

    def opened(address: str) -> float:
        return read_ticket(client.post(address).json()["ticket"], now=0).o

    # To the last figure: the socket it had may still be in the room.
    assert opened(asks[1]) == first.o > 0
    for said in ("", "?opened=soon", "?opened=nan", "?opened=-1", "?opened=99999999999"):
        assert first.o < opened(f"/tickets/salle/{lesson.pk}/{said}") < first.o + 3600


def test_a_lesson_that_is_over_gives_no_ticket_and_says_where_to_go(lesson: Lesson) -> None:
    over(lesson)
    for account, next_url in (
        (lesson.pupil.account, f"/eleve/lecons/{lesson.pk}/"),
        (lesson.teacher.account, f"/prof/lecons/{lesson.pk}/compte-rendu/"),
    ):
        client = signed_in(account)
        answer = client.post(f"/tickets/salle/{lesson.pk}/")
        assert answer.status_code == 410
        assert json.loads(answer.content) == {"code": "over", "message": "La leçon est finie.", "next_url": next_url}
        assert client.get(f"/salle/{lesson.pk}/")["Location"] == next_url


def test_a_lesson_cut_short_says_why_and_sends_back_to_the_queue_and_the_desk(lesson: Lesson) -> None:
    both_come_in(lesson.pk)
    lose_teacher(lesson_id=lesson.pk, now=NOW)
    for account, next_url in ((lesson.pupil.account, "/eleve/attente/"), (lesson.teacher.account, "/prof/")):
        client = signed_in(account)
        said = json.loads(client.post(f"/tickets/salle/{lesson.pk}/").content)
        assert (said["code"], said["next_url"]) == ("line_lost", next_url)
        assert client.get(f"/salle/{lesson.pk}/")["Location"] == next_url


def test_a_suspended_teacher_finds_no_room_and_the_pupil_goes_back_to_the_line(lesson: Lesson) -> None:
    both_come_in(lesson.pk)
    suspend_teacher(teacher=lesson.teacher, by=make_operator(), now=NOW)
    for account, next_url in ((lesson.pupil.account, "/eleve/attente/"), (lesson.teacher.account, "/prof/")):
        client = signed_in(account)
        answer = client.post(f"/tickets/salle/{lesson.pk}/")
        assert answer.status_code == 410
        said = json.loads(answer.content)
        assert (said["code"], said["next_url"]) == ("taken_back", next_url)
        assert client.get(f"/salle/{lesson.pk}/")["Location"] == next_url


def test_a_suspended_teacher_is_let_into_no_room_even_one_still_live(lesson: Lesson) -> None:
    Teacher.objects.filter(pk=lesson.teacher_id).update(state="suspended")
    client = signed_in(lesson.teacher.account)
    assert client.get(f"/salle/{lesson.pk}/")["Location"] == "/prof/"
    answer = client.post(f"/tickets/salle/{lesson.pk}/")
    assert answer.status_code == 403
    assert json.loads(answer.content)["code"] == "not_approved"
    assert signed_in(lesson.pupil.account).post(f"/tickets/salle/{lesson.pk}/").status_code == 200


def test_a_ticket_is_asked_with_the_page_s_own_token(lesson: Lesson) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(lesson.pupil.account, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(f"/tickets/salle/{lesson.pk}/").status_code == 403


def test_what_is_reported_reaches_the_team_and_nobody_else(lesson: Lesson) -> None:
    answer = signed_in(lesson.pupil.account).post(
        f"/salle/{lesson.pk}/signaler/",
        {"text": "  Il me demande mon numéro. "},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 200
    fact = Fact.objects.get(name="RoomReported")
    assert fact.data["text"] == "Il me demande mon numéro."
    assert [letter.to for letter in mail.outbox] == [["bonjour@declic.example"]]
    assert str(lesson.pk) in mail.outbox[0].body


def test_once_the_lesson_is_over_it_is_reported_from_its_page(lesson: Lesson) -> None:
    pupil = signed_in(lesson.pupil.account)
    over(lesson)
    link = f"/salle/{lesson.pk}/signaler/"
    assert f'href="{link}"' in pupil.get(f"/eleve/lecons/{lesson.pk}/").content.decode()
    lesson.pupil.level = "CE1"
    lesson.pupil.save()
    assert f'href="{link}"' in pupil.get(f"/eleve/lecons/{lesson.pk}/").content.decode()
    page = pupil.get(link).content.decode()
    assert lesson.teacher.account.name in page
    assert "119" in page
    answer = pupil.post(link, {"text": "Il s’est moqué de moi."}, follow=True)
    assert answer.redirect_chain == [(f"/eleve/lecons/{lesson.pk}/", 302)]
    assert "Tu as bien fait" in answer.content.decode()
    assert Fact.objects.get(name="RoomReported").data["text"] == "Il s’est moqué de moi."
    teacher = signed_in(lesson.teacher.account)
    assert "Ce que vous avez vu" in teacher.get(link).content.decode()
    assert signed_in(make_pupil().account).get(link).status_code == 404
    assert Client().get(link).status_code == 302


def test_the_card_at_the_end_of_the_room_has_it_too(lesson: Lesson) -> None:
    for account in (lesson.pupil.account, lesson.teacher.account):
        page = signed_in(account).get(f"/salle/{lesson.pk}/").content.decode()
        assert 'data-do="report"' in page.partition('data-slot="over"')[2]


@pytest.mark.parametrize("text", ["", "   ", "x" * 3001])
def test_an_empty_or_endless_report_is_turned_down_kindly(lesson: Lesson, text: str) -> None:
    answer = signed_in(lesson.pupil.account).post(
        f"/salle/{lesson.pk}/signaler/", {"text": text}, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 409
    assert json.loads(answer.content)["message"]
    assert not Fact.objects.filter(name="RoomReported").exists()


def test_the_question_after_the_lesson_waits_in_the_pupil_s_room_only(lesson: Lesson) -> None:
    pupil = signed_in(lesson.pupil.account).get(f"/salle/{lesson.pk}/").content.decode()
    teacher = signed_in(lesson.teacher.account).get(f"/salle/{lesson.pk}/").content.decode()
    assert f'action="/eleve/lecons/{lesson.pk}/reponse/"' in pupil
    assert all(f'name="answer" value="{answer}"' in pupil for answer in ("yes", "almost", "not_yet"))
    assert 'name="answer"' not in teacher


def test_the_teacher_alone_has_the_programme_the_openings_and_their_note(lesson: Lesson) -> None:
    teacher = signed_in(lesson.teacher.account)
    assert teacher.post(f"/salle/{lesson.pk}/note/", {"text": "confond aire et périmètre"}).status_code == 200
    page = teacher.get(f"/salle/{lesson.pk}/").content.decode()
    assert "Au programme de\u00a04e" in page
    assert "Pythagore" in page
    assert "data-opening" in page
    assert "confond aire et périmètre" in page
    theirs = signed_in(lesson.pupil.account)
    page = theirs.get(f"/salle/{lesson.pk}/").content.decode()
    assert "confond aire et périmètre" not in page
    assert "data-opening" not in page
    assert theirs.post(f"/salle/{lesson.pk}/note/", {"text": "moi"}).status_code == 404


def test_handed_over_the_pupil_goes_to_the_queue_and_the_teacher_to_the_report(lesson: Lesson) -> None:
    both_come_in(lesson.pk)
    teacher = signed_in(lesson.teacher.account)
    address = f"/salle/{lesson.pk}/relais/"
    asked = teacher.post(address, {"word": "Question 3."}, headers={"accept": "application/json"})
    assert (asked.status_code, json.loads(asked.content)["code"]) == (409, "nobody_free")
    assert signed_in(lesson.pupil.account).post(address, {"anyway": "1"}).status_code == 404
    assert teacher.post(address, {"word": "Question 3.", "anyway": "1"}).status_code == 200
    for account, code, next_url in (
        (lesson.pupil.account, "handed_over", "/eleve/attente/"),
        (lesson.teacher.account, "handed_over", f"/prof/lecons/{lesson.pk}/compte-rendu/"),
    ):
        said = json.loads(signed_in(account).post(f"/tickets/salle/{lesson.pk}/").content)
        assert (said["code"], said["next_url"]) == (code, next_url)
