"""The mail server is away: nobody's page breaks, and it is said; the first operator needs no letter."""

import logging
import smtplib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from declic.letters.actions import settle
from declic.letters.models import Letter
from declic.people.actions import invite_teacher
from declic.people.models import Account
from declic.sponsors.models import Officer
from tests.keeping.world import a_desk_family
from tests.web.clients import signed_in
from tests.web.second_factor import proved_twice
from tests.world import make_officer, make_operator, make_sponsor

Callbacks = Callable[..., AbstractContextManager[object]]
pytestmark = pytest.mark.django_db
SECRET = "une phrase assez longue"
AWAY = "Le message n’a pas pu partir tout de suite\u00a0: il part dès que possible."


class Away(BaseEmailBackend):
    def send_messages(self, email_messages: object) -> int:
        raise ConnectionRefusedError(f"{email_messages} parent@example.org")


class Refuses(BaseEmailBackend):
    def send_messages(self, email_messages: list[EmailMessage]) -> int:  # type: ignore[override]
        raise smtplib.SMTPRecipientsRefused({one.to[0]: (550, b"5.1.1 nobody") for one in email_messages})


@pytest.fixture(autouse=True)
def _nobody_tried_yet() -> None:
    cache.clear()


@pytest.fixture
def away() -> Iterator[None]:
    with override_settings(EMAIL_BACKEND=f"{__name__}.Away"):
        yield


def signs_in(client: Client, email: str) -> str:
    answer = client.post("/compte/login/", {"login": email, "password": SECRET}, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_whoever_has_an_address_to_confirm_is_told_that_no_letter_left_yet(
    client: Client, away: None, caplog: pytest.LogCaptureFixture
) -> None:
    Account.objects.create_user("parent@example.org", SECRET, name="Karima Benali")
    with caplog.at_level(logging.ERROR):
        page = signs_in(client, "parent@example.org")
    assert AWAY in page
    assert "parent@example.org" not in caplog.text


@pytest.mark.parametrize("email", ["parent@example.org", "nobody@example.org"])
def test_a_password_asked_for_again_tells_the_same_to_whoever_asks(client: Client, away: None, email: str) -> None:
    Account.objects.create_user("parent@example.org", SECRET, name="Karima Benali")
    answer = client.post("/compte/password/reset/", {"email": email}, follow=True)
    assert answer.status_code == 200
    assert AWAY in answer.content.decode()


def test_the_first_operator_signs_in_without_a_letter(client: Client, away: None) -> None:
    Account.objects.create_superuser("equipe@example.org", SECRET, name="Salomé Perrin")
    page = signs_in(client, "equipe@example.org")
    assert AWAY not in page
    assert client.session["_auth_user_id"]


# -- who invited, and the team ----------------------------------------------------------------------------------------
def invites(client: Client, officer: Officer, callbacks: Callbacks) -> None:
    said = {"name": "Anne Morel", "email": "anne@mairie.example", "role": "reader"}
    with callbacks(execute=True):
        assert client.post(reverse("sponsor:team"), said).status_code == 302
    assert officer.sponsor.invitations.count() == 1


def test_who_invited_reads_that_it_waits_and_sends_another(
    django_capture_on_commit_callbacks: Callbacks,
) -> None:
    officer = make_officer(make_sponsor())
    client = signed_in(officer.account)
    with override_settings(EMAIL_BACKEND=f"{__name__}.Away"):
        invites(client, officer, django_capture_on_commit_callbacks)
    page = client.get(reverse("sponsor:team")).content.decode()
    assert "L’invitation n’est pas encore partie." in page
    invitation = officer.sponsor.invitations.get(email="anne@mairie.example")
    again = reverse("sponsor:invite_again", args=[invitation.pk])
    assert again in page
    with django_capture_on_commit_callbacks(execute=True):
        client.post(again)
    (letter,) = mail.outbox
    assert letter.to == ["anne@mairie.example"]
    page = client.get(reverse("sponsor:team")).content.decode()
    assert "Une nouvelle lettre part à Anne Morel." in page
    assert "pas encore partie" not in page
    with override_settings(EMAIL_BACKEND=f"{__name__}.Refuses"), django_capture_on_commit_callbacks(execute=True):
        client.post(again)
    assert "l’adresse la refuse." in client.get(reverse("sponsor:team")).content.decode()


def test_another_letter_goes_to_nobody_who_has_come_in_nor_ever_and_ever(
    django_capture_on_commit_callbacks: Callbacks,
) -> None:
    operator = proved_twice(make_operator())
    with django_capture_on_commit_callbacks(execute=True):
        teacher = invite_teacher(email="anne@ac.example", name="Anne Morel", position="", now=timezone.now())
    mail.outbox.clear()
    again = reverse("staff:write_to_teacher", args=[teacher.pk])
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(5):
            operator.post(again)
    assert len(mail.outbox) == 3
    cache.clear()
    teacher.account.set_password(SECRET)
    teacher.account.save()
    answer = operator.post(again, follow=True)
    assert "déjà choisi son mot de passe" in answer.content.decode()
    assert len(mail.outbox) == 3


def test_at_the_desk_a_refusal_alone_is_said(django_capture_on_commit_callbacks: Callbacks) -> None:
    officer = make_officer(make_sponsor())
    family = a_desk_family(officer)
    client = signed_in(officer.account)
    page = reverse("sponsor:family", args=[family.reference])
    address = {"email": "maman@example.org", "again": "maman@example.org"}
    for backend, is_said in (("Away", False), ("Refuses", True)):
        with (
            override_settings(EMAIL_BACKEND=f"{__name__}.{backend}"),
            django_capture_on_commit_callbacks(execute=True),
        ):
            client.post(reverse("sponsor:give_address", args=[family.reference]), address)
        assert ("La lettre n’est pas arrivée." in client.get(page).content.decode()) is is_said


def test_operators_read_on_their_pages_that_letters_do_not_leave(
    django_capture_on_commit_callbacks: Callbacks,
) -> None:
    operator = proved_twice(make_operator())
    with override_settings(EMAIL_BACKEND=f"{__name__}.Away"), django_capture_on_commit_callbacks(execute=True):
        invite_teacher(email="anne@ac.example", name="Anne Morel", position="", now=timezone.now())
    board = reverse("staff:board")
    assert "lettre ne part pas" not in operator.get(board).content.decode()
    Letter.objects.update(kept_at=timezone.now() - timedelta(minutes=11))
    for page in (board, reverse("staff:teachers")):
        assert "1\u00a0lettre ne part pas" in operator.get(page).content.decode()
    Letter.objects.update(expires_at=timezone.now())
    settle(now=timezone.now())
    page = operator.get(board).content.decode()
    assert "1\u00a0lettre n’est jamais partie." in page
    listed = operator.get(reverse("admin:letters_letter_changelist")).content.decode()
    assert "invitation" in listed
    assert "anne@ac.example" not in listed
    chosen = {"action": "see", "_selected_action": [Letter.objects.get().pk]}
    operator.post(reverse("admin:letters_letter_changelist"), chosen)
    assert "jamais partie" not in operator.get(board).content.decode()
