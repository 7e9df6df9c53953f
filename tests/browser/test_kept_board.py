"""The board after the lesson: told in words, seen again from its beginning, carried away as a picture."""

import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.drawn import PIXELS_OF, at_rest
from tests.browser.entering import sign_in
from tests.browser.service import Server
from tests.browser.test_every_page import TOO_WIDE
from tests.browser.test_stylus import Hands
from tests.browser.windows import DESKTOP, PHONE, Windows


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A demo world where no lesson was held since: the last one has the board that came with it."""
    folder = tmp_path_factory.mktemp("kept")
    (folder / "data").mkdir()
    running = Server(folder / "data")
    running.start()
    yield running
    running.stop()


PATH = {"ines": "/eleve/lecons/", "sami": "/eleve/lecons/", "karima": "/famille/lecons/"}


def open_kept_board(page: Page, server: Server, slug: str) -> None:
    sign_in(page, server, slug, PATH[slug])
    page.locator(f"main a[href^='{PATH[slug]}']").first.click()
    page.locator("#replay").wait_for()


def inked(page: Page) -> int:
    """Pixels that are neither paper nor its lines, once the sheet is painted."""
    at_rest(page)
    return int(
        page.evaluate(
            """() => {
              const pixels = PIXELS_OF(document.querySelector(".kept-board canvas"));
              let count = 0;
              for (let at = 0; at < pixels.length; at += 4) if (pixels[at] < 180) count += 1;
              return count;
            }""".replace("PIXELS_OF", PIXELS_OF)
        )
    )


@pytest.mark.parametrize(("device", "slug"), [(PHONE, "ines"), (DESKTOP, "karima")], ids=["pupil", "guardian"])
def test_the_lesson_is_seen_again_stroke_after_stroke(
    open_window: Windows, server: Server, device: dict[str, object], slug: str
) -> None:
    page = open_window(device)
    open_kept_board(page, server, slug)
    slider = page.locator("#replay")
    expect(slider).to_have_attribute("aria-valuetext", "à la fin")
    whole = inked(page)
    slider.fill("0")
    expect(slider).to_have_attribute("aria-valuetext", "au début")
    assert inked(page) == 0
    slider.fill("3")
    part = inked(page)
    assert 0 < part < whole
    assert accessibility_faults(page) == []
    slider.press("End")
    expect(slider).to_have_attribute("aria-valuetext", "à la fin")
    assert inked(page) == whole


def test_it_plays_by_itself_and_stops_when_told(open_window: Windows, server: Server) -> None:
    page = open_window(PHONE)
    open_kept_board(page, server, "ines")
    page.get_by_role("button", name="Revoir").click()
    expect(page.locator("#replay")).not_to_have_value("0")
    page.get_by_role("button", name="Arrêter").click()
    stopped = page.locator("#replay").input_value()
    expect(page.get_by_role("button", name="Revoir")).to_be_visible()
    assert page.locator("#replay").input_value() == stopped


def test_it_is_told_in_words_with_who_wrote_what(open_window: Windows, server: Server) -> None:
    page = open_window(PHONE)
    open_kept_board(page, server, "ines")
    words = page.get_by_label("Le tableau en mots")
    expect(words).to_contain_text("J’ai écrit : « ")
    expect(words).to_contain_text(" a écrit : « ")


def test_the_picture_holds_the_whole_board(open_window: Windows, server: Server, tmp_path: Path) -> None:
    page = open_window(PHONE)
    open_kept_board(page, server, "ines")
    page.locator("#replay").fill("0")
    with page.expect_download() as begun:
        page.get_by_role("button", name="Garder l’image").click()
    assert re.fullmatch(r"tableau-[a-z0-9-]+-2026\.png", begun.value.suggested_filename)
    begun.value.save_as(tmp_path / "board.png")
    picture = Image.open(tmp_path / "board.png").convert("L")
    assert min(picture.size) > 400
    assert picture.getextrema()[0] < 120  # its ink, though the replay stands at the beginning


def kept_as_pdf(page: Page, folder: Path) -> pypdfium2.PdfDocument:
    with page.expect_download() as begun:
        page.get_by_role("button", name="Garder en PDF").click()
    assert re.fullmatch(r"tableau-[a-z0-9-]+-2026\.pdf", begun.value.suggested_filename)
    begun.value.save_as(folder / "board.pdf")
    return pypdfium2.PdfDocument(folder / "board.pdf")


@pytest.mark.parametrize(("device", "slug"), [(PHONE, "ines"), (DESKTOP, "karima")], ids=["pupil", "guardian"])
def test_the_pdf_is_the_board_on_a4_under_its_subject_its_day_and_a_first_name(
    open_window: Windows, server: Server, tmp_path: Path, device: dict[str, object], slug: str
) -> None:
    page = open_window(device)
    open_kept_board(page, server, slug)
    document = kept_as_pdf(page, tmp_path)
    assert sorted(round(side) for side in document[0].get_size()) == [595, 842]
    assert document[0].render(scale=1).to_pil().convert("L").getextrema()[0] < 120
    subject, day, name = document.get_metadata_dict()["Title"].split(" · ")
    assert name in {"Inès", "Sami"}
    assert re.fullmatch(r"\d{1,2}(er)?\s\w+\s2026", day)
    assert subject
    assert accessibility_faults(page) == []


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_smallest_find_a_picture_on_every_key(
    open_window: Windows, server: Server, device: dict[str, object]
) -> None:
    page = open_window(device)
    open_kept_board(page, server, "sami")
    keys = page.locator("main :is(button, a):visible")
    assert keys.count() > 8
    for key in keys.all():
        assert key.locator("svg").count() == 1, key.inner_text()
        box = key.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 48, key.inner_text()
    assert accessibility_faults(page) == []


def seen(page: Page) -> int:
    """A number for what the sheet shows, once it is painted."""
    at_rest(page)
    return int(
        page.evaluate(
            """() => {
              const pixels = PIXELS_OF(document.querySelector(".kept-board canvas"));
              let sum = 0;
              for (let at = 0; at < pixels.length; at += 4) sum = (sum * 31 + pixels[at]) | 0;
              return sum;
            }""".replace("PIXELS_OF", PIXELS_OF)
        )
    )


def key(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def test_seen_nearer_on_a_phone_a_finger_moves_it_and_scrolls_the_page_past_its_end(
    open_window: Windows, server: Server
) -> None:
    page = open_window(PHONE)
    open_kept_board(page, server, "ines")
    sheet = page.locator(".kept-board .sheet")
    in_the_middle = "(sheet) => sheet.scrollIntoView({ block: 'center' })"
    sheet.evaluate(in_the_middle)
    hands = Hands(page)
    expect(key(page, "À droite")).to_be_hidden()

    # All is in sight: a finger on it scrolls the page.
    box = sheet.bounding_box()
    assert box is not None
    middle, low = box["x"] + box["width"] / 2, box["y"] + box["height"] - 40
    at = page.evaluate("scrollY")
    hands.finger_writes((middle, low), (middle, low - 150))
    page.wait_for_function("(at) => scrollY > at + 40", arg=at)

    # Two fingers bring it nearer, not the page.
    sheet.evaluate(in_the_middle)
    box = sheet.bounding_box()
    assert box is not None
    before = seen(page)
    top = box["y"] + 90
    for step in range(12):
        hands.touch(1, middle - 20 - 3 * step, top)
        hands.touch(2, middle + 20 + 3 * step, top)
    hands.lift(2)
    hands.lift(1)
    nearer = seen(page)
    assert nearer != before
    assert page.evaluate("visualViewport.scale") == 1
    assert accessibility_faults(page) == []

    # A finger moves it, the page stays; at its end the page goes on.
    at = page.evaluate("scrollY")
    hands.finger_writes((middle, top), (middle, top + 60))
    hands.finger_writes((middle, top + 60), (middle - 80, top + 60))
    moved = seen(page)
    assert moved != nearer
    assert page.evaluate("scrollY") == at
    for _ in range(4):
        hands.finger_writes((middle, top + 200), (middle, top))
    page.wait_for_function("(at) => scrollY > at", arg=at)

    for name in ("À gauche", "En haut"):
        before = seen(page)
        key(page, name).click()
        assert seen(page) != before, name
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(TOO_WIDE, PHONE["viewport"]["width"]) == 0
    key(page, "Tout voir").click()
    expect(key(page, "À droite")).to_be_hidden()


def test_seen_nearer_on_a_computer_it_is_dragged_and_moved_by_arrows(open_window: Windows, server: Server) -> None:
    page = open_window(DESKTOP)
    open_kept_board(page, server, "karima")
    sheet = page.locator(".kept-board .sheet")
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    assert box is not None
    whole = seen(page)
    page.mouse.move(box["x"] + 300, box["y"] + 200)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -150)
    page.keyboard.up("Control")
    nearer = seen(page)
    assert nearer != whole
    page.mouse.down()
    page.mouse.move(box["x"] + 380, box["y"] + 240, steps=5)
    page.mouse.up()
    dragged = seen(page)
    assert dragged != nearer
    sheet.focus()
    page.keyboard.press("ArrowRight")
    arrowed = seen(page)
    assert arrowed != dragged
    for _ in range(30):
        page.keyboard.press("ArrowRight")
    # It goes no further than what lies on it.
    expect(key(page, "À droite")).to_have_attribute("aria-disabled", "true")
    end = seen(page)
    page.keyboard.press("ArrowRight")
    assert seen(page) == end
    page.keyboard.press("0")
    assert seen(page) == whole
