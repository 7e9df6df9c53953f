"""The teacher's pages: who may open them, and what they keep."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from declic.classroom.tickets import read_ticket
from declic.dispatch.actions import want
from declic.dispatch.models import Duty
from declic.lessons.actions import answer, lose_teacher, report
from declic.lessons.models import Lesson, Report
from declic.live.desk import REPORT, ROOM
from declic.people.models import Account, Pupil, Teacher
from declic.safeguarding.actions import suspend_teacher
from tests.world import (
    get_lesson,
    make_account,
    make_free_teacher,
    make_lesson,
    make_operator,
    make_pupil,
    make_teacher,
)

pytestmark = pytest.mark.django_db

WORDS = {"worked_on": "Le théorème de Pythagore", "understood": "L’hypoténuse.", "next_step": "L’exercice 12."}
ALL_PAGES = ["/prof/", "/prof/lecons/", "/prof/questions/", "/prof/appels/"]


def as_(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def words_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def over(teacher: Teacher | None = None, pupil: Pupil | None = None) -> Lesson:
    """A lesson that ended a minute ago."""
    began = timezone.now() - timedelta(minutes=21)
    if teacher is not None:
        want(teacher_account_id=teacher.account_id, state="free", now=began)
    return make_lesson(teacher, pupil, state="ended", now=began)


def report_of(lesson: Lesson) -> str:
    return f"/prof/lecons/{lesson.pk}/compte-rendu/"


@pytest.mark.parametrize("path", ALL_PAGES)
def test_the_pages_are_for_teachers(path: str) -> None:
    assert as_(make_teacher().account).get(path).status_code == 200
    assert Client().get(path).status_code == 302
    for stranger in (make_pupil().account, make_pupil().guardian.account, make_operator(), make_account()):
        assert as_(stranger).get(path).status_code == 404


def test_a_report_is_for_the_teacher_of_its_lesson() -> None:
    lesson = over()
    path = report_of(lesson)
    assert as_(lesson.teacher.account).get(path).status_code == 200
    strangers = [lesson.pupil.account, lesson.pupil.guardian.account, make_teacher().account, make_operator()]
    for stranger in strangers:
        assert as_(stranger).get(path).status_code == 404
        assert as_(stranger).post(path, WORDS).status_code == 404
    assert as_(lesson.teacher.account).get(f"/prof/lecons/{uuid4()}/compte-rendu/").status_code == 404
    assert not Report.objects.exists()


def cut_short(*, begun: bool = True) -> Lesson:
    """The teacher's line fell, in the middle of it or before it began."""
    now = timezone.now()
    lesson = make_lesson(
        make_free_teacher([("MAT", "4E")], now=now), make_pupil("4E"), state="running" if begun else "opened", now=now
    )
    lose_teacher(lesson_id=lesson.pk, now=now)
    return get_lesson(lesson.pk)


def test_a_lesson_cut_short_leads_to_its_board_and_to_a_report_nobody_waits_for() -> None:
    lesson = cut_short()
    client = as_(lesson.teacher.account)
    for page in ("/prof/", "/prof/lecons/"):
        assert f'href="{report_of(lesson)}">Interrompue' in words_of(client, page), page
    words = words_of(client, report_of(lesson))
    assert reverse("teacher:board", args=[lesson.pk]) in words
    assert "La leçon s’est interrompue." in words
    assert "Personne n’attend de compte rendu" in words
    assert client.post(report_of(lesson), WORDS).status_code == 302
    assert Report.objects.get().lesson_id == lesson.pk
    assert "Interrompue" not in words_of(client, "/prof/lecons/")
    assert "Personne n’attend" not in words_of(client, f"{report_of(lesson)}?corriger")


def test_a_lesson_that_never_began_leads_nowhere() -> None:
    lesson = cut_short(begun=False)
    words = words_of(as_(lesson.teacher.account), "/prof/lecons/")
    assert "Pas commencée" in words
    assert report_of(lesson) not in words


def test_the_desk_greets_says_the_skills_and_shows_today() -> None:
    teacher = make_teacher([("MAT", level) for level in ("6E", "5E", "4E", "3E", "2GT")], name="Mme Lefèvre")
    lesson = over(teacher)
    words = words_of(as_(teacher.account), "/prof/")
    assert "Mme Lefèvre</h1>" in words
    assert "Maths 6e à 2de" in words
    assert "Maths, 4e" in words
    assert report_of(lesson) in words
    assert "De service" in words


def test_a_teacher_not_yet_approved_is_told_so_and_gets_no_ticket() -> None:
    client = as_(make_teacher(approved=False).account)
    assert "en cours de vérification" in words_of(client, "/prof/")
    assert client.post("/tickets/bureau/").status_code == 403


def test_a_suspended_teacher_is_told_whom_to_write_to_and_sees_no_pupil_any_more() -> None:
    lesson = over()
    client = as_(lesson.teacher.account)
    suspend_teacher(teacher=lesson.teacher, by=make_operator(), now=timezone.now())
    words = words_of(client, "/prof/")
    assert "Votre compte est suspendu" in words
    assert 'href="mailto:bonjour@declic.example"' in words
    assert 'id="desk"' not in words
    refused = client.post("/tickets/bureau/")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_approved")
    for path in ("/prof/lecons/", report_of(lesson)):
        assert client.get(path).headers["Location"] == "/prof/"
    assert client.post(report_of(lesson), WORDS).headers["Location"] == "/prof/"
    assert not Report.objects.exists()


def test_the_ticket_is_for_the_desk_of_this_teacher_only() -> None:
    teacher = make_teacher()
    given = as_(teacher.account).post("/tickets/bureau/").json()
    ticket = read_ticket(given["ticket"], now=timezone.now().timestamp())
    assert (ticket.k, ticket.p, ticket.r) == ("desk", teacher.account_id, "teacher")
    assert given["path"].startswith("/desk?ticket=")
    assert as_(make_pupil().account).post("/tickets/bureau/").status_code == 404
    assert Client().post("/tickets/bureau/").status_code == 401
    assert as_(teacher.account).get("/tickets/bureau/").status_code == 405


def test_a_report_is_written_once_and_frees_the_teacher() -> None:
    lesson = over()
    client = as_(lesson.teacher.account)
    assert client.post(report_of(lesson), WORDS, follow=True).redirect_chain == [("/prof/", 302)]
    written = Report.objects.get(lesson=lesson)
    assert (written.worked_on, written.understood, written.next_step) == tuple(WORDS.values())
    assert Duty.objects.get(teacher=lesson.teacher).state == "free"
    assert "Le compte rendu est envoyé" in words_of(client, report_of(lesson))


def test_a_report_may_be_corrected() -> None:
    lesson = over()
    report(lesson=lesson, now=timezone.now(), **WORDS)
    client = as_(lesson.teacher.account)
    assert WORDS["worked_on"] in words_of(client, f"{report_of(lesson)}?corriger")
    client.post(report_of(lesson), {**WORDS, "next_step": "Rien."})
    assert Report.objects.get(lesson=lesson).next_step == "Rien."


def test_an_error_keeps_what_was_written() -> None:
    lesson = over()
    response = as_(lesson.teacher.account).post(report_of(lesson), {**WORDS, "worked_on": " "})
    page = response.content.decode()
    assert response.status_code == 422
    assert "la famille lira cette ligne" in page
    assert WORDS["understood"] in page
    assert WORDS["next_step"] in page
    assert not Report.objects.exists()


def test_a_report_too_long_is_refused_in_words() -> None:
    lesson = over()
    response = as_(lesson.teacher.account).post(report_of(lesson), {**WORDS, "understood": "é" * 1001})
    assert response.status_code == 422
    assert "1\u00a0000 signes" in response.content.decode()


def test_what_is_written_is_shown_as_written() -> None:
    lesson = over()
    report(lesson=lesson, now=timezone.now(), worked_on="<script>alert(1)</script>", understood="a < b", next_step="")
    page = as_(lesson.teacher.account).get(report_of(lesson)).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_later_frees_the_teacher_and_keeps_the_report_to_finish() -> None:
    lesson = over()
    client = as_(lesson.teacher.account)
    assert client.post(report_of(lesson), {"later": "1"}).status_code == 302
    assert Duty.objects.get(teacher=lesson.teacher).state == "free"
    Lesson.objects.update(opened_at=timezone.now() - timedelta(days=1))
    assert "Un compte rendu à finir" in words_of(client, "/prof/")


def test_a_lesson_under_way_has_its_room_not_its_report() -> None:
    lesson = make_lesson(state="running", now=timezone.now())
    response = as_(lesson.teacher.account).get(report_of(lesson))
    assert response.headers["Location"] == f"/salle/{lesson.pk}/"


def test_the_next_teacher_reads_what_the_last_one_wrote() -> None:
    pupil = make_pupil()
    before = over(pupil=pupil)
    report(lesson=before, now=timezone.now(), **WORDS)
    lesson = over(make_teacher(), pupil=pupil)
    words = words_of(as_(lesson.teacher.account), report_of(lesson))
    assert WORDS["worked_on"] in words
    assert WORDS["next_step"] in words


def test_the_list_says_what_is_done_and_what_the_pupil_answered() -> None:
    lesson = over()
    client = as_(lesson.teacher.account)
    assert "Compte rendu<" in words_of(client, "/prof/lecons/")
    report(lesson=lesson, now=timezone.now(), **WORDS)
    answer(lesson=lesson, confidence="almost", now=timezone.now())
    words = words_of(client, "/prof/lecons/")
    assert "presque" in words
    assert WORDS["worked_on"] in words
    assert "Vous avez donné 1 leçon" in words.replace("\u00a0", " ")


def test_the_addresses_the_socket_gives_are_those_of_the_pages() -> None:
    lesson_id = uuid4()
    assert ROOM.format(lesson_id) == reverse("room:room", args=[lesson_id])
    assert REPORT.format(lesson_id) == reverse("teacher:report", args=[lesson_id])
