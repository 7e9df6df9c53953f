"""What the room fetches after the rest: pressed while it comes, missing without the network, kept when it is lost."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.dock import reach
from tests.browser.open_room import enter, holds, open_room
from tests.browser.patience import PATIENCE_MS, eventually
from tests.browser.service import Server
from tests.browser.windows import DESKTOP, Windows

CAME = "() => performance.getEntriesByType('resource').map((one) => one.name.split('/').pop().replace(/-.*/, ''))"
"""Names of the scripts that came."""
RULER = "[data-instrument=ruler]"
TOOLS = {"open", "writing", "aloud", "device", "sound_check"}


@pytest.fixture
def teacher(server: Server, open_window: Windows, tmp_path: Path) -> Page:
    room = open_room(server, tmp_path)
    page = open_window(DESKTOP)
    # Kept away even from who fetches ahead.
    page.route("**/assets/open-*.js", lambda route: route.abort())
    enter(page, server, "mme-lefevre", room)
    holds(page, 1)
    return page


def test_a_tool_that_did_not_come_says_so_and_is_asked_for_again(teacher: Page) -> None:
    reach(teacher, RULER).click()
    expect(teacher.locator("[data-kind=fault]")).to_contain_text("Il faut le réseau pour la première fois")
    teacher.unroute("**/assets/open-*.js")
    reach(teacher, RULER).click()
    expect(teacher.locator(".instrument.ruler")).to_have_count(1)
    expect(teacher.locator("[data-kind=fault]")).to_have_count(0)


def test_pressed_before_it_came_it_is_pressed_once(teacher: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    teacher.unroute("**/assets/open-*.js")
    teacher.route("**/assets/open-*.js", hold)
    reach(teacher, RULER).click()
    expect(teacher.locator("[data-kind=fault]")).to_contain_text("l’outil arrive")
    reach(teacher, RULER).click()
    eventually(teacher, lambda: bool(held), "it is not asked for")
    for route in held:
        route.continue_()
    expect(teacher.locator(".instrument.ruler")).to_have_count(1)
    expect(teacher.locator(RULER)).to_have_attribute("aria-pressed", "true")
    expect(teacher.locator("[data-kind=fault]")).to_have_count(0)


def test_a_lesson_that_loses_its_network_still_has_its_tools(teacher: Page) -> None:
    teacher.unroute("**/assets/open-*.js")
    came = f"(tools) => tools.every((tool) => ({CAME})().includes(tool))"
    teacher.wait_for_function(came, arg=sorted(TOOLS), timeout=PATIENCE_MS)  # one after the other, at rest
    teacher.context.set_offline(True)
    reach(teacher, "[data-instrument=compass]").click()
    expect(teacher.locator(".instrument.compass")).to_have_count(1)
    reach(teacher, "[data-do=graph]").click()
    expect(teacher.get_by_role("dialog", name="Une courbe")).to_be_visible()
    teacher.context.set_offline(False)
