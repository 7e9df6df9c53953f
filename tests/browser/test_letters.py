"""Letters and signs a keyboard lacks: in a text on the board and in a message, by taps and by keys."""

from playwright.sync_api import Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.in_the_room import pupil, room, teacher
from tests.browser.test_board_tools import take

__all__ = ["pupil", "room", "teacher"]


def test_a_letter_goes_where_the_caret_is_in_a_text_of_the_board_by_taps_and_by_keys(
    pupil: Page, teacher: Page
) -> None:
    take(pupil, "text")
    pupil.touchscreen.tap(150, 560)
    field = pupil.get_by_label("Texte à poser sur le tableau")
    field.type("2  3")
    field.press("ArrowLeft")
    field.press("ArrowLeft")
    strip = pupil.get_by_role("group", name="Lettres et signes").filter(visible=True)
    strip.get_by_role("button", name="fois").tap()
    expect(field).to_have_value("2 × 3")
    expect(field).to_be_focused()
    assert accessibility_faults(pupil) == []
    for _ in range(3):
        pupil.keyboard.press("Tab")
    pupil.keyboard.press("Enter")
    expect(field).to_be_focused()
    value = field.input_value()
    assert len(value) == 6
    field.press("Escape")
    expect(strip).to_have_count(0)
    expect(teacher.locator("[data-slot=account]")).to_contain_text("2 ×")


def test_in_a_message_they_open_beside_it_with_capitals(teacher: Page) -> None:
    key = teacher.get_by_role("button", name="lettres et signes")
    key.click()
    expect(key).to_have_attribute("aria-expanded", "true")
    strip = teacher.locator("[data-slot=chat-letters]")
    strip.get_by_role("button", name="racine carrée").click()
    field = teacher.get_by_label("Message à Inès")
    expect(field).to_have_value("√")
    expect(field).to_be_focused()
    assert accessibility_faults(teacher) == []
    key.click()
    expect(strip).to_be_hidden()
