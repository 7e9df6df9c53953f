"""The admin opens behind a second factor, and to staff only."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client

from declic.journal.models import Fact
from declic.people.models import SignIn
from tests.web.clients import signed_in
from tests.web.second_factor import SECRET, code_now, proved_twice
from tests.world import make_account, make_guardian, make_operator, make_pupil, make_teacher

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/compte/login/")


def test_staff_without_a_second_factor_are_led_to_activate_one(client: Client) -> None:
    client.force_login(make_operator())
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0] == "/compte/second-controle/"
    assert client.get("/admin/people/", follow=True).redirect_chain[-1][0] == "/compte/second-controle/"


def test_staff_with_a_second_factor_show_it_in_this_session(client: Client) -> None:
    operator = make_operator()
    TOTP.activate(operator, SECRET)
    client.force_login(operator)
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/compte/2fa/reauthenticate/")
    client.post("/compte/2fa/reauthenticate/", {"code": code_now()})
    assert client.get("/admin/").status_code == 200


def test_signing_in_with_password_and_code_opens_the_admin(client: Client) -> None:
    operator = make_operator()
    operator.set_password("une phrase facile")
    operator.save()
    EmailAddress.objects.create(user=operator, email=operator.email, verified=True, primary=True)
    TOTP.activate(operator, SECRET)
    client.post("/compte/login/", {"login": operator.email, "password": "une phrase facile"})
    assert client.get("/admin/").status_code == 302  # the password alone opens nothing
    client.post("/compte/2fa/authenticate/", {"code": code_now()})
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("who", ["guardian", "teacher", "nobody"])
def test_other_people_are_refused(client: Client, who: str) -> None:
    accounts = {
        "guardian": lambda: make_guardian().account,
        "teacher": lambda: make_teacher().account,
        "nobody": make_account,
    }
    account = accounts[who]()
    TOTP.activate(account, SECRET)
    assert Authenticator.objects.filter(user=account).exists()
    client.force_login(account)
    assert client.get("/admin/", follow=True).status_code == 403


@pytest.mark.parametrize("register", ["people/account", "people/guardian", "people/teacher", "sponsors/sponsor"])
def test_the_registers_open(client: Client, register: str) -> None:
    operator = make_operator()
    TOTP.activate(operator, SECRET)
    client.force_login(operator)
    client.post("/compte/2fa/reauthenticate/", {"code": code_now()})
    make_teacher()
    assert client.get(f"/admin/{register}/").status_code == 200


def test_what_the_library_says_is_printed_in_french(client: Client) -> None:
    operator = make_operator()
    TOTP.activate(operator, SECRET)
    client.force_login(operator)
    client.get("/admin/", follow=True)
    client.post("/compte/2fa/reauthenticate/", {"code": code_now()})
    page = client.get("/compte/2fa/").content.decode()
    assert "Ce qui protège votre compte" in page
    wrong = client.post("/compte/2fa/totp/activate/", {"code": "1"}).content.decode()
    for text in (page, wrong, client.get("/compte/email/").content.decode()):
        assert not re.search(r"\w(?:'|&#x27;)\w", re.sub(r"<script.*?</script>|<[^>]+>", "", text, flags=re.DOTALL))


@pytest.mark.parametrize("kept", [{"is_active": "on"}, {"is_staff": "on"}])
def test_whoever_is_of_the_team_no_more_is_out_of_the_pages_they_have_open(kept: dict[str, str]) -> None:
    """Their board is on screen: the fact shuts its socket (tests/live/test_sign_ins.py)."""
    team, leaver = proved_twice(make_operator()), make_operator()
    signed_in(leaver).get("/")
    page, told = f"/admin/people/account/{leaver.pk}/change/", {"name": leaver.name, "email": leaver.email}
    assert team.post(page, {**told, "is_active": "on", "is_staff": "on", "name": "Autrement"}).status_code == 302
    assert SignIn.objects.filter(account=leaver).exists(), "another name signs nobody out"
    assert team.post(page, {**told, **kept}).status_code == 302
    assert not SignIn.objects.filter(account=leaver).exists()
    assert Fact.objects.get(name="SignInEnded").data["why"] == "team"
    assert Fact.objects.filter(name="AccountClosed").exists() == ("is_active" not in kept)


def test_a_pupil_who_is_closed_is_out_of_the_pages_they_have_open() -> None:
    team, pupil = proved_twice(make_operator()), make_pupil().account
    tablet = signed_in(pupil)
    tablet.get("/eleve/")
    told = {"name": pupil.name, "email": ""}
    assert team.post(f"/admin/people/account/{pupil.pk}/change/", told).status_code == 302
    assert tablet.get("/eleve/").status_code == 302
    assert not SignIn.objects.filter(account=pupil).exists()
    assert Fact.objects.get(name="AccountClosed").data == {"account_id": pupil.pk}
