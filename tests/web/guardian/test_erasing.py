"""A family or a child is erased for good, by whoever may, knowingly."""

import pytest
from django.test import Client
from django.utils import timezone

from declic.classroom.models import ChatMessage
from declic.lessons.models import Lesson
from declic.people.actions.identities import link_identity
from declic.people.models import Account, Guardian, Pupil, SchoolIdentity
from tests.web.guardian.family import _fresh_limits, a_family, a_lesson
from tests.world import (
    make_lesson,
    make_officer,
    make_sponsor,
)

__all__ = ["_fresh_limits"]

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


def test_erasing_is_real(client: Client) -> None:
    guardian, pupil = a_family()
    lesson = a_lesson(pupil)
    client.force_login(guardian.account)
    assert client.get(f"/famille/enfants/{pupil.pk}/effacer/").status_code == 200
    assert Pupil.objects.filter(pk=pupil.pk).exists()
    client.post(f"/famille/enfants/{pupil.pk}/effacer/")
    assert not Pupil.objects.filter(pk=pupil.pk).exists()
    assert not Lesson.objects.filter(pk=lesson.pk).exists()
    assert not ChatMessage.objects.filter(board_id=lesson.board_id).exists()
    client.post("/famille/donnees/effacer/")
    assert not Account.objects.filter(pk=guardian.account_id).exists()
    assert not client.get("/carte/").wsgi_request.user.is_authenticated


@pytest.mark.parametrize("erased", ["child", "family"])
def test_a_page_left_open_erases_nothing_without_the_password(client: Client, erased: str) -> None:
    guardian, pupil = a_family()
    guardian.account.set_password("une phrase facile")
    guardian.account.save()
    client.force_login(guardian.account)
    page = f"/famille/enfants/{pupil.pk}/effacer/" if erased == "child" else "/famille/donnees/effacer/"
    assert client.get(page).status_code == 200
    asked = client.post(page).headers["Location"]
    assert asked.startswith("/compte/reauthenticate/")
    client.post(asked, {"password": "je ne sais pas", "next": page})
    assert Pupil.objects.filter(pk=pupil.pk).exists()
    client.post(asked, {"password": "une phrase facile", "next": page})
    assert not Pupil.objects.filter(pk=pupil.pk).exists()
    assert Account.objects.filter(pk=guardian.account_id).exists() is (erased == "child")


def test_an_officer_who_erases_their_family_reads_what_stays_and_educonnect_opens_nothing(client: Client) -> None:
    officer = make_officer(make_sponsor("Clichy"))
    family, now = Guardian.objects.create(account=officer.account), timezone.now()
    link_identity(account=officer.account, digest="d" * 64, by=family, now=now)
    client.force_login(officer.account)
    page = client.get("/famille/donnees/effacer/").content.decode()
    assert "Votre accès à Clichy reste" in page
    assert "Votre compte disparaît" not in page
    answer = client.post("/famille/donnees/effacer/", follow=True).content.decode()
    assert "votre accès à Clichy reste" in answer
    assert not Guardian.objects.exists()
    assert Account.objects.filter(pk=officer.account_id).exists()
    assert not SchoolIdentity.objects.exists()


def test_a_child_in_a_lesson_is_not_erased(client: Client) -> None:
    guardian, pupil = a_family()
    make_lesson(pupil=pupil, now=timezone.now())
    client.force_login(guardian.account)
    assert client.post(f"/famille/enfants/{pupil.pk}/effacer/").status_code == 409
    assert client.post("/famille/donnees/effacer/").status_code == 409
    assert Pupil.objects.filter(pk=pupil.pk).exists()
