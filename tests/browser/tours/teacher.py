from collections.abc import Iterator

from playwright.sync_api import Page

from tests.browser.entering import sign_in
from tests.browser.service import Server
from tests.browser.tours.walking import at, follow


def teacher(page: Page, server: Server) -> Iterator[str]:
    sign_in(page, server, "mme-lefevre")
    page.locator("[data-scene=loading]").wait_for(state="hidden")
    yield "/prof/"
    page.locator("[name=duty][value=free]").check(force=True)
    page.locator("[data-scene=ready]").wait_for()
    yield "/prof/ (disponible)"
    page.locator("[name=duty][value=off]").click(force=True)
    page.locator("[data-scene=away]").wait_for()
    yield at(page, server, "/prof/creneaux/")
    page.locator("main .shifts a").first.click()
    yield "/prof/creneaux/…/"
    yield at(page, server, "/prof/disponibilites/")
    page.locator("main .weeks a").last.click()
    yield "/prof/disponibilites/…/"
    yield at(page, server, "/prof/heures/")
    yield at(page, server, "/prof/heures/2024-02/") + " (rien)"
    yield at(page, server, "/prof/micro/")
    yield at(page, server, "/prof/appels/")
    yield at(page, server, "/prof/questions/")
    yield at(page, server, "/prof/lecons/")
    follow(page, page.locator("main .lines a.chip").first)
    yield "/prof/lecons/…/compte-rendu/"
    page.get_by_role("link", name="Corriger").click()
    page.locator("#report").wait_for()
    yield "/prof/lecons/…/compte-rendu/ (corriger)"
