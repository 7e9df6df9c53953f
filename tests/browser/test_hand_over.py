"""A teacher who must leave hands the pupil over: a colleague goes on with the same board."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.entering import sign_in
from tests.browser.in_the_room import draw, say
from tests.browser.open_room import enter, open_room
from tests.browser.service import Server
from tests.browser.windows import DESKTOP, PHONE, Windows


def in_a_lesson(server: Server, open_window: Windows, folder: Path) -> tuple[Page, Page, Page]:
    """The teacher and the pupil, in the room, and the window of a colleague."""
    room = open_room(server, folder)
    teacher, pupil = open_window(DESKTOP), open_window(PHONE)
    enter(teacher, server, "mme-lefevre", room)
    enter(pupil, server, "ines", room)
    expect(teacher.locator("[data-slot=timer]")).to_be_visible()
    return teacher, pupil, open_window(DESKTOP)


def is_free(colleague: Page, server: Server) -> None:
    sign_in(colleague, server, "m-costa")
    colleague.get_by_role("button", name="Je suis disponible").click()
    expect(colleague.get_by_role("heading", name="Vous êtes disponible")).to_be_visible()


def goes_on(pupil: Page, colleague: Page) -> None:
    colleague.get_by_role("alertdialog").get_by_role("button", name="J’y vais").click()
    pupil.get_by_role("link", name=re.compile("Décrocher")).click()


def test_the_pupil_goes_on_with_a_colleague_and_the_same_board(
    own_server: Server, open_window: Windows, tmp_path: Path
) -> None:
    teacher, pupil, colleague = in_a_lesson(own_server, open_window, tmp_path)
    teacher.get_by_label("Message à Inès").fill("On reprend à la question 3.")
    teacher.get_by_label("Message à Inès").press("Enter")

    teacher.get_by_role("button", name="Passer la main à un collègue").click()
    dialog = teacher.get_by_role("dialog")
    dialog.get_by_label("Un mot pour votre collègue").fill("Elle confond les carrés et les doubles.")
    assert accessibility_faults(teacher) == []
    dialog.get_by_role("button", name="Passer la main").click()
    expect(dialog.get_by_text("Aucun collègue n’est libre pour l’instant.")).to_be_visible()

    is_free(colleague, own_server)
    dialog.get_by_role("button", name="Passer la main quand même").click()
    teacher.wait_for_url("**/compte-rendu/")
    expect(pupil.get_by_text("Mme Lefèvre passe la main.")).to_be_visible()
    pupil.wait_for_url("**/eleve/attente/")
    expect(colleague.get_by_role("alertdialog")).to_contain_text("Mme Lefèvre vous passe la main")
    goes_on(pupil, colleague)

    for page in (colleague, pupil):
        expect(page.locator("[data-room]")).to_have_attribute("data-phase", "online")
        expect(page.locator("[data-board]")).to_have_attribute("data-items", "1")
        expect(page.locator("[data-slot=log]")).to_contain_text("On reprend à la question 3.")
    expect(colleague.get_by_text("Mme Lefèvre vous passe la main.")).to_be_visible()
    expect(colleague.get_by_text("Elle confond les carrés et les doubles.")).to_be_visible()
    expect(pupil.get_by_text("Elle confond")).to_have_count(0)


def test_what_the_pupil_wrote_without_a_network_meanwhile_follows_to_the_colleague(
    own_server: Server, open_window: Windows, tmp_path: Path
) -> None:
    teacher, pupil, colleague = in_a_lesson(own_server, open_window, tmp_path)
    pupil.context.set_offline(True)
    expect(pupil.locator("[data-room]")).to_have_attribute("data-phase", "offline")
    draw(pupil)
    say(pupil, "J’ai trouvé 36.")

    is_free(colleague, own_server)
    teacher.get_by_role("button", name="Passer la main à un collègue").click()
    dialog = teacher.get_by_role("dialog")
    dialog.get_by_role("button", name="Passer la main", exact=True).click()
    teacher.wait_for_url("**/compte-rendu/")
    pupil.context.set_offline(False)
    expect(pupil.get_by_text("Tout n’est pas parti : le reste suivra si la leçon reprend.")).to_be_visible()
    pupil.wait_for_url("**/eleve/attente/")
    goes_on(pupil, colleague)

    for page in (pupil, colleague):
        expect(page.locator("[data-board]")).to_have_attribute("data-items", "2")
        expect(page.locator("[data-slot=log]")).to_contain_text("J’ai trouvé 36.")
