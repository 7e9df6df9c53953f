"""The geometry set: taken out, moved, turned, drawn along; by hand and by keys; seen by the other, never stored."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.dock import reach
from tests.browser.drawn import PIXELS_OF, at_rest
from tests.browser.in_the_room import all_kept, pupil, room, teacher
from tests.browser.open_room import holds, said_last
from tests.browser.test_board_tools import account, drag, take
from tests.browser.test_stylus import Hands, drawn, later, tablet
from tests.browser.windows import PHONE

__all__ = ["pupil", "room", "tablet", "teacher"]
FLAT_HAND = 40


def take_out(page: Page, kind: str) -> None:
    reach(page, f"[data-instrument={kind}]").click()
    expect(page.locator(f".instrument.{kind}:not(.theirs)")).to_have_count(1)


def middle(page: Page, selector: str) -> tuple[int, int]:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return int(box["x"] + box["width"] / 2), int(box["y"] + box["height"] / 2)


def ink(page: Page) -> dict[str, float]:
    """Box of the dark ink drawn since the homework, in pixels of the board's canvas."""
    at_rest(page)
    box = page.evaluate(
        """() => {
          const canvas = document.querySelector("[data-settled]");
          const { width, height } = canvas;
          const pixels = PIXELS_OF(canvas);
          const box = { left: width, right: 0, top: height, bottom: 0 };
          for (let at = 0; at < pixels.length; at += 4) {
            // The teacher's orange.
            const [red, green, blue] = pixels.slice(at, at + 3);
            if (Math.abs(red - 163) + Math.abs(green - 68) + Math.abs(blue - 12) > 60) continue;
            const x = (at / 4) % width, y = Math.floor(at / 4 / width);
            box.left = Math.min(box.left, x); box.right = Math.max(box.right, x);
            box.top = Math.min(box.top, y); box.bottom = Math.max(box.bottom, y);
          }
          return box;
        }""".replace("PIXELS_OF", PIXELS_OF)
    )
    return {key: float(value) for key, value in box.items()}


def test_a_pen_put_down_beside_the_ruler_draws_straight(teacher: Page, pupil: Page) -> None:
    take_out(teacher, "ruler")
    body = teacher.locator(".instrument.ruler .body").bounding_box()
    assert body is not None
    y = int(body["y"]) - 4
    teacher.mouse.move(int(body["x"]) + 60, y)
    teacher.mouse.down()
    for step in range(12):  # a shaking hand
        teacher.mouse.move(int(body["x"]) + 60 + 20 * step, y - 25 * (step % 3))
    teacher.mouse.up()
    holds(pupil, 2)
    reach(teacher, "[data-instrument=ruler]").click()
    expect(teacher.locator(".instrument")).to_have_count(0)
    drawn = ink(teacher)
    assert drawn["right"] - drawn["left"] > 180
    assert drawn["bottom"] - drawn["top"] < 8
    all_kept(teacher)


def test_it_is_moved_by_its_body_and_turned_by_its_handle(teacher: Page, pupil: Page) -> None:
    take_out(teacher, "ruler")
    ruler = teacher.locator(".instrument.ruler")
    before = ruler.locator(".body").bounding_box()
    x, y = middle(teacher, ".instrument.ruler .body")
    drag(teacher, (x, y), (x + 40, y + 90))
    moved = ruler.locator(".body").bounding_box()
    assert before is not None
    assert moved is not None
    assert (moved["x"] - before["x"], moved["y"] - before["y"]) == pytest.approx((40, 90), abs=3)
    x, y = middle(teacher, ".instrument.ruler .turn")
    drag(teacher, (x, y), (x - 60, y + 150))
    expect(ruler).not_to_have_attribute("aria-label", "Règle, à plat")
    holds(teacher, 1)
    # The other sees it where it is, and cannot take it.
    theirs = pupil.locator(".instrument.ruler.theirs")
    expect(theirs).to_have_attribute("aria-label", str(ruler.get_attribute("aria-label")))
    teacher.locator("[data-do=put-away]").click()
    expect(theirs).to_have_count(0)


def test_the_compass_draws_an_arc_by_hand_and_a_circle_by_a_key(teacher: Page, pupil: Page) -> None:
    take_out(teacher, "compass")
    x, y = middle(teacher, ".instrument.compass .pencil")
    drag(teacher, (x, y), (x - 40, y + 90))
    holds(pupil, 2)
    teacher.locator("[data-do=compass-wider]").click()
    expect(teacher.locator(".instrument.compass")).to_have_attribute("aria-label", "Compas, ouvert de 3,5 cm")
    teacher.locator("[data-do=compass-circle]").click()
    holds(pupil, 3)
    expect(account(pupil)).to_contain_text("Mme Lefèvre : un rond, en orange.")
    teacher.locator("[data-do=undo]").click()
    holds(pupil, 2)
    # With another tool in hand the pencil opens the compass and draws nothing.
    take(teacher, "move")
    x, y = middle(teacher, ".instrument.compass .pencil")
    drag(teacher, (x, y), (x + 60, y + 60))
    expect(teacher.locator(".instrument.compass")).not_to_have_attribute("aria-label", "Compas, ouvert de 3,5 cm")
    holds(pupil, 2)


def test_all_of_it_by_keys_and_accessible(teacher: Page) -> None:
    take_out(teacher, "square")
    square = teacher.locator(".instrument.square")
    expect(square).to_be_focused()
    before = middle(teacher, ".instrument.square .turn")
    square.press("ArrowDown")
    square.press("Shift+ArrowRight")
    after = middle(teacher, ".instrument.square .turn")
    assert (after[0] - before[0], after[1] - before[1]) == pytest.approx((4, 24), abs=1)
    square.press("PageDown")
    square.press("Shift+PageDown")
    expect(square).to_have_attribute("aria-label", "Équerre, tournée de 16°")
    take_out(teacher, "protractor")
    assert accessibility_faults(teacher) == []
    teacher.locator(".instrument.protractor").press("Escape")
    expect(teacher.locator(".instrument.protractor")).to_have_count(0)
    expect(teacher.locator("[data-board]")).to_be_focused()


def test_its_keys_and_how_far_it_is_turned_are_said(teacher: Page) -> None:
    take_out(teacher, "ruler")
    said_last(
        teacher,
        "Règle, à plat. Flèches\u00a0: déplacer. Page haut et Page bas\u00a0: tourner. Échap\u00a0: ranger.",
    )
    teacher.keyboard.press("PageDown")
    said_last(teacher, "Règle, tournée de 15°.")
    teacher.keyboard.press("PageUp")
    teacher.keyboard.press("PageUp")
    said_last(teacher, "Règle, tournée de 345°.")
    teacher.keyboard.press("Escape")
    take_out(teacher, "compass")
    expect(teacher.locator("#announce-polite")).to_contain_text("Entrée\u00a0: poser la mine.")


def test_the_compass_and_the_pen_along_the_ruler_draw_by_keys(teacher: Page, pupil: Page) -> None:
    take_out(teacher, "compass")
    compass = teacher.locator(".instrument.compass:not(.theirs)")
    compass.press("Enter")
    for _ in range(6):
        compass.press("PageDown")
    compass.press("Enter")
    holds(pupil, 2)
    arc = ink(teacher)
    # A quarter of a circle is as high as it is wide.
    assert arc["right"] - arc["left"] == pytest.approx(arc["bottom"] - arc["top"], abs=12)
    compass.press("PageDown")
    compass.press("Escape")
    teacher.keyboard.press("Control+z")
    holds(pupil, 1)
    take_out(teacher, "ruler")
    board = teacher.locator("[data-board]")
    board.focus()
    board.press("Enter")
    # Down to the edge its marks are on.
    edge = teacher.locator(".instrument.ruler:not(.theirs) .body").bounding_box()
    assert edge is not None
    along, far = middle(teacher, "[data-slot=target]")
    along, far = round(edge["x"] + 200 - along), round(edge["y"] - far)
    for _ in range(abs(along) // 24):
        board.press("ArrowRight" if along > 0 else "ArrowLeft")
    for _ in range(abs(far) // 4):
        board.press("Shift+ArrowDown" if far > 0 else "Shift+ArrowUp")
    board.press("Enter")
    expect(teacher.locator("#announce-polite")).to_contain_text("le long de l’instrument")
    for _ in range(5):
        board.press("ArrowRight")
    board.press("g")
    board.press("ArrowDown")
    holds(pupil, 2)
    expect(account(pupil)).to_contain_text("1 trait à la main")


def test_on_a_phone_two_bars_leave_the_page_key_free(pupil: Page) -> None:
    take_out(pupil, "ruler")
    pupil.locator("[data-tool=eraser]").click()
    for bar in ("eraser-acts", "instrument-acts"):
        expect(pupil.locator(f"[data-slot={bar}]")).to_be_visible()
    pupil.get_by_role("button", name="Page", exact=False).first.click(trial=True)
    key = pupil.locator(".page-bar").bounding_box()
    bar = pupil.locator("[data-slot=eraser-acts]").bounding_box()
    assert key is not None
    assert bar is not None
    assert key["y"] + key["height"] <= bar["y"]


def test_on_a_phone_each_is_whole_in_sight_when_it_is_taken_out(pupil: Page) -> None:
    pupil.locator(".page-bar [data-do=page-add]").click()
    for kind in ("compass", "square", "protractor", "ruler"):
        take_out(pupil, kind)
        for part in pupil.locator(f".instrument.{kind}").locator("path, rect, circle, .turn").all():
            box = part.bounding_box()
            assert box is not None
            assert box["x"] >= 0, kind
            assert box["x"] + box["width"] <= PHONE["viewport"]["width"], kind
        pupil.locator("[data-do=put-away]").click()


def test_on_a_phone_the_drawer_makes_room(pupil: Page) -> None:
    take_out(pupil, "ruler")
    expect(pupil.locator("[data-slot=drawer]")).to_be_hidden()
    expect(pupil.locator("[data-do=put-away]")).to_be_visible()
    assert accessibility_faults(pupil) == []


def corner(page: Page) -> tuple[float, float]:
    drawn(page)  # fingers are heard once a frame
    box = page.locator(".instrument.ruler .body").bounding_box()
    assert box is not None
    return box["x"], box["y"]


def test_only_the_finger_that_grabbed_it_moves_it_and_a_stylus_draws_along_it(tablet: Page) -> None:
    take_out(tablet, "ruler")
    hands = Hands(tablet)
    x, y = middle(tablet, ".instrument.ruler .body")
    start = corner(tablet)
    # Two fingers.
    hands.touch(1, x, y)
    hands.touch(2, x + 120, y)
    hands.touch(2, x + 160, y + 60)
    hands.touch(1, x + 10, y + 30)
    assert corner(tablet) == pytest.approx((start[0] + 10, start[1] + 30), abs=3)
    hands.touch(2, x + 120, y + 90)
    hands.lift(2)
    hands.lift(1)
    moved = corner(tablet)
    assert moved == pytest.approx((start[0] + 10, start[1] + 30), abs=3)
    # A palm, and a finger that turns out to be one.
    x, y = middle(tablet, ".instrument.ruler .body")
    hands.touch(3, x, y, FLAT_HAND)
    hands.touch(3, x + 60, y + 60, FLAT_HAND)
    hands.lift(3)
    assert corner(tablet) == pytest.approx(moved, abs=1)
    hands.touch(3, x, y)
    hands.touch(3, x + 40, y + 60)
    hands.touch(3, x + 60, y + 80, FLAT_HAND)
    hands.lift(3)
    assert corner(tablet) == pytest.approx(moved, abs=1)
    # The finger holds it; the stylus comes near, and writes along its edge.
    hands.touch(4, x, y)
    hands.pen("hover", x + 60, y)
    hands.pen("hover", x + 150, y)
    assert corner(tablet) == pytest.approx(moved, abs=1)
    left, top = moved
    hands.writes((left + 60, top - 4), (left + 260, top - 30))
    hands.touch(4, x + 30, y + 40)
    hands.lift(4)
    holds(tablet, 2)
    assert corner(tablet) == pytest.approx(moved, abs=1)
    # Laid down since, it lets a finger move it.
    later(tablet, 600)
    hands.touch(5, x, y)
    hands.touch(5, x, y + 40)
    hands.touch(5, x, y + 60)
    hands.lift(5)
    assert corner(tablet) == pytest.approx((left, top + 60), abs=3)
