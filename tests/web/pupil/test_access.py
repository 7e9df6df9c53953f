"""Each address of the pupil's pages, tried by everybody."""

import pytest
from django.test import Client
from django.urls import reverse

from declic.uploads.actions import store
from tests.web.clients import signed_in
from tests.web.pupil.people import Cast
from tests.web.pupil.photos import photo
from tests.world import NOW, make_draft, make_help_request, make_lesson, make_pupil, make_ring, make_teacher

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])

PAGES = ["pupil:home", "pupil:subjects", "pupil:lessons", "pupil:help"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_for_pupils_and_says_nothing_to_others(name: str) -> None:
    cast = Cast()
    assert cast.owner.get(reverse(name)).status_code == 200
    for who in (cast.guardian, signed_in(make_teacher().account)):
        assert who.get(reverse(name)).status_code == 404


def test_somebody_signed_out_is_led_to_the_card_and_back() -> None:
    answer = Client().get("/eleve/demande/MAT/")
    assert answer.status_code == 302
    assert answer["Location"] == "/carte/?next=/eleve/demande/MAT/"


def test_a_script_that_is_signed_out_is_told_in_json() -> None:
    answer = Client().post("/eleve/demande/MAT/brouillon/", {"tried": "x"}, headers={"accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json()["code"] == "signed_out"
    assert answer.json()["next_url"] == "/carte/"


@pytest.mark.parametrize("level", ["CP", "CE2", "CM1", "6E", "3E", "2GT", "TG", "TT", "TPRO", "CAP"])
def test_every_level_has_its_pages(level: str) -> None:
    client = signed_in(make_pupil(level).account)
    for address in ("/eleve/", "/eleve/matieres/", "/eleve/demande/MAT/", "/eleve/lecons/", "/eleve/aide/"):
        assert client.get(address).status_code == 200, address


def test_all_the_subjects_of_the_level_are_reachable_in_two_taps() -> None:
    client = signed_in(make_pupil("TT").account)
    assert 'href="/eleve/matieres/"' in client.get("/eleve/").content.decode()
    every = client.get("/eleve/matieres/").content.decode()
    for code in ("MAT", "MSGN", "STSS", "2I2D", "ITA", "BRE"):
        assert f'href="/eleve/demande/{code}/"' in every, code


def test_a_lesson_is_read_by_its_pupil_alone() -> None:
    cast = Cast()
    lesson = make_lesson(pupil=cast.pupil, state="ended")
    for name in ("pupil:lesson", "pupil:board"):
        address = reverse(name, args=[lesson.pk])
        assert cast.owner.get(address).status_code == 200
        assert signed_in(lesson.teacher.account).get(address).status_code == 404
        for who, client in cast.strangers.items():
            assert client.get(address).status_code == 404, who


def test_nobody_else_answers_for_the_pupil() -> None:
    cast = Cast()
    lesson = make_lesson(pupil=cast.pupil, state="ended")
    address = reverse("pupil:answer", args=[lesson.pk])
    for who, client in (cast.strangers | {"the guardian": cast.guardian}).items():
        assert client.post(address, {"answer": "yes"}).status_code == 404, who
    assert cast.owner.post(address, {"answer": "almost"}).status_code == 302
    lesson.refresh_from_db()
    assert lesson.self_assessment.answer == "almost"


def test_a_photo_is_seen_by_its_pupil_the_guardian_and_the_teacher_it_rings_for() -> None:
    cast = Cast()
    offer = make_ring(pupil=cast.pupil)
    (upload,) = store(owner=cast.pupil.account, data=photo(), name="cahier.jpg", now=NOW)
    offer.help_request.pages.create(upload=upload, position=0)
    address = reverse("pupil:file", args=[upload.pk])
    for client in (cast.owner, cast.guardian, signed_in(offer.teacher.account)):
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "image/jpeg"
        assert answer["Cache-Control"].startswith("private")
        assert "Cookie" in answer["Vary"]
    for who, client in cast.strangers.items():
        assert client.get(address).status_code == 404, who
    assert Client().get(address).status_code == 302


def test_a_draft_belongs_to_its_pupil() -> None:
    cast = Cast()
    make_draft(cast.pupil, tried="Le secret d’Inès, avec des mots.")
    theirs = signed_in(cast.other.account).get("/eleve/demande/MAT/").content.decode()
    assert "secret" not in theirs
    assert "Le secret d’Inès" in cast.owner.get("/eleve/demande/MAT/").content.decode()


def test_a_ticket_for_the_wait_is_given_to_whom_waits() -> None:
    cast = Cast()
    make_help_request(cast.pupil)
    said = cast.owner.post("/tickets/attente/").json()
    assert said["path"].startswith("/wait?ticket=")
    refused = signed_in(cast.other.account).post("/tickets/attente/", headers={"accept": "application/json"})
    assert refused.status_code == 404
    assert refused.json()["next_url"] == "/eleve/attente/"
    assert cast.owner.get("/tickets/attente/").status_code == 405
