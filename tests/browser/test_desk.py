"""The teacher's desk in a real window: it calls, answers to a keyboard, and survives what happens."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.at_the_desk import TRIED, ask, come_on_duty, desk, pupil
from tests.browser.begun_work import photo
from tests.browser.entering import sign_in
from tests.browser.service import Server
from tests.browser.windows import DESKTOP, FLAGS, PHONE, Windows

__all__ = ["desk", "pupil"]

RING_ENDS_MS = 40_000


def stop_waiting(page: Page, server: Server) -> None:
    """As the button of the waiting page does, from a page that will not go elsewhere when it hears of it."""
    page.goto("about:blank")
    token = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "csrftoken")
    headers = {"X-CSRFToken": token, "Referer": server.url}
    page.request.post(f"{server.url}/eleve/attente/annuler/", headers=headers)


def opens_settings(page: Page) -> None:
    """Once the desk knows where it stands, which moves what is pressed."""
    expect(page.get_by_role("heading", name="Vous êtes disponible")).to_be_visible()
    page.get_by_text("Mes réglages").click()
    expect(page.locator("#preferences")).to_have_attribute("open", "")


def test_it_rings_with_the_card_the_title_and_the_focus(desk: Page, pupil: Page, server: Server) -> None:
    ask(pupil, server)
    ring = desk.get_by_role("alertdialog")
    expect(ring).to_contain_text("Maths, 4e")
    expect(ring).to_contain_text(TRIED)
    expect(ring).to_contain_text(re.compile(r"encore \d+\ss"))
    expect(ring).to_contain_text("exercice commencé")
    expect(ring).to_be_focused()
    expect(desk).to_have_title(re.compile("Ça sonne|Votre bureau"))
    assert accessibility_faults(desk) == []


def test_a_keyboard_is_enough_to_take_the_pupil(desk: Page, pupil: Page, server: Server) -> None:
    ask(pupil, server)
    expect(desk.get_by_role("alertdialog")).to_be_focused()
    desk.keyboard.press("Tab")
    expect(desk.get_by_role("button", name="J’y vais")).to_be_focused()
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/salle/**")


@pytest.fixture
def locked(chromium: Browser) -> Iterator[Windows]:
    """Windows that play nothing before a gesture, as browsers do for people."""
    flags = [*FLAGS, "--autoplay-policy=document-user-activation-required"]
    browser = chromium.browser_type.launch(executable_path="/usr/bin/chromium", args=flags)
    windows = Windows(browser)
    yield windows
    browser.close()
    assert windows.faults == []


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_while_the_browser_is_silent_the_card_says_so_and_any_gesture_ends_it(
    locked: Windows, server: Server, device: dict[str, object]
) -> None:
    page = locked(device)
    sign_in(page, server, "mme-lefevre")
    come_on_duty(page, server)
    page.goto(f"{server.url}/prof/")
    said = page.get_by_role("button", name="Le son est coupé : touchez ici pour l’entendre sonner.")
    filled = page.locator(".desk .btn.go:visible")
    expect(said).to_be_visible()
    expect(filled).to_have_count(1)
    expect(page.get_by_text("le son vous appellera")).to_be_hidden()
    assert accessibility_faults(page) == []
    said.tap() if device is PHONE else page.keyboard.press("Shift")
    expect(said).to_be_hidden()
    expect(page.get_by_text("le son vous appellera")).to_be_visible()


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_several_photos_are_all_seen_and_counted(
    open_window: Windows, pupil: Page, server: Server, device: dict[str, object], tmp_path: Path
) -> None:
    teacher = open_window(device)
    sign_in(teacher, server, "mme-lefevre")
    come_on_duty(teacher, server)
    pupil.goto(f"{server.url}/eleve/demande/MAT/")
    pupil.locator("#ask[data-ready]").wait_for()
    pupil.locator("#tried").fill(TRIED)
    pupil.locator(".by-file input[type=file]").set_input_files(
        [photo(tmp_path / f"{number}.jpg", width=900, height=1200) for number in range(3)]
    )
    expect(pupil.locator(".photos [data-state=ready]")).to_have_count(3)
    pupil.locator("#send").click()
    ring = teacher.get_by_role("alertdialog")
    for number in (1, 2, 3):
        expect(ring.get_by_text(f"{number} / 3", exact=True)).to_be_visible()
        expect(ring.locator(".page").nth(number - 1)).to_be_in_viewport(ratio=0.99)
    assert ring.locator(".pages").evaluate("(pages) => pages.scrollWidth <= pages.clientWidth")
    expect(ring.get_by_role("button", name="J’y vais")).to_be_in_viewport(ratio=0.99)
    assert accessibility_faults(teacher) == []


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
    sign_in(page, server, "m-diallo", path)
    if path == "/prof/":
        expect(page.get_by_label("Disponible")).to_be_enabled()
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_report_keeps_its_words_when_the_page_is_closed_too_soon(phone: Page, server: Server) -> None:
    sign_in(phone, server, "mme-lefevre", "/prof/lecons/")
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


def test_what_one_page_chooses_is_shown_by_the_other_and_undone_by_none(desk: Page, server: Server) -> None:
    other = desk.context.new_page()
    other.goto(f"{server.url}/prof/")
    for page in (desk, other):
        opens_settings(page)
    desk.get_by_label("La leçon s’ouvre toute seule").check()
    expect(other.get_by_label("La leçon s’ouvre toute seule")).to_be_checked()
    other.get_by_label("Ça sonne jusqu’à la fin de mon créneau").check()
    expect(desk.get_by_label("Ça sonne jusqu’à la fin de mon créneau")).to_be_checked()
    for page in (desk, other):
        page.reload()
        opens_settings(page)
        expect(page.get_by_label("La leçon s’ouvre toute seule")).to_be_checked()
        expect(page.get_by_label("J’accepte les classes voisines")).not_to_be_checked()


def test_an_armed_desk_opens_the_lesson_by_itself(desk: Page, pupil: Page, server: Server) -> None:
    opens_settings(desk)
    armed = desk.get_by_label("La leçon s’ouvre toute seule")
    to_end = desk.get_by_label("Ça sonne jusqu’à la fin de mon créneau")
    armed.check()
    to_end.check()
    expect(desk.locator("#problem")).to_be_hidden()
    assert accessibility_faults(desk) == []
    desk.reload()
    expect(armed).to_be_checked()
    expect(to_end).to_be_checked()
    ask(pupil, server)
    expect(desk.get_by_role("alertdialog")).to_contain_text(re.compile(r"s’ouvre dans \d\ss"))
    desk.wait_for_url("**/salle/**")


def test_an_armed_desk_opens_the_lesson_in_a_tab_hidden_for_long(desk: Page, pupil: Page, server: Server) -> None:
    """Browsers wake the timers of such a tab once a minute: here, never."""
    opens_settings(desk)
    desk.get_by_label("La leçon s’ouvre toute seule").check()
    expect(desk.locator("#problem")).to_be_hidden()
    desk.evaluate("window.setInterval = () => 0")
    ask(pupil, server)
    desk.wait_for_url("**/salle/**")


def test_it_rings_on_the_page_of_the_report_which_is_kept(
    desk: Page, pupil: Page, server: Server, open_window: Windows
) -> None:
    ask(pupil, server)
    desk.get_by_role("button", name="J’y vais").click()
    desk.wait_for_url("**/salle/**")
    pupil.get_by_role("link", name=re.compile("Décrocher")).click()
    pupil.wait_for_url("**/salle/**")
    expect(desk.locator("[data-slot=other]")).not_to_contain_text("on vous relie")
    desk.locator("[data-do=end]").click()
    desk.get_by_role("dialog").get_by_role("button", name="Terminer").click()
    desk.wait_for_url("**/compte-rendu/")
    report = desk.url
    desk.get_by_role("textbox", name=re.compile("travaillé")).fill("Agrandir une figure")
    another = open_window(PHONE)
    sign_in(another, server, "noe")
    ask(another, server)
    ring = desk.get_by_role("alertdialog")
    expect(ring).to_contain_text("votre compte rendu est gardé")
    assert accessibility_faults(desk) == []
    ring.get_by_role("button", name="J’y vais").click()
    desk.wait_for_url("**/salle/**")
    desk.goto(report)
    expect(desk.get_by_role("textbox", name=re.compile("travaillé"))).to_have_value("Agrandir une figure")
