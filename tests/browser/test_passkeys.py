"""Passkeys, on the device Chromium plays for tests: made at the first sign-in, then the only thing shown."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import CDPSession, Error, Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.production import account, in_production, sign_in_by_password, told
from tests.browser.service import Server
from tests.browser.windows import DESKTOP, NARROW, PHONE, Windows

EMAIL = "claire.aubry@example.org"
TEACHER = f"""{account(EMAIL, "Claire Aubry")}
from declic.people.models import Teacher
Teacher.objects.create(account=account, state="approved")
"""
LETTERS = "from declic.letters.models import Letter; print(*Letter.objects.values_list('about', flat=True))"
"""That wait: no mail server is there to take them."""
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with in_production(tmp_path_factory.mktemp("passkeys")) as running:
        told(running, TEACHER)
        yield running


def authenticator(page: Page) -> tuple[CDPSession, str]:
    """The window's device holds keys from now on, and says yes to whatever asks."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return devtools, made["authenticatorId"]


def forgotten(page: Page, production: Server) -> None:
    """Signed out. The desk may still be on its way, across ours or with its session: then once more."""
    page.goto("about:blank")
    for _ in range(5):
        page.context.clear_cookies()
        with suppress(Error):  # the other navigation came first
            page.goto(f"{production.url}/compte/login/")
        if page.url.endswith("/compte/login/") and page.get_by_label("E-mail").count():
            return
    pytest.fail("still signed in")


def test_a_passkey_is_made_at_the_first_sign_in_and_then_opens_alone(open_window: Windows, production: Server) -> None:
    page = open_window(PHONE)
    devtools, device = authenticator(page)
    sign_in_by_password(page, production, EMAIL)
    assert page.url.endswith("/compte/second-controle/")
    assert accessibility_faults(page) == []
    page.get_by_role("link", name="Créer une clé d’accès").click()
    page.get_by_label("Son nom").fill("mon téléphone")
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("heading", name="Vos codes de secours").wait_for()
    assert page.locator("main li").count() == 10
    assert accessibility_faults(page) == []
    page.get_by_role("link", name="Continuer").click()
    page.wait_for_url("**/prof/")

    kept = devtools.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    assert [(one["isResidentCredential"], one["rpId"]) for one in kept] == [(True, "localhost")]
    assert "webauthn_added:" in told(production, LETTERS)

    page.goto(f"{production.url}/compte/2fa/webauthn/add/")
    page.get_by_role("button", name="Continuer").click()
    page.get_by_text("Cet appareil garde déjà une clé de ce compte").wait_for()
    assert accessibility_faults(page) == []

    forgotten(page, production)
    page.goto(f"{production.url}/prof/")
    page.get_by_role("button", name="Entrer avec une clé d’accès").click()
    page.wait_for_url("**/prof/")
    assert page.locator("main").inner_text()

    forgotten(page, production)
    sign_in_by_password(page, production, EMAIL)
    page.get_by_role("heading", name="Le second contrôle").wait_for()
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Utiliser ma clé d’accès").click()
    page.wait_for_url("**/prof/")


def test_a_device_that_says_no_can_be_asked_again(open_window: Windows, production: Server) -> None:
    page = open_window(DESKTOP)
    devtools, device = authenticator(page)
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.goto(f"{production.url}/compte/login/")
    button = page.get_by_role("button", name="Entrer avec une clé d’accès")
    button.click()
    page.get_by_text("Pas de clé d’accès reconnue ici").wait_for()
    expect(button).to_be_enabled()
    assert page.url.endswith("/compte/login/")


def test_a_key_that_was_taken_away_says_so_where_one_enters(open_window: Windows, production: Server) -> None:
    page = open_window(NARROW)
    authenticator(page)
    told(production, TEACHER.replace(EMAIL, "yann@example.org"))
    sign_in_by_password(page, production, "yann@example.org")
    page.get_by_role("link", name="Créer une clé d’accès").click()
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("heading", name="Vos codes de secours").wait_for()
    told(production, "from allauth.mfa.models import Authenticator; Authenticator.objects.all().delete()")
    forgotten(page, production)
    page.get_by_role("button", name="Entrer avec une clé d’accès").click()
    page.get_by_text("Cette clé d’accès n’ouvre pas ou plus ce compte").wait_for()
    assert page.url.endswith("/compte/login/")
    assert accessibility_faults(page) == []
