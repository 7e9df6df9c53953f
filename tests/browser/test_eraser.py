"""The eraser that takes only what is under it: its size is shown, the rest stays, both may rub, and it is undone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.drawn import PIXELS_OF, at_rest
from tests.browser.in_the_room import all_kept, pupil, room, teacher
from tests.browser.open_room import holds
from tests.browser.patience import eventually
from tests.browser.test_board_tools import account, drag, take
from tests.browser.test_instruments import ink

__all__ = ["pupil", "room", "teacher"]


def gaps(page: Page) -> int:
    """Stretches of orange ink on the screen, read from left to right."""
    at_rest(page)
    return int(
        page.evaluate(
            """() => {
              const canvas = document.querySelector("[data-settled]");
              const { width, height } = canvas;
              const pixels = PIXELS_OF(canvas);
              const inked = Array.from({ length: width }, () => false);
              for (let at = 0; at < pixels.length; at += 4) {
                const [red, green, blue] = pixels.slice(at, at + 3);
                if (Math.abs(red - 163) + Math.abs(green - 68) + Math.abs(blue - 12) > 60) continue;
                inked[(at / 4) % width] = true;
              }
              return inked.filter((dark, x) => dark && !inked[x - 1]).length;
            }""".replace("PIXELS_OF", PIXELS_OF)
        )
    )


def test_it_cuts_a_stroke_in_two_for_both_and_is_undone(teacher: Page, pupil: Page) -> None:
    drag(teacher, (300, 560), (500, 560))
    take(teacher, "eraser")
    expect(teacher.get_by_role("button", name="Traits")).to_have_attribute("aria-pressed", "true")
    teacher.get_by_role("button", name="Moyenne").click()
    assert accessibility_faults(teacher) == []
    whole = ink(teacher)
    drag(teacher, (400, 500), (400, 620))
    ring = teacher.locator("[data-slot=eraser-ring]").bounding_box()
    assert ring is not None
    assert ring["width"] == pytest.approx(32, abs=1)
    assert ring["x"] + ring["width"] / 2 == pytest.approx(400, abs=2)
    assert gaps(teacher) == 2
    assert ink(teacher)["right"] == pytest.approx(whole["right"], abs=2)
    holds(pupil, 2)
    expect(account(pupil)).to_contain_text("Mme Lefèvre : 1 trait à la main")
    # The other rubs the rest: what was cut stays cut, and all of it is gone.
    take(pupil, "eraser")
    pupil.get_by_role("button", name="Traits").click()
    assert accessibility_faults(pupil) == []
    teacher.locator("[data-do=undo]").click()
    eventually(teacher, lambda: gaps(teacher) == 1, "what the other rubbed stays away")
    all_kept(teacher)


def test_it_works_by_keys_and_leaves_texts(teacher: Page) -> None:
    board = teacher.locator("[data-board]")
    drag(teacher, (600, 300), (700, 300))
    board.focus()
    board.press("g")
    teacher.get_by_role("button", name="Grande").click()
    board.focus()
    board.press("ArrowRight")
    expect(teacher.locator("[data-slot=eraser-ring]")).to_be_visible()
    board.press("Enter")
    expect(teacher.get_by_text("Rien à effacer ici.")).to_have_count(1)
    take(teacher, "text")
    teacher.mouse.click(300, 620)
    teacher.keyboard.type("AC")
    teacher.keyboard.press("Escape")
    take(teacher, "eraser")
    drag(teacher, (290, 600), (340, 640))
    holds(teacher, 3)
