"""« Questions écrites » : taken, answered, and nothing lost when something is refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from declic.dispatch.actions import ask_in_writing, claim_question
from declic.dispatch.actions.written import take_back_question
from declic.dispatch.models import AnswerPage, WrittenQuestion
from declic.people.models import Teacher
from declic.safeguarding.actions import suspend_teacher
from declic.uploads.models import Upload
from tests.web.clients import signed_in
from tests.web.pupil.photos import photo
from tests.world import make_account, make_help_request, make_pupil, make_teacher

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
LIST = "/prof/questions/"
TEXT = "Regarde la colonne des dizaines : que devient le 1 ?"


@pytest.fixture
def teacher() -> Teacher:
    return make_teacher()


@pytest.fixture
def question() -> WrittenQuestion:
    now = timezone.now()
    return ask_in_writing(help_request=make_help_request(now=now - timedelta(minutes=6)), now=now)


def page_of(question: WrittenQuestion) -> str:
    return f"{LIST}{question.pk}/"


def jpeg(name: str = "main.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, photo())


def taken(teacher: Teacher, question: WrittenQuestion) -> Client:
    client = signed_in(teacher.account)
    assert client.post(f"{page_of(question)}prendre/")["Location"] == page_of(question)
    return client


def test_the_desk_and_the_list_say_what_waits_without_a_name(teacher: Teacher, question: WrittenQuestion) -> None:
    client = signed_in(teacher.account)
    assert "1\u00a0question écrite attend" in client.get("/prof/").content.decode()
    page = client.get(LIST).content.decode()
    assert "Maths, 4e" in page
    assert "Inès" not in page
    assert question.help_request.tried not in page
    assert "Aucune question n’attend" in signed_in(make_teacher([("FRA", "4E")]).account).get(LIST).content.decode()


def test_taken_it_shows_the_work_and_the_answer_goes_to_the_family(teacher: Teacher, question: WrittenQuestion) -> None:
    client = taken(teacher, question)
    page = client.get(page_of(question)).content.decode()
    assert "Inès attend votre réponse" in page
    assert question.help_request.tried.split("’")[0] in page
    answer = client.post(page_of(question), {"text": TEXT, "photos": [jpeg(), jpeg("deux.jpg")]}, follow=True)
    assert "Réponse envoyée." in answer.content.decode()
    question.refresh_from_db()
    assert (question.text, question.pages.count()) == (TEXT, 2)
    pupil = question.help_request.pupil
    for account, address in ((pupil.account, "eleve"), (pupil.guardian.account, "famille")):
        read = signed_in(account).get(f"/{address}/questions/{question.pk}/").content.decode()
        assert TEXT in read
        assert read.count("de la réponse") == 2
    assert "Votre réponse à Inès" in client.get(page_of(question)).content.decode()


def test_a_refused_photo_loses_neither_the_words_nor_the_good_ones(teacher: Teacher, question: WrittenQuestion) -> None:
    client = taken(teacher, question)
    bad = SimpleUploadedFile("note.txt", b"du texte")
    answer = client.post(page_of(question), {"text": TEXT, "photos": [jpeg(), bad]})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert TEXT in page
    assert "ni une photo" in page
    assert AnswerPage.objects.count() == 1
    question.refresh_from_db()
    assert question.answered_at is None


def test_photos_are_kept_before_sending_and_one_may_be_taken_out(teacher: Teacher, question: WrittenQuestion) -> None:
    client = taken(teacher, question)
    kept = client.post(page_of(question), {"text": TEXT, "photos": [jpeg()], "keep": "1"}, follow=True)
    assert kept.redirect_chain, "read again, the page does not send the photo again"
    assert TEXT in kept.content.decode()
    assert (
        TEXT
        not in signed_in(question.help_request.pupil.account).get(f"/eleve/questions/{question.pk}/").content.decode()
    )
    page = AnswerPage.objects.get()
    removed = client.post(page_of(question), {"text": TEXT, "remove": str(page.upload_id)}, follow=True)
    assert TEXT in removed.content.decode()
    assert not AnswerPage.objects.exists()
    assert client.post(page_of(question), {"text": TEXT, "remove": "nada"}).status_code == 404


def sent(client: Client, question: WrittenQuestion, path: str = "", **fields: object) -> tuple[int, dict[str, Any]]:
    """As the page's script sends it."""
    answer = client.post(f"{page_of(question)}pages/{path}", fields, headers={"accept": "application/json"})
    return answer.status_code, answer.json()


def test_photos_sent_one_by_one_are_kept_once_turned_ordered_and_taken_out(
    teacher: Teacher, question: WrittenQuestion
) -> None:
    client = taken(teacher, question)
    status, first = sent(client, question, cid="a", file=jpeg())
    assert status == 200
    assert sent(client, question, cid="a", file=jpeg()) == (200, first), "sent twice, it is one page"
    _, second = sent(client, question, cid="b", file=jpeg("deux.jpg"))
    one, two = first["pages"][0]["id"], second["pages"][0]["id"]
    assert sent(client, question, "ordre/", page=[two, one]) == (200, {})
    assert [str(page.upload_id) for page in question.pages.all()] == [two, one]
    page = client.get(page_of(question)).content.decode()
    assert page.index(two) < page.index(one)
    assert all(words in page for words in ("Photo 2 de votre réponse", "Prenez votre page en photo", "Vos photos"))
    _, turned = sent(client, question, cid="c", file=jpeg(), replaces=one)
    assert [str(page.upload_id) for page in question.pages.all()] == [two, turned["pages"][0]["id"]]
    assert sent(client, question, f"{two}/retirer/") == (200, {})
    assert sent(client, question, f"{two}/retirer/") == (200, {}), "gone already is gone"
    assert question.pages.count() == 1
    client.post(page_of(question), {"text": TEXT})
    question.refresh_from_db()
    assert (question.answered_at is not None, question.pages.count()) == (True, 1)


def test_a_photo_that_is_refused_says_why_and_loses_no_other(teacher: Teacher, question: WrittenQuestion) -> None:
    client = taken(teacher, question)
    for number in range(4):
        assert sent(client, question, cid=f"n{number}", file=jpeg())[0] == 200
    status, said = sent(client, question, cid="more", file=jpeg())
    assert (status, said["message"]) == (409, "Pas plus de 4 pages par réponse.")
    status, said = sent(client, question, cid="bad", file=SimpleUploadedFile("note.txt", b"du texte"))
    assert (status, said["code"]) == (409, "not_an_image")
    assert question.pages.count() == 4
    assert Upload.objects.count() == 4, "no photo is left that belongs to no answer"


def test_photos_are_those_of_whoever_holds_the_question(teacher: Teacher, question: WrittenQuestion) -> None:
    client = taken(teacher, question)
    _, kept = sent(client, question, cid="a", file=jpeg())
    upload = kept["pages"][0]["id"]
    other = signed_in(make_teacher().account)
    for path in ("", "ordre/", f"{upload}/retirer/"):
        assert sent(other, question, path, cid="x", file=jpeg())[0] == 404
        status, said = sent(Client(), question, path, cid="x", file=jpeg())
        assert (status, said["code"]) == (401, "signed_out")
    assert question.pages.count() == 1


def test_several_photos_of_which_one_is_bad_keep_the_good_ones_after_it(
    teacher: Teacher, question: WrittenQuestion
) -> None:
    client = taken(teacher, question)
    bad = SimpleUploadedFile("note.txt", b"du texte")
    answer = client.post(page_of(question), {"text": TEXT, "photos": [bad, jpeg(), jpeg("deux.jpg")]})
    assert answer.status_code == 409
    assert "« note.txt »" in answer.content.decode().replace("\u00a0", " ")
    assert question.pages.count() == 2


def test_a_question_taken_over_by_a_colleague_gives_the_words_back(teacher: Teacher, question: WrittenQuestion) -> None:
    client = taken(teacher, question)
    WrittenQuestion.objects.update(claimed_until=timezone.now() - timedelta(minutes=1))
    claim_question(question_id=str(question.pk), teacher=make_teacher(), now=timezone.now())
    answer = client.post(page_of(question), {"text": TEXT})
    assert answer.status_code == 409
    assert TEXT in answer.content.decode()
    assert client.get(page_of(question)).status_code == 404


@pytest.mark.parametrize("sends", [True, False], ids=["as they send", "as they look"])
def test_one_its_pupil_has_taken_back_says_so_and_gives_the_words_back(
    teacher: Teacher, question: WrittenQuestion, *, sends: bool
) -> None:
    client = taken(teacher, question)
    client.post(page_of(question), {"text": TEXT, "keep": "1"})
    take_back_question(question=question, now=timezone.now())
    answer = client.post(page_of(question), {"text": f"{TEXT} Encore."}) if sends else client.get(page_of(question))
    page = answer.content.decode()
    assert "Cette question n’attend plus" in page
    assert f"{TEXT} Encore." in page if sends else TEXT in page
    assert "attend votre réponse" not in page
    question.refresh_from_db()
    assert question.answered_at is None


def test_one_a_colleague_has_is_said_kindly(teacher: Teacher, question: WrittenQuestion) -> None:
    claim_question(question_id=str(question.pk), teacher=make_teacher(), now=timezone.now())
    answer = signed_in(teacher.account).post(f"{page_of(question)}prendre/", follow=True)
    assert "Un collègue répond déjà à cette question." in answer.content.decode()


def test_others_get_nothing(teacher: Teacher, question: WrittenQuestion) -> None:
    taken(teacher, question)
    for stranger in (make_pupil().account, make_account(), make_teacher([("FRA", "4E")]).account):
        for method in ("get", "post"):
            assert getattr(signed_in(stranger), method)(page_of(question)).status_code == 404
    suspend_teacher(teacher=teacher, by=None, now=timezone.now())
    assert signed_in(teacher.account).get(page_of(question)).status_code == 404
    assert signed_in(teacher.account).get(LIST)["Location"] == "/prof/"


def test_a_photo_sent_twice_by_mistake_is_sent_once_answered(teacher: Teacher, question: WrittenQuestion) -> None:
    """The answer to the first sending was lost on the way."""
    client = taken(teacher, question)
    for _ in range(2):
        assert client.post(page_of(question), {"text": TEXT}).status_code == 302
    question.refresh_from_db()
    assert question.text == TEXT
