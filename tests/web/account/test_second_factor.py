"""Officers, teachers and operators show a second factor, choose it at their first sign-in, and may lose it."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import LazySettings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from declic.config.listeners import connect
from declic.ground.paris import paris_day
from declic.journal.models import Fact
from declic.people.models import Account
from tests.web.clients import signed_in
from tests.web.second_factor import SECRET, code_now, proved_twice
from tests.world import make_guardian, make_officer, make_operator, make_pupil, make_sponsor, make_teacher

pytestmark = pytest.mark.django_db
CHOICE = "/compte/second-controle/"
PASSWORD = "une phrase facile"
HELD: dict[str, tuple[Callable[[], Account], str]] = {
    "teacher": (lambda: make_teacher().account, "/prof/"),
    "officer": (lambda: make_officer(make_sponsor()).account, "/partenaire/"),
    "operator": (make_operator, "/regie/"),
}


@pytest.fixture(autouse=True)
def _asked(settings: LazySettings) -> None:
    cache.clear()
    settings.SECOND_FACTOR = True


def with_password(account: Account) -> Account:
    account.set_password(PASSWORD)
    account.save()
    EmailAddress.objects.get_or_create(user=account, email=account.email, verified=True, primary=True)
    return account


@pytest.mark.parametrize("who", HELD)
def test_their_pages_wait_for_the_second_factor(who: str) -> None:
    make, page = HELD[who]
    account = make()
    assert signed_in(account).get(page).headers["Location"] == CHOICE
    assert signed_in(account).get("/entrer/").headers["Location"] == CHOICE
    assert signed_in(account).get("/").status_code == 200, "what is public stays open"
    assert proved_twice(account).get(page).status_code == 200


def test_families_are_asked_nothing() -> None:
    assert signed_in(make_guardian().account).get("/famille/donnees/").status_code == 200
    assert signed_in(make_pupil().account).get("/eleve/").status_code == 200


def test_a_page_that_asks_by_script_is_told_so() -> None:
    answer = signed_in(make_teacher().account).post("/tickets/bureau/", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (401, "second_factor")


def test_what_was_being_sent_is_not_lost_in_a_loop() -> None:
    answer = signed_in(make_teacher().account).post("/prof/disponibilites/")
    assert answer.headers["Location"] == CHOICE


@pytest.mark.parametrize("who", ["teacher", "officer"])
def test_until_the_day_chosen_it_is_proposed_once_and_may_wait(who: str, settings: LazySettings) -> None:
    settings.SECOND_FACTOR_FROM = paris_day(timezone.now()) + timedelta(days=1)
    make, page = HELD[who]
    client = signed_in(make())
    assert client.get("/entrer/").headers["Location"] == CHOICE
    assert "Plus tard" in client.get(CHOICE).content.decode()
    assert client.get("/entrer/").headers["Location"] == page
    assert client.get(page).status_code == 200
    settings.SECOND_FACTOR_FROM = paris_day(timezone.now())
    assert client.get(page).headers["Location"] == CHOICE
    assert "Plus tard" not in client.get(CHOICE).content.decode()


def test_operators_never_wait(settings: LazySettings) -> None:
    settings.SECOND_FACTOR_FROM = paris_day(timezone.now()) + timedelta(days=1)
    client = signed_in(make_operator())
    for _ in range(2):
        assert client.get("/regie/").headers["Location"] == CHOICE


@pytest.mark.django_db(transaction=True)
def test_the_first_sign_in_leads_through_the_application_to_the_codes_and_on(client: Client) -> None:
    account = with_password(make_teacher().account)
    signed = client.post("/compte/login/", {"login": account.email, "password": PASSWORD}, follow=True)
    assert signed.redirect_chain[-1][0] == CHOICE
    assert "Créer une clé d’accès" in signed.content.decode()
    page = client.get("/compte/2fa/totp/activate/").content.decode()
    secret = re.search(r'tapez cette clé : <b class="num long">(\w+)<', page.replace("\xa0", " "))
    assert secret, "signed in a moment ago: nothing is asked again"
    client.post("/compte/2fa/totp/activate/", {"code": code_now(secret[1])})
    codes = client.get("/compte/2fa/recovery-codes/").content.decode()
    assert len(re.findall(r"<li>\d{8}</li>", codes)) == 10
    assert 'href="/entrer/"' in codes
    assert client.get("/prof/").status_code == 200
    kept = Authenticator.objects.get(user=account, type="totp").data["secret"]
    assert secret[1] not in kept, "it lies sealed in the database"


def test_a_recovery_code_opens_once(client: Client) -> None:
    account = with_password(make_teacher().account)
    proved = proved_twice(account)
    TOTP.activate(account, SECRET)
    proved.post("/compte/2fa/recovery-codes/generate/")
    code = re.search(r"<li>(\d{8})</li>", proved.get("/compte/2fa/recovery-codes/").content.decode())
    assert code
    for opens in (True, False):
        client.post("/compte/logout/")
        client.post("/compte/login/", {"login": account.email, "password": PASSWORD})
        client.post("/compte/2fa/authenticate/", {"code": code[1]})
        assert (client.get("/prof/").status_code == 200) is opens


def test_wrong_codes_are_counted_for_the_account(client: Client) -> None:
    account = with_password(make_teacher().account)
    TOTP.activate(account, SECRET)
    client.post("/compte/login/", {"login": account.email, "password": PASSWORD})
    for _ in range(6):
        client.post("/compte/2fa/authenticate/", {"code": "000000"})
    client.post("/compte/2fa/authenticate/", {"code": code_now()})
    assert client.get("/prof/").status_code == 302


def test_a_passkey_is_asked_of_those_alone_who_have_one(client: Client) -> None:
    account = with_password(make_teacher().account)
    TOTP.activate(account, SECRET)
    client.post("/compte/login/", {"login": account.email, "password": PASSWORD})
    assert "Utiliser ma clé d’accès" not in client.get("/compte/2fa/authenticate/").content.decode()


def test_the_last_one_is_kept(client: Client) -> None:
    account = with_password(make_teacher().account)
    TOTP.activate(account, SECRET)
    client.post("/compte/login/", {"login": account.email, "password": PASSWORD})
    client.post("/compte/2fa/authenticate/", {"code": code_now()})
    said = client.post("/compte/2fa/totp/deactivate/").content.decode()
    assert "C’est le seul" in said
    key = Authenticator.objects.create(user=account, type="webauthn", data={"name": "mon téléphone", "credential": {}})
    assert client.post("/compte/2fa/totp/deactivate/").status_code == 302
    client.post(f"/compte/2fa/webauthn/keys/{key.pk}/remove/")
    assert Authenticator.objects.filter(user=account, type="webauthn").exists()


def test_changing_what_protects_the_account_asks_again_after_a_while(client: Client) -> None:
    account = with_password(make_teacher().account)
    TOTP.activate(account, SECRET)
    client.post("/compte/login/", {"login": account.email, "password": PASSWORD})
    client.post("/compte/2fa/authenticate/", {"code": code_now()})
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    assert client.get("/prof/").status_code == 200
    for page in ("totp/deactivate/", "webauthn/add/", "recovery-codes/generate/"):
        assert client.get(f"/compte/2fa/{page}").headers["Location"].startswith("/compte/reauthenticate/"), page


@pytest.mark.parametrize("page", ["reauthenticate/", "2fa/reauthenticate/", "2fa/webauthn/reauthenticate/"])
def test_of_whoever_has_neither_password_nor_factor_nothing_is_asked_and_they_read_so(page: str) -> None:
    client = signed_in(make_guardian().account)
    said = client.get(f"/compte/{page}?next=/famille/donnees/").content.decode()
    assert "Rien à vérifier ici" in said
    assert 'href="/famille/donnees/">Continuer' in said
    assert 'href="/entrer/">Continuer' in client.get(f"/compte/{page}?next=https://ailleurs.example/").content.decode()


# -- lost -------------------------------------------------------------------------------------------------------------
def test_an_operator_takes_a_lost_one_away_and_the_person_is_told(
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]],
) -> None:
    connect()
    operator, account = make_operator(), with_password(make_teacher().account)
    TOTP.activate(account, SECRET)
    team = proved_twice(operator)
    page = team.post("/regie/second-controle/", {"email": account.email}).content.decode()
    assert "application de codes" in page
    assert Authenticator.objects.filter(user=account).exists(), "a look takes nothing away"
    with django_capture_on_commit_callbacks(execute=True):
        team.post("/regie/second-controle/", {"email": account.email, "do": "reset"})
    assert not Authenticator.objects.filter(user=account).exists()
    fact = Fact.objects.get(name="SecondFactorReset")
    assert (fact.actor_id, fact.subject) == (operator.pk, f"account:{account.pk}")
    assert mail.outbox[-1].to == [account.email]
    assert "second contrôle" in mail.outbox[-1].subject


def test_an_operator_does_not_take_their_own_away() -> None:
    operator = make_operator()
    TOTP.activate(operator, SECRET)
    page = proved_twice(operator).post("/regie/second-controle/", {"email": operator.email, "do": "reset"})
    assert page.status_code == 422
    assert Authenticator.objects.filter(user=operator).exists()


def test_an_address_without_any_says_so() -> None:
    page = proved_twice(make_operator()).post("/regie/second-controle/", {"email": "nobody@example.org"})
    assert "Aucun compte" in page.content.decode()


def test_recovery_codes_stand_in_for_a_second_factor_and_come_with_it(client: Client) -> None:
    client.force_login(make_guardian().account)
    for answer in (
        client.get("/compte/2fa/recovery-codes/generate/"),
        client.post("/compte/2fa/recovery-codes/generate/"),
    ):
        assert (answer.status_code, answer.headers["Location"]) == (302, "/compte/second-controle/")
    assert not Authenticator.objects.exists()
