"""A lesson under way, and both in its room with the begun work on their board.

The teacher is on a computer, the pupil on a phone. A test file takes what it needs by name, and says so in `__all__`.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE, Server, Windows
from tests.browser.open_room import enter, holds, open_room


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
