"""ProConnect in a browser: the button, the provider, the letter, and back; then out of both."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.accessibility import accessibility_faults
from tests.browser.production import account, in_production, told
from tests.browser.service import Server
from tests.browser.windows import DESKTOP, Windows
from tests.servers import free_port
from tests.web.account.identity.provider import CLIENT_ID, SECRET, Provider, provider

EMAIL = "camille.roche@clichy.example"
LINKED = f"""{account(EMAIL, "Camille Roche")}
from allauth.socialaccount.models import SocialAccount
from declic.sponsors.models import Officer, Sponsor
sponsor = Sponsor.objects.create(kind="works_council", name="Clichy", siret="21920024300018")
Officer.objects.create(account=account, sponsor=sponsor, role="manager")
SocialAccount.objects.create(user=account, provider="proconnect", uid="camille", extra_data={{"siret": sponsor.siret}})
"""


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Provider]]:
    port = free_port()
    with provider(f"http://localhost:{port}") as there:
        known = {"PROCONNECT_ISSUER": there.issuer, "PROCONNECT_CLIENT_ID": CLIENT_ID, "PROCONNECT_SECRET": SECRET}
        with in_production(tmp_path_factory.mktemp("proconnect"), port=port, **known) as running:
            told(running, LINKED)
            yield running, there


def identified(page: Page, server: Server, who: str) -> None:
    page.goto(f"{server.url}/compte/login/")
    page.get_by_role("button", name="S’identifier avec ProConnect").click()
    page.get_by_role("link", name=who, exact=True).click()


def test_a_linked_officer_goes_there_and_back_and_is_led_to_a_second_factor(
    open_window: Windows, production: tuple[Server, Provider]
) -> None:
    server, there = production
    page = open_window(DESKTOP)
    page.goto(f"{server.url}/compte/login/")
    assert accessibility_faults(page) == []
    identified(page, server, "camille")
    page.get_by_role("heading", name="Protégez votre compte").wait_for()
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url(re.compile(re.escape(there.issuer)))
    page.get_by_role("button", name="Quitter").click()
    page.wait_for_url(f"{server.url}/**")
    page.goto(f"{server.url}/partenaire/")
    page.get_by_role("heading", name="Se connecter").wait_for()


def test_a_colleague_nobody_invited_asks_to_join(open_window: Windows, production: tuple[Server, Provider]) -> None:
    server, _ = production
    page = open_window(DESKTOP)
    identified(page, server, "nobody")
    page.get_by_role("heading", name="Personne ne vous a encore invité").wait_for()
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Demander un accès").click()
    page.get_by_role("heading", name="Votre demande est transmise").wait_for()


def test_an_answer_that_proves_nothing_says_so(open_window: Windows, production: tuple[Server, Provider]) -> None:
    server, there = production
    there.is_told("unsigned")
    page = open_window(DESKTOP)
    identified(page, server, "camille")
    page.get_by_role("heading", name="L’identification n’a pas abouti").wait_for()
    assert accessibility_faults(page) == []
    there.is_told()
