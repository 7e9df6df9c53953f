"""« Questions écrites » : taken, answered, and nothing lost when something is refused."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from declic.dispatch.actions import ask_in_writing, claim_question
from declic.dispatch.models import AnswerPage, WrittenQuestion
from declic.people.models import Teacher
from declic.safeguarding.actions import suspend_teacher
from tests.web.pupil.people import signed_in
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


def test_a_question_taken_over_by_a_colleague_gives_the_words_back(teacher: Teacher, question: WrittenQuestion) -> None:
    client = taken(teacher, question)
    WrittenQuestion.objects.update(claimed_until=timezone.now() - timedelta(minutes=1))
    claim_question(question_id=str(question.pk), teacher=make_teacher(), now=timezone.now())
    answer = client.post(page_of(question), {"text": TEXT})
    assert answer.status_code == 409
    assert TEXT in answer.content.decode()
    assert client.get(page_of(question)).status_code == 404


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
