"""A teacher's lessons, read on a phone."""

import sqlite3
from contextlib import closing

from tests.browser.entering import sign_in
from tests.browser.in_the_room import room
from tests.browser.service import Server
from tests.browser.windows import PHONE, Windows

__all__ = ["room"]


def cut_short(server: Server, room: str) -> None:
    """It began, and its teacher was lost."""
    lesson = room.strip("/").rpartition("/")[2].replace("-", "")
    with closing(sqlite3.connect(server.data / "declic.sqlite3", timeout=20)) as opened, opened:
        cut = "state = 'lost', end_reason = 'line_lost', started_at = opened_at, ended_at = opened_at"
        assert opened.execute(f"UPDATE lessons_lesson SET {cut} WHERE id = ?", (lesson,)).rowcount == 1  # noqa: S608


def test_what_became_of_each_lesson_stands_beside_it(server: Server, open_window: Windows, room: str) -> None:
    cut_short(server, room)
    page = open_window(PHONE)
    sign_in(page, server, "mme-lefevre", "/prof/lecons/")
    line = page.locator(".lesson-line", has_text="Interrompue").first
    words, state = line.locator("> div").bounding_box(), line.locator(".chip").bounding_box()
    assert words is not None
    assert state is not None
    assert state["x"] >= words["x"] + words["width"]
    assert state["y"] < words["y"] + words["height"]
