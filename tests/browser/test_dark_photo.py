"""What is written on a dark photo lies on something pale there: under the hand, on the board, in what is kept of it."""

import io
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Page, Route, expect

from tests.browser.drawn import at_rest
from tests.browser.entering import sign_in
from tests.browser.service import Server
from tests.browser.test_drawn_answer import items, kept, open_board, question
from tests.browser.windows import DESKTOP, PHONE, Windows

__all__ = ["question"]

DARK, LIGHT = "#23282C", "#C8CACC"


def photos_are(page: Page, colour: str) -> None:
    written = io.BytesIO()
    Image.new("RGB", (900, 675), colour).save(written, "JPEG")

    def answer(route: Route) -> None:
        route.fulfill(body=written.getvalue(), content_type="image/jpeg")

    page.context.route("**/fichiers/*/", answer)


def pale(picture: Image.Image) -> int:
    """Pixels that are nearly white."""
    red, green, blue = picture.convert("RGB").split()
    return sum(ImageChops.darker(ImageChops.darker(red, green), blue).histogram()[226:])


def middle_of_the_photo(page: Page) -> tuple[float, float]:
    box = page.locator("[data-board]").bounding_box()
    assert box is not None
    return box["x"] + 300, box["y"] + 220


def around_the_stroke(page: Page, *, reach: int = 60) -> Image.Image:
    x, y = middle_of_the_photo(page)
    clip = {"x": x - 30, "y": y - reach, "width": 60, "height": 2 * reach}
    return Image.open(io.BytesIO(page.screenshot(clip=clip)))


def drawing(page: Page, tool: str = "") -> None:
    """The button stays down."""
    if tool:
        page.locator("[data-board]").press(tool)
    x, y = middle_of_the_photo(page)
    page.mouse.move(x, y - 40)
    page.mouse.down()
    page.mouse.move(x, y + 40, steps=8)


def drawn(page: Page) -> None:
    """The hand is lifted, and rests elsewhere."""
    page.mouse.up()
    items(page, 2)
    page.mouse.move(900, 700)
    at_rest(page)


@pytest.fixture
def teacher(open_window: Windows, server: Server, question: str) -> Page:
    window = open_window(DESKTOP)
    sign_in(window, server, "mme-lefevre", f"/prof/questions/{question}/")
    window.locator("#report[data-ready]").wait_for()
    return window


@pytest.fixture
def reads(open_window: Windows, server: Server, question: str) -> Callable[[], Page]:
    """The pupil, once it is sent."""

    def opened() -> Page:
        window = open_window(PHONE)
        photos_are(window, DARK)
        sign_in(window, server, "ines", f"/eleve/questions/{question}/")
        window.get_by_role("img", name="Le dessin de la réponse").wait_for()
        return window

    return opened


@pytest.mark.parametrize("tool", ["s", "l"], ids=["stroke", "line"])
def test_ink_on_a_dark_photo_has_a_pale_edge_on_screen_in_the_picture_and_on_paper(
    teacher: Page, reads: Callable[[], Page], tmp_path: Path, tool: str
) -> None:
    photos_are(teacher, DARK)
    open_board(teacher)
    assert pale(around_the_stroke(teacher)) == 0
    drawing(teacher, tool)
    assert pale(around_the_stroke(teacher, reach=20)) > 40
    drawn(teacher)
    kept(teacher)
    assert pale(around_the_stroke(teacher)) > 100
    teacher.get_by_role("link", name="Fini").click()
    teacher.locator("#report[data-ready]").wait_for()
    teacher.get_by_label("Votre réponse").fill("Regarde.")
    teacher.get_by_role("button", name="Envoyer").click()
    expect(teacher.get_by_text("Réponse envoyée.")).to_be_visible()

    pupil = reads()
    for name, button in (("board.png", "Garder l’image"), ("board.pdf", "Garder en PDF")):
        with pupil.expect_download() as begun:
            pupil.get_by_role("button", name=button).click()
        begun.value.save_as(tmp_path / name)
    picture = Image.open(tmp_path / "board.png").convert("RGB")
    sheet = pypdfium2.PdfDocument(tmp_path / "board.pdf")[0].render(scale=2).to_pil().convert("RGB")
    for one in (picture, sheet):
        dark = one.point(lambda level: 255 if level < 60 else 0).convert("L").getbbox()
        assert dark is not None
        left, top, right, bottom = dark
        assert pale(one.crop((left + 12, top + 60, right - 12, bottom - 12))) > 100


def test_ink_that_is_seen_as_it_is_has_none(teacher: Page) -> None:
    photos_are(teacher, LIGHT)
    open_board(teacher)
    teacher.locator('[data-colour="#14211C"]:visible').first.click()
    drawing(teacher)
    drawn(teacher)
    assert pale(around_the_stroke(teacher)) == 0


def test_a_text_and_a_marker_are_seen_too(teacher: Page) -> None:
    photos_are(teacher, DARK)
    open_board(teacher)
    drawing(teacher, "u")
    drawn(teacher)
    _darkest, lightest = around_the_stroke(teacher).convert("L").getextrema()
    assert lightest > 90
    teacher.locator("[data-board]").press("t")
    teacher.mouse.click(*middle_of_the_photo(teacher))
    teacher.keyboard.type("AC")
    teacher.keyboard.press("Escape")
    items(teacher, 3)
    assert pale(around_the_stroke(teacher)) > 200
