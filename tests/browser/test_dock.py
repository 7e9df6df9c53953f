"""The dock: every tool at hand or on a shelf, whatever the screen, with room for more."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.dock import reach
from tests.browser.in_the_room import room
from tests.browser.open_room import enter
from tests.browser.service import Server
from tests.browser.windows import DESKTOP, NARROW, PHONE, PHONE_LANDSCAPE, Windows

__all__ = ["room"]

TABLET = {**DESKTOP, "viewport": {"width": 1024, "height": 600}}
SCREENS = [DESKTOP, TABLET, PHONE, PHONE_LANDSCAPE, NARROW]
NAMES = ["desktop", "tablet", "phone", "landscape", "narrow"]
SHELVES = ("figures", "geometry", "school", "papers")
TWELVE = """() => {
  const shelf = document.querySelector("#shelf-school");
  while (shelf.children.length < 12) shelf.append(shelf.lastElementChild.cloneNode(true));
}"""


def opened(page: Page, shelf: str) -> None:
    key = page.locator(f"[data-shelf={shelf}]")
    if not key.is_visible():
        page.locator("[data-do=more]").click()
    key.click()
    expect(key).to_have_attribute("aria-expanded", "true")


@pytest.mark.parametrize("screen", SCREENS, ids=NAMES)
def test_each_shelf_is_whole_on_the_screen_with_keys_large_enough(
    server: Server, open_window: Windows, room: str, screen: dict[str, object]
) -> None:
    page = open_window(screen)
    enter(page, server, "ines", room)
    page.evaluate(TWELVE)
    for name in SHELVES:
        opened(page, name)
        shelf = page.locator(f"#shelf-{name}")
        tools = shelf.locator(".tool")
        for tool in tools.all():
            expect(tool).to_be_in_viewport(ratio=1)
            box = tool.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 44
        assert accessibility_faults(page) == []
        page.keyboard.press("Escape")
        expect(shelf).to_be_hidden()


@pytest.mark.parametrize("screen", [DESKTOP, TABLET], ids=["desktop", "tablet"])
def test_the_dock_of_a_computer_needs_no_scrolling(
    server: Server, open_window: Windows, room: str, screen: dict[str, object]
) -> None:
    page = open_window(screen)
    enter(page, server, "mme-lefevre", room)
    for tool in page.locator(".dock .tool:visible").all():
        expect(tool).to_be_in_viewport(ratio=1)


def test_a_shelf_takes_the_focus_and_gives_it_back_and_its_key_tells_the_tool_in_use(
    server: Server, open_window: Windows, room: str
) -> None:
    page = open_window(DESKTOP)
    enter(page, server, "mme-lefevre", room)
    key = page.locator("[data-shelf=figures]")
    key.focus()
    key.press("Enter")
    expect(page.locator("[data-tool=line]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(key).to_be_focused()
    reach(page, "[data-tool=arrow]").click()
    expect(page.locator("#shelf-figures")).to_be_hidden()
    expect(key).to_have_class("tool in-use")
    page.locator("[data-tool=pen]").click()
    expect(key).to_have_class("tool")
