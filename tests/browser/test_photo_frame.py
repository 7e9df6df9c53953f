"""A photo on the board, cropped and turned by keys and by handles, for both."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.in_the_room import all_kept, room
from tests.browser.open_room import enter, holds
from tests.browser.service import Server
from tests.browser.test_board_tools import drag, take
from tests.browser.windows import DESKTOP, PHONE, PHONE_LANDSCAPE, Windows

__all__ = ["room"]


UNDER_THE_FINGER = """(one) => {
  const { left, top, width, height } = one.getBoundingClientRect();
  return [[.5, .5], [.3, .5], [.7, .5], [.5, .3], [.5, .7]].every(
    ([x, y]) => document.elementFromPoint(left + x * width, top + y * height) === one,
  );
}"""


def chosen(page: Page) -> dict[str, float]:
    box = page.locator("[data-slot=chosen]").bounding_box()
    assert box is not None
    return dict(box)


def choose_the_photo(page: Page) -> dict[str, float]:
    take(page, "select")
    board = page.locator("[data-board]").bounding_box()
    assert board is not None
    page.mouse.click(board["x"] + 150, board["y"] + 150)
    expect(page.locator("[data-slot=chosen]")).to_be_visible()
    return chosen(page)


def test_it_is_turned_and_cropped_by_keys_seen_so_by_the_other_and_taken_back(
    server: Server, open_window: Windows, room: str
) -> None:
    teacher, pupil = open_window(DESKTOP), open_window(PHONE)
    enter(teacher, server, "mme-lefevre", room)
    enter(pupil, server, "ines", room)
    for page in (teacher, pupil):
        holds(page, 1)
    before = choose_the_photo(teacher)
    teacher.get_by_role("button", name="Recadrer").click()
    crop = teacher.get_by_role("group", name="Recadrer la photo")
    expect(crop.get_by_role("button", name="Gauche")).to_be_focused()
    for _ in range(4):
        teacher.keyboard.press("Enter")
    assert chosen(teacher)["width"] < before["width"] * 0.9
    assert accessibility_faults(teacher) == []
    crop.get_by_role("button", name="Fini").click()
    teacher.get_by_role("button", name="Tourner", exact=True).click()
    turned = chosen(teacher)
    assert turned["width"] / turned["height"] == pytest.approx(before["height"] / (before["width"] * 0.95**4), rel=0.1)
    all_kept(teacher)
    pupil.reload()
    holds(pupil, 1)
    theirs = choose_the_photo(pupil)
    assert theirs["width"] / theirs["height"] == pytest.approx(turned["width"] / turned["height"], rel=0.15)
    pupil.get_by_role("button", name="Recadrer").click()
    assert accessibility_faults(pupil) == []
    pupil.get_by_role("button", name="Entière").click()
    whole = chosen(pupil)
    assert whole["width"] / whole["height"] == pytest.approx(before["width"] / before["height"], rel=0.1)


def test_an_edge_is_pulled_and_the_photo_is_wound_by_hand(server: Server, open_window: Windows, room: str) -> None:
    teacher = open_window(DESKTOP)
    enter(teacher, server, "mme-lefevre", room)
    holds(teacher, 1)
    before = choose_the_photo(teacher)
    teacher.get_by_role("button", name="Recadrer").click()
    middle = (int(before["x"] + before["width"] / 2), int(before["y"] + before["height"] / 2))
    drag(teacher, (int(before["x"] + before["width"]), middle[1]), middle)
    half = chosen(teacher)
    assert half["width"] == pytest.approx(before["width"] / 2, rel=0.15)
    assert half["x"] == pytest.approx(before["x"], abs=2)
    teacher.keyboard.press("Escape")
    teacher.locator("[data-do=undo]").click()
    assert choose_the_photo(teacher)["width"] == pytest.approx(before["width"], abs=3)


@pytest.mark.parametrize("device", [PHONE, PHONE_LANDSCAPE, DESKTOP], ids=["390", "lying", "1280"])
def test_its_handles_are_in_sight_once_it_is_turned(
    device: dict[str, object], server: Server, open_window: Windows, room: str
) -> None:
    page = open_window(device)
    enter(page, server, "ines", room)
    holds(page, 1)
    choose_the_photo(page)
    page.get_by_role("button", name="Tourner", exact=True).click()
    page.get_by_role("button", name="Recadrer").click()
    expect(page.locator(".wind")).to_be_visible()
    for handle in (*(f".edge[data-edge={edge}]" for edge in ("left", "top", "right", "bottom")), ".wind"):
        assert page.locator(handle).evaluate(UNDER_THE_FINGER), handle
    page.get_by_role("group", name="Recadrer la photo").get_by_role("button", name="Tourner").click()
    for edge in ("left", "bottom"):
        assert page.locator(f".edge[data-edge={edge}]").evaluate(UNDER_THE_FINGER), edge
