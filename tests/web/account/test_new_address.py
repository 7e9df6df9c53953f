"""Another e-mail address for an account: asked by who knows its password, and told to who read the one before."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client

from declic.people.models import Account
from tests.web.clients import signed_in
from tests.world import make_guardian

pytestmark = pytest.mark.django_db
PASSWORD = "une phrase facile"
OLD, NEW = "karima@example.org", "autre@example.org"
ASKED = {"email": NEW, "action_add": "1"}


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


@pytest.fixture
def account() -> Account:
    held = make_guardian("Karima Benali").account
    held.email = OLD
    held.set_password(PASSWORD)
    held.save()
    EmailAddress.objects.filter(user=held).delete()
    EmailAddress.objects.create(user=held, email=OLD, verified=True, primary=True)
    return held


def link_to(address: str) -> str:
    (letter,) = [one for one in mail.outbox if one.to == [address]]
    found = re.search(r"https?://[^/]+(/\S+)", str(letter.body))
    assert found
    return found[1]


def test_a_page_left_open_gives_the_account_to_nobody(account: Account) -> None:
    """A child, or whoever sits down after, does not know the password: no address is added, nor a link sent to it."""
    left_open = signed_in(account)
    answer = left_open.post("/compte/email/", ASKED)
    assert answer.headers["Location"].startswith("/compte/reauthenticate/")
    left_open.post("/compte/reauthenticate/", {"password": "je ne sais pas"})
    left_open.post("/compte/password/reset/", {"email": NEW})
    assert list(EmailAddress.objects.filter(user=account).values_list("email", flat=True)) == [OLD]
    assert "/compte/password/reset/key/" not in "".join(str(one.body) for one in mail.outbox)


def test_who_types_the_password_goes_on_where_they_were_and_the_former_address_is_told(account: Account) -> None:
    browser = signed_in(account)
    asked_again = browser.post("/compte/email/", ASKED).headers["Location"]
    browser.post(asked_again, {"password": PASSWORD, "next": "/compte/email/"})
    assert not [one for one in mail.outbox if one.to == [OLD]]
    Client().post(link_to(NEW))
    account.refresh_from_db()
    assert account.email == NEW
    (told,) = [one for one in mail.outbox if one.to == [OLD]]
    assert "a changé" in told.subject
    assert NEW not in f"{told.subject}{told.body}"


def test_who_has_just_signed_in_is_not_asked_twice(account: Account) -> None:
    browser = Client()
    browser.post("/compte/login/", {"login": OLD, "password": PASSWORD})
    browser.post("/compte/email/", ASKED)
    assert link_to(NEW)
    assert not EmailAddress.objects.filter(user=account, email=NEW, verified=True).exists()


def test_another_password_is_told_by_letter(account: Account) -> None:
    new = {"oldpassword": PASSWORD, "password1": "un autre secret", "password2": "un autre secret"}
    signed_in(account).post("/compte/password/change/", new)
    (told,) = mail.outbox
    assert told.to == [OLD]
    assert "mot de passe" in told.subject
