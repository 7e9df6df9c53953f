"""The board is drawn the same wherever one has been meanwhile."""

import pytest
from playwright.sync_api import Page

from tests.browser.drawn import PIXELS_OF, at_rest
from tests.browser.in_the_room import all_kept, room, teacher
from tests.browser.open_room import holds
from tests.browser.test_board_tools import drag, take

__all__ = ["room", "teacher"]


INKED = """() => {
  const canvas = document.querySelector("[data-settled]");
  const { width, height } = canvas;
  const pixels = PIXELS_OF(canvas);
  const rows = Array.from({ length: Math.ceil(height / 20) }, () => 0);
  for (let at = 0; at < pixels.length; at += 4)
    if (pixels[at + 2] < 150) rows[Math.floor(at / 4 / width / 20)] += 1;
  return rows;
}""".replace("PIXELS_OF", PIXELS_OF)
"""Dark pixels of each band of twenty rows."""

UNDER_THE_HAND = """() => {
  const rows = {};
  for (const canvas of document.querySelectorAll("[data-live] canvas")) {
    if (getComputedStyle(canvas).visibility === "hidden") continue;
    const pixels = PIXELS_OF(canvas);
    const scale = canvas.height / canvas.clientHeight;
    const { top } = canvas.getBoundingClientRect();
    for (let at = 3; at < pixels.length; at += 4)
      if (pixels[at] > 128) rows[Math.round(top + Math.floor((at - 3) / 4 / canvas.width) / scale)] = true;
  }
  return Object.keys(rows).map(Number).sort((a, b) => a - b);
}""".replace("PIXELS_OF", PIXELS_OF)
"""Rows of the window where the canvases above the settled board have ink."""


def inked(page: Page) -> list[int]:
    page.mouse.move(600, 300)
    at_rest(page)
    return [int(count) for count in page.evaluate(INKED)]


def under_the_hand(page: Page) -> list[int]:
    at_rest(page)
    return [int(row) for row in page.evaluate(UNDER_THE_HAND)]


def wheel(page: Page, dx: int, dy: int, steps: int) -> None:
    for _ in range(steps):
        page.mouse.wheel(dx, dy)


def test_moving_zooming_and_turning_pages_leave_no_trace(teacher: Page) -> None:
    for y in (480, 520, 560, 600):
        drag(teacher, (250, y), (700, y - 60))
    take(teacher, "marker")
    drag(teacher, (300, 480), (600, 620))
    holds(teacher, 6)
    all_kept(teacher)
    before = inked(teacher)
    assert sum(before) > 1000
    wheel(teacher, 90, 60, 12)
    assert inked(teacher) != pytest.approx(before, abs=8)
    wheel(teacher, -90, -60, 12)
    assert inked(teacher) == pytest.approx(before, abs=8)
    board = teacher.locator("[data-board]")
    board.focus()
    for key in ("+", "-"):
        board.press(key)
    teacher.locator(".page-bar [data-do=page-add]").click()
    assert inked(teacher) != pytest.approx(before, abs=8)
    board.focus()
    board.press("PageUp")
    take(teacher, "rectangle")
    drag(teacher, (350, 400), (500, 650))
    holds(teacher, 7)
    teacher.locator("[data-do=undo]").click()
    holds(teacher, 6)
    wheel(teacher, 300, 0, 10)
    wheel(teacher, -300, 0, 10)
    assert inked(teacher) == pytest.approx(before, abs=8)


def test_a_stroke_lies_above_the_board_while_it_is_drawn_and_on_it_afterwards(teacher: Page) -> None:
    before = inked(teacher)
    assert under_the_hand(teacher) == []
    teacher.mouse.move(620, 250)
    teacher.mouse.down()
    teacher.mouse.move(640, 620, steps=12)
    rows = under_the_hand(teacher)
    assert rows == list(range(rows[0], rows[-1] + 1))
    assert rows[-1] - rows[0] > 350
    assert sum(inked(teacher)) == pytest.approx(sum(before), abs=8)
    teacher.mouse.move(640, 620)
    teacher.mouse.up()
    holds(teacher, 2)
    assert sum(inked(teacher)) > sum(before) + 350
    assert under_the_hand(teacher) == []
