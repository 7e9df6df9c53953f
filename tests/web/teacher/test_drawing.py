"""The board of a written answer: kept as it is drawn, its teacher's until it is sent, then the family's too."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from declic.classroom.rules.documents import EMPTY_UPDATE
from declic.dispatch.actions import ask_in_writing, claim_question
from declic.dispatch.models import AnswerDrawing, WrittenQuestion
from declic.dispatch.rules.written import DRAWING_MAX_BYTES
from declic.people.models import Teacher
from declic.safeguarding.actions import erase_child, suspend_teacher
from tests.classroom.test_drawn import board
from tests.web.clients import signed_in
from tests.web.room.test_slots import asked_for
from tests.world import (
    make_account,
    make_guardian,
    make_help_request,
    make_officer,
    make_operator,
    make_pupil,
    make_sponsor,
    make_teacher,
    make_upload,
)

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
LIST = "/prof/questions/"
DRAWN = board(line={"h": {"k": "pen", "a": "7"}}, said={"h": {"k": "text", "a": "7"}, "x": "Regarde l’angle."})


@pytest.fixture
def teacher() -> Teacher:
    return make_teacher()


@pytest.fixture
def question(teacher: Teacher) -> WrittenQuestion:
    """In the hands of `teacher`."""
    now = timezone.now()
    asked = ask_in_writing(help_request=make_help_request(now=now - timedelta(minutes=6)), now=now)
    return claim_question(question_id=str(asked.pk), teacher=teacher, now=now)


def keep(client: Client, question: WrittenQuestion, update: bytes = DRAWN, version: int | str = 0) -> tuple[int, dict]:  # type: ignore[type-arg]
    answer = client.post(
        f"{LIST}{question.pk}/tableau/document/",
        update,
        content_type="application/octet-stream",
        headers={"accept": "application/json", "Declic-Version": str(version)},
    )
    return answer.status_code, answer.json()


def test_the_page_has_every_place_its_script_asks_for(teacher: Teacher, question: WrittenQuestion) -> None:
    page = signed_in(teacher.account).get(f"{LIST}{question.pk}/tableau/").content.decode()
    asked = {slot for slot, form in asked_for().items() if form == "answer"}
    assert "way-out" in asked
    assert asked - set(re.findall(r'data-slot="([^"]+)"', page)) == set()


def test_the_photo_to_draw_upon_is_told_of_where_there_is_one(teacher: Teacher, question: WrittenQuestion) -> None:
    client = signed_in(teacher.account)
    assert "dessous pour écrire dessus" not in client.get(f"{LIST}{question.pk}/").content.decode()
    asked = question.help_request
    asked.pages.create(upload=make_upload(asked.pupil.account), position=0)
    assert "la photo d’Inès dessous pour écrire dessus" in client.get(f"{LIST}{question.pk}/").content.decode()


def test_what_is_drawn_is_kept_read_again_and_sent_with_the_answer(teacher: Teacher, question: WrittenQuestion) -> None:
    client = signed_in(teacher.account)
    page = client.get(f"{LIST}{question.pk}/").content.decode()
    assert "Dessiner au tableau" in page
    assert "1\u00a0Mo au plus" in page
    opened = client.post(f"{LIST}{question.pk}/", {"text": "Regarde.", "keep": "draw"})
    assert opened["Location"] == f"{LIST}{question.pk}/tableau/"
    assert client.get(opened["Location"]).status_code == 200
    nothing = client.get(f"{LIST}{question.pk}/tableau/document/")
    assert (nothing.content, nothing["Declic-Version"]) == (EMPTY_UPDATE, "0")
    assert keep(client, question) == (200, {"version": 1})
    again = client.get(f"{LIST}{question.pk}/tableau/document/")
    assert (again.content, again["Declic-Version"]) == (DRAWN, "1")
    written = client.get(f"{LIST}{question.pk}/").content.decode()
    assert "Reprendre le dessin" in written
    assert "Regarde." in written, "what was typed before drawing"

    pupil = question.help_request.pupil
    readers = [(pupil.account, "eleve"), (pupil.guardian.account, "famille")]
    for account, address in readers:
        assert signed_in(account).get(f"/{address}/questions/{question.pk}/tableau/").status_code == 404
        assert 'id="board"' not in signed_in(account).get(f"/{address}/questions/{question.pk}/").content.decode()
    assert client.post(f"{LIST}{question.pk}/", {"text": ""})["Location"] == LIST
    for account, address in readers:
        read = signed_in(account).get(f"/{address}/questions/{question.pk}/tableau/")
        assert (read.status_code, read.content) == (200, DRAWN)
        assert f"/{address}/questions/{question.pk}/tableau/" in (
            signed_in(account).get(f"/{address}/questions/{question.pk}/").content.decode()
        )
    export = signed_in(pupil.guardian.account).get("/famille/donnees/export.json").json()
    assert "Regarde l’angle." in str(export)
    assert f"{LIST}{question.pk}/tableau/document/" in client.get(f"{LIST}{question.pk}/").content.decode()
    assert client.get(f"{LIST}{question.pk}/tableau/")["Location"] == f"{LIST}{question.pk}/"
    assert keep(client, question, version=1)[1]["code"] == "written_over"


def test_a_drawing_alone_is_an_answer_and_a_blank_board_is_none(teacher: Teacher, question: WrittenQuestion) -> None:
    client = signed_in(teacher.account)
    keep(client, question, board(page={"h": {"k": "photo", "a": ""}}))
    refused = client.post(f"{LIST}{question.pk}/", {"text": ""})
    assert refused.status_code == 409
    assert "dessinez-la" in refused.content.decode()
    keep(client, question, DRAWN, 1)
    assert client.post(f"{LIST}{question.pk}/", {"text": ""}).status_code == 302
    question.refresh_from_db()
    assert question.answered_at is not None


def test_contact_details_on_the_board_hold_the_answer_back(teacher: Teacher, question: WrittenQuestion) -> None:
    client = signed_in(teacher.account)
    keep(client, question, board(said={"h": {"k": "text", "a": "7"}, "x": "Appelle-moi au 06 12 34 56 78."}))
    assert client.post(f"{LIST}{question.pk}/", {"text": "Regarde."}).status_code == 409
    question.refresh_from_db()
    assert question.answered_at is None
    assert question.text == "Regarde."


def test_two_devices_never_lose_what_the_other_drew(teacher: Teacher, question: WrittenQuestion) -> None:
    client = signed_in(teacher.account)
    assert keep(client, question)[0] == 200
    for version in (0, 2):
        status, said = keep(client, question, board(other={"h": {"k": "pen", "a": "7"}}), version)
        assert (status, said["code"]) == (409, "drawn_elsewhere")
    assert bytes(AnswerDrawing.objects.get().update) == DRAWN
    assert keep(client, question, DRAWN, 1) == (200, {"version": 2})


def test_what_is_no_board_or_too_large_is_told_and_loses_nothing(teacher: Teacher, question: WrittenQuestion) -> None:
    client = signed_in(teacher.account)
    keep(client, question)
    assert keep(client, question, b"no board at all", 1)[1]["code"] == "unreadable_drawing"
    for version in ("", "-1", "un", "9" * 30):
        assert keep(client, question, DRAWN, version)[1]["code"] == "unreadable_drawing"
    status, said = keep(client, question, b"\x00" * (DRAWING_MAX_BYTES + 1), 1)
    assert (status, said["code"]) == (409, "drawing_too_large")
    assert bytes(AnswerDrawing.objects.get().update) == DRAWN


def test_nobody_else_sees_or_draws_it(teacher: Teacher, question: WrittenQuestion) -> None:
    keep(signed_in(teacher.account), question)
    pupil = question.help_request.pupil
    town = make_sponsor("Ailleurs")
    sibling = make_pupil("4E", guardian=pupil.guardian)
    strangers = [
        sibling.account,
        make_pupil("4E", town).account,
        make_guardian().account,
        make_teacher().account,
        make_officer(town).account,
        make_officer(question.help_request.sponsor).account,
        make_operator(),
        make_account(),
    ]
    for answered in (False, True):
        if answered:
            signed_in(teacher.account).post(f"{LIST}{question.pk}/", {"text": "Regarde."})
        for account in strangers:
            client = signed_in(account)
            for path in (f"{LIST}{question.pk}/tableau/", f"{LIST}{question.pk}/tableau/document/"):
                assert client.get(path).status_code == 404
            for address in ("eleve", "famille"):
                assert client.get(f"/{address}/questions/{question.pk}/tableau/").status_code == 404
            assert keep(client, question, DRAWN, 1)[0] == 404
    # A relative reads with their own pages only.
    assert signed_in(pupil.account).get(f"/famille/questions/{question.pk}/tableau/").status_code == 404
    assert signed_in(pupil.guardian.account).get(f"/eleve/questions/{question.pk}/tableau/").status_code == 404
    assert Client().get(f"{LIST}{question.pk}/tableau/").status_code == 302
    status, said = keep(Client(), question)
    assert (status, said["code"]) == (401, "signed_out")
    suspend_teacher(teacher=teacher, by=None, now=timezone.now())
    assert signed_in(teacher.account).get(f"{LIST}{question.pk}/tableau/document/").status_code == 404


def test_a_colleague_who_does_not_go_on_from_it_has_a_blank_board_and_the_first_is_forgotten(
    teacher: Teacher, question: WrittenQuestion
) -> None:
    keep(signed_in(teacher.account), question)
    WrittenQuestion.objects.update(claimed_until=timezone.now() - timedelta(minutes=1))
    colleague = make_teacher()
    claim_question(question_id=str(question.pk), teacher=colleague, now=timezone.now())
    assert keep(signed_in(teacher.account), question, DRAWN, 1)[0] == 404
    client = signed_in(colleague.account)
    assert client.get(f"{LIST}{question.pk}/tableau/document/").content == EMPTY_UPDATE
    assert client.post(f"{LIST}{question.pk}/", {"text": "Regarde."}).status_code == 302
    assert not AnswerDrawing.objects.exists()
    pupil = question.help_request.pupil
    assert signed_in(pupil.account).get(f"/eleve/questions/{question.pk}/tableau/").status_code == 404


def test_a_colleague_who_takes_over_sees_what_was_begun_and_may_go_on_from_it(
    teacher: Teacher, question: WrittenQuestion
) -> None:
    first = signed_in(teacher.account)
    keep(first, question)
    first.post(f"{LIST}{question.pk}/", {"text": "Regarde l’angle droit.", "keep": "1"})
    WrittenQuestion.objects.update(claimed_until=timezone.now() - timedelta(minutes=1))
    colleague = make_teacher()
    claim_question(question_id=str(question.pk), teacher=colleague, now=timezone.now())
    client = signed_in(colleague.account)
    page = client.get(f"{LIST}{question.pk}/").content.decode()
    assert "Regarde l’angle droit." in page
    assert "avait commencé" in page
    begun = f"{LIST}{question.pk}/tableau/commence/"
    assert begun in page
    assert client.get(begun).content == DRAWN
    assert first.get(begun).status_code == 404, "it is not theirs any more"
    went_on = client.post(f"{LIST}{question.pk}/", {"text": "Puis mesure.", "keep": "begun"}, follow=True)
    page = went_on.content.decode()
    assert "Regarde l’angle droit.\n\nPuis mesure." in page
    assert "vos deux noms seront dits" in page
    assert client.get(begun).status_code == 404
    assert client.get(f"{LIST}{question.pk}/tableau/document/").content == DRAWN
    client.post(f"{LIST}{question.pk}/", {"text": "Regarde l’angle droit. Puis mesure."})
    pupil = question.help_request.pupil
    both = f"{colleague.account.name}, à la suite de {teacher.account.name}"
    for account, address in ((pupil.account, "eleve"), (pupil.guardian.account, "famille")):
        read = signed_in(account).get(f"/{address}/questions/{question.pk}/").content.decode()
        assert both in read.replace("\u00a0", " ")
        assert f'"{teacher.account_id}": "{teacher.account.name}"' in read, "who drew what, told in words"
    assert both in str(signed_in(pupil.guardian.account).get("/famille/donnees/export.json").json())


def test_erasing_the_child_erases_the_drawing(teacher: Teacher, question: WrittenQuestion) -> None:
    keep(signed_in(teacher.account), question)
    erase_child(pupil=question.help_request.pupil, now=timezone.now())
    assert not AnswerDrawing.objects.exists()
