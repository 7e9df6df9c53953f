"""A lesson under way on a narrow network: the board comes, and what was drawn without one leaves."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.open_room import enter, holds, open_room
from tests.browser.service import ROOT, Server
from tests.browser.windows import DESKTOP, PHONE, Windows
from tests.slow_link import SlowLink, slow_link

DOWN, UP = 200_000 / 8, 100_000 / 8
"""Bytes a second: a telephone at the edge of a village."""
STROKES = 500
SCRIBBLES = 60
SCRIBBLE = """(strokes) => {
  const board = document.querySelector("[data-board]");
  const { left, top, width, height } = board.getBoundingClientRect();
  let chance = 1;
  const draw = () => (chance = (chance * 16807) % 2147483647) / 2147483647;
  const point = (type, buttons) => board.dispatchEvent(new PointerEvent(type, {
    pointerId: 1, pointerType: "mouse", isPrimary: true, bubbles: true, cancelable: true,
    button: type === "pointermove" ? -1 : 0, buttons,
    clientX: left + 20 + draw() * (width - 40), clientY: top + 120 + draw() * (height - 260),
  }));
  for (let stroke = 0; stroke < strokes; stroke += 1) {
    point("pointerdown", 1);
    for (let at = 0; at < 200; at += 1) point("pointermove", 1);
    point("pointerup", 0);
  }
}"""
"""Lines that cross the screen at random: nothing of them can be left out."""


@pytest.fixture
def long_lesson(server: Server, tmp_path: Path) -> str:
    """Path of a room where much was drawn."""
    room = open_room(server, tmp_path)
    environment = {**os.environ, "DECLIC_MODE": "demo", "DECLIC_DATA": str(server.data), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "bench.board.long_lesson", room.strip("/").rpartition("/")[2]]
    subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True)
    return room


@pytest.fixture
def narrow(server: Server) -> Iterator[SlowLink]:
    with slow_link(server.port, down=DOWN, up=UP, only=b"GET /room/") as link:
        yield link


def behind(link: SlowLink, server: Server) -> Server:
    return Server(server.data, link.port)


def test_a_long_lesson_opens_on_a_narrow_network_at_the_first_try(
    server: Server, narrow: SlowLink, long_lesson: str, open_window: Windows
) -> None:
    pupil = open_window(PHONE)
    enter(pupil, behind(narrow, server), "ines", long_lesson)
    note = pupil.locator("[data-kind=board]")
    expect(note).to_contain_text("Le tableau arrive")
    expect(note).to_contain_text("La moitié est là")
    expect(pupil.locator("[data-board]")).to_have_attribute("data-items", str(1 + STROKES), timeout=30_000)
    expect(note).to_have_count(0)
    assert narrow.opened == 1


def test_what_was_drawn_without_a_network_leaves_on_a_narrow_one(
    server: Server, narrow: SlowLink, tmp_path: Path, open_window: Windows
) -> None:
    room = open_room(server, tmp_path)
    teacher = open_window(DESKTOP)
    enter(teacher, server, "mme-lefevre", room)
    pupil = open_window(PHONE)
    enter(pupil, behind(narrow, server), "ines", room)
    holds(pupil, 1)
    pupil.context.set_offline(True)
    expect(pupil.get_by_text("Plus de lien avec Déclic.")).to_be_visible()
    pupil.evaluate(SCRIBBLE, SCRIBBLES)
    holds(pupil, 1 + SCRIBBLES)
    before = narrow.opened
    pupil.context.set_offline(False)
    expect(pupil.locator("[data-room]")).to_have_attribute("data-unkept", "0", timeout=40_000)
    holds(teacher, 1 + SCRIBBLES)
    assert narrow.sent_up > 3 * UP, "too little to be long under way"
    assert narrow.opened == before + 1
