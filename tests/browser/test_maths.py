"""Mathematics on the board: formulas and curves, written by keys, by taps, seen and told on the other side."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.dock import reach
from tests.browser.drawn import PIXELS_OF
from tests.browser.in_the_room import all_kept, pupil, room, teacher
from tests.browser.open_room import enter, holds
from tests.browser.patience import eventually
from tests.browser.service import Server
from tests.browser.windows import DESKTOP, NARROW, PHONE, PHONE_LANDSCAPE, Windows

__all__ = ["pupil", "room", "teacher"]

LIGHTEST_BYTES = 137_000
"""Scripts, styles and letters of the room, before anything is asked for: its page is some 12 kB more."""
TRAVELLED = """() => performance.getEntriesByType("resource").filter((one) => /[.](js|css|woff2)$/.test(one.name))
  .map((one) => [one.encodedBodySize, one.name.split("/").pop()])"""
"""Bytes and name of each."""
WEIGHT = """() => performance.getEntriesByType("resource").filter((one) => one.name.endsWith(".js"))
  .map((one) => one.name.split("/").pop())"""

AHEAD = """{
  const after = window.setTimeout;
  window.ahead = [];
  window.setTimeout = (act, ms, ...given) => ms === 10_000 ? -window.ahead.push(act) : after(act, ms, ...given);
}"""
"""What the room does of itself once it has been open for so long waits in `ahead` to be told that it has."""


def press(page: Page, *names: str) -> None:
    for name in names:
        page.locator(".keypad:visible").get_by_role("button", name=name, exact=True).click()


def open_formula(page: Page) -> None:
    reach(page, "[data-do=formula]").click()
    expect(page.locator("math-field")).to_be_visible()


def test_what_sets_formulas_comes_by_itself_once_the_room_is_at_rest(
    server: Server, open_window: Windows, room: str
) -> None:
    teacher = open_window(DESKTOP)
    teacher.add_init_script(AHEAD)
    enter(teacher, server, "mme-lefevre", room)
    holds(teacher, 1)
    assert not [name for name in teacher.evaluate(WEIGHT) if name.startswith("typeset")]
    teacher.evaluate("ahead.forEach((act) => act())")
    eventually(teacher, lambda: any(name.startswith("typeset") for name in teacher.evaluate(WEIGHT)), "it did not come")


def ink(page: Page) -> int:
    """Orange pixels of the settled board."""
    return int(
        page.evaluate(
            """() => { const canvas = document.querySelector("[data-settled]");
            const data = PIXELS_OF(canvas);
            let count = 0;
            for (let at = 0; at < data.length; at += 4)
              if (data[at] > 140 && data[at] < 200 && data[at + 1] < 110 && data[at + 2] < 70) count += 1;
            return count; }""".replace("PIXELS_OF", PIXELS_OF)
        )
    )


def test_a_formula_typed_by_one_is_seen_and_told_to_the_other_who_changes_it_by_keys(
    teacher: Page, pupil: Page
) -> None:
    board = teacher.locator("[data-board]")
    board.focus()
    board.press("e")
    expect(teacher.locator("math-field")).to_be_focused()
    teacher.keyboard.type("1/2")
    teacher.keyboard.press("ArrowRight")
    teacher.keyboard.type("+3,14x^2")
    expect(teacher.locator("[data-slot=formula-said]")).to_have_text("Se lit : 1 sur 2 plus 3,14 x au carré")
    teacher.keyboard.press("Enter")
    expect(teacher.locator("[data-slot=formula-dialog]")).to_be_hidden()
    holds(pupil, 2)
    expect(pupil.locator("[data-slot=account]")).to_contain_text(
        "Mme Lefèvre : une formule, 1 sur 2 plus 3,14 x au carré."
    )
    eventually(pupil, lambda: ink(pupil) > 300, "its letters are on the canvas")
    # Chosen as soon as laid: E writes it again.
    board.press("e")
    expect(teacher.locator("math-field")).to_be_focused()
    teacher.keyboard.press("End")
    teacher.keyboard.type("=y")
    teacher.keyboard.press("Enter")
    expect(pupil.locator("[data-slot=account]")).to_contain_text("3,14 x au carré égale y.")
    teacher.locator("[data-do=undo]").click()
    expect(pupil.locator("[data-slot=account]")).not_to_contain_text("égale y")
    all_kept(teacher)


FRENCH_KEYS = {
    "<": ("IntlBackslash", 226, 0),
    "]": ("Minus", 219, 1),
    "[": ("Digit5", 53, 1),
    ";": ("Comma", 188, 0),
    "0": ("Digit0", 48, 8),
    "1": ("Digit1", 49, 8),
    "x": ("KeyX", 88, 0),
}
"""On a keyboard of Windows or Linux in France: sign → code, number, modifiers (1 Alt Gr, 8 capitals)."""


def type_in_french(page: Page, text: str) -> None:
    """What the browser is told of each key, not only the sign it makes."""
    keys = page.context.new_cdp_session(page)
    for sign in text:
        code, number, modifiers = FRENCH_KEYS[sign]
        key = {"key": sign, "code": code, "windowsVirtualKeyCode": number, "modifiers": modifiers & 8}
        keys.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": sign, **key})
        keys.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})


def test_a_french_keyboard_writes_inequalities_and_intervals(teacher: Page, pupil: Page) -> None:
    board = teacher.locator("[data-board]")
    said = teacher.locator("[data-slot=formula-said]")
    board.focus()
    board.press("e")
    expect(teacher.locator("math-field")).to_be_focused()
    type_in_french(teacher, "x<1")
    expect(said).to_have_text("Se lit : x inférieur à 1")
    teacher.keyboard.press("Enter")
    expect(pupil.locator("[data-slot=account]")).to_contain_text("Mme Lefèvre : une formule, x inférieur à 1.")
    teacher.keyboard.press("Escape")
    board.focus()
    board.press("e")
    expect(teacher.locator("math-field")).to_be_focused()
    type_in_french(teacher, "]0;1[")
    expect(said).to_have_text("Se lit : crochet ouvert, 0, 1, crochet ouvert")


def test_a_pupil_writes_one_with_the_keys_on_the_screen_and_taps_it_to_write_it_again(
    pupil: Page, teacher: Page
) -> None:
    open_formula(pupil)
    press(pupil, "Fraction", "3")
    pupil.get_by_role("button", name="OK").click()
    expect(pupil.locator("[data-slot=formula-note]")).to_have_text("Il reste une case vide dans la formule.")
    press(pupil, "Vers la droite", "4", "Vers la droite")
    pupil.get_by_role("button", name="Autres signes").click()
    press(pupil, "Inférieur ou égal à", "Pi")
    expect(pupil.locator("[data-slot=formula-said]")).to_have_text("Se lit : 3 sur 4 inférieur ou égal à pi")
    assert accessibility_faults(pupil) == []
    pupil.get_by_role("button", name="OK").click()
    holds(teacher, 2)
    chosen = pupil.locator("[data-slot=chosen]")
    chosen.element_handle().wait_for_element_state("stable")
    frame = chosen.bounding_box()
    assert frame is not None
    pupil.touchscreen.tap(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    expect(pupil.locator("math-field")).to_be_visible()
    pupil.get_by_role("dialog").get_by_role("button", name="Fermer").click()
    pupil.locator("[data-do=chosen-erase]").click()
    holds(teacher, 1)


def test_a_curve_is_laid_with_its_axes_told_with_values_and_written_again(teacher: Page, pupil: Page) -> None:
    board = teacher.locator("[data-board]")
    board.focus()
    board.press("y")
    expect(teacher.get_by_label("Fonction de x")).to_be_focused()
    teacher.keyboard.type("0,5x² − t")
    teacher.keyboard.press("Enter")
    fault = teacher.locator("[data-slot=fault-0]")
    expect(fault).to_have_text("« t » n’est pas compris. La lettre est x.")
    expect(teacher.get_by_label("Fonction de x")).to_have_value("0,5x² − t")
    expect(teacher.get_by_label("Fonction de x")).to_be_focused()
    assert accessibility_faults(teacher) == []
    teacher.keyboard.type("2")  # over the sign at fault, which is chosen
    teacher.get_by_label("x de").fill("3")
    teacher.get_by_label("x jusqu’à").fill("2")
    teacher.get_by_role("button", name="OK").click()
    expect(teacher.locator("[data-slot=bounds-fault]")).to_contain_text("le plus petit d’abord")
    teacher.get_by_label("x de").fill("−2")
    teacher.get_by_role("button", name="OK").click()
    holds(pupil, 2)
    expect(pupil.locator("[data-slot=account]")).to_contain_text(
        "Mme Lefèvre : un repère, x de −2 à 2, y de −5 à 5, avec la courbe de y égale 0,5 x au carré moins 2,"
        " qui vaut 0 en −2, −1,5 en −1, −2 en 0, −1,5 en 1, 0 en 2."
    )
    teacher.locator("[data-do=chosen-edit]").click()
    expect(teacher.get_by_label("Fonction de x")).to_have_value("0,5x² − 2")
    teacher.get_by_label("Fonction de x").fill("√(x − 9)")
    teacher.keyboard.press("Enter")
    expect(fault).to_have_text("De −2 à 2, cette fonction n’a aucune valeur.")
    teacher.get_by_label("Fonction de x").fill("2x + 1")
    teacher.keyboard.press("Enter")
    expect(pupil.locator("[data-slot=account]")).to_contain_text("y égale 2 x plus 1")
    # Erased by the other while it is written again, it is laid anew.
    teacher.locator("[data-do=chosen-edit]").click()
    teacher.get_by_label("Fonction de x").fill("3x + 2")
    pupil.locator("[data-board]").press("Control+a")
    pupil.keyboard.press("Delete")
    holds(teacher, 0)
    teacher.get_by_role("button", name="OK").click()
    expect(pupil.locator("[data-slot=account]")).to_contain_text("y égale 3 x plus 2")
    all_kept(teacher)


@pytest.mark.parametrize(
    "screen", [PHONE, PHONE_LANDSCAPE, NARROW, DESKTOP], ids=["phone", "landscape", "narrow", "desktop"]
)
def test_the_keys_are_large_and_whole_on_every_screen(
    server: Server, open_window: Windows, room: str, screen: dict[str, object]
) -> None:
    page = open_window(screen)
    enter(page, server, "ines", room)
    open_formula(page)
    for key in page.locator(".keypad:visible button").all():
        box = key.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
        expect(key).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="OK")).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Autres signes").click()
    for key in page.locator(".keypad:visible button").all():
        key.scroll_into_view_if_needed()
        expect(key).to_be_in_viewport(ratio=1)


def test_nothing_of_it_travels_before_it_is_asked_for(server: Server, open_window: Windows, room: str) -> None:
    pupil = open_window(PHONE)
    pupil.add_init_script(AHEAD)
    enter(pupil, server, "ines", room)
    holds(pupil, 1)
    names = pupil.evaluate(WEIGHT)
    assert names
    assert not [name for name in names if name.startswith(("mathfield", "typeset"))]
    travelled = pupil.evaluate(TRAVELLED)
    assert sum(size for size, _ in travelled) < LIGHTEST_BYTES, travelled
    open_formula(pupil)
    assert [name for name in pupil.evaluate(WEIGHT) if name.startswith("mathfield")]


def test_keys_pressed_before_the_field_came_are_written_once_it_is_there(pupil: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    pupil.route(re.compile(r"/mathfield-.*\.js"), hold)
    pupil.locator("[data-slot=chat-key]").click()
    pupil.locator("[data-do=message-formula]").click()
    press(pupil, "x", "Égale", "4")
    expect(pupil.get_by_text("Le clavier de mathématiques arrive…")).to_be_visible()
    held[0].continue_()
    expect(pupil.locator("math-field")).to_be_visible()
    pupil.get_by_role("button", name="OK").click()
    expect(pupil.get_by_label("Ton message")).to_have_value("$x=4$ ")


def test_a_formula_goes_in_a_message_set_on_both_sides_and_read_aloud(teacher: Page, pupil: Page) -> None:
    pupil.locator("[data-slot=chat-key]").click()
    pupil.get_by_label("Ton message").fill("Alors")
    pupil.locator("[data-do=message-formula]").click()
    press(pupil, "x", "Au carré", "Égale", "4")
    pupil.get_by_role("button", name="OK").click()
    expect(pupil.get_by_label("Ton message")).to_have_value("Alors $x^2=4$ ")
    pupil.get_by_label("Ton message").press("Enter")
    for page in (teacher, pupil):
        bubble = page.locator("[data-slot=log] .bubble").last
        expect(bubble.locator(".katex")).to_be_visible()
        expect(bubble.locator(".vh").filter(has_text="au carré")).to_have_text("x au carré égale 4")
        assert "$" not in bubble.inner_text()
    assert accessibility_faults(pupil) == []


@pytest.mark.parametrize("dialog", ["formula", "graph"])
def test_a_narrow_phone_and_large_letters_cut_nothing(
    server: Server, open_window: Windows, room: str, dialog: str
) -> None:
    page = open_window(NARROW)
    enter(page, server, "ines", room)
    reach(page, f"[data-do={dialog}]").click()
    sheet = page.locator(f"[data-slot={dialog}-dialog]")
    expect(sheet).to_be_visible()
    if dialog == "formula":
        expect(page.locator("math-field")).to_be_visible()
    for size in ("100%", "200%"):
        page.evaluate("(size) => { document.documentElement.style.fontSize = size }", size)
        assert sheet.evaluate("one => one.scrollWidth <= one.clientWidth"), size
