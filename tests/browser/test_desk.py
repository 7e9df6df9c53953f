"""The teacher's desk in a real window: it calls, answers to a keyboard, and survives what happens."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Server, Windows, accessibility_faults, sign_in

TRIED = "J’ai ajouté 6 et 8 mais ma règle dit 10, pas 14."
RING_ENDS_MS = 40_000

expect.set_options(timeout=15_000)


@pytest.fixture
def pupil(open_window: Windows, server: Server) -> Page:
    """Inès, with nothing under way."""
    page = open_window(PHONE)
    sign_in(page, server, "ines")
    return page


@pytest.fixture
def desk(desktop: Page, server: Server) -> Page:
    """Mme Lefèvre, on duty."""
    sign_in(desktop, server, "mme-lefevre")
    come_on_duty(desktop, server)
    return desktop


def come_on_duty(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/prof/")
    available = page.get_by_label("Disponible")
    expect(available).to_be_enabled()
    available.check(force=True)
    expect(page.get_by_role("heading", name="Vous êtes disponible")).to_be_visible()


def stop_waiting(page: Page, server: Server) -> None:
    """As the button of the waiting page does, from a page that will not go elsewhere when it hears of it."""
    page.goto("about:blank")
    token = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "csrftoken")
    headers = {"X-CSRFToken": token, "Referer": server.url}
    page.request.post(f"{server.url}/eleve/attente/annuler/", headers=headers)


def ask(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/eleve/demande/MAT/")
    page.locator("#ask[data-ready]").wait_for()
    page.locator("#tried").fill(TRIED)
    page.locator("#send").click()
    page.wait_for_url("**/eleve/attente/")


def test_it_rings_with_the_card_the_title_and_the_focus(desk: Page, pupil: Page, server: Server) -> None:
    ask(pupil, server)
    ring = desk.get_by_role("alertdialog")
    expect(ring).to_contain_text("Maths, 4e")
    expect(ring).to_contain_text(TRIED)
    expect(ring).to_contain_text(re.compile(r"encore \d+\ss"))
    expect(ring).to_contain_text("exercice commencé")
    expect(ring).to_be_focused()
    expect(desk).to_have_title(re.compile("Ça sonne|Mon bureau"))
    assert accessibility_faults(desk) == []


def test_a_keyboard_is_enough_to_take_the_pupil(desk: Page, pupil: Page, server: Server) -> None:
    ask(pupil, server)
    expect(desk.get_by_role("alertdialog")).to_be_focused()
    desk.keyboard.press("Tab")
    expect(desk.get_by_role("button", name="J’y vais")).to_be_focused()
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/salle/**")


def test_passing_is_kind_and_twice_proposes_a_pause(desk: Page, pupil: Page, server: Server) -> None:
    for _ in range(2):
        ask(pupil, server)
        desk.get_by_role("button", name="Passer mon tour").click()
        expect(desk.get_by_role("alertdialog")).to_have_count(0)
        expect(desk.get_by_role("status").filter(has_text="jamais contre vous")).to_be_visible()
        stop_waiting(pupil, server)
    expect(desk.get_by_role("heading", name=re.compile("Envie de souffler"))).to_be_visible()
    assert accessibility_faults(desk) == []
    desk.get_by_role("button", name="Faire une pause").click()
    expect(desk.get_by_label("Pause", exact=True)).to_be_checked()
    desk.get_by_role("button", name="Je suis là").click()
    expect(desk.get_by_role("heading", name="Vous êtes disponible")).to_be_visible()


def test_a_pupil_who_gives_up_ends_the_ring_with_a_reason(desk: Page, pupil: Page, server: Server) -> None:
    ask(pupil, server)
    expect(desk.get_by_role("alertdialog")).to_be_visible()
    stop_waiting(pupil, server)
    expect(desk.get_by_role("alertdialog")).to_have_count(0)
    expect(desk.get_by_role("status").filter(has_text="n’a plus besoin d’aide")).to_be_visible()


def test_a_missed_ring_pauses_until_je_suis_la(desk: Page, pupil: Page, server: Server) -> None:
    ask(pupil, server)
    expect(desk.get_by_role("alertdialog")).to_be_visible()
    missed = desk.get_by_role("heading", name="Un appel a sonné sans réponse")
    expect(missed).to_be_visible(timeout=RING_ENDS_MS)
    assert accessibility_faults(desk) == []
    stop_waiting(pupil, server)
    desk.get_by_role("button", name="Je suis là").click()
    expect(desk.get_by_label("Disponible")).to_be_checked()


def test_asking_to_see_the_attempt_comes_back_to_the_pupil(desk: Page, pupil: Page, server: Server) -> None:
    ask(pupil, server)
    desk.get_by_role("button", name="Demander à voir son essai").click()
    expect(desk.get_by_role("status").filter(has_text="montre son essai")).to_be_visible()
    expect(pupil.get_by_text(re.compile("ontre")).first).to_be_visible()


def test_a_reload_and_a_second_window_keep_the_ring_and_one_answer_ends_both(
    desk: Page, pupil: Page, server: Server
) -> None:
    other = desk.context.new_page()
    other.goto(f"{server.url}/prof/")
    ask(pupil, server)
    expect(desk.get_by_role("alertdialog")).to_be_visible()
    expect(other.get_by_role("alertdialog")).to_be_visible()
    desk.reload()
    expect(desk.get_by_role("alertdialog")).to_be_visible()
    desk.get_by_role("button", name="J’y vais").click()
    desk.wait_for_url("**/salle/**")
    expect(other.get_by_role("alertdialog")).to_have_count(0)
    expect(other.get_by_role("heading", name="Votre leçon est ouverte")).to_be_visible()


def test_without_a_network_the_desk_says_so_and_comes_back(desk: Page) -> None:
    desk.context.set_offline(True)
    expect(desk.get_by_role("heading", name="Plus de réseau")).to_be_visible()
    desk.context.set_offline(False)
    expect(desk.get_by_role("heading", name="Vous êtes disponible")).to_be_visible()


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("path", ["/prof/", "/prof/lecons/"])
def test_the_pages_fit_and_are_accessible(
    open_window: Windows, server: Server, device: dict[str, object], path: str
) -> None:
    page = open_window(device)
    sign_in(page, server, "m-diallo")
    page.goto(server.url + path)
    if path == "/prof/":
        expect(page.get_by_label("Disponible")).to_be_enabled()
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_report_keeps_its_words_when_the_page_is_closed_too_soon(phone: Page, server: Server) -> None:
    sign_in(phone, server, "mme-lefevre")
    phone.goto(f"{server.url}/prof/lecons/")
    phone.locator(".lesson-line .chip").first.click()
    phone.get_by_role("link", name="Corriger").click()
    understood = phone.get_by_label(re.compile("compris"))
    expect(phone.get_by_role("group", name="Débuts de phrase").first).to_be_visible()
    before = understood.input_value()
    phone.get_by_role("button", name="Sait refaire l’exercice du cahier.").click()
    expect(understood).to_have_value(f"{before} Sait refaire l’exercice du cahier.".strip())
    title = phone.get_by_label(re.compile("travaillé"))
    title.fill("")
    phone.get_by_role("button", name="Enregistrer").click()
    expect(title).to_be_focused()
    expect(understood).to_have_value(f"{before} Sait refaire l’exercice du cahier.".strip())
    assert accessibility_faults(phone) == []
