"""Contact details are caught before they are sent, and nothing typed is lost."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.in_the_room import pupil, room, say, teacher
from tests.browser.open_room import enter, holds
from tests.browser.service import Server
from tests.browser.test_board_tools import take
from tests.browser.windows import DESKTOP, Windows

__all__ = ["pupil", "room", "teacher"]


def types_on_the_board(page: Page, text: str) -> None:
    """By keys alone; the text is not laid yet."""
    board = page.locator("[data-board]")
    board.focus()
    board.press("t")
    board.press("ArrowRight")
    board.press("Enter")
    page.keyboard.type(text)


def test_contact_details_stay_in_the_field_with_the_reason_and_the_rest_is_sent(teacher: Page, pupil: Page) -> None:
    say(pupil, "appelle-moi : zéro six douze trente-quatre cinquante-six soixante-dix-huit")
    why = pupil.get_by_role("alert").filter(has_text="un numéro de téléphone")
    expect(why).to_be_visible()
    assert accessibility_faults(pupil) == []
    expect(pupil.locator("[data-slot=chat-field]")).to_have_value(
        "appelle-moi : zéro six douze trente-quatre cinquante-six soixante-dix-huit"
    )
    say(pupil, "j’ai trouvé 06 + 12 = 18")
    expect(why).to_be_hidden()
    expect(teacher.get_by_role("log")).to_contain_text("j’ai trouvé 06 + 12 = 18")
    expect(teacher.get_by_role("log")).not_to_contain_text("zéro six")
    say(teacher, "Écrivez-moi sur lefevre@exemple.fr")
    expect(teacher.get_by_role("alert").filter(has_text="une adresse mail")).to_contain_text("renvoyez")


def test_what_only_the_server_catches_comes_back_to_the_field(teacher: Page, pupil: Page) -> None:
    for piece in ("06 12", "34 56"):
        say(pupil, piece)
        expect(teacher.get_by_role("log")).to_contain_text(piece)
    say(pupil, "78")
    expect(pupil.locator("[data-slot=chat-field]")).to_have_value("78")
    expect(pupil.get_by_role("alert").filter(has_text="un numéro de téléphone")).to_be_visible()
    expect(pupil.get_by_role("log").get_by_text("78")).to_have_count(0)


def test_a_text_with_contact_details_is_not_laid_on_the_board(teacher: Page, pupil: Page) -> None:
    board = teacher.locator("[data-board]")
    expect(board).to_have_attribute("data-items", "1")
    types_on_the_board(teacher, "06 12 34 56 78")
    teacher.keyboard.press("Escape")
    state = teacher.locator("[data-slot=state]")
    expect(state).to_contain_text("Ce texte n’est pas posé")
    field = teacher.locator("[data-slot=text]")
    expect(field).to_have_value("06 12 34 56 78")
    field.fill("06 + 12")
    field.press("Escape")
    for page in (teacher, pupil):
        expect(page.locator("[data-slot=account]")).to_contain_text("06 + 12")
    expect(state).not_to_contain_text("Ce texte n’est pas posé")


@pytest.mark.parametrize("key", ["Control+Enter", "Escape"])
def test_a_text_held_back_keeps_the_keys_and_correcting_it_leaves_the_board_alone(
    teacher: Page, pupil: Page, key: str
) -> None:
    take(teacher, "text")
    teacher.mouse.click(400, 500)
    field = teacher.locator("[data-slot=text]")
    expect(field).to_be_focused()
    teacher.keyboard.type("mon numéro 06 12 34 56 78")
    teacher.keyboard.press(key)
    expect(teacher.locator("[data-slot=state]")).to_contain_text("Ce texte n’est pas posé")
    expect(field).to_be_focused()
    # Nor does a touch beside it, which lays a text that may stand.
    teacher.mouse.click(700, 600)
    expect(field).to_be_focused()
    teacher.keyboard.type("g")
    expect(field).to_have_value("mon numéro 06 12 34 56 78g")
    expect(teacher.locator("[data-tool=text]")).to_have_attribute("aria-pressed", "true")
    teacher.keyboard.press("Control+a")
    teacher.keyboard.press("Delete")
    expect(field).to_have_value("")
    teacher.keyboard.type("6 + 12")
    teacher.keyboard.press(key)
    expect(teacher.locator("[data-board]")).to_be_focused()
    for page in (teacher, pupil):
        holds(page, 2)
        expect(page.locator("[data-slot=account]")).to_contain_text("6 + 12")


def test_a_refused_microphone_hides_no_explanation(server: Server, open_window: Windows, room: str) -> None:
    page = open_window(DESKTOP)
    page.add_init_script(
        "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));"
    )
    enter(page, server, "ines", room)
    state = page.locator("[data-slot=state]")
    expect(state).to_contain_text("Ton micro est coupé.")
    types_on_the_board(page, "06 12 34 56 78")
    page.keyboard.press("Escape")
    expect(state).to_contain_text("Ce texte n’est pas posé")
    # What waits under it is no longer shown, and comes back once it is read.
    expect(state).not_to_contain_text("Ton micro")
    state.get_by_role("button", name="Compris").click()
    expect(state).to_contain_text("Ton micro est coupé.")


def test_what_is_read_of_a_text_held_back_leads_back_to_the_text(
    server: Server, open_window: Windows, room: str
) -> None:
    page = open_window(DESKTOP)
    enter(page, server, "ines", room)
    types_on_the_board(page, "06 12 34 56 78")
    page.keyboard.press("Escape")
    page.locator("[data-slot=state]").get_by_role("button", name="Compris").click()
    expect(page.get_by_label("Texte à poser sur le tableau")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("AC = 10 cm")
    page.keyboard.press("Escape")
    expect(page.locator("[data-slot=account]")).to_contain_text("AC = 10 cm")
    expect(page.locator("[data-board]")).to_be_focused()


def test_a_text_being_typed_when_the_page_is_loaded_again_is_on_the_board(
    server: Server, open_window: Windows, room: str
) -> None:
    page = open_window(DESKTOP)
    enter(page, server, "ines", room)
    types_on_the_board(page, "AC = 10 cm")
    page.reload()
    expect(page.locator("[data-slot=account]")).to_contain_text("AC = 10 cm")
