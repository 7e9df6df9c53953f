"""The menu of one's account: Escape, a press elsewhere and the focus that leaves it shut it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.entering import sign_in
from tests.browser.service import Server
from tests.browser.windows import DESKTOP, PHONE, Windows

MENU = "header details.menu"


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def page(request: pytest.FixtureRequest, open_window: Windows, server: Server) -> Page:
    window = open_window(request.param)
    sign_in(window, server, "karima", "/famille/")
    return window


def opened(page: Page) -> None:
    page.locator(f"{MENU} summary").click()
    expect(page.get_by_role("button", name="Se déconnecter")).to_be_visible()


def shut(page: Page) -> None:
    expect(page.locator(MENU)).not_to_have_attribute("open", "")


def test_escape_shuts_it_and_leaves_the_focus_where_it_was_opened(page: Page) -> None:
    opened(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    shut(page)
    expect(page.locator(f"{MENU} summary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Se déconnecter")).to_be_visible()
    assert accessibility_faults(page) == []


def test_a_press_elsewhere_shuts_it_and_one_inside_does_not(page: Page) -> None:
    opened(page)
    page.locator(".menu-in b").first.click()
    expect(page.locator(MENU)).to_have_attribute("open", "")
    page.mouse.click(4, 300)
    shut(page)


def test_the_focus_that_leaves_it_either_way_shuts_it(page: Page) -> None:
    opened(page)
    page.get_by_role("button", name="Se déconnecter").focus()
    expect(page.locator(MENU)).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    shut(page)
    opened(page)
    page.locator(f"{MENU} summary").focus()
    page.keyboard.press("Shift+Tab")
    shut(page)


def test_without_a_script_its_summary_opens_and_shuts_it(open_window: Windows, server: Server) -> None:
    page = open_window(DESKTOP, java_script_enabled=False)
    sign_in(page, server, "karima")
    opened(page)
    page.locator(f"{MENU} summary").click()
    shut(page)
