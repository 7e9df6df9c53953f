"""The pages of CP to CE2 on a phone: nothing needs reading, what is said is heard, and nothing is lost."""

import contextlib
import html
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageFilter
from playwright.sync_api import Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.begun_work import dark_and_noisy, photo
from tests.browser.entering import sign_in
from tests.browser.patience import eventually
from tests.browser.service import Server
from tests.browser.test_long_wait import closed_for_the_evening
from tests.browser.windows import DESKTOP, NARROW, PHONE, Windows

ASK = "/eleve/demande/MAT/"
# A phone zooms out rather than overflow: its layout is then wider than its screen.
TOO_WIDE = "document.documentElement.scrollWidth - screen.width"
FRENCH_VOICE = """
  window.said = [];
  const voice = { lang: "fr-FR", localService: true, name: "fr", default: true, voiceURI: "fr" };
  speechSynthesis.getVoices = () => [voice];
  SpeechSynthesis.prototype.speak = (words) => window.said.push(words.text);
  Object.defineProperty(SpeechSynthesisUtterance.prototype, "voice", { set() {}, get() {} });
"""
"""A device that reads aloud: what it says is in `window.said`."""
MAY_BE_ASKED = """
  let answer = "default";
  Object.defineProperty(Notification, "permission", { get: () => answer });
  Notification.requestPermission = async () => (answer = "granted");
"""
HEARS_HERE = """
  window.SpeechRecognition = class {
    static async available() { return "available"; }
    start() {}
    stop() {
      this.onresult({ resultIndex: 0, results: [[{ transcript: "je ne sais pas lire ce mot" }]] });
      this.onend();
    }
  };
"""
"""A browser that takes dictation on the device itself."""


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    return photo(tmp_path / "cahier.jpg")


@pytest.fixture
def sami(open_window: Windows, server: Server) -> Page:
    """Sami, seven, on a phone that reads aloud."""
    page = open_window(PHONE)
    page.add_init_script(FRENCH_VOICE)
    sign_in(page, server, "sami")
    return page


def _shoot(page: Page, server: Server) -> None:
    page.goto(server.url + ASK)
    page.get_by_role("button", name="Prendre la photo").tap()
    expect(page.locator("[data-aim][data-state=taken]")).to_be_visible()
    expect(page.locator(".thumb[data-state=ready]")).to_have_count(1)


def _call(page: Page) -> None:
    page.get_by_role("button", name="j’appelle").tap()
    page.wait_for_url("**/eleve/attente/")
    page.locator("#waiting[data-ready]").wait_for()


def _heard(page: Page, words: str) -> None:
    page.wait_for_function("(words) => window.said.some((one) => one.includes(words))", arg=words)


def _fits(page: Page) -> None:
    assert accessibility_faults(page) == []
    assert _targets_under(page, 96) == []


def test_at_seven_one_picture_the_camera_and_one_button(sami: Page) -> None:
    assert accessibility_faults(sami) == []
    sami.locator(".big", has_text="Lire").tap()
    expect(sami.locator("[data-aim]")).to_have_attribute("data-state", re.compile("aim|steady|dark"))
    _heard(sami, "Mets toute la page dans le cadre")
    sami.get_by_role("button", name="Prendre la photo").tap()
    expect(sami.locator("[data-aim][data-state=taken]")).to_be_visible()
    _fits(sami)
    _call(sami)
    _fits(sami)
    sami.locator("details.cancel > summary").tap()
    sami.locator("details.cancel button").tap()
    sami.wait_for_url("**/eleve/")


def test_at_seven_several_pages_are_shown_small_and_taken_back(sami: Page, server: Server) -> None:
    _shoot(sami, server)
    expect(sami.get_by_role("button", name="Retirer la photo")).to_be_hidden()
    for count in (2, 3):
        sami.get_by_role("button", name="Encore une page").tap()
        sami.get_by_role("button", name="Prendre la photo").tap()
        expect(sami.locator("[data-aim][data-state=taken]")).to_be_visible()
        expect(sami.locator(".thumb[data-state=ready]")).to_have_count(count)
    _fits(sami)
    sami.get_by_role("button", name="Photo 1 de ton travail").tap()
    with sami.expect_response("**/retirer/"):
        sami.get_by_role("button", name="Retirer la photo").tap()
    expect(sami.locator(".thumb")).to_have_count(2)
    sami.reload()
    expect(sami.locator(".thumb[data-page]")).to_have_count(2)
    _call(sami)


def test_at_seven_a_blurred_photo_is_said_kindly_and_kept_or_done_again(
    sami: Page, server: Server, picture: Path
) -> None:
    with Image.open(picture) as sharp:
        sharp.filter(ImageFilter.GaussianBlur(9)).save(picture, quality=90)
    sami.goto(server.url + ASK)
    for act in ("Refaire cette photo", "Garder la photo"):
        expect(sami.get_by_role("button", name="Prendre la photo")).to_be_visible()
        sami.locator("#small-ask input[type=file]").set_input_files(picture)
        expect(sami.locator("[data-aim][data-state=blurred]")).to_contain_text("La photo est floue.")
        _heard(sami, "Pose le cahier à plat, près d’une lampe.")
        _fits(sami)
        expect(sami.get_by_role("button", name="j’appelle")).to_be_hidden()
        sami.get_by_role("button", name=act).tap()
    expect(sami.locator(".thumb")).to_have_count(1)
    _call(sami)


def test_at_seven_a_photo_of_nothing_is_said_kindly_and_kept_or_done_again(
    sami: Page, server: Server, tmp_path: Path
) -> None:
    black = dark_and_noisy(tmp_path / "rien.jpg")
    sami.goto(server.url + ASK)
    for act in ("Refaire cette photo", "Garder la photo"):
        expect(sami.get_by_role("button", name="Prendre la photo")).to_be_visible()
        sami.locator("#small-ask input[type=file]").set_input_files(black)
        expect(sami.locator("[data-aim][data-state=doubted]")).to_contain_text("On ne voit rien.")
        _heard(sami, "On ne voit rien sur la photo.")
        _fits(sami)
        sami.get_by_role("button", name=act).tap()
    expect(sami.locator(".thumb")).to_have_count(1)
    _call(sami)


def test_at_seven_the_device_writes_down_what_is_said_where_it_can(sami: Page, server: Server) -> None:
    _shoot(sami, server)
    expect(sami.get_by_role("button", name="Dire où ça coince")).to_be_hidden()
    sami.add_init_script(HEARS_HERE)
    sami.reload()
    sami.get_by_role("button", name="Dire où ça coince").tap()
    sami.get_by_role("button", name="J’ai fini de parler").tap()
    _heard(sami, "je ne sais pas lire ce mot")
    expect(sami.locator("[name=tried]")).to_have_value("je ne sais pas lire ce mot")
    _fits(sami)
    _call(sami)


def test_at_seven_the_wait_is_heard_a_page_added_and_a_notification_asked_for(sami: Page, server: Server) -> None:
    _shoot(sami, server)
    sami.add_init_script(MAY_BE_ASKED)
    _call(sami)
    sami.get_by_role("button", name="Écouter où j’en suis").tap()
    _heard(sami, "C’est bientôt ton tour.")
    expect(sami.get_by_role("img", name="C’est bientôt ton tour.")).to_be_visible()
    _fits(sami)
    sami.get_by_role("button", name="Me prévenir").tap()
    expect(sami.locator("#notified")).to_be_visible()
    expect(sami.get_by_role("button", name="Me prévenir")).to_be_hidden()
    sami.get_by_label("Ajouter une photo").tap()
    sami.get_by_role("button", name="Prendre la photo").tap()
    expect(sami.locator(".thumb[data-state=ready]")).to_have_count(2)
    _fits(sami)
    sami.get_by_role("button", name="j’ajoute").tap()
    expect(sami.get_by_text("C’est ajouté.", exact=True)).to_be_visible()
    _heard(sami, "C’est ajouté.")
    expect(sami.locator("video")).to_be_hidden()
    sami.reload()
    expect(sami.locator(".thumb[data-page]")).to_have_count(2)


def test_at_seven_a_subject_closed_and_opened_again_meanwhile_is_heard_and_so_is_the_hour_of_now(
    sami: Page, server: Server, open_window: Windows
) -> None:
    _shoot(sami, server)
    _call(sami)
    hear = sami.get_by_role("button", name="Écouter : fermé")
    expect(hear).to_be_hidden()

    with closed_for_the_evening(open_window(DESKTOP), server):
        hear.tap()
        _heard(
            sami, "Maths\u00a0: fermé aux nouvelles demandes. Deux professeurs sont absents ce soir. Tu gardes ta place"
        )
        eventually(sami, lambda: _offered(sami) == _offered_now(sami), "the hour of a closed evening")
        _fits(sami)
    expect(hear).to_be_hidden()
    eventually(sami, lambda: _offered(sami) == _offered_now(sami), "the hour of an open evening")


def _offered(page: Page) -> list[str]:
    """The hour one may be called back at: as it is sent, seen and said."""
    form = page.locator("form[data-slot=choose]")
    shown = {"[name=at]": "one => one.value", "b": "one => one.textContent", ".hear": "one => one.dataset.speak"}
    return [form.locator(each).evaluate(words) for each, words in shown.items()]


def _offered_now(page: Page) -> list[str]:
    """On a page that is read now."""
    text = page.context.request.get(page.url).text()
    found = re.search(r'name="at" value="([^"]+)".*?<b>([^<]+)</b>.*?data-speak="([^"]+)"', text)
    assert found
    return [html.unescape(each) for each in found.groups()]


def test_at_seven_a_request_sent_back_is_shown_again(sami: Page, server: Server) -> None:
    _shoot(sami, server)
    _call(sami)
    with contextlib.closing(sqlite3.connect(server.data / "declic.sqlite3", timeout=20)) as opened, opened:
        opened.execute("UPDATE dispatch_helprequest SET state = 'sent_back' WHERE state = 'waiting'")
    sami.reload()
    sami.get_by_role("button", name="Prendre la photo").tap()
    expect(sami.locator(".thumb[data-state=ready]")).to_have_count(2)
    _fits(sami)
    _call(sami)
    expect(sami.locator("#waiting")).to_have_attribute("data-state", "waiting")


def test_at_seven_everything_works_without_script(
    sami: Page, server: Server, open_window: Windows, picture: Path
) -> None:
    plain = open_window(PHONE, java_script_enabled=False)
    plain.context.add_cookies(sami.context.cookies())  # type: ignore[arg-type]
    plain.goto(server.url + ASK)
    plain.locator("#small-ask input[type=file]").set_input_files(picture)
    plain.get_by_role("button", name="J’appelle").click()
    plain.wait_for_url("**/eleve/attente/")
    plain.get_by_label("Ajouter une photo").click()
    plain.locator("#small-ask input[type=file]").set_input_files(picture)
    plain.get_by_role("button", name="J’ajoute").click()
    expect(plain.locator(".thumb")).to_have_count(2)


@pytest.mark.parametrize("device", [NARROW, DESKTOP], ids=["320", "1280"])
def test_at_seven_nothing_is_too_wide(sami: Page, server: Server, open_window: Windows, device: dict[str, Any]) -> None:
    window = open_window(device, reduced_motion="reduce")
    window.add_init_script(HEARS_HERE)
    window.context.add_cookies(sami.context.cookies())  # type: ignore[arg-type]
    window.goto(server.url + ASK)
    for _ in range(2):
        window.get_by_role("button", name="Prendre la photo").click()
        expect(window.locator("[data-aim][data-state=taken]")).to_be_visible()
        assert window.evaluate(TOO_WIDE) <= 0
        window.get_by_role("button", name="Encore une page").click()
    window.locator(".thumb button").last.click()
    window.get_by_role("button", name="j’appelle").click()
    window.locator("#waiting[data-ready]").wait_for()
    assert window.evaluate(TOO_WIDE) <= 0
    window.get_by_label("Ajouter une photo").click()
    window.get_by_role("button", name="Prendre la photo").click()
    expect(window.locator("[data-aim][data-state=taken]")).to_be_visible()
    assert window.evaluate(TOO_WIDE) <= 0
    assert window.evaluate("document.getAnimations().filter((one) => one.playState === 'running').length") == 0


def _targets_under(page: Page, size: int) -> list[str]:
    """What is pressed in the page itself and is smaller, in pixels."""
    return page.locator("main :is(button, label.btn, summary):visible").evaluate_all(  # type: ignore[no-any-return]
        """(all, size) => all.filter((one) => !one.matches(".hear, .talk"))
        .filter((one) => Math.min(one.offsetWidth, one.offsetHeight) < size)
        .map((one) => one.outerHTML.slice(0, 80))""",
        size,
    )
