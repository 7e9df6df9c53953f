"""The pages of the board: added, turned, followed, taken away and brought back; told; whole on every screen."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.dock import reach
from tests.browser.entering import sign_in
from tests.browser.in_the_room import Line, all_kept, draw, pupil, room, teacher
from tests.browser.open_room import enter, holds, listen, said_last, time_passes, was_said
from tests.browser.service import Server
from tests.browser.test_board_tools import account, drag, take
from tests.browser.test_every_page import TOO_WIDE
from tests.browser.test_kept_board import kept_as_pdf
from tests.browser.windows import DESKTOP, NARROW, PHONE, PHONE_LANDSCAPE, Windows

__all__ = ["pupil", "room", "teacher"]


def add(page: Page) -> None:
    page.locator(".page-bar [data-do=page-add]").click()


def remove_second(page: Page) -> None:
    page.locator(".page-bar [data-do=pages]").click()
    page.get_by_role("button", name="Retirer la page 2").click()


def stands_on(page: Page, number: int, count: int) -> None:
    expect(page.locator("[data-room]")).to_have_attribute("data-page", str(number))
    expect(page.locator("[data-room]")).to_have_attribute("data-pages", str(count))


def test_what_is_written_on_a_page_is_on_that_page_for_both(teacher: Page, pupil: Page) -> None:
    add(teacher)
    stands_on(teacher, 2, 2)
    stands_on(pupil, 1, 2)
    drag(teacher, (300, 450), (420, 520))
    expect(account(teacher)).to_contain_text("Page 2 sur 2.")
    expect(account(teacher)).to_contain_text("Moi : 1 trait à la main")
    holds(pupil, 2)
    expect(account(pupil)).not_to_contain_text("trait à la main")
    pupil.locator("[data-do=page-after]").click()
    expect(account(pupil)).to_contain_text("Mme Lefèvre : 1 trait à la main")
    expect(account(pupil)).not_to_contain_text("devoir commencé")
    assert accessibility_faults(pupil) == []
    all_kept(teacher)


def test_one_is_told_where_the_other_is_and_goes_there(teacher: Page, pupil: Page) -> None:
    listen(pupil)
    add(teacher)
    drag(teacher, (300, 450), (420, 520))
    follow = pupil.get_by_role("button", name="Mme Lefèvre est page 2 : y aller")
    was_said(pupil, "Mme Lefèvre est à la page 2.")
    expect(pupil.locator(".cursor")).to_have_count(0)
    follow.click()
    stands_on(pupil, 2, 2)
    expect(follow).to_be_hidden()
    expect(pupil.locator(".cursor")).to_have_count(1)


def test_each_page_has_its_paper(teacher: Page, pupil: Page) -> None:
    add(teacher)
    reach(teacher, "[data-paper=staves]").click()
    expect(pupil.locator("[data-paper=squares]")).to_have_attribute("aria-pressed", "true")
    pupil.locator("[data-do=page-after]").click()
    expect(pupil.locator("[data-paper=staves]")).to_have_attribute("aria-pressed", "true")
    pupil.locator("[data-do=page-before]").click()
    expect(pupil.locator("[data-paper=squares]")).to_have_attribute("aria-pressed", "true")


def test_a_page_taken_away_sends_the_other_to_the_next_and_undo_brings_it_back(teacher: Page, pupil: Page) -> None:
    add(teacher)
    drag(teacher, (300, 450), (420, 520))
    pupil.locator("[data-do=page-after]").click()
    stands_on(pupil, 2, 2)
    teacher.locator(".page-bar [data-do=pages]").click()
    assert accessibility_faults(teacher) == []
    teacher.get_by_role("button", name="Retirer la page 2").click()
    for page in (teacher, pupil):
        stands_on(page, 1, 1)
    expect(pupil.get_by_text("Cette page a été retirée. Page 1 sur 1.")).to_have_count(1)
    teacher.locator("[data-do=undo]").click()
    stands_on(teacher, 2, 2)
    stands_on(pupil, 1, 2)
    expect(account(teacher)).to_contain_text("Moi : 1 trait à la main")


def test_a_page_taken_away_under_the_hand_ends_its_stroke_and_says_why(teacher: Page, pupil: Page) -> None:
    add(teacher)
    pupil.locator("[data-do=page-after]").click()
    stands_on(pupil, 2, 2)
    pupil.mouse.move(120, 500)
    pupil.mouse.down()
    pupil.mouse.move(200, 540, steps=5)
    holds(teacher, 2)
    remove_second(teacher)
    stands_on(pupil, 1, 1)
    shown = pupil.locator("[data-slot=state]")
    expect(shown).to_contain_text("Cette page a été retirée. Page 1 sur 1.")
    # By whom took it away it need not be read.
    expect(teacher.locator("[data-slot=state]")).not_to_contain_text("retirée")
    pupil.mouse.move(300, 640, steps=8)
    pupil.mouse.up()
    expect(account(pupil)).not_to_contain_text("trait à la main")
    # Nothing that is not seen is taken back.
    undo = pupil.locator("[data-do=undo]")
    expect(undo).to_be_disabled()
    pupil.keyboard.press("Control+z")
    said_last(pupil, "Rien à annuler.")
    teacher.locator("[data-do=undo]").click()
    stands_on(teacher, 2, 2)
    expect(undo).to_be_enabled()
    expect(account(teacher)).to_contain_text("Inès : 1 trait à la main")
    holds(teacher, 2)


def test_what_was_written_without_a_network_on_a_page_taken_away_brings_it_back(teacher: Page, pupil: Page) -> None:
    line = Line(pupil)
    pupil.reload()
    add(teacher)
    pupil.locator("[data-do=page-after]").click()
    stands_on(pupil, 2, 2)
    line.cut()
    expect(pupil.locator("[data-room]")).to_have_attribute("data-phase", "offline")
    draw(pupil)
    remove_second(teacher)
    stands_on(teacher, 1, 1)
    line.mend()
    stands_on(pupil, 2, 2)
    expect(pupil.locator("[data-slot=state]")).to_contain_text("tout est gardé")
    stands_on(teacher, 1, 2)
    holds(teacher, 2)
    teacher.locator("[data-do=page-after]").click()
    expect(account(teacher)).to_contain_text("Inès : 1 trait à la main")


def test_what_is_being_typed_on_a_page_taken_away_goes_on_where_one_is(teacher: Page, pupil: Page) -> None:
    add(teacher)
    pupil.locator("[data-do=page-after]").click()
    take(teacher, "text")
    teacher.mouse.click(400, 500)
    teacher.keyboard.type("mes mots")
    field = teacher.locator("[data-slot=text]")
    before = field.bounding_box()
    remove_second(pupil)
    stands_on(teacher, 1, 1)
    expect(field).to_be_focused()
    after = field.bounding_box()
    assert before is not None
    assert after is not None
    assert (after["x"], after["y"]) == pytest.approx((before["x"], before["y"]), abs=60)
    teacher.keyboard.type(" restent")
    teacher.keyboard.press("Control+Enter")
    expect(account(pupil)).to_contain_text("Mme Lefèvre a écrit : « mes mots restent »")


def test_what_is_held_back_keeps_its_page_until_it_is_corrected(teacher: Page, pupil: Page) -> None:
    take(teacher, "text")
    teacher.mouse.click(400, 500)
    teacher.keyboard.type("06 12 34 56 78")
    field = teacher.locator("[data-slot=text]")
    # By keys: the words that say why it is held back come in the middle of a press, and move what is pressed.
    another, after, before = (teacher.locator(f".page-bar [data-do=page-{act}]") for act in ("add", "after", "before"))
    another.press("Enter")
    expect(teacher.locator("[data-slot=state]")).to_contain_text("numéro")
    expect(field).to_be_focused()
    stands_on(teacher, 1, 1)
    add(pupil)
    stands_on(teacher, 1, 2)
    after.press("Enter")
    expect(field).to_be_focused()
    stands_on(teacher, 1, 2)
    field.fill("bonjour")
    after.press("Enter")
    stands_on(teacher, 2, 2)
    expect(field).to_be_hidden()
    expect(account(teacher)).not_to_contain_text("bonjour")
    before.press("Enter")
    expect(account(teacher)).to_contain_text("J’ai écrit : « bonjour »")


def test_undo_shows_what_it_takes_back(teacher: Page) -> None:
    drag(teacher, (300, 450), (420, 520))
    add(teacher)
    teacher.locator("[data-do=undo]").click()
    stands_on(teacher, 1, 2)
    expect(account(teacher)).not_to_contain_text("trait à la main")


def test_what_is_to_be_put_down_goes_along_to_another_page(teacher: Page, pupil: Page) -> None:
    draw(pupil)
    holds(teacher, 2)
    add(teacher)
    teacher.locator("[data-do=page-before]").click()
    take(teacher, "select")
    teacher.locator("[data-board]").focus()
    teacher.keyboard.press("Control+a")
    teacher.locator("[data-do=chosen-place]").click()
    teacher.locator("[data-do=page-after]").click()
    stands_on(teacher, 2, 2)
    expect(teacher.locator("[data-do=chosen-place]")).to_have_attribute("aria-pressed", "true")
    teacher.mouse.click(600, 400)
    said_last(teacher, "Posé ici.")
    expect(account(teacher)).to_contain_text("Page 2 sur 2.Inès : 1 trait à la main, en bleu.")
    expect(account(pupil)).not_to_contain_text("trait")
    # Without it, what is chosen stays where it is, and is no longer chosen.
    teacher.locator("[data-do=page-before]").click()
    expect(teacher.locator("[data-slot=chosen-acts]")).to_be_hidden()
    teacher.locator("[data-do=undo]").click()
    expect(account(pupil)).to_contain_text("Moi : 1 trait à la main, en bleu.")


def test_the_pages_are_chosen_by_their_pictures_and_turned_by_keys(teacher: Page) -> None:
    add(teacher)
    board = teacher.locator("[data-board]")
    board.focus()
    board.press("PageUp")
    stands_on(teacher, 1, 2)
    board.press("PageUp")
    expect(teacher.get_by_text("C’est la première page.")).to_have_count(1)
    teacher.locator(".page-bar [data-do=pages]").focus()
    teacher.keyboard.press("Enter")
    expect(teacher.get_by_role("button", name="Page 1", exact=True)).to_be_focused()
    teacher.keyboard.press("Tab")
    teacher.keyboard.press("Enter")
    stands_on(teacher, 2, 2)


@pytest.mark.parametrize(
    "screen", [DESKTOP, PHONE, PHONE_LANDSCAPE, NARROW], ids=["desktop", "phone", "landscape", "narrow"]
)
def test_the_keys_of_the_pages_are_whole_and_large_enough(
    server: Server, open_window: Windows, room: str, screen: dict[str, object]
) -> None:
    page = open_window(screen)
    enter(page, server, "ines", room)
    add(page)
    for key in page.locator(".page-bar .tool").all():
        expect(key).to_be_in_viewport(ratio=1)
        box = key.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
    assert accessibility_faults(page) == []


def write(page: Page, words: str) -> None:
    take(page, "text")
    page.mouse.click(400, 500)
    page.keyboard.type(words)
    page.keyboard.press("Control+Enter")


def ends(teacher: Page) -> str:
    """The lesson is over: its name in addresses."""
    all_kept(teacher)
    teacher.locator("[data-do=end]").click()
    with teacher.expect_navigation():
        teacher.get_by_role("dialog").get_by_role("button", name="Terminer").click()
    return teacher.url.split("/")[-3]


def test_the_first_page_taken_away_is_seen_again_neither_by_who_comes_in_nor_after_the_lesson(
    server: Server, open_window: Windows, teacher: Page, pupil: Page
) -> None:
    for words in ("la deuxième", "la troisième"):
        add(teacher)
        write(teacher, words)
    teacher.locator("[data-board]").press("PageUp")
    teacher.locator("[data-board]").press("PageUp")
    stands_on(teacher, 1, 3)
    teacher.locator(".page-bar [data-do=pages]").click()
    teacher.get_by_role("button", name="Retirer la page 1").click()
    for page in (teacher, pupil):
        stands_on(page, 1, 2)
    pupil.reload()
    stands_on(pupil, 1, 2)
    expect(account(pupil)).to_contain_text("la deuxième")
    expect(pupil.locator("[data-slot=state]")).not_to_contain_text("retirée")
    lesson = ends(teacher)
    teacher.get_by_text("Le tableau de la leçon").click()
    pupil.goto(f"{server.url}/eleve/lecons/{lesson}/")
    guardian = open_window(PHONE)
    sign_in(guardian, server, "karima", f"/famille/lecons/{lesson}/")
    for page in (teacher, pupil, guardian):
        expect(page.get_by_text("Page 1 sur 2")).to_be_visible()
        words = page.get_by_label("Le tableau en mots")
        # All of it is told, whatever page is in sight.
        expect(words).to_contain_text(re.compile(r"Page.1.*la deuxième.*Page.2.*la troisième"))
        expect(words).not_to_contain_text("devoir commencé")


def test_an_empty_page_is_said_to_be_where_there_is_nothing_to_keep(server: Server, teacher: Page, pupil: Page) -> None:
    add(teacher)
    teacher.locator("[data-board]").press("PageUp")
    teacher.locator(".page-bar [data-do=pages]").click()
    teacher.get_by_role("button", name="Retirer la page 1").click()
    stands_on(teacher, 1, 1)
    add(teacher)
    lesson = ends(teacher)
    pupil.goto(f"{server.url}/eleve/lecons/{lesson}/")
    said = pupil.get_by_role("status").filter(has_text="vide")
    pupil.get_by_role("button", name="Garder l’image").click()
    expect(said).to_have_text("Cette page est vide.")
    assert accessibility_faults(pupil) == []
    pupil.get_by_role("button", name="Page d’après").click()
    expect(said).to_have_count(0)
    pupil.get_by_role("button", name="Garder en PDF").click()
    expect(said).to_have_text("Le tableau est vide.")


def test_after_the_lesson_pupil_and_teacher_turn_its_pages_and_keep_them_all(
    server: Server, teacher: Page, pupil: Page, room: str, tmp_path: Path
) -> None:
    drag(teacher, (300, 450), (420, 520))
    all_kept(teacher)
    time_passes(server, room)
    add(teacher)
    drag(teacher, (300, 450), (420, 520))
    lesson = ends(teacher)
    teacher.get_by_text("Le tableau de la leçon").click()
    pupil.goto(f"{server.url}/eleve/lecons/{lesson}/")
    for page in (teacher, pupil):
        expect(page.get_by_text("Page 1 sur 2")).to_be_visible()
        page.get_by_role("button", name="Page d’après").click()
        expect(page.get_by_text("Page 2 sur 2")).to_be_visible()
        assert accessibility_faults(page) == []
        assert len(kept_as_pdf(page, tmp_path)) == 2
        # When the first stroke came there was one page; at the end, the second is in sight.
        page.locator("#replay").fill("1")
        expect(page.locator(".board-pages")).to_be_hidden()
        page.locator("#replay").fill(page.locator("#replay").get_attribute("max") or "")
        expect(page.get_by_text("Page 2 sur 2")).to_be_visible()
    keys = [pupil.get_by_role("button", name=f"Page {side}").bounding_box() for side in ("d’avant", "d’après")]
    assert keys[0] is not None
    assert keys[1] is not None
    assert keys[0]["y"] == keys[1]["y"]
    pupil.evaluate("document.documentElement.style.fontSize = '200%'")
    assert pupil.evaluate(TOO_WIDE, PHONE["viewport"]["width"]) == 0
