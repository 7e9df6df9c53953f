"""The pages of a room's third person, tried by everybody."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from declic.classroom.tickets import read_ticket
from declic.lessons.models import Lesson
from declic.people.models import Account
from tests.web.clients import signed_in
from tests.web.pupil.photos import photo
from tests.web.room.test_views import over
from tests.world import make_lesson, make_operator, make_pupil, make_teacher

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "rooms"])


@pytest.fixture(autouse=True)
def _fresh_counts() -> None:
    cache.clear()


@pytest.fixture
def lesson() -> Lesson:
    return make_lesson()


def invited(lesson: Lesson) -> str:
    teacher = signed_in(lesson.teacher.account)
    return str(teacher.post(f"/salle/{lesson.pk}/inviter/", headers={"Accept": "application/json"}).json()["code"])


def guest(lesson: Lesson, account: Account) -> Client:
    client = signed_in(account)
    answer = client.post("/appareil/", {"code": invited(lesson)})
    assert answer.headers["Location"] == f"/salle/{lesson.pk}/"
    return client


def sends_a_photo(client: Client, lesson: Lesson) -> int:
    file = SimpleUploadedFile("p.jpg", photo())
    return client.post(f"/salle/{lesson.pk}/fichiers/", {"file": file}).status_code


def test_a_colleague_has_the_board_the_messages_and_a_voice_but_nothing_of_the_teacher_s(lesson: Lesson) -> None:
    client = guest(lesson, make_teacher(name="M. Costa").account)
    page = client.get(f"/salle/{lesson.pk}/").content.decode()
    assert 'data-role="guest"' in page
    assert "note-form" not in page
    assert "Quitter" in page
    ticket = read_ticket(client.post(f"/tickets/salle/{lesson.pk}/").json()["ticket"], now=0)
    assert (ticket.r, ticket.a) == ("guest", ["write", "chat", "talk", "watch", "invited"])
    assert (
        client.post(f"/salle/{lesson.pk}/fichiers/", {"file": SimpleUploadedFile("p.jpg", photo())}).status_code == 200
    )
    for path in ("note", "relais", "appareil", "inviter"):
        assert client.post(f"/salle/{lesson.pk}/{path}/").status_code == 404, path


def test_a_parent_only_hears(lesson: Lesson) -> None:
    client = guest(lesson, lesson.pupil.guardian.account)
    assert 'data-guest="guardian"' in client.get(f"/salle/{lesson.pk}/").content.decode()
    ticket = read_ticket(client.post(f"/tickets/salle/{lesson.pk}/").json()["ticket"], now=0)
    assert ticket.a == ["listen", "watch", "invited"]
    assert (
        client.post(f"/salle/{lesson.pk}/fichiers/", {"file": SimpleUploadedFile("p.jpg", photo())}).status_code == 404
    )


def test_a_parent_who_reports_is_spoken_to_as_a_grown_up(lesson: Lesson) -> None:
    client, path = guest(lesson, lesson.pupil.guardian.account), f"/salle/{lesson.pk}/signaler/"
    for page in (f"/salle/{lesson.pk}/", path):
        assert "Personne dans la salle ne le voit" in client.get(page).content.decode()
    sent = client.post(path, {"text": "Le ton du professeur."}, headers={"Accept": "application/json"})
    assert sent.json() == {"message": "C’est envoyé. L’équipe le lit aujourd’hui."}
    assert mail.outbox


@pytest.mark.parametrize("how", ["seen out", "over"])
def test_who_was_invited_may_still_report_once_they_are_not_in_any_more(lesson: Lesson, how: str) -> None:
    client, path = guest(lesson, lesson.pupil.guardian.account), f"/salle/{lesson.pk}/signaler/"
    if how == "over":
        over(lesson)
    else:
        signed_in(lesson.teacher.account).post(f"/salle/{lesson.pk}/raccompagner/")
    assert client.get(f"/salle/{lesson.pk}/").status_code == 404
    page = client.get(path).content.decode()
    assert "Ce que vous avez vu ou entendu" in page
    assert 'href="/entrer/"' in page
    sent = client.post(path, {"text": "Le ton du professeur."}, headers={"Accept": "application/json"})
    assert sent.json() == {"message": "C’est envoyé. L’équipe le lit aujourd’hui."}
    assert mail.outbox
    assert signed_in(make_pupil().guardian.account).post(path, {"text": "Rien."}).status_code == 404


def test_seen_out_or_over_they_are_strangers_again(lesson: Lesson) -> None:
    colleague = make_teacher().account
    client = guest(lesson, colleague)
    assert signed_in(lesson.pupil.account).post(f"/salle/{lesson.pk}/raccompagner/").status_code == 404
    assert client.post(f"/salle/{lesson.pk}/raccompagner/").json() == {"next_url": "/entrer/"}
    assert client.get(f"/salle/{lesson.pk}/").status_code == 404
    client = guest(lesson, colleague)
    over(lesson)
    assert client.get(f"/salle/{lesson.pk}/").status_code == 404
    assert client.post(f"/tickets/salle/{lesson.pk}/").status_code == 404


@pytest.mark.parametrize("who", ["pupil", "relative", "stranger", "another teacher", "operator"])
def test_only_the_teacher_invites(lesson: Lesson, who: str) -> None:
    account = {
        "pupil": lesson.pupil.account,
        "relative": lesson.pupil.guardian.account,
        "stranger": make_pupil().account,
        "another teacher": make_teacher().account,
        "operator": make_operator(),
    }[who]
    assert signed_in(account).post(f"/salle/{lesson.pk}/inviter/").status_code == 404


def test_nobody_signed_in_is_told_to_sign_in_first_and_the_code_still_holds(lesson: Lesson) -> None:
    code = invited(lesson)
    assert "Connectez-vous d’abord" in Client().post("/appareil/", {"code": code}).content.decode()
    assert signed_in(make_teacher().account).post("/appareil/", {"code": code}).status_code == 302
