"""What is written or heard in a room outlives what cuts it: the end of the lesson, a page that goes, a telephone."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.begun_work import photo
from tests.browser.in_the_room import Line, pupil, room, say, teacher
from tests.browser.open_room import enter
from tests.browser.patience import PATIENCE_MS, eventually
from tests.browser.service import Server
from tests.browser.test_bad_luck import heard_by, rows, texts
from tests.browser.windows import DESKTOP, PHONE, Windows

__all__ = ["pupil", "room", "teacher"]

NOTES_HELD = """() => {
  const { fetch } = window;
  window.held = [];
  window.fetch = (where, how) => {
    if (!String(where).endsWith("/note/")) return fetch(where, how);
    window.held.push(() => fetch(where, { ...how, signal: null }));
    return new Promise(() => undefined);
  };
}"""
HIDDEN = """() => {
  Object.defineProperty(document, "visibilityState", { get: () => "hidden" });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
NEVER_TOLD = "addEventListener('pagehide', (event) => event.stopImmediatePropagation());"
WAITS = "partira au retour du réseau"
NOT_SENT = "Ce qui a été écrit ou joint ici et n’était pas parti ne partira plus."


@pytest.mark.parametrize("last", ["Confond les carrés et les cubes.", "Ce qui était gardé."])
def test_of_two_notes_on_their_way_at_once_the_last_typed_is_kept(
    server: Server, open_window: Windows, room: str, last: str
) -> None:
    """Another one, or the one that was kept, put back as it was."""
    teacher = open_window(DESKTOP)
    enter(teacher, server, "mme-lefevre", room)
    write_note(teacher, "Ce qui était gardé.")
    eventually(teacher, lambda: noted(server) == "Ce qui était gardé.", "the note is not kept")
    frames = heard_by(teacher)
    teacher.reload()
    eventually(teacher, lambda: any('"pong"' in one for one in texts(frames)), "the clock of the server is not known")
    teacher.evaluate(NOTES_HELD)
    write_note(teacher, "Confond les carrés")
    teacher.wait_for_function("() => window.held.length === 1")
    write_note(teacher, last)
    teacher.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    teacher.wait_for_function("() => window.held.length === 2")
    teacher.evaluate("async () => { const [first, last] = window.held; await last(); await first(); }")
    assert noted(server) == last


def write_note(teacher: Page, text: str) -> None:
    note = teacher.locator("[data-slot=note-field]")
    teacher.locator("details", has=note).evaluate("(notes) => { notes.open = true; }")
    note.fill(text)


def noted(server: Server) -> str:
    """The note on Inès, the last one written; empty while there is none."""
    found = rows(server, "SELECT text FROM lessons_privatenote ORDER BY written_at DESC LIMIT 1")
    return str(found[0]["text"]) if found else ""


def test_a_voice_the_system_paused_plays_again(teacher: Page, pupil: Page) -> None:
    """As a telephone does that rings, or that shows another program."""
    ear = "document.querySelector('[data-slot=voice]')"
    for page in (teacher, pupil):
        expect(page.locator("[data-room]")).to_have_attribute("data-call", "connected", timeout=PATIENCE_MS)
    pupil.evaluate(f"{ear}.pause()")
    eventually(pupil, lambda: bool(pupil.evaluate(f"!{ear}.paused")), "the voice stays away")
    expect(pupil.get_by_role("button", name="Touche pour entendre")).to_be_hidden()


def test_what_a_pupil_reports_stays_before_them_when_their_teacher_leaves(
    server: Server, open_window: Windows, room: str
) -> None:
    page = open_window(PHONE)
    line = Line(page)
    enter(page, server, "ines", room)
    page.get_by_role("button", name="Signaler").first.click()
    report = page.get_by_label("Dis ce qui s’est passé")
    report.fill("Il m’a dit que j’étais nulle.")
    line.tell(type="over", by="", why="line_lost", next_url="/eleve/attente/")
    expect(page.locator("[data-room]")).to_have_attribute("data-phase", "ended")
    expect(report).to_be_visible()
    expect(report).to_have_value("Il m’a dit que j’étais nulle.")
    page.get_by_role("button", name="Envoyer", exact=True).last.click()
    expect(page.get_by_text("Tu as bien fait.")).to_be_visible()
    page.locator("[data-slot=report-dialog]").get_by_role("button", name="Fermer").click()
    page.wait_for_url("**/eleve/**")


def test_what_was_written_without_a_network_in_a_lesson_that_ended_meanwhile_is_said_not_to_have_left(
    server: Server, open_window: Windows, room: str
) -> None:
    teacher, pupil = open_window(DESKTOP), open_window(PHONE)
    enter(teacher, server, "mme-lefevre", room)
    enter(pupil, server, "ines", room)
    expect(teacher.locator("[data-slot=timer]")).to_be_visible()
    pupil.context.set_offline(True)
    expect(pupil.locator("[data-room]")).to_have_attribute("data-phase", "offline")
    say(pupil, "je suis coupée")
    expect(pupil.get_by_text(WAITS)).to_be_visible()
    teacher.locator("[data-do=end]").first.click()
    teacher.locator("[data-slot=end-dialog]").get_by_role("button", name="Terminer").click()
    teacher.wait_for_url("**/compte-rendu/")
    pupil.context.set_offline(False)
    expect(pupil.get_by_text("La leçon est finie.")).to_be_visible()
    expect(pupil.get_by_text(NOT_SENT)).to_be_visible()


def test_a_photo_still_on_its_way_when_the_lesson_ends_is_said_not_to_have_left(
    server: Server, open_window: Windows, room: str, tmp_path: Path
) -> None:
    teacher, pupil = open_window(DESKTOP), open_window(PHONE)
    enter(teacher, server, "mme-lefevre", room)
    enter(pupil, server, "ines", room)
    expect(teacher.locator("[data-slot=timer]")).to_be_visible()
    pupil.route("**/fichiers/", lambda _never_answered: None)
    pupil.locator("[data-slot=chat-file]").set_input_files(photo(tmp_path / "cahier.jpg"))
    expect(pupil.locator(".file-out progress")).to_have_count(1)
    teacher.locator("[data-do=end]").first.click()
    teacher.locator("[data-slot=end-dialog]").get_by_role("button", name="Terminer").click()
    teacher.wait_for_url("**/compte-rendu/")
    expect(pupil.get_by_text(NOT_SENT)).to_be_visible()


def test_a_message_that_had_not_left_outlives_a_page_that_a_telephone_throws_away_in_the_background(
    server: Server, open_window: Windows, room: str
) -> None:
    page = open_window(DESKTOP)
    page.add_init_script(NEVER_TOLD)
    line = Line(page)
    enter(page, server, "mme-lefevre", room)
    line.cut()
    say(page, "Regarde la page 12.")
    said = page.locator(".bubble.me", has_text="Regarde la page 12.")
    expect(said).to_contain_text(WAITS)
    page.evaluate(HIDDEN)
    page.reload()
    expect(said).to_contain_text(WAITS)
    line.mend()
    expect(said).not_to_contain_text(WAITS)
    expect(said).not_to_contain_text("envoi…")
