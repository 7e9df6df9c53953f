"""Officers come in by ProConnect, against a provider that keeps its rules, or is told to break them."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.conf import LazySettings
from django.core import mail
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from declic.config.listeners import connect
from declic.people.models import Account
from declic.sponsors.actions import invite_officer
from declic.sponsors.models import JoinRequest, Officer, OfficerInvitation, Sponsor
from declic.sponsors.queries import invitation_secret
from declic.sponsors.rules.invitations import LASTS
from declic.sponsors.rules.officers import OfficerRole
from tests.web.account.identity.provider import CLIENT_ID, RETURN, SECRET, START, Provider, provider
from tests.web.clients import signed_in
from tests.web.second_factor import SECRET as TOTP_SECRET
from tests.web.second_factor import code_now, proved_twice
from tests.world import make_account, make_officer, make_operator, make_sponsor

pytestmark = [pytest.mark.django_db, pytest.mark.services]
SITE = "http://localhost:8000"
ARRIVAL = "/compte/proconnect/suite/"
SIRET = "21920024300018"


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with provider(SITE) as there:
        yield there


@pytest.fixture(autouse=True)
def there(running: Provider, settings: LazySettings) -> Provider:
    cache.clear()
    running.is_told()
    settings.SITE_URL = SITE
    settings.PROCONNECT_ISSUER = running.issuer
    settings.SOCIALACCOUNT_PROVIDERS = {"proconnect": {"APP": {"client_id": CLIENT_ID, "secret": SECRET}}}
    return running


@pytest.fixture
def clichy() -> Sponsor:
    sponsor = make_sponsor("Clichy")
    sponsor.siret = SIRET
    sponsor.save()
    return sponsor


@pytest.fixture
def officer(clichy: Sponsor) -> Officer:
    """Invited, and not linked to ProConnect yet."""
    account = make_account("Camille Roche", email="camille.roche@clichy.example")
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    return Officer.objects.create(account=account, sponsor=clichy, role=OfficerRole.MANAGER.value)


def linked(officer: Officer, uid: str = "camille") -> None:
    SocialAccount.objects.create(user=officer.account, provider="proconnect", uid=uid, extra_data={"siret": SIRET})


def comes_in(client: Client, there: Provider, who: str = "camille") -> str:
    """Where they land."""
    return client.get(there.identifies(client, who)).headers["Location"]


def is_in(client: Client) -> bool:
    return client.get("/partenaire/").status_code == 200


# -- what is asked ----------------------------------------------------------------------------------------------------
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


# -- coming in --------------------------------------------------------------------------------------------------------
def test_a_linked_officer_comes_in_and_the_key_of_the_session_changes(
    client: Client, there: Provider, officer: Officer
) -> None:
    linked(officer)
    back = there.identifies(client, "camille")
    before = client.session.session_key
    assert client.get(back).headers["Location"] == "/entrer/"
    assert is_in(client)
    assert client.session.session_key != before
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


def test_who_was_taken_out_of_the_team_asks_again(client: Client, there: Provider, officer: Officer) -> None:
    linked(officer)
    officer.delete()
    assert comes_in(client, there) == ARRIVAL
    assert not is_in(client)
    assert "Personne ne vous a encore invité" in client.get(ARRIVAL).content.decode()


# -- an address is proved ---------------------------------------------------------------------------------------------
def letter_s_link() -> str:
    found = re.search(r"https?://[^/]+(/compte/proconnect/relier/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_an_invited_officer_proves_their_address_once_and_then_comes_in(
    client: Client, there: Provider, officer: Officer
) -> None:
    assert comes_in(client, there) == ARRIVAL
    assert not is_in(client)
    assert not SocialAccount.objects.exists(), "the same address links nothing"
    client.post(ARRIVAL)
    assert mail.outbox[-1].to == ["camille.roche@clichy.example"]
    assert client.get(letter_s_link()).status_code == 200
    assert not SocialAccount.objects.exists(), "a look at the link links nothing"
    client.post(letter_s_link())
    assert SocialAccount.objects.get().user == officer.account
    assert comes_in(client, there) == "/entrer/"
    assert is_in(client)


def test_the_letter_s_link_works_in_the_browser_that_asked_and_not_elsewhere(
    client: Client, there: Provider, officer: Officer
) -> None:
    comes_in(client, there)
    client.post(ARRIVAL)
    assert Client().post(letter_s_link()).status_code == 403
    assert signed_in(officer.account).post(letter_s_link()).status_code == 403
    assert not SocialAccount.objects.exists()


def test_an_identity_an_old_account_still_holds_is_linked_to_the_new_one(
    client: Client, there: Provider, officer: Officer
) -> None:
    old = make_account("Camille Roche", email="camille.avant@clichy.example")
    SocialAccount.objects.create(user=old, provider="proconnect", uid="camille", extra_data={"siret": SIRET})
    comes_in(client, there)
    client.post(ARRIVAL)

    assert client.post(letter_s_link()).status_code == 302
    assert SocialAccount.objects.get(uid="camille").user == officer.account


def test_an_identity_another_officer_enters_with_is_refused_with_words(
    client: Client, there: Provider, officer: Officer, clichy: Sponsor
) -> None:
    comes_in(client, there)
    client.post(ARRIVAL)
    other = make_officer(clichy)
    linked(other)
    answer = client.post(letter_s_link())

    assert answer.status_code == 409
    assert "ouvre déjà un autre compte d’agent" in answer.content.decode()
    assert SocialAccount.objects.get(uid="camille").user == other.account


def test_a_tampered_link_links_nothing(client: Client, there: Provider, officer: Officer) -> None:
    comes_in(client, there)
    client.post(ARRIVAL)
    key = letter_s_link()
    assert client.post(f"{key[:-4]}AAA/").status_code == 403
    assert not SocialAccount.objects.exists()


def test_letters_are_counted_for_the_account(client: Client, there: Provider, officer: Officer) -> None:
    comes_in(client, there)
    for _ in range(5):
        page = client.post(ARRIVAL).content.decode()
    assert "Trop d’essais" in page
    assert len(mail.outbox) == 3


# -- rights are given by people ---------------------------------------------------------------------------------------
def test_being_of_the_organisation_gives_no_right_until_a_manager_says_so(
    client: Client,
    there: Provider,
    officer: Officer,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]],
) -> None:
    connect()
    assert comes_in(client, there, "nobody") == ARRIVAL
    assert not Account.objects.filter(email="alix.nord@clichy.example").exists()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(ARRIVAL)
        client.post(ARRIVAL)
    assert [one.to for one in mail.outbox] == [["camille.roche@clichy.example"]], "told once"
    asked = JoinRequest.objects.get()
    assert not Account.objects.filter(email=asked.email).exists()

    manager = signed_in(officer.account)
    assert "Alix Nord demande un accès" in manager.get("/partenaire/equipe/").content.decode()
    manager.post(f"/partenaire/equipe/demandes/{asked.pk}/", {"do": "accept", "role": "reader"})
    assert not Account.objects.filter(email=asked.email).exists(), "ProConnect does not promise they read it"
    invitation = OfficerInvitation.objects.get(email=asked.email)
    chosen = {"name": "Alix Nord", "password1": "une phrase assez longue"}
    Client().post(reverse("account:invitation", args=[invitation_secret(invitation)]), chosen)
    made = Officer.objects.get(account__email="alix.nord@clichy.example")
    assert (made.sponsor, made.role) == (officer.sponsor, "reader")
    assert not JoinRequest.objects.exists()
    assert comes_in(client, there, "nobody") == ARRIVAL
    client.post(ARRIVAL)
    client.post(letter_s_link())
    assert comes_in(client, there, "nobody") == "/entrer/"


def test_the_first_manager_who_answers_late_is_found_by_the_team(
    client: Client, there: Provider, clichy: Sponsor
) -> None:
    operator = make_operator()
    long_ago = timezone.now() - LASTS - timedelta(days=1)
    invite_officer(sponsor=clichy, email="alix.nord@clichy.example", name="Alix Nord", now=long_ago, by=operator)
    comes_in(client, there, "nobody")
    assert "Ses responsables" not in client.get(ARRIVAL).content.decode()
    assert "l’équipe Déclic la reçoit" in client.post(ARRIVAL).content.decode()
    team, address = proved_twice(operator), f"/regie/partenaires/{clichy.pk}/"
    assert "</b> demande un accès" in team.get(address).content.decode()
    said = {"do": "officer", "name": "Alix Nord", "email": "alix.nord@clichy.example", "role": "manager"}
    assert team.post(address, said).status_code == 302
    assert not JoinRequest.objects.exists()
    assert OfficerInvitation.objects.get().until > timezone.now()


def test_the_team_refuses_a_request(client: Client, there: Provider, clichy: Sponsor) -> None:
    comes_in(client, there, "nobody")
    client.post(ARRIVAL)
    team, asked = proved_twice(make_operator()), JoinRequest.objects.get()
    for _ in range(2):
        team.post(f"/regie/partenaires/{clichy.pk}/", {"do": "decline", "asked": asked.pk})
    assert not JoinRequest.objects.exists()


def test_whoever_is_invited_already_is_led_to_their_letter(client: Client, there: Provider, officer: Officer) -> None:
    invite_officer(
        sponsor=officer.sponsor,
        email="alix.nord@clichy.example",
        name="Alix Nord",
        now=timezone.now(),
        by=officer.account,
    )
    comes_in(client, there, "nobody")
    assert "Vous êtes déjà invité(e)" in client.get(ARRIVAL).content.decode()
    assert "Vous êtes déjà invité(e)" in client.post(ARRIVAL).content.decode()
    assert not JoinRequest.objects.exists()


def test_a_manager_of_another_sponsor_or_an_agent_answers_no_request(
    client: Client, there: Provider, officer: Officer
) -> None:
    comes_in(client, there, "nobody")
    client.post(ARRIVAL)
    address = f"/partenaire/equipe/demandes/{JoinRequest.objects.get().pk}/"
    for other in (make_officer(make_sponsor()), make_officer(officer.sponsor, OfficerRole.ENROLLER)):
        assert signed_in(other.account).post(address, {"do": "accept", "role": "manager"}).status_code == 404
    signed_in(officer.account).post(address, {"do": "decline"})
    assert not JoinRequest.objects.exists()
    assert not Account.objects.filter(email="alix.nord@clichy.example").exists()


def test_an_organisation_that_is_no_sponsor_leaves_nothing_behind(
    client: Client, there: Provider, clichy: Sponsor
) -> None:
    comes_in(client, there, "unknown")
    assert "pas encore partenaire" in client.get(ARRIVAL).content.decode()
    client.post(ARRIVAL)
    assert not JoinRequest.objects.exists()
    assert not Account.objects.filter(email__contains="ailleurs").exists()


# -- refused ----------------------------------------------------------------------------------------------------------
def refused(client: Client, back: str) -> None:
    answer = client.get(back)
    assert answer.status_code == 401
    assert "n’a pas abouti" in answer.content.decode()
    assert not is_in(client)


@pytest.mark.parametrize("fault", ["nonce", "unsigned", "none", "audience", "issuer", "key", "person", "hmac"])
def test_an_identity_that_proves_nothing_is_refused(
    client: Client, there: Provider, officer: Officer, fault: str
) -> None:
    linked(officer)
    there.is_told(fault)
    refused(client, there.identifies(client, "camille"))


def test_a_state_serves_once(client: Client, there: Provider, officer: Officer) -> None:
    linked(officer)
    back = there.identifies(client, "camille")
    client.get(back)
    client.post("/compte/logout/")
    refused(client, back)


def test_a_state_of_another_browser_is_refused(client: Client, there: Provider, officer: Officer) -> None:
    linked(officer)
    back = there.identifies(Client(), "camille")
    client.post(START)
    refused(client, back)


def test_a_code_older_than_thirty_seconds_is_refused(client: Client, there: Provider, officer: Officer) -> None:
    linked(officer)
    back = there.identifies(client, "camille")
    there.is_told(ahead=31)
    refused(client, back)


def test_an_identity_without_an_organisation_is_refused(client: Client, there: Provider, officer: Officer) -> None:
    refused(client, there.identifies(client, "bare"))


def test_a_provider_that_does_not_answer_is_said_kindly(
    client: Client, there: Provider, settings: LazySettings
) -> None:
    settings.PROCONNECT_ISSUER = "http://localhost:9"
    cache.clear()
    assert client.get(f"{RETURN}?state=x&code=y").status_code == 401
    assert client.post(START).status_code in (401, 503)
