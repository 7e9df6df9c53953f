"""Whoever signs out in one tab leaves nothing of their lesson in another, on a tablet that the next child takes."""

import re

from playwright.sync_api import Page, expect

from tests.browser.in_the_room import Line, draw, pupil, room, say
from tests.browser.open_room import enter, holds
from tests.browser.service import Server

__all__ = ["pupil", "room"]

THE_DOOR = re.compile(r"/carte/\?")
"""A pupil's own: the grown-ups' form only leads there."""
SAID = "Je bloque sur la racine."


def sign_out_beside(page: Page, server: Server) -> None:
    """In another tab of the same browser."""
    beside = page.context.new_page()
    beside.goto(f"{server.url}/compte/logout/")
    beside.locator("main form button").click()
    beside.wait_for_url(lambda url: "logout" not in url)
    beside.close()


def test_the_room_is_left_for_the_door_when_its_pupil_signs_out_beside(pupil: Page, server: Server) -> None:
    say(pupil, SAID)
    expect(pupil.get_by_text(SAID)).to_be_visible()
    sign_out_beside(pupil, server)
    pupil.wait_for_url(THE_DOOR)
    expect(pupil.get_by_text(SAID)).to_have_count(0)


def test_one_that_had_no_network_then_is_left_once_it_has_and_what_waited_goes_to_whoever_comes_back(
    pupil: Page, room: str, server: Server
) -> None:
    line = Line(pupil)
    pupil.reload()
    holds(pupil, 1)
    line.cut()
    expect(pupil.locator("[data-room]")).to_have_attribute("data-phase", "offline")
    draw(pupil)
    sign_out_beside(pupil, server)
    pupil.wait_for_url(THE_DOOR)
    line.mend()
    enter(pupil, server, "ines", room)
    holds(pupil, 2)
