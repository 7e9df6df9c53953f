"""Teachers on the operator's pages: invited, checked, given skills, approved, called, suspended."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from declic.dispatch.actions import want
from declic.dispatch.models import OffDutyCall
from declic.dispatch.rules.calls import CALLED_EVERY
from declic.journal.models import Fact
from declic.people.actions.calls import agree_to_calls
from declic.people.models import Teacher
from declic.reports.queries.board import board_of
from tests.web.clients import signed_in
from tests.world import (
    NOW,
    get_lesson,
    later,
    make_free_teacher,
    make_help_request,
    make_lesson,
    make_ring,
    make_teacher,
)

pytestmark = pytest.mark.django_db
NASTY = "<script>alert(1)</script>"


# -- teachers ---------------------------------------------------------------------------------------------------------
def test_those_who_may_come_for_a_subject_are_listed_the_nearest_first(operator: Client) -> None:
    now = timezone.now()
    rested, waits = make_teacher([("MAT", "4E"), ("MAT", "3E")], name="Ana Repos"), make_teacher(name="Zoé Libre")
    want(teacher_account_id=waits.account_id, state="free", now=now)
    make_teacher([("ANG", "4E")], name="Bob Anglais")
    make_teacher(name="Cléo Candidate", approved=False)
    past = make_teacher(name="Dora Expirée")
    Teacher.objects.filter(pk=past.pk).update(authorised_until=now.date() - timedelta(days=2))
    page = operator.get(reverse("staff:teachers"), {"matiere": "MAT"}).content.decode()
    assert "Maths\u00a0: 2\u00a0professeurs, 1\u00a0libre." in page
    assert page.index("Zoé Libre") < page.index("Ana Repos")
    assert f"mailto:{rested.account.email}" in page
    assert "pas de service" in page
    assert not any(name in page for name in ("Bob Anglais", "Cléo Candidate", "Dora Expirée"))
    assert "aucun professeur agréé" in operator.get(reverse("staff:teachers"), {"matiere": "LAT"}).content.decode()
    assert "Bob Anglais" in operator.get(reverse("staff:teachers"), {"matiere": NASTY, "etat": "tous"}).content.decode()


def test_a_teacher_is_invited_checked_given_skills_and_approved(
    operator: Client, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        given = {"name": "Mme Lefèvre", "email": "lefevre@ac-versailles.example", "position": ""}
        assert operator.post(reverse("staff:new_teacher"), given).status_code == 302
    teacher = Teacher.objects.get()
    assert "professeurs" in mail.outbox[0].subject
    file, approve = reverse("staff:teacher", args=[teacher.pk]), reverse("staff:approve", args=[teacher.pk])

    assert operator.post(approve).status_code == 409, "no approval before the checks"
    checks = {"position": "", "record_asked_on": "2026-09-01", "record_answered_on": "2026-09-20"}
    assert operator.post(file, {**checks, "authorised_until": "2027-08-31"}).status_code == 302
    skills = reverse("staff:skills", args=[teacher.pk])
    assert operator.post(skills, {"pair": ["MAT 4E", "MAT 3E", "PC 3E"]}).status_code == 302
    assert set(teacher.skills.values_list("subject", "level")) == {("MAT", "4E"), ("MAT", "3E"), ("PC", "3E")}
    assert operator.post(approve).status_code == 302
    teacher.refresh_from_db()
    assert (teacher.state, teacher.approved_by.name) == ("approved", "Régie")
    names = set(Fact.objects.values_list("name", flat=True))
    assert {"AdultInvited", "ChecksNoted", "SkillsSet", "TeacherApproved"} <= names

    assert operator.post(reverse("staff:suspend", args=[teacher.pk])).status_code == 302
    teacher.refresh_from_db()
    assert teacher.state == "suspended"


def test_somebody_off_duty_is_called_from_the_page_of_the_subject(operator: Client) -> None:
    agreed, silent = make_teacher(), make_teacher()
    agree_to_calls(teacher=agreed, phone="06 12 34 56 78", now=NOW)
    subject = reverse("staff:teachers") + "?matiere=MAT"
    call, other = (reverse("staff:call", args=[teacher.pk]) for teacher in (agreed, silent))
    page = operator.get(subject).content.decode()
    assert call in page
    assert other not in page
    said = operator.post(call, {"matiere": "MAT"}, follow=True)
    assert said.redirect_chain[-1][0] == subject
    assert "Personne n’attend" in said.content.decode()
    assert operator.post(call, {"matiere": "../"}, follow=True).status_code == 200
    make_help_request(now=NOW)
    with time_machine.travel(later(30), tick=False):
        said = operator.post(call, {"matiere": "MAT"}, follow=True)
    assert "reçoit un message" in said.content.decode()
    assert OffDutyCall.objects.get().teacher == agreed


def test_nobody_to_call_is_said_as_it_is(operator: Client) -> None:
    teacher = make_free_teacher([("MAT", "4E")])
    address = reverse("staff:teachers") + "?matiere=MAT&appeler=1"
    assert "Personne n’a accepté d’être appelé hors permanence." in operator.get(address).content.decode()
    agree_to_calls(teacher=teacher, phone="06 12 34 56 78", now=NOW)
    assert "qui l’a accepté est de service" in operator.get(address).content.decode()


def test_of_very_many_those_to_call_are_found_and_one_stays_on_their_page(operator: Client) -> None:
    """Those on duty come first, and fill pages of their own."""
    for _ in range(60):
        make_free_teacher()
    agreed = [make_teacher() for _ in range(52)]
    for teacher in agreed:
        agree_to_calls(teacher=teacher, phone="06 12 34 56 78", now=NOW)
    subject = reverse("staff:teachers") + "?matiere=MAT"
    first = operator.get(subject).content.decode()
    assert "Appeler" not in first
    assert f"{subject}&amp;appeler=1".removeprefix(reverse("staff:teachers")) in first
    pages = [operator.get(f"{subject}&appeler=1&page={number}").content.decode() for number in (1, 2)]
    assert [page.count("Appeler<") for page in pages] == [50, 2]
    make_help_request(now=NOW)
    sent = dict(re.findall(r'<input type="hidden" name="(matiere|appeler|page)" value="(\w+)">', pages[1]))
    with time_machine.travel(later(30), tick=False):
        said = operator.post(reverse("staff:call", args=[agreed[-1].pk]), sent, follow=True)
    page = said.content.decode()
    assert said.redirect_chain[-1][0] == f"{subject}&appeler=1&page=2"
    assert "reçoit un message" in page
    assert "appelé(e) à 18\u00a0h<" in page, "whoever was called is not to be called again for half an hour"
    assert page.count("Appeler<") == 1
    with time_machine.travel(later(30) + CALLED_EVERY, tick=False):
        assert operator.get(f"{subject}&appeler=1&page=2").content.decode().count("Appeler<") == 2


def test_suspending_from_the_page_takes_the_lesson_back_and_writes_to_the_teacher(
    operator: Client, django_capture_on_commit_callbacks
) -> None:
    lesson = make_lesson()
    teacher = lesson.teacher
    warned = operator.get(reverse("staff:teacher", args=[teacher.pk])).content.decode()
    assert "s’arrête aussitôt" in warned
    address = reverse("staff:suspend", args=[teacher.pk])
    for stranger in (teacher.account, lesson.pupil.account, lesson.pupil.guardian.account):
        assert signed_in(stranger).post(address).status_code == 404
    assert get_lesson(lesson.pk).state == "running"
    with django_capture_on_commit_callbacks(execute=True):
        assert operator.post(address).status_code == 302
    assert get_lesson(lesson.pk).state == "lost"
    assert board_of(NOW).teachers == ()
    assert [letter.to for letter in mail.outbox] == [[teacher.account.email]]


@pytest.mark.parametrize("page", ["skills", "teacher"])
def test_what_a_teacher_may_not_take_any_more_stops_ringing_without_a_mark(operator: Client, page: str) -> None:
    now = timezone.now()
    ring = make_ring(make_free_teacher([("MAT", "4E"), ("PC", "4E")], now=now), now=now)
    address = reverse(f"staff:{page}", args=[ring.teacher_id])
    changed = {"skills": {"pair": ["PC 4E", "MAT 3E"]}, "teacher": {"position": "", "authorised_until": "2026-01-01"}}
    harmless = {"skills": {"pair": ["MAT 4E"]}, "teacher": {"position": "certifiée"}}
    assert operator.post(address, harmless[page]).status_code == 302
    ring.refresh_from_db()
    assert ring.state == "ringing"
    assert operator.post(address, changed[page]).status_code == 302
    ring.refresh_from_db()
    assert (ring.state, ring.why) == ("withdrawn", "not_theirs")
    duty = ring.teacher.duties.get()
    assert (duty.state, duty.missed) == ("free", 0)


def test_the_dates_say_what_they_are_needed_for(operator: Client) -> None:
    page = operator.get(reverse("staff:teacher", args=[make_teacher(approved=False).pk])).content.decode()
    for label in ("Bulletin n°\u00a02 demandé le", "Bulletin n°\u00a02 reçu le"):
        assert f'{label} <span class="soft">(pour agréer)</span>' in page
    assert 'Cumul autorisé jusqu’au <span class="soft">(facultatif)</span>' in page


def test_dates_that_cannot_be_are_explained(operator: Client) -> None:
    teacher = make_teacher(approved=False)
    file = reverse("staff:teacher", args=[teacher.pk])
    for dates in (
        {"record_asked_on": "2026-09-20", "record_answered_on": "2026-09-01"},
        {"record_answered_on": "2026-09-01"},
        {"record_asked_on": "2999-01-01"},
        {"record_asked_on": NASTY},
    ):
        assert operator.post(file, {"position": "", **dates}).status_code == 422


def test_a_pair_no_programme_holds_is_refused(operator: Client) -> None:
    teacher = make_teacher()
    before = set(teacher.skills.values_list("subject", "level"))
    for pair in ("PHI CP", "ZZZ 4E", NASTY):
        operator.post(reverse("staff:skills", args=[teacher.pk]), {"pair": [pair, "MAT 4E"]})
    assert set(teacher.skills.values_list("subject", "level")) == before


@pytest.mark.parametrize("typed", ["helene", "HÉLÈNE", "saint germain", "Saint-G"])
def test_a_teacher_is_found_accents_case_and_dashes_aside(operator: Client, typed: str) -> None:
    make_teacher(name="Hélène Saint-Germain"), make_teacher(name="Zoé Martin")
    found = operator.get(reverse("staff:teachers"), {"etat": "tous", "q": typed}).content.decode()
    assert ("Hélène" in found, "Zoé" in found) == (True, False)
