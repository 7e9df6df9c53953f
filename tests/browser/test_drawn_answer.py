"""A teacher draws a written answer: on the pupil's photo, kept as it is drawn, read by pupil and guardian."""

from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import Page, Response, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.begun_work import photo
from tests.browser.entering import sign_in
from tests.browser.patience import eventually
from tests.browser.service import Server
from tests.browser.test_kept_board import inked
from tests.browser.test_stylus import Hands
from tests.browser.test_written_answer import TAKEN
from tests.browser.windows import DATABASE_TOO_LATE, DESKTOP, PHONE, Windows

WITH_A_PHOTO = (
    TAKEN
    + """
import sys
from pathlib import Path
from declic.uploads.actions import store
(upload,) = store(owner=pupil.account, data=Path(sys.argv[1]).read_bytes(), name="cahier.jpg", now=now)
asked.pages.create(upload=upload, position=0)
"""
)


@pytest.fixture
def question(server: Server, tmp_path: Path) -> str:
    """Of Inès, in the hands of Mme Lefèvre."""
    return server.run(WITH_A_PHOTO, str(photo(tmp_path / "cahier.jpg")))


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def page(request: pytest.FixtureRequest, open_window: Windows, server: Server, question: str) -> Page:
    window = open_window(request.param)
    sign_in(window, server, "mme-lefevre", f"/prof/questions/{question}/")
    window.locator("#report[data-ready]").wait_for()
    return window


def open_board(page: Page) -> None:
    page.get_by_role("button", name="Dessiner au tableau").click()
    page.locator("[data-room][data-ready]").wait_for()
    expect(page.locator("[data-board]")).to_have_attribute("data-items", "1")  # the photo of the begun work


def stroke(page: Page, *, stylus: bool = False) -> None:
    box = page.locator("[data-board]").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    if stylus:
        Hands(page).writes((x, y + 40), (x + 60, y + 70))
        return
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 30, steps=5)
    page.mouse.up()


def kept(page: Page) -> None:
    expect(page.locator("[data-slot=kept]")).to_have_text("Gardé")


def items(page: Page, number: int) -> None:
    expect(page.locator("[data-board]")).to_have_attribute("data-items", str(number))


def test_drawn_on_the_photo_kept_on_reload_and_read_by_the_family(
    page: Page, server: Server, question: str, open_window: Windows, tmp_path: Path
) -> None:
    page.get_by_label("Votre réponse").fill("Regarde ce que j’ai entouré.")
    open_board(page)
    stroke(page)
    items(page, 2)
    kept(page)
    assert accessibility_faults(page) == []
    page.reload()
    page.locator("[data-room][data-ready]").wait_for()
    items(page, 2)
    stroke(page, stylus=True)
    items(page, 3)
    page.get_by_role("link", name="Fini").click()
    expect(page.get_by_label("Votre réponse")).to_have_value("Regarde ce que j’ai entouré.")
    page.locator("#report[data-ready]").wait_for()
    page.locator(".kept-board .sheet").wait_for()
    eventually(page, lambda: inked(page) > 100, "the drawing is not seen")
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("Réponse envoyée.")).to_be_visible()
    for slug, device, address in (("ines", PHONE, "eleve"), ("karima", DESKTOP, "famille")):
        reader = open_window(device)
        sign_in(reader, server, slug, f"/{address}/questions/{question}/")
        reader.get_by_role("img", name="Le dessin de la réponse").wait_for()
        reader.wait_for_function("() => document.querySelector('#replay')?.max === '2'")
        assert inked(reader) > 100
        assert accessibility_faults(reader) == []
        with reader.expect_download() as begun:
            reader.get_by_role("button", name="Garder l’image").click()
        begun.value.save_as(tmp_path / f"{slug}.png")
        assert min(Image.open(tmp_path / f"{slug}.png").size) > 200
        with reader.expect_download() as begun:
            reader.get_by_role("button", name="Garder en PDF").click()
        begun.value.save_as(tmp_path / f"{slug}.pdf")
        assert len(pypdfium2.PdfDocument(tmp_path / f"{slug}.pdf")) == 1


def sent(answer: Response) -> bool:
    return answer.request.method == "POST"


def test_the_photos_page_taken_away_is_gone_from_the_answer_and_from_the_board_opened_again(page: Page) -> None:
    open_board(page)
    page.locator(".page-bar [data-do=page-add]").click()
    with page.expect_response(sent):
        stroke(page)
    kept(page)
    page.locator("[data-board]").press("PageUp")
    page.locator(".page-bar [data-do=pages]").click()
    with page.expect_response(sent):
        page.get_by_role("button", name="Retirer la page 1").click()
    kept(page)
    page.reload()
    page.locator("[data-room][data-ready]").wait_for()
    expect(page.locator("[data-slot=account]")).to_contain_text("1 trait à la main")
    expect(page.locator("[data-slot=state]")).not_to_contain_text("retirée")
    page.get_by_role("link", name="Fini").click()
    words = page.get_by_label("Le tableau en mots")
    expect(words).to_contain_text("1 trait à la main")
    expect(words).not_to_contain_text("devoir commencé")


def test_an_answer_that_is_refused_loses_nothing_of_the_drawing(page: Page) -> None:
    page.get_by_label("Votre réponse").fill("Appelle-moi au 06 12 34 56 78.")
    open_board(page)
    stroke(page)
    page.get_by_role("link", name="Fini").click()
    page.locator("#report[data-ready]").wait_for()
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("Pas encore parti.")).to_be_visible()
    page.locator(".kept-board .sheet").wait_for()
    page.get_by_role("button", name="Reprendre le dessin").click()
    page.locator("[data-room][data-ready]").wait_for()
    items(page, 2)


def test_without_network_it_is_kept_here_and_leaves_once_it_is_back(page: Page) -> None:
    open_board(page)
    kept(page)
    page.context.set_offline(True)
    stroke(page)
    items(page, 2)
    expect(page.get_by_text("Plus de réseau.", exact=False).first).to_be_visible()
    page.get_by_role("link", name="Fini").click()
    expect(page.locator("[data-slot=kept]")).to_have_text("Pas encore gardé")
    page.context.set_offline(False)
    kept(page)
    page.reload()
    page.locator("[data-room][data-ready]").wait_for()
    items(page, 2)


def test_what_is_drawn_the_moment_before_the_page_is_loaded_again_is_there(page: Page) -> None:
    page.context.add_init_script(DATABASE_TOO_LATE)
    page.reload()
    page.locator("#report[data-ready]").wait_for()
    open_board(page)
    for drawn in (2, 3, 4, 5):
        stroke(page)
        page.reload()
        page.locator("[data-room][data-ready]").wait_for()
        items(page, drawn)


def test_the_keyboard_alone_writes_a_text_and_contact_details_do_not_stand(page: Page) -> None:
    open_board(page)
    board = page.locator("[data-board]")
    board.focus()
    page.keyboard.press("t")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    text = page.get_by_label("Texte à poser sur le tableau")
    text.fill("Écris-moi à prof@exemple.fr")
    page.keyboard.press("Escape")
    expect(page.get_by_text("Ce texte n’est pas posé", exact=False).first).to_be_visible()
    text.fill("Où est l’angle droit ?")
    page.keyboard.press("Escape")
    items(page, 2)
    kept(page)
    expect(page.locator("#board-account")).to_contain_text("Où est l’angle droit ?")
    page.keyboard.press("Control+z")
    items(page, 1)
    page.get_by_role("link", name="Fini").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Dessiner au tableau")).to_be_visible()
