"""What is said aloud of the board: what the other did to it, whatever it was, and nothing of one's own."""

from playwright.sync_api import Page, expect

from tests.browser.dock import reach
from tests.browser.in_the_room import pupil, room, teacher
from tests.browser.open_room import holds, said_last
from tests.browser.test_board_tools import account, drag, take

__all__ = ["pupil", "room", "teacher"]

LISTEN = """() => {
  window.heard = [];
  const place = () => document.getElementById("announce-polite")?.textContent.trim() ?? "";
  new MutationObserver(() => {
    if (place() !== "" && heard.at(-1) !== place()) heard.push(place());
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
  const now = performance.now.bind(performance);
  window.passed = 0;
  performance.now = () => now() + passed;
}"""

HEARD = "words => heard.some((one) => one.includes(words))"


def hears(page: Page, words: str) -> None:
    page.wait_for_function(HEARD, arg=words)
    page.evaluate("heard.length = 0; passed += 11_000")


def test_what_the_other_does_is_said_whatever_it_is(teacher: Page, pupil: Page) -> None:
    pupil.evaluate(LISTEN)
    drag(pupil, (120, 500), (220, 540))
    holds(teacher, 2)
    take(teacher, "select")
    teacher.locator("[data-board]").press("Control+a")
    teacher.keyboard.press("Delete")
    holds(pupil, 1)
    hears(pupil, "Quelque chose a été effacé.")
    # The homework, which reads the same in the board's words.
    teacher.locator("[data-board]").press("Control+a")
    teacher.locator("[data-do=photo-turn]").filter(visible=True).click()
    hears(pupil, "Le tableau a changé.")
    teacher.keyboard.press("Escape")
    reach(teacher, "[data-paper=seyes]").click()
    hears(pupil, "Le papier a changé.")
    teacher.locator(".page-bar [data-do=page-add]").click()
    hears(pupil, "Les pages ont changé.")


def test_what_comes_soon_after_is_said_a_little_later(teacher: Page, pupil: Page) -> None:
    pupil.evaluate(LISTEN)
    drag(teacher, (300, 450), (420, 520))
    pupil.wait_for_function(HEARD, arg="Le tableau a changé.")
    reach(teacher, "[data-paper=seyes]").click()
    pupil.wait_for_function(HEARD, arg="Le papier a changé.")


def test_nothing_is_said_of_one_s_own_acts_nor_of_what_was_there(teacher: Page, pupil: Page) -> None:
    drag(teacher, (300, 450), (420, 520))
    holds(pupil, 2)
    teacher.evaluate(LISTEN)
    pupil.reload()
    pupil.evaluate(LISTEN)
    holds(pupil, 2)
    expect(account(pupil)).to_contain_text("Mme Lefèvre : 1 trait")
    drag(pupil, (120, 600), (220, 640))
    expect(account(pupil)).to_contain_text("Moi : 1 trait")
    hears(teacher, "Le tableau a changé.")
    reach(teacher, "[data-paper=seyes]").click()
    pupil.wait_for_function(HEARD, arg="Le papier a changé.")
    assert not [words for words in pupil.evaluate("heard") if "tableau" in words]


def test_two_sentences_of_one_moment_are_both_read(teacher: Page) -> None:
    add, undo = teacher.locator(".page-bar [data-do=page-add]"), teacher.locator("[data-do=undo]")
    drag(teacher, (300, 450), (420, 520))
    add.click()
    # It shows the page of what it takes back.
    undo.click()
    said_last(teacher, "Page 1 sur 2. Annulé.")
