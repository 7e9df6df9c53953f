"""A teacher on duty at their desk, and a pupil who asks.

A test file takes what it needs by name, and says so in `__all__`.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.entering import sign_in
from tests.browser.service import Server
from tests.browser.windows import PHONE, Windows

TRIED = "J’ai ajouté 6 et 8 mais ma règle dit 10, pas 14."


@pytest.fixture
def pupil(open_window: Windows, server: Server) -> Page:
    """Inès, with nothing under way."""
    page = open_window(PHONE)
    sign_in(page, server, "ines")
    return page


@pytest.fixture
def desk(desktop: Page, server: Server) -> Page:
    """Mme Lefèvre, on duty."""
    sign_in(desktop, server, "mme-lefevre")
    come_on_duty(desktop, server)
    return desktop


def come_on_duty(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/prof/")
    available = page.get_by_label("Disponible")
    expect(available).to_be_enabled()
    available.check(force=True)
    ready = page.get_by_role("heading", name="Vous êtes disponible")
    # Whoever comes while pupils wait is rung before that is seen.
    expect(ready.or_(page.get_by_role("alertdialog")).first).to_be_visible()


def ask(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/eleve/demande/MAT/")
    page.locator("#ask[data-ready]").wait_for()
    page.locator("#tried").fill(TRIED)
    page.locator("#send").click()
    page.wait_for_url("**/eleve/attente/")
