"""What is done to what one holds never covers the board's own keys, whatever the screen and what is held."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.in_the_room import room
from tests.browser.open_room import enter, holds
from tests.browser.service import Server
from tests.browser.test_board_tools import drag, take
from tests.browser.test_instruments import take_out
from tests.browser.test_photo_frame import choose_the_photo
from tests.browser.windows import DESKTOP, PHONE, Windows

__all__ = ["room"]

SIZES = [(1440, 900), (1280, 800), (1180, 820), (1024, 768), (960, 700), (900, 700), (390, 844), (320, 568)]
COVERED = """() => {
  const keys = [...document.querySelectorAll(".zoom .tool, .page-bar .tool, .held-acts .tool, .over-board > button")];
  const covered = [];
  for (const key of keys) {
    const { left, top, width, height } = key.getBoundingClientRect();
    if (width === 0 || getComputedStyle(key).visibility !== "visible") continue;
    for (const [x, y] of [[.5, .5], [.2, .2], [.8, .2], [.2, .8], [.8, .8]]) {
      const at = document.elementFromPoint(left + x * width, top + y * height);
      if (!key.contains(at)) covered.push([key.dataset.do ?? key.textContent, x, y, at?.className ?? "outside"]);
    }
  }
  return covered;
}"""


def nothing(page: Page) -> None:
    expect(page.locator(".held-acts .tool:visible")).to_have_count(0)


def eraser(page: Page) -> None:
    take(page, "eraser")


def compass(page: Page) -> None:
    take_out(page, "compass")


def eraser_and_ruler(page: Page) -> None:
    take(page, "eraser")
    take_out(page, "ruler")


def photo(page: Page) -> None:
    choose_the_photo(page)


def cropped(page: Page) -> None:
    choose_the_photo(page)
    page.get_by_role("button", name="Recadrer").click()
    expect(page.get_by_role("group", name="Recadrer la photo")).to_be_visible()


def text(page: Page) -> None:
    writing(page)
    page.keyboard.type("périmètre")
    page.keyboard.press("Escape")
    holds(page, 2)
    take(page, "select")
    page.locator("[data-board]").focus()
    page.keyboard.press("Control+a")


def writing(page: Page) -> None:
    take(page, "text")
    board = page.locator("[data-board]").bounding_box()
    assert board is not None
    page.mouse.click(board["x"] + 60, board["y"] + board["height"] / 2)
    expect(page.locator("[data-slot=text]")).to_be_focused()


HELD = [nothing, eraser, compass, eraser_and_ruler, photo, cropped, text, writing]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_every_key_of_the_board_is_under_the_finger(
    server: Server, open_window: Windows, room: str, size: tuple[int, int]
) -> None:
    width, height = size
    base = DESKTOP if width >= 900 else PHONE
    page = open_window({**base, "viewport": {"width": width, "height": height}})
    enter(page, server, "ines", room)
    holds(page, 1)
    found = {}
    for held in HELD:
        held(page)
        found[held.__name__] = page.evaluate(COVERED)
        page.keyboard.press("Escape")
        page.reload()
        expect(page.locator("[data-room]")).to_have_attribute("data-phase", "online")
        expect(page.locator("[data-board]")).to_have_attribute("data-items", re.compile("[1-9]"))
    assert found == {held.__name__: [] for held in HELD}


def test_what_takes_the_focus_away_gives_it_to_the_sheet(server: Server, open_window: Windows, room: str) -> None:
    page = open_window(DESKTOP)
    enter(page, server, "mme-lefevre", room)
    holds(page, 1)
    board = page.locator("[data-board]")

    def pressed(key: str) -> None:
        page.locator(key).focus()
        page.keyboard.press("Enter")
        expect(board).to_be_focused()

    take(page, "line")
    drag(page, (300, 450), (400, 450))
    pressed("[data-do=undo]")
    expect(page.locator("[data-do=undo]")).to_be_disabled()
    drag(page, (300, 450), (400, 450))
    board.press("Control+a")
    pressed("[data-do=chosen-erase]")
    take_out(page, "ruler")
    pressed("[data-do=put-away]")
    take_out(page, "ruler")
    page.keyboard.press("Escape")
    expect(board).to_be_focused()
    board.press("t")
    board.press("ArrowRight")
    board.press("Enter")
    page.keyboard.type("06 12 34 56 78")
    page.keyboard.press("Escape")
    expect(page.locator("[data-slot=text]")).to_be_focused()
    page.locator("[data-slot=state] .shut-note").focus()
    page.keyboard.press("Enter")
    # What is held back on the sheet is gone on with, not the sheet under it.
    expect(page.locator("[data-slot=text]")).to_be_focused()
    page.locator("[data-slot=text]").fill("AC")
    page.keyboard.press("Escape")
    holds(page, 2)
    expect(board).to_be_focused()
