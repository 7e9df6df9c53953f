"""« Continuer sur un autre appareil » : six digits in the room, typed on the other device."""

import re
from pathlib import Path

from playwright.sync_api import Page, Route, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.drawn import TWO_FRAMES
from tests.browser.in_the_room import all_kept
from tests.browser.open_room import enter, holds, open_room
from tests.browser.patience import PATIENCE_MS
from tests.browser.service import Server
from tests.browser.test_board_tools import account, drag, take
from tests.browser.windows import DESKTOP, PHONE, Windows

LISTENS = """
  window.opened = [];
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await ask(wanted);
    opened.push(...stream.getTracks());
    return stream;
  };
"""
MOVED = "La leçon continue sur un autre appareil."
STAYS = "Tout n’est pas parti : « Revenir ici » envoie le reste."


def digits(page: Page) -> str:
    shown = page.locator("[data-slot=device-code]")
    expect(shown).to_have_text(re.compile(r"^\d{3}\s\d{3}$"))
    return shown.inner_text()


def asks_for_digits(phone: Page) -> str:
    phone.locator("[data-do=more]").click()
    phone.locator(".drawer").get_by_role("button", name="L’appel").click()
    phone.get_by_role("button", name="Continuer sur un autre appareil").click()
    return digits(phone)


def goes_on(page: Page, server: Server, code: str) -> None:
    page.goto(f"{server.url}/appareil/")
    page.get_by_label("Les six chiffres").fill(code)
    page.get_by_role("button", name="Entrer dans la salle").click()
    expect(page.locator("[data-room]")).to_have_attribute("data-phase", "online")


def test_a_pupil_goes_on_with_the_same_board_and_messages_and_the_first_device_leaves(
    server: Server, open_window: Windows, tmp_path: Path
) -> None:
    room = open_room(server, tmp_path)
    phone, teacher = open_window(PHONE), open_window(DESKTOP)
    enter(phone, server, "ines", room)
    enter(teacher, server, "mme-lefevre", room)
    teacher.get_by_label("Message à Inès").fill("On reprend à la question 3.")
    teacher.get_by_label("Message à Inès").press("Enter")
    drag(phone, (120, 500), (220, 540))
    holds(teacher, 2)
    all_kept(phone)
    code = asks_for_digits(phone)
    assert accessibility_faults(phone) == []

    computer = open_window(DESKTOP)
    goes_on(computer, server, code)
    expect(phone.get_by_text(MOVED)).to_be_visible()
    expect(phone.locator("[data-room]")).to_have_attribute("data-phase", "ended")
    expect(phone.get_by_text(STAYS)).to_have_count(0)
    holds(computer, 2)
    expect(computer.locator("[data-slot=log]")).to_contain_text("On reprend à la question 3.")
    drag(computer, (500, 500), (600, 540))
    holds(teacher, 3)
    expect(teacher.locator("[data-slot=other]")).not_to_have_text("connexion perdue")

    computer.get_by_role("button", name="Finir").click()
    computer.get_by_role("button", name="Oui, finir").click()
    computer.wait_for_url("**/appareil/fini/")
    assert accessibility_faults(computer) == []
    computer.goto(f"{server.url}/eleve/")
    computer.wait_for_url("**/carte/**")


def test_a_text_under_way_on_the_device_one_leaves_is_said_to_stay_and_leaves_once_back(
    server: Server, open_window: Windows, tmp_path: Path
) -> None:
    room = open_room(server, tmp_path)
    teacher, phone = open_window(DESKTOP), open_window(PHONE)
    enter(teacher, server, "mme-lefevre", room)
    enter(phone, server, "ines", room)
    holds(phone, 1)
    code = asks_for_digits(phone)
    phone.locator("[data-slot=device-dialog]").get_by_role("button", name="Fermer").click()
    take(phone, "text")
    phone.mouse.click(120, 650)
    phone.keyboard.type("la suite")
    computer = open_window(DESKTOP)
    goes_on(computer, server, code)
    expect(phone.get_by_text(MOVED)).to_be_visible()
    expect(phone.get_by_text(STAYS)).to_be_visible()
    holds(computer, 1)
    phone.get_by_role("link", name="Revenir ici").click()
    expect(phone.locator("[data-room]")).to_have_attribute("data-phase", "online")
    for page in (phone, teacher):
        expect(account(page)).to_contain_text("la suite")
    all_kept(phone)


def test_a_device_whose_network_comes_back_leaves_the_lesson_where_it_went_on_and_says_what_it_keeps(
    server: Server, open_window: Windows, tmp_path: Path
) -> None:
    room = open_room(server, tmp_path)
    teacher, phone = open_window(DESKTOP), open_window(PHONE)
    enter(teacher, server, "mme-lefevre", room)
    enter(phone, server, "ines", room)
    holds(phone, 1)
    code = asks_for_digits(phone)
    phone.locator("[data-slot=device-dialog]").get_by_role("button", name="Fermer").click()
    phone.context.set_offline(True)
    expect(phone.locator("[data-room]")).to_have_attribute("data-phase", "offline")
    phone.locator("[data-slot=chat-key]").click()
    phone.get_by_label("Ton message").fill("je passe sur l’ordinateur")
    phone.get_by_label("Ton message").press("Enter")
    expect(phone.get_by_text("partira au retour du réseau")).to_be_visible()
    computer = open_window(DESKTOP)
    goes_on(computer, server, code)
    phone.context.set_offline(False)
    expect(phone.get_by_text(MOVED)).to_be_visible()
    expect(phone.get_by_text(STAYS)).to_be_visible()
    expect(computer.locator("[data-room]")).to_have_attribute("data-phase", "online")
    phone.get_by_role("link", name="Revenir ici").click()
    for page in (phone, teacher):
        expect(page.locator("[data-slot=log]").get_by_text("je passe sur l’ordinateur")).to_have_count(1)
    expect(computer.get_by_text(MOVED)).to_be_visible()


def test_digits_that_come_late_are_not_shown_for_whoever_is_invited_meanwhile(
    server: Server, open_window: Windows, tmp_path: Path
) -> None:
    room = open_room(server, tmp_path)
    teacher = open_window(DESKTOP)
    enter(teacher, server, "mme-lefevre", room)
    dialog, held = teacher.locator("[data-slot=device-dialog]"), list[Route]()
    own = dialog.get_attribute("data-url") or ""
    teacher.route(f"**{own}", lambda route: held.append(route))  # noqa: PLW0108  (Playwright marks the function it is given)
    teacher.locator("[data-slot=net]").click()
    with teacher.expect_request(f"**{own}"):
        teacher.get_by_role("button", name="Continuer sur un autre appareil").click()
    dialog.get_by_role("button", name="Fermer").click()
    teacher.locator("[data-slot=net]").click()
    teacher.get_by_role("button", name="Inviter quelqu’un").click()
    invitation = digits(teacher)
    with teacher.expect_event("requestfinished"):
        held[0].continue_()
    teacher.evaluate(TWO_FRAMES)
    expect(teacher.locator("[data-slot=device-code]")).to_have_text(invitation)


def test_a_microphone_muted_on_one_device_is_muted_on_the_other_and_no_camera_opens(
    server: Server, open_window: Windows, tmp_path: Path
) -> None:
    room = open_room(server, tmp_path)
    phone, teacher = open_window(PHONE), open_window(DESKTOP)
    enter(phone, server, "ines", room)
    enter(teacher, server, "mme-lefevre", room)
    for shown in (True, False):
        phone.locator("[data-do=more]").click()
        phone.get_by_role("button", name="Caméra").click()
        expect(teacher.locator("[data-slot=remote]")).to_be_visible(visible=shown, timeout=PATIENCE_MS)
    code = asks_for_digits(phone)
    phone.locator("[data-slot=device-dialog]").get_by_role("button", name="Fermer").click()
    phone.get_by_role("button", name="Micro ouvert").click()
    expect(teacher.locator("[data-slot=other]")).to_have_text("micro coupé")

    computer = open_window(DESKTOP)
    computer.add_init_script(LISTENS)
    goes_on(computer, server, code)
    expect(phone.get_by_text(MOVED)).to_be_visible()
    expect(computer.get_by_role("button", name="Micro coupé")).to_be_visible()
    expect(computer.locator("[data-room]")).to_have_attribute("data-call", "connected", timeout=PATIENCE_MS)
    expect(teacher.locator("[data-slot=other]")).to_have_text("micro coupé")
    assert computer.evaluate("opened.map(({ kind, enabled }) => [kind, enabled])") == [["audio", False]]
    expect(teacher.locator("[data-slot=remote]")).to_be_hidden()
    computer.get_by_role("button", name="Micro coupé").click()
    expect(computer.get_by_role("button", name="Micro ouvert")).to_be_visible()
    expect(teacher.locator("[data-slot=other]")).not_to_have_text("micro coupé")
    computer.reload()
    expect(computer.get_by_role("button", name="Micro ouvert")).to_be_visible()


def test_a_teacher_goes_on_and_may_come_back_and_put_the_other_device_out(
    server: Server, open_window: Windows, tmp_path: Path
) -> None:
    room = open_room(server, tmp_path)
    computer, phone = open_window(DESKTOP), open_window(PHONE)
    enter(computer, server, "mme-lefevre", room)
    computer.get_by_role("button", name="L’appel").first.click()
    computer.get_by_role("button", name="Continuer sur un autre appareil").click()
    goes_on(phone, server, digits(computer))
    expect(computer.get_by_text(MOVED)).to_be_visible()
    holds(phone, 1)
    computer.get_by_role("link", name="Revenir ici").click()
    expect(computer.locator("[data-room]")).to_have_attribute("data-phase", "online")
    expect(phone.get_by_text(MOVED)).to_be_visible()
    computer.get_by_role("button", name="L’appel").first.click()
    computer.get_by_role("button", name="Continuer sur un autre appareil").click()
    digits(computer)
    assert accessibility_faults(computer) == []
    computer.get_by_role("button", name="Faire sortir les autres appareils").click()
    expect(computer.locator("[data-slot=device-said]")).to_contain_text("C’est fait")
    expect(computer.locator("[data-slot=device-code]")).to_have_text("")
    phone.get_by_role("link", name="Revenir ici").click()
    phone.wait_for_url(re.compile(r"/entrer/|/compte/|/connexion/"))


def test_the_smallest_find_it_behind_the_door(server: Server, open_window: Windows, tmp_path: Path) -> None:
    room = open_room(server, tmp_path, pupil="Sami", level="CE1")
    phone, tablet = open_window(PHONE), open_window(DESKTOP)
    enter(phone, server, "sami", room)
    phone.get_by_role("button", name="Partir").click()
    phone.get_by_role("button", name="Ailleurs").click()
    code = digits(phone)
    box = phone.locator("[data-slot=device-code]").bounding_box()
    assert box is not None
    assert box["height"] >= 48
    assert accessibility_faults(phone) == []
    goes_on(tablet, server, code)
    holds(tablet, 1)
    expect(tablet.locator(".little-dock")).to_be_visible()
    expect(phone.get_by_text(MOVED)).to_be_visible()


def test_a_message_held_back_on_the_device_one_leaves_is_shown_there_and_found_again_once_back(
    server: Server, open_window: Windows, tmp_path: Path
) -> None:
    room = open_room(server, tmp_path)
    computer, phone = open_window(DESKTOP), open_window(PHONE)
    enter(computer, server, "mme-lefevre", room)
    field, caught = computer.get_by_label("Message à Inès"), computer.locator("[data-slot=chat-caught]")
    typed = "Appelle-moi au 06 12 34 56 78"
    field.fill(typed)
    field.press("Enter")
    expect(caught).to_be_visible()
    why = caught.inner_text()
    computer.get_by_role("button", name="L’appel").first.click()
    computer.get_by_role("button", name="Continuer sur un autre appareil").click()
    goes_on(phone, server, digits(computer))
    expect(computer.get_by_text(MOVED)).to_be_visible()
    expect(computer.get_by_text(f"Ce message attend ici : « {typed} »")).to_be_visible()
    computer.get_by_role("link", name="Revenir ici").click()
    expect(computer.locator("[data-room]")).to_have_attribute("data-phase", "online")
    expect(field).to_have_value(typed)
    expect(caught).to_have_text(why)
    field.fill("Je t’écris ici")
    field.press("Enter")
    expect(computer.locator("[data-slot=log]")).to_contain_text("Je t’écris ici")
    computer.reload()
    expect(computer.locator("[data-slot=log]")).to_contain_text("Je t’écris ici")
    expect(field).to_have_value("")
