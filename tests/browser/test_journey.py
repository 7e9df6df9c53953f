"""The whole way of a help request: a pupil on a phone, a teacher at a desk; then the guardian and the officer."""

import re
from functools import partial
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.begun_work import photo
from tests.browser.entering import sign_in
from tests.browser.patience import PATIENCE_MS, eventually
from tests.browser.service import Server
from tests.browser.windows import DESKTOP, PHONE, Windows

KEEP_PEERS = """
window.peersMade = [];
const Real = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Real { constructor(...a) { super(...a); window.peersMade.push(this); } };
"""
INBOUND = """async ({ kind, measure }) => {
  let sum = 0;
  for (const peer of window.peersMade) {
    if (peer.connectionState === "closed") continue;
    for (const report of (await peer.getStats()).values())
      if (report.type === "inbound-rtp" && report.kind === kind) sum += report[measure] ?? 0;
  }
  return sum;
}"""
# From one look to the next: a call made anew counts from nothing again.
GROWS = f"""async (what) => {{
  const before = window.before;
  window.before = await ({INBOUND})(what);
  return window.before > before;
}}"""
CAMERAS = """() => window.peersMade.flatMap((peer) => peer.getSenders())
  .filter((sender) => sender.track?.kind === "video").length"""


def test_a_stuck_pupil_has_a_teacher_in_the_room(server: Server, open_window: Windows, tmp_path: Path) -> None:
    officer = open_window(DESKTOP)
    before = _lessons_of_clichy(officer, server)
    teacher = open_window(DESKTOP)
    teacher.add_init_script(KEEP_PEERS)
    sign_in(teacher, server, "mme-lefevre")
    teacher.get_by_role("button", name="Je suis disponible").click()
    expect(teacher.get_by_role("heading", name="Vous êtes disponible")).to_be_visible()

    pupil = open_window(PHONE)
    pupil.add_init_script(KEEP_PEERS)
    _ask(pupil, server, photo(tmp_path / "cahier.jpg"))
    ring = teacher.get_by_role("alertdialog")
    expect(ring).to_be_visible()
    expect(ring).to_contain_text("Maths, 4e")
    expect(ring).to_contain_text("ma règle dit 10")
    expect(ring.locator("img")).to_be_visible()
    assert accessibility_faults(teacher) == []
    assert accessibility_faults(pupil) == []

    ring.get_by_role("button", name="J’y vais").click()
    teacher.wait_for_url("**/salle/**")
    pupil.get_by_role("link", name=re.compile("Décrocher")).click()
    pupil.wait_for_url("**/salle/**")
    _they_hear_each_other(pupil, teacher)
    _they_write_on_the_same_board(pupil, teacher)
    _the_camera_is_off_until_the_pupil_turns_it_on(pupil, teacher)
    assert accessibility_faults(teacher) == []
    assert accessibility_faults(pupil) == []

    pupil.reload()
    expect(pupil.locator("[data-slot=account]")).to_contain_text("trait")
    _they_hear_each_other(pupil, teacher)
    _they_chat(pupil, teacher)

    teacher.locator("[data-do=end]").click()
    teacher.get_by_role("dialog").get_by_role("button", name="Terminer").click()
    teacher.wait_for_url("**/compte-rendu/")
    teacher.get_by_role("textbox", name=re.compile("travaillé")).fill("Le théorème de Pythagore")
    teacher.get_by_role("textbox", name=re.compile("compris")).fill("Elle reconnaît l’hypoténuse.")
    teacher.get_by_role("button", name="Envoyer").click()

    expect(pupil.get_by_role("heading", name=re.compile("Tu saurais le refaire"))).to_be_visible()
    assert accessibility_faults(pupil) == []
    pupil.get_by_role("button", name="Oui", exact=True).click()
    pupil.wait_for_url("**/eleve/lecons/**")
    expect(pupil.get_by_role("heading", name=re.compile("Tu saurais le refaire. Bravo"))).to_be_visible()

    guardian = open_window(PHONE)
    sign_in(guardian, server, "karima")
    guardian.get_by_role("link", name=re.compile("théorème de Pythagore")).first.click()
    expect(guardian.get_by_text("Elle reconnaît l’hypoténuse.")).to_be_visible()
    assert accessibility_faults(guardian) == []
    assert _lessons_of_clichy(officer, server) == before, "told once its week is over"


def _lessons_of_clichy(page: Page, server: Server) -> int:
    """The number of lessons on the officer's page of the town Inès lives in."""
    sign_in(page, server, "clichy", "/partenaire/")
    figure = page.locator(".figs > *", has_text="Leçons").first
    return int(re.sub(r"\D", "", re.search(r"Leçons\s*([\d \u202f\u00a0]+)", figure.inner_text()).group(1)))  # type: ignore[union-attr]


def _ask(pupil: Page, server: Server, picture: Path) -> None:
    sign_in(pupil, server, "ines")
    pupil.get_by_role("link", name="Maths", exact=True).click()
    pupil.locator("#ask[data-ready]").wait_for()
    pupil.locator("input[type=file]").first.set_input_files(picture)
    pupil.get_by_label("Où est-ce que ça coince ?").fill("J’ai ajouté 6 et 8 mais ma règle dit 10, pas 14.")
    expect(pupil.locator(".photo[data-state=ready]")).to_be_visible()
    pupil.get_by_role("button", name="Appeler un prof").click()
    pupil.wait_for_url("**/eleve/attente/")


def grows(page: Page, kind: str, measure: str) -> None:
    """More of it comes in from the other's page, from now on."""
    page.evaluate("window.before = Infinity")
    more = partial(page.evaluate, GROWS, {"kind": kind, "measure": measure})
    eventually(page, more, f"{measure} does not grow", PATIENCE_MS / 1000)


def hears(page: Page) -> None:
    grows(page, "audio", "totalAudioEnergy")


def _they_hear_each_other(*pages: Page) -> None:
    for page in pages:
        hears(page)


def _they_write_on_the_same_board(pupil: Page, teacher: Page) -> None:
    _draw(teacher)
    expect(pupil.locator("[data-slot=account]")).to_contain_text("Mme Lefèvre : 1 trait")
    _draw(pupil)
    expect(teacher.locator("[data-slot=account]")).to_contain_text("Inès : 1 trait")


def _draw(page: Page) -> None:
    box = page.locator("[data-board]").bounding_box()
    assert box
    page.mouse.move(box["x"] + 100, box["y"] + 300)
    page.mouse.down()
    for step in range(20):
        page.mouse.move(box["x"] + 100 + 8 * step, box["y"] + 300 + 4 * step)
    page.mouse.up()


def _the_camera_is_off_until_the_pupil_turns_it_on(pupil: Page, teacher: Page) -> None:
    seen = teacher.get_by_label("Image d’Inès", exact=True)
    for page in (pupil, teacher):
        assert page.evaluate(CAMERAS) == 0
        assert page.evaluate(INBOUND, {"kind": "video", "measure": "framesReceived"}) == 0
        expect(page.locator("video:visible")).to_have_count(0)
    pupil.locator("[data-do=more]").click()
    pupil.get_by_role("button", name="Caméra").click()
    expect(seen).to_be_visible()
    grows(teacher, "video", "framesDecoded")
    assert teacher.evaluate(CAMERAS) == 0


def _they_chat(pupil: Page, teacher: Page) -> None:
    pupil.locator("[data-slot=chat-key]").click()
    pupil.get_by_label("Ton message").fill("100 = 10 × 10 <b>!</b>")
    pupil.get_by_label("Ton message").press("Enter")
    expect(teacher.get_by_role("log")).to_contain_text("100 = 10 × 10 <b>!</b>")
