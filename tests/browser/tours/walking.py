"""How a tour goes from page to page."""

from playwright.sync_api import Locator, Page

from tests.browser.service import Server

TRIED = "J’ai ajouté 6 et 8 mais ma règle dit 10, pas 14."


def at(page: Page, server: Server, path: str) -> str:
    page.goto(server.url + path)
    return path


def follow(page: Page, link: Locator) -> None:
    """To the page it leads to, and not before it is there: a click alone only asks for it."""
    with page.expect_navigation():
        link.click()
