"""A lesson under way, and both in its room with the begun work on their board.

The teacher is on a computer, the pupil on a phone. A test file takes what it needs by name, and says so in `__all__`.
"""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.open_room import enter, holds, open_room
from tests.browser.service import Server
from tests.browser.windows import DESKTOP, PHONE, Windows


@pytest.fixture
def room(server: Server, tmp_path: Path) -> str:
    return open_room(server, tmp_path)


@pytest.fixture
def teacher(server: Server, open_window: Windows, room: str) -> Page:
    page = open_window(DESKTOP)
    enter(page, server, "mme-lefevre", room)
    holds(page, 1)
    return page


@pytest.fixture
def pupil(server: Server, open_window: Windows, room: str) -> Page:
    page = open_window(PHONE)
    enter(page, server, "ines", room)
    holds(page, 1)
    return page


def draw(page: Page, *, y: int = 500) -> None:
    page.mouse.move(200, y)
    page.mouse.down()
    for step in range(20):
        page.mouse.move(200 + 5 * step, y + step)
    page.mouse.up()


def all_kept(page: Page) -> None:
    expect(page.locator("[data-room]")).to_have_attribute("data-unkept", "0")


def say(page: Page, text: str) -> None:
    field = page.locator("[data-slot=chat-field]")
    if not field.is_visible():
        page.locator("[data-slot=chat-key]").click()
    field.fill(text)
    field.press("Enter")


class Line:
    """Of a page to its room, from now on: one may speak through it in the service's place, and cut it."""

    CUT = 4503

    def __init__(self, page: Page) -> None:
        self._is_cut = False
        self._sockets: list[WebSocketRoute] = []
        page.route_web_socket(re.compile(r"/room/"), self._passes)

    def _passes(self, socket: WebSocketRoute) -> None:
        if self._is_cut:
            socket.close(code=self.CUT)
            return
        self._sockets.append(socket)
        socket.connect_to_server()

    def tell(self, **message: str) -> None:
        self._sockets[-1].send(json.dumps(message))

    def cut(self) -> None:
        self._is_cut = True
        self._sockets[-1].close(code=self.CUT)

    def mend(self) -> None:
        self._is_cut = False
