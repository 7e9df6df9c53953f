"""The board's tools: figures, choosing and moving, the laser, papers; by hand, by taps and by keys."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.dock import reach
from tests.browser.in_the_room import all_kept, pupil, room, teacher
from tests.browser.open_room import holds, said_last

__all__ = ["pupil", "room", "teacher"]


def take(page: Page, tool: str) -> None:
    button = reach(page, f"[data-tool={tool}]")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")


def drag(page: Page, start: tuple[int, int], end: tuple[int, int]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    for step in range(1, 11):
        page.mouse.move(*(a + (b - a) * step / 10 for a, b in zip(start, end, strict=True)))
    page.mouse.up()


def account(page: Page) -> Locator:
    return page.locator("[data-slot=account]")


@pytest.mark.parametrize(
    ("tool", "said"),
    [("line", "un trait droit"), ("arrow", "une flèche"), ("rectangle", "un rectangle"), ("ellipse", "un rond")],
)
def test_a_figure_is_drawn_by_a_drag_or_by_two_taps_and_told_in_words(
    teacher: Page, pupil: Page, tool: str, said: str
) -> None:
    take(teacher, tool)
    drag(teacher, (300, 450), (420, 520))
    holds(pupil, 2)
    take(pupil, tool)
    pupil.touchscreen.tap(120, 560)
    expect(pupil.locator("[data-slot=corner]")).to_be_visible()
    holds(pupil, 2)
    pupil.touchscreen.tap(260, 620)
    expect(pupil.locator("[data-slot=corner]")).to_be_hidden()
    holds(teacher, 3)
    expect(account(pupil)).to_contain_text(f"Moi : {said}, en bleu.")
    expect(account(pupil)).to_contain_text(f"Mme Lefèvre : {said}, en orange.")
    all_kept(pupil)


def test_what_is_chosen_moves_grows_is_copied_and_erased_for_both(teacher: Page, pupil: Page) -> None:
    take(teacher, "rectangle")
    drag(teacher, (300, 450), (400, 520))
    take(teacher, "select")
    teacher.mouse.click(300, 480)
    frame = teacher.locator("[data-slot=chosen]")
    before = frame.bounding_box()
    drag(teacher, (300, 480), (450, 500))
    moved = frame.bounding_box()
    assert before is not None
    assert moved is not None
    assert moved["x"] - before["x"] == pytest.approx(150, abs=2)
    assert moved["y"] - before["y"] == pytest.approx(20, abs=2)
    teacher.locator("[data-do=chosen-larger]").click()
    larger = frame.bounding_box()
    assert larger is not None
    assert larger["width"] > moved["width"] * 1.15
    teacher.locator("[data-do=chosen-copy]").click()
    holds(pupil, 3)
    teacher.locator("[data-do=chosen-place]").click()
    teacher.mouse.click(700, 650)
    placed = frame.bounding_box()
    assert placed is not None
    assert placed["x"] + placed["width"] / 2 == pytest.approx(700, abs=3)
    assert placed["y"] + placed["height"] / 2 == pytest.approx(650, abs=3)
    assert accessibility_faults(teacher) == []
    teacher.locator("[data-do=chosen-erase]").click()
    holds(pupil, 2)
    expect(teacher.locator("[data-slot=chosen-acts]")).to_be_hidden()
    # Each act is undone at once: erasing, placing, copying, growing, moving.
    for items in (3, 3, 2):
        teacher.locator("[data-do=undo]").click()
        holds(pupil, items)
    all_kept(teacher)


def test_the_corner_pulls_it_larger_and_a_frame_chooses_several(teacher: Page) -> None:
    take(teacher, "line")
    drag(teacher, (300, 450), (400, 450))
    drag(teacher, (300, 500), (400, 500))
    take(teacher, "select")
    drag(teacher, (280, 430), (430, 520))
    frame, grip = teacher.locator("[data-slot=chosen]"), teacher.locator("[data-slot=grip]")
    before, at = frame.bounding_box(), grip.bounding_box()
    assert before is not None
    assert at is not None
    corner = (int(at["x"] + 22), int(at["y"] + 22))
    drag(teacher, corner, (corner[0] + 110, corner[1] + 60))
    after = frame.bounding_box()
    assert after is not None
    assert after["width"] > before["width"] * 1.6
    assert (after["x"], after["y"]) == pytest.approx((before["x"], before["y"]), abs=4)
    teacher.locator("[data-do=chosen-erase]").click()
    holds(teacher, 1)


def test_the_homework_moves_only_once_chosen(pupil: Page) -> None:
    take(pupil, "select")
    drag(pupil, (100, 150), (200, 300))
    expect(pupil.locator("[data-slot=chosen]")).to_be_hidden()
    pupil.touchscreen.tap(100, 150)
    expect(pupil.locator("[data-slot=chosen]")).to_be_visible()
    assert accessibility_faults(pupil) == []


def test_all_of_it_by_keys(teacher: Page, pupil: Page) -> None:
    board = teacher.locator("[data-board]")
    board.focus()
    board.press("r")
    board.press("ArrowRight")
    for _ in range(8):
        board.press("ArrowDown")
    board.press("Enter")
    for _ in range(3):
        board.press("ArrowRight")
        board.press("ArrowDown")
    board.press("Enter")
    holds(pupil, 2)
    board.press("c")
    board.press("Enter")
    frame = teacher.locator("[data-slot=chosen]")
    before = frame.bounding_box()
    board.press("ArrowRight")
    after = frame.bounding_box()
    assert before is not None
    assert after is not None
    assert after["x"] - before["x"] == pytest.approx(24, abs=1)
    board.press("Escape")
    expect(frame).to_be_hidden()
    board.press("ArrowRight")
    board.press("Enter")
    board.press("Delete")
    holds(pupil, 1)


def test_a_text_both_rewrite_at_once_is_kept_as_each_wrote_it(teacher: Page, pupil: Page) -> None:
    take(teacher, "text")
    teacher.mouse.click(500, 450)
    teacher.keyboard.type("AC = 10")
    teacher.keyboard.press("Control+Enter")
    holds(pupil, 2)
    for page, unit in ((teacher, " cm"), (pupil, " m")):
        page.locator("[data-board]").press("Control+a")
        page.locator("[data-do=chosen-edit]").click()
        page.locator("[data-slot=text]").press("End")
        page.keyboard.type(unit)
    pupil.keyboard.press("Control+Enter")
    expect(account(teacher)).to_contain_text("AC = 10 m")
    teacher.keyboard.press("Control+Enter")
    holds(pupil, 3)
    for text in ("AC = 10 m", "AC = 10 cm"):
        expect(account(pupil)).to_contain_text(text)
    expect(teacher.get_by_text("Quelqu’un d’autre l’a changé pendant ce temps : tout est gardé.")).to_be_visible()
    all_kept(teacher)


def test_several_things_are_chosen_by_taps_and_by_keys(teacher: Page) -> None:
    take(teacher, "line")
    for y in (450, 500, 550):
        drag(teacher, (300, y), (400, y))
    holds(teacher, 4)
    take(teacher, "select")
    teacher.mouse.click(350, 450)
    teacher.keyboard.down("Shift")
    teacher.mouse.click(350, 550)
    said_last(teacher, "2 choses choisies.")
    teacher.mouse.click(350, 550)
    teacher.mouse.click(350, 500)
    teacher.keyboard.up("Shift")
    teacher.keyboard.press("Delete")
    holds(teacher, 2)
    teacher.keyboard.press("Control+a")
    said_last(teacher, "Tout est choisi.")
    assert teacher.evaluate("getSelection().toString()") == ""
    teacher.keyboard.press("Delete")
    holds(teacher, 1)


def test_what_is_chosen_is_copied_cut_and_pasted_by_the_keys_everybody_knows(teacher: Page, pupil: Page) -> None:
    frame = teacher.locator("[data-slot=chosen]")

    def place() -> tuple[float, float]:
        box = frame.bounding_box()
        assert box is not None
        return box["x"], box["y"]

    take(teacher, "rectangle")
    drag(teacher, (300, 450), (400, 520))
    holds(pupil, 2)
    take(teacher, "select")
    teacher.keyboard.press("Control+v")
    teacher.mouse.click(300, 480)
    x, y = place()
    teacher.keyboard.press("Control+c")
    said_last(teacher, "Copié. Ctrl V le colle.")
    for times in (1, 2):
        teacher.keyboard.press("Control+v")
        said_last(teacher, "Collé.")
        assert place() == pytest.approx((x + 28 * times, y + 28 * times), abs=2)
    holds(pupil, 4)
    # What is pasted last is in hand: it is cut, and pasted on another page, where it lay.
    teacher.keyboard.press("Control+x")
    said_last(teacher, "Coupé. Ctrl V le colle.")
    holds(pupil, 3)
    teacher.locator(".page-bar [data-do=page-add]").click()
    teacher.locator("[data-board]").focus()
    teacher.keyboard.press("Control+v")
    holds(pupil, 4)
    expect(teacher.locator("[data-room]")).to_have_attribute("data-page", "2")
    expect(frame).to_be_visible()
    teacher.keyboard.press("Control+z")
    holds(pupil, 3)
    # In a text that is being written, they are the browser's.
    take(teacher, "text")
    teacher.mouse.click(500, 400)
    field = teacher.locator("[data-slot=text]")
    field.fill("six")
    for key in ("Control+a", "Control+c", "ArrowRight", "Control+v"):
        field.press(key)
    expect(field).to_have_value("sixsix")
    all_kept(teacher)


def test_the_laser_shows_the_place_to_the_other_and_leaves_nothing(teacher: Page, pupil: Page) -> None:
    take(teacher, "laser")
    teacher.mouse.move(300, 200)
    teacher.mouse.move(320, 220)
    expect(pupil.locator(".cursor.laser")).to_be_visible()
    expect(teacher.locator("[data-slot=laser]")).to_be_visible()
    teacher.mouse.click(330, 240)
    holds(pupil, 1)
    take(teacher, "pen")
    expect(pupil.locator(".cursor.laser")).to_have_count(0)


def test_a_paper_is_chosen_for_both(teacher: Page, pupil: Page) -> None:
    for paper in ("seyes", "millimetre", "staves", "blank", "squares"):
        reach(teacher, f"[data-paper={paper}]").click()
        expect(pupil.locator(f"[data-paper={paper}]")).to_have_attribute("aria-pressed", "true")


def test_an_aid_is_laid_ready_made_and_written_upon(teacher: Page, pupil: Page) -> None:
    take(pupil, "pen")
    reach(pupil, "[data-do=aids]").click()
    expect(pupil.get_by_role("button", name="Tables de multiplication")).to_be_visible()
    assert accessibility_faults(pupil) == []
    pupil.get_by_role("dialog").get_by_role("button", name="Fermer").click()
    reach(teacher, "[data-do=aids]").click()
    teacher.get_by_role("button", name="Droite de 0 à 100").click()
    holds(pupil, 2)
    expect(account(pupil)).to_contain_text("Mme Lefèvre : une droite graduée de 0 à 100.")
    frame = teacher.locator("[data-slot=chosen]").bounding_box()
    assert frame is not None
    x, y = int(frame["x"] + frame["width"] / 2), int(frame["y"] + frame["height"] / 2)
    take(teacher, "pen")
    drag(teacher, (x - 40, y), (x + 40, y))
    holds(pupil, 3)
    # What is written on it is rubbed out, not the line.
    take(teacher, "eraser")
    drag(teacher, (x, y - 30), (x, y + 30))
    holds(pupil, 2)
    take(teacher, "select")
    teacher.mouse.click(x, y)
    teacher.locator("[data-do=chosen-erase]").click()
    holds(pupil, 1)
    all_kept(teacher)


def test_a_timeline_fits_a_phone(pupil: Page) -> None:
    reach(pupil, "[data-do=aids]").click()
    pupil.locator("[data-aid=timeline]").click()
    said_last(pupil, "Posé sur le tableau\u00a0: une frise chronologique de −500 à 2000.")
    frame = pupil.locator("[data-slot=chosen]").bounding_box()
    board = pupil.locator("[data-board]").bounding_box()
    assert frame is not None
    assert board is not None
    assert frame["x"] >= board["x"]
    assert frame["x"] + frame["width"] <= board["x"] + board["width"]
    pupil.locator("[data-do=undo]").click()
    holds(pupil, 1)


def test_a_frame_drawn_with_shift_chooses_more(teacher: Page) -> None:
    take(teacher, "line")
    for y in (450, 500, 550, 600):
        drag(teacher, (300, y), (400, y))
    holds(teacher, 5)
    take(teacher, "select")
    teacher.mouse.click(350, 450)
    teacher.keyboard.down("Shift")
    drag(teacher, (280, 530), (430, 620))
    teacher.keyboard.up("Shift")
    said_last(teacher, "3 choses choisies.")
    teacher.keyboard.press("Delete")
    holds(teacher, 2)
    expect(account(teacher)).to_contain_text("un trait droit")
    # Without it, only what is in the frame.
    teacher.keyboard.press("Control+z")
    holds(teacher, 5)
    teacher.mouse.click(350, 450)
    drag(teacher, (280, 530), (430, 620))
    said_last(teacher, "2 choses choisies.")


def test_undo_lifts_the_keyboards_pen_and_leaves_what_the_other_has_taken_since(teacher: Page, pupil: Page) -> None:
    board = teacher.locator("[data-board]")
    board.focus()
    board.press("s")
    board.press("Enter")
    board.press("Enter")
    board.press("ArrowRight")
    holds(pupil, 2)
    board.press("Control+z")
    said_last(teacher, "Stylo levé. Annulé.")
    board.press("ArrowRight")
    holds(pupil, 1)
    board.press("Enter")
    expect(teacher.locator("#announce-polite")).to_contain_text("Stylo posé")
    board.press("ArrowRight")
    board.press("Enter")
    take(teacher, "line")
    drag(teacher, (300, 560), (420, 560))
    holds(pupil, 3)
    pupil.locator("[data-board]").press("Control+a")
    pupil.keyboard.press("Delete")
    holds(teacher, 1)
    shown = teacher.get_by_text("Quelqu’un d’autre l’a changé depuis")
    teacher.locator("[data-do=undo]").click()
    expect(shown).to_be_visible()
    holds(teacher, 1)
