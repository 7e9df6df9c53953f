"""The mail server is away: nobody's page breaks, and it is said; the first operator needs no letter."""

import logging
from collections.abc import Iterator

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client, override_settings

from declic.people.models import Account

pytestmark = pytest.mark.django_db
SECRET = "une phrase assez longue"
AWAY = "Le message n’a pas pu partir\u00a0: réessayez dans quelques minutes."


class Away(BaseEmailBackend):
    def send_messages(self, email_messages: object) -> int:
        raise ConnectionRefusedError(f"{email_messages} parent@example.org")


@pytest.fixture
def away() -> Iterator[None]:
    with override_settings(EMAIL_BACKEND=f"{__name__}.Away"):
        yield


def signs_in(client: Client, email: str) -> str:
    answer = client.post("/compte/login/", {"login": email, "password": SECRET}, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_whoever_has_an_address_to_confirm_is_told_that_no_letter_left(
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
