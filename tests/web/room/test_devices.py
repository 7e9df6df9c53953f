"""« Continuer sur un autre appareil » : the pages, tried by everybody."""

import re

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from declic.classroom.actions import put_file
from declic.classroom.tickets import read_ticket
from declic.lessons.models import Lesson
from tests.web.clients import signed_in
from tests.web.pupil.photos import photo
from tests.web.room.test_views import over
from tests.world import NOW, make_account, make_lesson, make_operator, make_pupil, make_teacher

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "rooms"])


@pytest.fixture(autouse=True)
def _fresh_counts() -> None:
    cache.clear()


@pytest.fixture
def lesson() -> Lesson:
    return make_lesson()


def code_of(lesson: Lesson, *, teacher: bool = False) -> str:
    account = lesson.teacher.account if teacher else lesson.pupil.account
    said = signed_in(account).post(f"/salle/{lesson.pk}/appareil/", headers={"Accept": "application/json"}).json()
    assert (said["lasts_s"], said["address"]) == (120, "testserver/appareil/")
    return str(said["code"])


def words_of(page: bytes) -> str:
    return page.decode().partition("<main")[2].partition("</main>")[0]


TU = re.compile(r"\b(tu|ton|ta|tes|touche|tape|regarde|redemande|attends|recommence)\b", re.IGNORECASE)


def typed(client: Client, code: str, **more: str) -> HttpResponse:
    answer = client.post("/appareil/", {"code": code, **more})
    assert isinstance(answer, HttpResponse)
    return answer


def other_device(lesson: Lesson, *, teacher: bool = False) -> Client:
    client = Client()
    assert typed(client, code_of(lesson, teacher=teacher)).headers["Location"] == f"/salle/{lesson.pk}/"
    return client


def test_the_other_device_is_in_the_room_as_the_same_person(lesson: Lesson) -> None:
    client = other_device(lesson)
    page = client.get(f"/salle/{lesson.pk}/")
    assert page.status_code == 200
    assert f'data-me="{lesson.pupil.account_id}"' in page.content.decode()
    ticket = read_ticket(client.post(f"/tickets/salle/{lesson.pk}/").json()["ticket"], now=0)
    assert (ticket.p, ticket.r, ticket.s) == (lesson.pupil.account_id, "pupil", str(lesson.pk))
    teacher = other_device(lesson, teacher=True)
    assert 'data-role="teacher"' in teacher.get(f"/salle/{lesson.pk}/").content.decode()


def test_it_is_signed_in_nowhere_else(lesson: Lesson) -> None:
    client = other_device(lesson)
    for path in ("/eleve/", "/eleve/lecons/", f"/eleve/lecons/{lesson.pk}/", "/entrer/", "/famille/"):
        assert client.get(path).status_code == 302, path
    assert client.get(f"/salle/{make_lesson().pk}/").status_code == 302


def test_the_photos_of_this_board_are_seen_there_and_no_others(lesson: Lesson) -> None:
    (laid,) = put_file(account=lesson.teacher.account, lesson=lesson, data=photo(), name="p.jpg", now=NOW)
    another = make_lesson()
    (elsewhere,) = put_file(account=another.pupil.account, lesson=another, data=photo(), name="p.jpg", now=NOW)
    client = other_device(lesson)
    assert client.get(f"/fichiers/{laid.pk}/").status_code == 200
    assert client.get(f"/fichiers/{elsewhere.pk}/").status_code == 302
    put = client.post(f"/salle/{lesson.pk}/fichiers/", {"file": SimpleUploadedFile("p.jpg", photo())})
    assert put.json()["pages"][0]["width"] > 0


def test_once_the_lesson_is_over_nothing_of_it_is_left_there(lesson: Lesson) -> None:
    (laid,) = put_file(account=lesson.teacher.account, lesson=lesson, data=photo(), name="p.jpg", now=NOW)
    client = other_device(lesson)
    over(lesson)
    assert client.post(f"/tickets/salle/{lesson.pk}/").json()["next_url"] == "/appareil/fini/"
    assert client.get(f"/fichiers/{laid.pk}/").status_code == 302
    assert client.get(f"/salle/{lesson.pk}/").headers["Location"] == "/appareil/fini/"
    assert "C’est fini ici" in client.get("/appareil/fini/").content.decode()
    assert "/compte/login/" in client.get(f"/salle/{lesson.pk}/").headers["Location"]


def test_whoever_is_signed_in_on_that_device_stays_so(lesson: Lesson) -> None:
    """A parent's telephone: their child's lesson in the room, their own pages elsewhere."""
    client = signed_in(lesson.pupil.guardian.account)
    typed(client, code_of(lesson))
    assert client.get(f"/salle/{lesson.pk}/").status_code == 200
    assert client.get("/eleve/").status_code == 404
    assert client.get("/famille/donnees/").status_code == 200


def test_the_same_person_signed_in_needs_no_pass(lesson: Lesson) -> None:
    client = signed_in(lesson.pupil.account)
    typed(client, code_of(lesson))
    over(lesson)
    assert client.get(f"/salle/{lesson.pk}/").headers["Location"] == f"/eleve/lecons/{lesson.pk}/"


@pytest.mark.parametrize("who", ["relative", "stranger", "another teacher", "operator", "nobody"])
def test_nobody_else_is_given_a_code(lesson: Lesson, who: str) -> None:
    accounts = {
        "relative": lesson.pupil.guardian.account,
        "stranger": make_pupil().account,
        "another teacher": make_teacher().account,
        "operator": make_operator(),
    }
    client = signed_in(accounts[who]) if who in accounts else Client()
    assert client.post(f"/salle/{lesson.pk}/appareil/").status_code == (404 if who in accounts else 302)


def test_a_wrong_code_is_said_and_a_browser_waits_after_twelve(lesson: Lesson) -> None:
    client = Client()
    for _ in range(12):
        assert "Ce n’est pas le bon code" in typed(client, "000 00").content.decode()
    assert "Trop d’essais" in typed(client, code_of(lesson)).content.decode()
    assert typed(Client(), code_of(lesson)).status_code == 302  # another browser at the same address


def test_past_an_address_s_share_the_first_name_is_asked_and_the_right_one_enters(lesson: Lesson) -> None:
    for _ in range(3):
        client = Client()
        for _ in range(10):
            typed(client, "000 00")
    assert "prénom de l’élève" in Client().get("/appareil/").content.decode()
    assert typed(Client(), code_of(lesson)).status_code == 200
    assert typed(Client(), code_of(lesson), first_name="Léo").status_code == 200
    assert typed(Client(), code_of(lesson), first_name="Inès").status_code == 302


def test_one_person_asks_for_twenty_codes_in_ten_minutes_and_the_other_is_not_held_up(lesson: Lesson) -> None:
    for _ in range(20):
        code_of(lesson)
    answer = signed_in(lesson.pupil.account).post(
        f"/salle/{lesson.pk}/appareil/", headers={"Accept": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "too_fast")
    code_of(lesson, teacher=True)


def test_an_account_with_no_lesson_enters_with_the_code_of_another_only_there(lesson: Lesson) -> None:
    client = signed_in(make_account())
    typed(client, code_of(lesson))
    assert client.get(f"/salle/{lesson.pk}/").status_code == 200
    assert client.get(f"/eleve/lecons/{lesson.pk}/").status_code == 404


@pytest.mark.parametrize("teacher", [False, True])
def test_the_pupil_or_the_teacher_puts_a_device_out_at_once(lesson: Lesson, *, teacher: bool) -> None:
    client, waiting = other_device(lesson), code_of(lesson)
    by = signed_in(lesson.teacher.account if teacher else lesson.pupil.account)
    assert client.post(f"/salle/{lesson.pk}/appareil/fermer/").status_code == 404, "it puts nobody out itself"
    assert by.post(f"/salle/{lesson.pk}/appareil/fermer/").status_code == 200
    assert client.get(f"/salle/{lesson.pk}/").status_code == 302
    assert client.post(f"/tickets/salle/{lesson.pk}/").status_code == 401
    assert typed(Client(), waiting).status_code == 200, "nor do digits given before open anything"
    assert by.get(f"/salle/{lesson.pk}/").status_code == 200
    assert other_device(lesson).get(f"/salle/{lesson.pk}/").status_code == 200, "with new digits it comes back"


def test_a_pupil_puts_out_nothing_of_the_teacher_s_and_nobody_else_puts_out_anything(lesson: Lesson) -> None:
    client = other_device(lesson, teacher=True)
    assert signed_in(lesson.pupil.account).post(f"/salle/{lesson.pk}/appareil/fermer/").status_code == 200
    assert client.get(f"/salle/{lesson.pk}/").status_code == 200
    assert signed_in(make_pupil().account).post(f"/salle/{lesson.pk}/appareil/fermer/").status_code == 404
    assert client.get(f"/salle/{lesson.pk}/").status_code == 200


@pytest.mark.parametrize("who", ["relative", "teacher", "operator"])
def test_a_grown_up_is_told_vous_and_what_is_true_of_who_is_invited(lesson: Lesson, who: str) -> None:
    accounts = {
        "relative": lesson.pupil.guardian.account,
        "teacher": make_teacher().account,
        "operator": make_operator(),
    }
    client = signed_in(accounts[who])
    page = words_of(client.get("/appareil/").content)
    assert "Tapez les six chiffres" in page
    assert "vous entrez sous votre nom" in page
    assert TU.search(page) is None
    for _ in range(12):
        assert TU.search(words_of(typed(client, "000 00").content)) is None
    assert "Attendez " in words_of(typed(client, "000 00").content)


def test_a_child_is_told_tu_and_nobody_signed_in_words_for_all_ages_that_lead_a_guest_to_sign_in(
    lesson: Lesson,
) -> None:
    child = words_of(signed_in(lesson.pupil.account).get("/appareil/").content)
    assert "Tape les six chiffres" in child
    assert "invitée" not in child
    page = words_of(Client().get("/appareil/").content)
    assert 'href="/compte/login/?next=/appareil/"' in page
    seen = re.sub(r'data-speak="[^"]*"', "", page)
    assert TU.search(seen) is None


def test_who_is_signed_in_and_not_invited_is_not_told_to_sign_in(lesson: Lesson) -> None:
    teacher = signed_in(lesson.teacher.account)
    code = teacher.post(f"/salle/{lesson.pk}/inviter/", headers={"Accept": "application/json"}).json()["code"]
    for account in (make_pupil().guardian.account, lesson.teacher.account, lesson.pupil.account):
        page = words_of(typed(signed_in(account), code).content)
        assert "Ce code invite quelqu’un d’autre" in page
        assert "Connectez-vous" not in page


def test_once_over_a_teacher_reads_of_the_report_and_a_child_of_their_work(lesson: Lesson) -> None:
    taught, learned = other_device(lesson, teacher=True), other_device(lesson)
    over(lesson)
    page = words_of(taught.get("/appareil/fini/").content)
    assert "compte rendu" in page
    assert TU.search(page) is None
    page = words_of(learned.get("/appareil/fini/").content)
    assert "Ton travail est gardé" in page
    assert "compte rendu" not in page
