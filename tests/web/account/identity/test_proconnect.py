"""Officers come in by ProConnect, and leave it when they sign out."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client

from declic.sponsors.models import Officer
from tests.web.account.identity.by_proconnect import (
    ARRIVAL,
    SIRET,
    SITE,
    clichy,
    comes_in,
    is_in,
    linked,
    officer,
    running,
    there,
)
from tests.web.account.identity.provider import START, Provider
from tests.web.second_factor import SECRET as TOTP_SECRET
from tests.web.second_factor import code_now

__all__ = ["clichy", "officer", "running", "there"]

pytestmark = [pytest.mark.django_db, pytest.mark.services]


def test_nothing_is_asked_that_proconnect_does_not_know(client: Client) -> None:
    address = client.post(f"{START}?auth_params=prompt%3Dlogin&scope=extra&next=https://evil.example").headers[
        "Location"
    ]
    asked = parse_qs(urlsplit(address).query)
    assert set(asked) == {"client_id", "redirect_uri", "response_type", "scope", "state", "nonce"}
    assert min(len(asked["state"][0]), len(asked["nonce"][0])) >= 32
    assert set(asked["scope"][0].split()) == {"openid", "email", "given_name", "usual_name", "siret"}


def test_the_button_is_there_only_where_proconnect_is(client: Client, settings: LazySettings) -> None:
    assert "S’identifier avec ProConnect" in client.get("/compte/login/").content.decode()
    settings.PROCONNECT_ISSUER = ""
    assert "ProConnect" not in client.get("/compte/login/").content.decode()
    assert client.post(START).status_code == 404


def test_a_linked_officer_comes_in_and_the_key_of_the_session_changes(
    client: Client, there: Provider, officer: Officer
) -> None:
    linked(officer)
    back = there.identifies(client, "camille")
    before = client.session.session_key
    assert client.get(back).headers["Location"] == "/entrer/"
    assert is_in(client)
    assert client.session.session_key != before
    assert client.cookies["sessionid"]["max-age"] == "", "a desk's computer is everybody's: until the browser is closed"
    assert SocialAccount.objects.get().extra_data == {"siret": SIRET}, "nothing else of what was told is kept"


def test_their_second_factor_is_asked_for_too(client: Client, there: Provider, officer: Officer) -> None:
    linked(officer)
    TOTP.activate(officer.account, TOTP_SECRET)
    assert comes_in(client, there) == "/compte/2fa/authenticate/"
    assert not is_in(client)
    client.post("/compte/2fa/authenticate/", {"code": code_now()})
    assert is_in(client)


def test_signing_out_leads_through_proconnect_and_back(client: Client, there: Provider, officer: Officer) -> None:
    linked(officer)
    comes_in(client, there)
    address = client.post("/compte/logout/").headers["Location"]
    assert address.startswith(f"{there.issuer}/session/end?")
    said = parse_qs(urlsplit(address).query)
    assert said["post_logout_redirect_uri"] == [f"{SITE}/"]
    assert {"id_token_hint", "state"} < set(said)
    assert not is_in(client)


def leads_out_of(there: Provider, answer: HttpResponse) -> bool:
    return answer.headers["Location"].startswith(f"{there.issuer}/session/end?")


def test_whoever_comes_in_over_an_open_session_leaves_proconnect_too(
    client: Client, there: Provider, officer: Officer
) -> None:
    """From a page of sign-in left open: the next at this desk would come in as them, by one tap."""
    linked(officer)
    comes_in(client, there)
    comes_in(client, there)
    assert leads_out_of(there, client.post("/compte/logout/"))


@pytest.mark.parametrize(("who", "page"), [("nobody", ARRIVAL), ("unknown", ARRIVAL), ("moved", "")])
def test_whoever_is_not_the_one_proconnect_names_leaves_it(
    client: Client, there: Provider, officer: Officer, who: str, page: str
) -> None:
    """A colleague's identity is open on this computer, or the wrong one of two: pressing again names it again."""
    if not page:
        linked(officer, uid=who)
    answer = client.get(there.identifies(client, who))
    said = (client.get(page) if page else answer).content.decode()
    assert "Quitter ProConnect" in said
    assert ("alix.nord@clichy.example" in said) == (who == "nobody"), "else they would ask in a colleague's name"
    assert 'action="/compte/logout/"' in said
    assert leads_out_of(there, client.post("/compte/logout/"))
    assert client.get(ARRIVAL).headers["Location"] == "/compte/login/", "whom it named is forgotten here too"


def test_who_is_now_of_another_organisation_does_not_come_in(client: Client, there: Provider, officer: Officer) -> None:
    linked(officer, uid="moved")
    answer = client.get(there.identifies(client, "moved"))
    assert answer.status_code == 403
    assert "plus connu(e) pour Clichy" in answer.content.decode()
    assert not is_in(client)
