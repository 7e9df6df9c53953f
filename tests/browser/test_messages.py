"""Files both ways in the messages, and signs under them."""

import io
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.begun_work import photo
from tests.browser.in_the_room import pupil, room, teacher
from tests.browser.open_room import enter, holds, said_last
from tests.browser.service import Server
from tests.browser.windows import DESKTOP, PHONE, Windows

__all__ = ["pupil", "room", "teacher"]


def pdf(pages: int) -> bytes:
    document, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    for _ in range(pages):
        document.new_page(595, 842)
    document.save(out)
    return out.getvalue()


def opens_messages(page: Page) -> None:
    page.get_by_role("button", name="Écrire", exact=False).last.click()
    expect(page.locator("[data-slot=log]")).to_be_visible()


def test_a_photo_of_the_pupil_is_a_card_that_either_lays_on_the_board(
    pupil: Page, teacher: Page, tmp_path: Path
) -> None:
    opens_messages(pupil)
    pupil.locator("[data-slot=chat-file]").set_input_files(photo(tmp_path / "cahier.jpg"))
    for page in (pupil, teacher):
        expect(page.get_by_role("link", name="Une photo, en grand")).to_be_visible()
        assert accessibility_faults(page) == []
    shown = teacher.locator(".sent-file img")
    expect(shown).to_have_js_property("complete", value=True)
    assert shown.evaluate("(image) => image.naturalWidth") > 0
    teacher.get_by_role("button", name="Poser sur le tableau", exact=True).click()
    holds(teacher, 2)
    holds(pupil, 2)


def test_a_pdf_of_the_teacher_is_one_card_and_its_pages_are_laid_once(pupil: Page, teacher: Page) -> None:
    file = {"name": "exercices.pdf", "mimeType": "application/pdf", "buffer": pdf(3)}
    teacher.locator("[data-slot=chat-file]").set_input_files(file)
    expect(pupil.locator("[data-slot=peek]")).to_contain_text("Un document")
    opens_messages(pupil)
    expect(pupil.get_by_text("3 pages")).to_be_visible()
    lay = pupil.get_by_role("button", name="Poser sur le tableau", exact=True)
    lay.click()
    holds(teacher, 4)
    lay.click()
    said_last(pupil, "Ce document est déjà sur le tableau.")
    holds(teacher, 4)
    expect(teacher.locator("[data-room]")).to_have_attribute("data-pages", "4")


def test_a_pdf_whose_pages_were_taken_away_is_laid_again_from_its_message(teacher: Page) -> None:
    file = {"name": "exercices.pdf", "mimeType": "application/pdf", "buffer": pdf(2)}
    teacher.locator("[data-slot=chat-file]").set_input_files(file)
    lay = teacher.get_by_role("button", name="Poser sur le tableau", exact=True)
    room = teacher.locator("[data-room]")
    lay.click()
    for left in ("2", "1"):
        teacher.locator(".page-bar [data-do=pages]").click()
        teacher.get_by_role("button", name="Retirer la page 2").click()
        expect(room).to_have_attribute("data-pages", left)
        if left == "2":
            teacher.locator("[data-board]").press("PageDown")
    lay.click()
    said_last(teacher, "2 pages posées.")
    expect(room).to_have_attribute("data-pages", "3")
    expect(room).to_have_attribute("data-page", "2")
    expect(teacher.locator("[data-slot=account]")).to_contain_text("une photo")
    lay.click()
    said_last(teacher, "Ce document est déjà sur le tableau.")
    holds(teacher, 3)


def test_what_did_not_leave_stays_and_leaves_when_told_to_and_a_refusal_is_said(pupil: Page, tmp_path: Path) -> None:
    opens_messages(pupil)

    def cuts(route: Route) -> None:
        route.abort()

    pupil.route("**/fichiers/", cuts)
    pupil.locator("[data-slot=chat-file]").set_input_files(photo(tmp_path / "cahier.jpg"))
    expect(pupil.get_by_role("alert").get_by_text("cahier.jpg n’est pas parti")).to_be_visible()
    assert accessibility_faults(pupil) == []
    pupil.unroute("**/fichiers/", cuts)
    pupil.get_by_role("button", name="Réessayer").click()
    expect(pupil.locator(".sent-file")).to_have_count(1)
    expect(pupil.locator(".file-out")).to_have_count(0)
    pupil.locator("[data-slot=chat-file]").set_input_files(
        {"name": "jeu.exe", "mimeType": "application/octet-stream", "buffer": b"MZ" * 50}
    )
    refused = pupil.get_by_role("alert").get_by_text("ni une photo")
    expect(refused).to_contain_text("jeu.exe n’est pas parti.")
    pupil.get_by_role("button", name="Retirer").press("Enter")
    expect(pupil.locator(".file-out")).to_have_count(0)
    # What was pressed is gone: what is typed next is a message, and no tool of the board.
    field = pupil.get_by_label("Ton message")
    expect(field).to_be_focused()
    pupil.keyboard.type("vers")
    expect(field).to_have_value("vers")


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_files_that_did_not_leave_push_no_field_out_of_sight(
    server: Server, open_window: Windows, room: str, screen: dict[str, object]
) -> None:
    page = open_window(screen)
    enter(page, server, "ines", room)
    if screen is PHONE:
        opens_messages(page)
    for name in ("un.exe", "deux.exe", "trois.exe", "quatre.exe"):
        page.locator("[data-slot=chat-file]").set_input_files({"name": name, "mimeType": "", "buffer": b"MZ" * 40})
    expect(page.locator(".file-out [role=alert]")).to_have_count(4)
    page.context.set_offline(True)
    expect(page.get_by_text("Plus de lien avec Déclic.")).to_be_visible()
    field = page.get_by_label("Ton message")
    expect(field).to_be_in_viewport(ratio=1)
    assert field.evaluate(
        """(field) => [0.1, 0.9].every((part) => {
          const { left, top, width, height } = field.getBoundingClientRect();
          return document.elementFromPoint(left + width / 2, top + part * height) === field;
        })"""
    )
    last = page.get_by_role("button", name="Retirer").last
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport(ratio=1)
    page.context.set_offline(False)


def test_a_message_is_answered_without_a_word_by_keys_and_it_lasts(pupil: Page, teacher: Page) -> None:
    teacher.get_by_label("Message à Inès").fill("La règle dit 10.")
    teacher.get_by_label("Message à Inès").press("Enter")
    opens_messages(pupil)
    opener = pupil.get_by_role("button", name="Répondre d’un signe")
    opener.focus()
    pupil.keyboard.press("Enter")
    expect(pupil.get_by_role("button", name="Compris")).to_be_focused()
    assert accessibility_faults(pupil) == []
    pupil.keyboard.press("Tab")
    pupil.keyboard.press("Enter")
    expect(opener).to_be_focused()
    given = teacher.locator(".given li")
    expect(given).to_have_text("Inès : Merci")
    assert accessibility_faults(teacher) == []
    teacher.reload()
    expect(given).to_have_text("Inès : Merci")
    opener.click()
    expect(pupil.get_by_role("button", name="Merci")).to_have_attribute("aria-pressed", "true")
    pupil.get_by_role("button", name="Merci").click()
    expect(given).to_have_count(0)
