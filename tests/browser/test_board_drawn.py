"""The board is drawn the same wherever one has been meanwhile."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Server
from tests.browser.open_room import open_room
from tests.browser.test_board_tools import drag, take, teacher
from tests.browser.test_room import all_kept, holds

__all__ = ["teacher"]

INKED = """async () => {
  for (let frame = 0; frame < 30; frame += 1) await new Promise(requestAnimationFrame);
  const canvas = document.querySelector("[data-settled]");
  const { width, height } = canvas;
  const pixels = canvas.getContext("2d").getImageData(0, 0, width, height).data;
  const rows = Array.from({ length: Math.ceil(height / 20) }, () => 0);
  for (let at = 0; at < pixels.length; at += 4)
    if (pixels[at + 2] < 150) rows[Math.floor(at / 4 / width / 20)] += 1;
  return rows;
}"""
"""Dark pixels of each band of twenty rows."""


@pytest.fixture
def room(server: Server, tmp_path: Path) -> str:
    return open_room(server, tmp_path)


def inked(page: Page) -> list[int]:
    page.mouse.move(600, 300)
    return [int(count) for count in page.evaluate(INKED)]


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
