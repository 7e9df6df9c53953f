"""A stylus on a tablet: the hand that holds it does nothing, and fingers write again once it is laid down."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.drawn import at_rest
from tests.browser.in_the_room import room, teacher
from tests.browser.open_room import enter, holds
from tests.browser.service import Server
from tests.browser.test_board_tools import account
from tests.browser.windows import PHONE, Windows

__all__ = ["room", "teacher"]

TABLET = {**PHONE, "viewport": {"width": 834, "height": 1112}}
FINGER, PALM = 10, 22


class Hands:
    """Contacts as the browser itself gives them: fingers and palms with their radius, a stylus."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.devtools: CDPSession = page.context.new_cdp_session(page)
        self.touches: dict[int, dict[str, float]] = {}

    def pen(self, what: str, x: float, y: float) -> None:
        held = what not in {"mouseReleased", "hover"}
        self.devtools.send(
            "Input.dispatchMouseEvent",
            {
                "type": "mouseMoved" if what == "hover" else what, "x": x, "y": y, "pointerType": "pen", "force": 0.5,
                "button": "left" if what != "hover" else "none", "buttons": int(held), "clickCount": 1,
            },
        )  # fmt: skip

    def writes(self, start: tuple[float, float], end: tuple[float, float], steps: int = 8) -> None:
        self.pen("mousePressed", *start)
        for step in range(1, steps + 1):
            self.pen("mouseMoved", *(a + (b - a) * step / steps for a, b in zip(start, end, strict=True)))
        self.pen("mouseReleased", *end)

    def touch(self, number: int, x: float, y: float, radius: float = FINGER) -> None:
        """Down, or moved there."""
        what = "touchMove" if number in self.touches else "touchStart"
        self.touches[number] = {"x": x, "y": y, "radiusX": radius, "radiusY": radius, "id": number}
        self._send(what)

    def lift(self, number: int) -> None:
        del self.touches[number]
        self._send("touchEnd")

    def finger_writes(self, start: tuple[float, float], end: tuple[float, float], number: int = 1) -> None:
        for step in range(9):
            self.touch(number, *(a + (b - a) * step / 8 for a, b in zip(start, end, strict=True)))
            self.page.evaluate("new Promise(requestAnimationFrame)")  # one a frame, as a screen tells of them
        self.lift(number)

    def _send(self, what: str) -> None:
        self.devtools.send("Input.dispatchTouchEvent", {"type": what, "touchPoints": list(self.touches.values())})


UNKEPT = """() => {
  const room = document.querySelector("[data-room]");
  window.inkLeft = false;
  const look = () => { window.inkLeft ||= room.dataset.unkept !== "0"; };
  new MutationObserver(look).observe(room, { attributes: true, attributeFilter: ["data-unkept"] });
}"""


@contextmanager
def ink_leaves(page: Page) -> Iterator[None]:
    """The hand rests until its ink is shared, which the page does not say of ink that is under the hand."""
    page.evaluate(UNKEPT)
    yield
    page.wait_for_function("() => window.inkLeft")


TIME_PASSES = """{
  const { get } = Object.getOwnPropertyDescriptor(Event.prototype, "timeStamp");
  window.passed = 0;
  Object.defineProperty(Event.prototype, "timeStamp", { get() { return get.call(this) + window.passed; } });
}"""
"""The times of what is felt on the screen, later by as much as a test says."""


def later(page: Page, ms: int) -> None:
    """So long after, for hands and what tells them apart."""
    page.evaluate("(ms) => { window.passed += ms; }", ms)


def drawn(page: Page) -> None:
    """What was felt on the screen is heard, and drawn."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


@pytest.fixture
def tablet(server: Server, open_window: Windows, room: str) -> Page:
    page = open_window(TABLET)
    page.add_init_script(TIME_PASSES)
    enter(page, server, "ines", room)
    holds(page, 1)
    return page


def seen(page: Page) -> str:
    """The sheet as the camera has it, once it is painted."""
    at_rest(page)
    picture: str = page.locator("[data-settled]").evaluate("(canvas) => canvas.toDataURL()")
    return picture


def test_the_palm_of_a_hand_that_holds_a_stylus_neither_zooms_nor_cuts(tablet: Page) -> None:
    hands = Hands(tablet)
    sheet = seen(tablet)
    # The palm first, then the stylus.
    with ink_leaves(tablet):
        hands.touch(1, 500, 800, PALM)
    hands.writes((200, 600), (320, 640))
    hands.touch(1, 520, 830, PALM)
    hands.lift(1)
    expect(account(tablet)).to_contain_text("Moi : 1 trait à la main")
    holds(tablet, 2)
    tablet.locator("[data-do=undo]").click()
    holds(tablet, 1)
    assert seen(tablet) == sheet
    # The stylus writes, the palm lands, slides and leaves: one stroke.
    hands.pen("mousePressed", 200, 700)
    hands.pen("mouseMoved", 240, 705)
    hands.touch(2, 500, 900, PALM)
    hands.pen("mouseMoved", 280, 710)
    hands.touch(2, 530, 940, PALM)
    hands.pen("mouseMoved", 320, 715)
    hands.lift(2)
    hands.pen("mouseMoved", 360, 720)
    hands.pen("mouseReleased", 360, 720)
    holds(tablet, 2)
    tablet.locator("[data-do=undo]").click()
    holds(tablet, 1)
    assert seen(tablet) == sheet


@pytest.mark.parametrize("shared", [False, True], ids=["at once", "once its ink is shared"])
def test_a_palm_beside_a_finger_does_nothing_and_two_fingers_pinch(tablet: Page, *, shared: bool) -> None:
    hands = Hands(tablet)
    sheet = seen(tablet)
    with ink_leaves(tablet):
        hands.touch(1, 500, 900, PALM)
    hands.finger_writes((200, 600), (320, 640), number=2)
    hands.lift(1)
    holds(tablet, 2)
    # Down on its side, the palm grows while the finger writes.
    with ink_leaves(tablet) if shared else nullcontext():
        hands.touch(1, 200, 700)
        hands.touch(1, 204, 700)
    hands.touch(2, 500, 900, 6)
    hands.touch(2, 500, 901, 26)
    for x in range(210, 330, 10):
        hands.touch(1, x, 705)
        drawn(tablet)
    hands.lift(2)
    hands.lift(1)
    holds(tablet, 3)
    for left in (2, 1):
        tablet.locator("[data-do=undo]").click()
        holds(tablet, left)
    assert seen(tablet) == sheet
    hands.touch(1, 300, 600)
    hands.touch(2, 400, 700)
    for away in range(0, 100, 10):
        hands.touch(1, 300 - away, 600 - away)
        hands.touch(2, 400 + away, 700 + away)
    hands.lift(2)
    hands.lift(1)
    assert seen(tablet) != sheet
    holds(tablet, 1)


def test_a_finger_that_rested_before_the_second_of_a_pinch_leaves_no_ink_and_no_act(tablet: Page) -> None:
    hands = Hands(tablet)
    hands.finger_writes((200, 600), (320, 640))
    holds(tablet, 2)
    with ink_leaves(tablet):
        hands.touch(1, 300, 600)
    hands.touch(2, 400, 700)
    hands.touch(2, 440, 740)
    hands.lift(2)
    hands.lift(1)
    holds(tablet, 2)
    tablet.locator("[data-do=undo]").click()
    holds(tablet, 1)


def test_a_finger_moves_the_sheet_while_there_is_a_stylus_and_writes_again_when_told_to(tablet: Page) -> None:
    hands = Hands(tablet)
    choice = tablet.get_by_role("button", name="Écrire avec le doigt")
    hands.writes((200, 600), (320, 640))
    holds(tablet, 2)
    later(tablet, 600)
    expect(choice).to_be_hidden()
    hands.finger_writes((200, 700), (320, 740))
    holds(tablet, 2)
    expect(choice).to_be_visible()
    expect(tablet.locator("#announce-polite")).to_contain_text("Le stylet écrit, le doigt déplace la feuille.")
    assert accessibility_faults(tablet) == []
    choice.tap()
    expect(choice).to_be_hidden()
    hands.finger_writes((200, 700), (320, 740))
    holds(tablet, 3)
    # It comes back: fingers move the sheet again.
    hands.writes((200, 800), (320, 840))
    holds(tablet, 4)
    later(tablet, 600)
    hands.finger_writes((200, 700), (320, 740))
    holds(tablet, 4)


def test_a_minute_without_the_stylus_and_a_finger_writes_again(server: Server, open_window: Windows, room: str) -> None:
    page = open_window(TABLET)
    page.add_init_script(TIME_PASSES)
    enter(page, server, "ines", room)
    holds(page, 1)
    hands = Hands(page)
    hands.writes((200, 600), (320, 640))
    holds(page, 2)
    later(page, 50_000)
    sheet = seen(page)
    hands.finger_writes((200, 700), (320, 740))
    holds(page, 2)
    assert seen(page) != sheet, "it moved the sheet"
    later(page, 11_000)
    hands.finger_writes((200, 700), (320, 740))
    holds(page, 3)
    expect(account(page)).to_contain_text("Moi : 2 traits à la main")
