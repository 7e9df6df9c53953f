"""The microphone and the speaker are tried before the lesson and during it, and a refusal shows what to touch."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.entering import sign_in
from tests.browser.in_the_room import room
from tests.browser.open_room import enter
from tests.browser.patience import eventually
from tests.browser.service import Server
from tests.browser.windows import DESKTOP, PHONE, Windows

__all__ = ["room"]

REFUSED = "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));"
TWO_MICROPHONES = """{
  const made = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  window.asked = [];
  navigator.mediaDevices.getUserMedia = (wanted) => {
    if (wanted.audio) window.asked.push(wanted.audio.deviceId?.ideal ?? "");
    return made(wanted);
  };
  const device = (deviceId, label) => ({ kind: "audioinput", deviceId, label, groupId: "" });
  navigator.mediaDevices.enumerateDevices = async () => [device("inside", "Micro interne"), device("head", "Casque")];
}"""


def test_before_the_first_lesson_a_pupil_hears_and_is_heard(server: Server, phone: Page) -> None:
    sign_in(phone, server, "ines", "/eleve/aide/")
    phone.get_by_role("link", name="Essayer mon micro").click()
    phone.get_by_role("button", name="Essayer mon micro").click()
    expect(phone.get_by_text("On t’entend bien.")).to_be_visible()
    phone.get_by_role("button", name="Écouter les deux notes").click()
    phone.get_by_role("button", name="Non").click()
    expect(phone.get_by_text("Monte le son de l’appareil.")).to_be_visible()
    phone.get_by_role("button", name="Écouter les deux notes").click()
    phone.get_by_role("button", name="Oui").click()
    expect(phone.get_by_text("tu entendras ton prof.")).to_be_visible()
    assert accessibility_faults(phone) == []


def test_a_key_cannot_be_pressed_before_it_can_answer(server: Server, open_window: Windows) -> None:
    page = open_window(PHONE)
    sign_in(page, server, "ines")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile(r"/assets/sound-[^/]*\.js"), hold)
    page.goto(f"{server.url}/eleve/micro/", wait_until="commit")
    key = page.get_by_role("button", name="Essayer mon micro")
    expect(key).to_be_disabled()
    eventually(page, lambda: bool(held), "the script is asked for")
    for route in held:
        route.continue_()
    expect(key).to_be_enabled()


def test_a_request_under_way_keeps_its_place_while_the_sound_is_tried(server: Server, phone: Page) -> None:
    sign_in(phone, server, "ines", "/eleve/demande/MAT/")
    phone.locator("#ask[data-ready]").wait_for()
    phone.locator("#tried").fill("J’ai ajouté 6 et 8 mais ma règle dit 10, pas 14.")
    phone.get_by_role("button", name="Appeler un prof").click()
    phone.wait_for_url("**/eleve/attente/")
    phone.get_by_role("link", name="Essayer mon micro").click()
    expect(phone.get_by_role("complementary", name="Ta demande en cours")).to_be_visible()
    with phone.expect_websocket(lambda socket: "/wait" in socket.url):
        phone.reload()


def test_a_refused_microphone_shows_what_to_touch_in_this_browser(server: Server, phone: Page) -> None:
    phone.add_init_script(REFUSED)
    sign_in(phone, server, "ines", "/eleve/micro/")
    phone.get_by_role("button", name="Essayer mon micro").click()
    expect(phone.get_by_text("Ton micro est bloqué.")).to_be_visible()
    expect(phone.locator("[data-browser]:visible")).to_have_count(1)
    expect(phone.locator("[data-browser]:visible")).to_contain_text("à gauche de l’adresse")
    assert accessibility_faults(phone) == []


def test_in_the_room_a_refusal_leads_to_the_same_help(server: Server, phone: Page, room: str) -> None:
    phone.add_init_script(REFUSED)
    enter(phone, server, "ines", room)
    phone.get_by_role("button", name="Comment faire ?").click()
    dialog = phone.get_by_role("dialog", name="L’appel")
    expect(dialog.get_by_text("Ton micro est bloqué.")).to_be_visible()
    expect(dialog.locator("[data-browser]:visible")).to_contain_text("à gauche de l’adresse")
    expect(dialog.locator("[data-browser]:visible")).to_be_in_viewport(ratio=1)
    assert accessibility_faults(phone) == []


def test_another_microphone_takes_over_in_the_room_and_is_remembered(
    server: Server, open_window: Windows, room: str
) -> None:
    page = open_window(DESKTOP)
    page.add_init_script(TWO_MICROPHONES)
    enter(page, server, "mme-lefevre", room)
    page.locator("[data-slot=net]").click()
    page.get_by_text("Votre micro et votre son").click()
    page.get_by_role("combobox", name="Micro", exact=True).select_option("Casque")  # its options are in its label
    expect(page.get_by_text("On vous entend bien.")).to_be_visible()
    page.wait_for_function("() => window.asked.at(-1) === 'head'")
    page.reload()
    expect(page.locator("[data-room]")).to_have_attribute("data-phase", "online")
    page.wait_for_function("() => window.asked.length > 0")
    assert page.evaluate("window.asked[0]") == "head"
    assert page.evaluate("JSON.stringify(document.cookie)").find("head") == -1


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_call_s_sheet_is_reached_by_the_gauge(
    server: Server, open_window: Windows, room: str, device: dict[str, object]
) -> None:
    page = open_window(device)
    enter(page, server, "ines", room)
    page.get_by_role("button", name="L’appel et ses réglages").click()
    assert accessibility_faults(page) == []
