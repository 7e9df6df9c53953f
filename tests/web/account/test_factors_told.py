"""Whoever's account opens otherwise than before is told by letter: another may have done it at an open browser."""

import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import LazySettings
from django.core import mail
from django.core.cache import cache
from django.test import Client, RequestFactory

from declic.people.models import Account
from tests.web.clients import signed_in
from tests.web.second_factor import SECRET, code_now, proved_twice
from tests.world import make_officer, make_sponsor, make_teacher

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "une phrase facile"
NOT_ME = "Ce n’était pas vous\u00a0?"


@pytest.fixture(autouse=True)
def _asked(settings: LazySettings) -> None:
    cache.clear()
    settings.SECOND_FACTOR = True


@pytest.fixture
def account() -> Account:
    held = make_teacher().account
    held.set_password(PASSWORD)
    held.save()
    EmailAddress.objects.get_or_create(user=held, email=held.email, verified=True, primary=True)
    return held


def told(account: Account) -> str:
    """The subject of the one letter that left, which says what to do if it was somebody else."""
    (letter,) = mail.outbox
    mail.outbox.clear()
    assert letter.to == [account.email]
    assert NOT_ME in str(letter.body)
    return str(letter.subject).removeprefix("Déclic – ")


def activated(client: Client) -> None:
    page = client.get("/compte/2fa/totp/activate/").content.decode()
    secret = page.partition('<b class="num long">')[2].partition("<")[0]
    assert client.post("/compte/2fa/totp/activate/", {"code": code_now(secret)}).status_code == 302


def test_an_application_of_codes_added_then_taken_away_is_told_each_time(account: Account, client: Client) -> None:
    client.post("/compte/login/", {"login": account.email, "password": PASSWORD})
    activated(client)
    assert told(account) == "Une application de codes ouvre votre compte"
    Authenticator.objects.create(user=account, type="webauthn", data={"name": "mon téléphone", "credential": {}})
    client.post("/compte/2fa/totp/deactivate/")
    assert told(account) == "L’application de codes a été retirée"


def test_a_passkey_taken_away_is_told(account: Account) -> None:
    TOTP.activate(account, SECRET)
    key = Authenticator.objects.create(user=account, type="webauthn", data={"name": "le bureau", "credential": {}})
    proved_twice(account).post(f"/compte/2fa/webauthn/keys/{key.pk}/remove/")
    assert told(account) == "Une clé d’accès a été retirée"


def test_recovery_codes_made_anew_are_told_and_none_is_in_the_letter(account: Account) -> None:
    TOTP.activate(account, SECRET)
    client = proved_twice(account)
    client.post("/compte/2fa/recovery-codes/generate/")
    words = str(mail.outbox[0].body)
    codes = Authenticator.objects.get(user=account, type="recovery_codes").wrap().get_unused_codes()
    assert len(codes) == 10
    assert not [code for code in codes if code in words]
    assert told(account) == "Vos codes de secours ont changé"


def test_a_first_password_is_told() -> None:
    """Of an officer who came by ProConnect alone: nothing is asked of whoever sits at their open browser."""
    account = make_officer(make_sponsor()).account
    account.set_unusable_password()
    account.save()
    said = {"password1": PASSWORD, "password2": PASSWORD}
    assert signed_in(account).post("/compte/password/set/", said).status_code == 302
    assert told(account) == "Votre compte a un mot de passe"


def test_the_letter_of_a_new_passkey_is_ours(account: Account) -> None:
    """Made on screen in tests/browser/test_passkeys.py."""
    request = RequestFactory().get("/")
    with context.request_context(request):
        get_adapter(request).send_notification_mail("mfa/email/webauthn_added", account)
    assert told(account) == "Une clé d’accès ouvre votre compte"
