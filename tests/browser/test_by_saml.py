"""Sign-ins of others in a browser, by SAML: EduConnect for a parent and a child, a company's directory."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.production import PASSWORD, account, in_production, sign_in_by_password, told
from tests.browser.service import Server
from tests.browser.windows import DESKTOP, PHONE, Windows
from tests.servers import free_port
from tests.web.account.identity.saml_site import CERTIFICATE, saml_site

EMAIL = "awa@example.org"
KNOWN = {
    "awa": {"FrEduCtId": ["ec-awa"], "FrEduCtPersonAffiliation": ["resp2d"], "givenName": ["Awa"], "sn": ["DIOP"]},
    "léa": {"FrEduCtId": ["ec-lea"], "FrEduCtPersonAffiliation": ["eleve2d"], "givenName": ["Léa"], "sn": ["DIOP"]},
}
FAMILY = f"""{account(EMAIL, "Awa Diop")}
from datetime import timedelta
from django.utils import timezone
from declic.people.actions import accept, register_guardian
from declic.people.rules.consents import CONSENTS
from declic.sponsors.actions import enrol_child, issue_code, redeem
from declic.sponsors.actions.directories import Described, set_directory
from declic.sponsors.models import Sponsor
from declic.sponsors.rules.directories import DirectoryKind
now = timezone.now()
sponsor = Sponsor.objects.create(kind="works_council", name="CSE Horizon", siret="21920024300018", zone="C")
days = {{"starts_on": now.date() - timedelta(days=9), "ends_on": now.date() + timedelta(days=90)}}
sponsor.agreements.create(**days, state="signed", price_cents=8_000_00)
guardian = register_guardian(account=account, now=now)
redeem(typed=issue_code(sponsor=sponsor, ceiling=9, now=now).code, guardian=guardian, now=now)
accept(guardian=guardian, kinds=[text.kind for text in CONSENTS], now=now)
enrol_child(guardian=guardian, first_name="Léa", level="4E", school="", now=now)
team = Account.objects.create(email="team@example.org", name="Équipe", is_staff=True)
said = Described(kind=DirectoryKind.SAML, issuer={{there!r}}, sign_in_url={{there!r}} + "entrer", certificate={{pem!r}})
print(set_directory(sponsor=sponsor, described=said, by=team, now=now).slug)
"""


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    """The service, and the way in of a company's employees."""
    folder = tmp_path_factory.mktemp("saml")
    (folder / "school.pem").write_text(CERTIFICATE)
    with saml_site(KNOWN) as there:
        said = {
            "EDUCONNECT_ENTITY": there,
            "EDUCONNECT_SIGN_IN_URL": f"{there}entrer",
            "EDUCONNECT_CERTIFICATE": str(folder / "school.pem"),
        }
        with in_production(folder, port=free_port(), **said) as running:
            slug = told(running, FAMILY.replace("{there!r}", repr(there)).replace("{pem!r}", repr(CERTIFICATE)))
            yield running, f"{running.url}/entreprise/{slug}/"


def educonnect(page: Page, button: str, who: str) -> None:
    """There and back."""
    page.get_by_role("button", name=button).click()
    page.get_by_role("button", name=who, exact=True).click()
    page.get_by_role("heading", name="EduConnect a répondu").wait_for()
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Continuer").click()


def test_a_parent_links_educonnect_then_comes_by_it_and_so_does_their_child(
    open_window: Windows, production: tuple[Server, str]
) -> None:
    server, _ = production
    page = open_window(PHONE)
    page.goto(f"{server.url}/compte/login/")
    assert accessibility_faults(page) == []
    educonnect(page, "Continuer avec EduConnect", "awa")
    page.get_by_role("heading", name="Bonjour Awa DIOP").wait_for()
    assert accessibility_faults(page) == []
    page.get_by_role("link", name="J’ai déjà un compte").click()
    sign_in_by_password(page, server, EMAIL)
    page.get_by_role("heading", name="Relier EduConnect à votre compte").wait_for()
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Relier").click()
    page.get_by_text("la prochaine fois, vous entrez avec lui").wait_for()
    again = open_window(DESKTOP)
    again.goto(f"{server.url}/compte/login/")
    educonnect(again, "Continuer avec EduConnect", "awa")
    again.get_by_role("heading", name="Vos enfants").wait_for()
    again.get_by_role("link", name="Léa").first.click()
    educonnect(again, "Relier EduConnect", "léa")
    asked = again.get_by_role("heading", name="Relier le compte EduConnect de Léa")
    password = again.get_by_label("Mot de passe")
    expect(asked.or_(password)).to_be_visible()
    if password.is_visible():  # who came by EduConnect did not show it yet
        password.fill(PASSWORD)
        again.locator("main form button").first.click()
    asked.wait_for()
    again.get_by_role("button", name="Relier").click()
    again.get_by_text("Léa entre avec lui").wait_for()
    child = open_window(PHONE)
    child.goto(f"{server.url}/carte/")
    assert accessibility_faults(child) == []
    educonnect(child, "Continuer avec EduConnect", "léa")
    child.wait_for_url(f"{server.url}/eleve/**")


def test_an_employee_registers_by_their_company_s_directory(
    open_window: Windows, production: tuple[Server, str]
) -> None:
    _, door = production
    page = open_window(PHONE)
    page.goto(door)
    assert accessibility_faults(page) == []
    page.get_by_role("link", name="M’identifier avec mon entreprise").click()
    page.get_by_role("button", name="awa", exact=True).click()
    page.get_by_role("heading", name="Votre entreprise a répondu").wait_for()
    page.get_by_role("button", name="Continuer l’inscription").click()
    page.get_by_label("E-mail").fill("employee@example.org")
    assert accessibility_faults(page) == []
    page.wait_for_url("**/inscription/compte/")
