"""The life of a room beside its board: what is asked of whoever is there, what is said, what a teacher notes."""

from functools import partial

from playwright.sync_api import Page, Route, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.entering import sign_in
from tests.browser.in_the_room import Line, pupil, room, say, teacher
from tests.browser.open_room import enter, holds
from tests.browser.patience import eventually
from tests.browser.service import Server
from tests.browser.test_bad_luck import rows
from tests.browser.test_board_tools import take
from tests.browser.windows import DESKTOP, PHONE, Windows

__all__ = ["pupil", "room", "teacher"]


def test_the_end_of_the_teacher_s_panel_is_in_sight_until_somebody_writes(
    server: Server, open_window: Windows, room: str
) -> None:
    page = open_window({"viewport": {"width": 1280, "height": 800}})
    enter(page, server, "mme-lefevre", room)
    panel = page.locator("[data-slot=request]")
    expect(panel.locator("summary").get_by_text("Mes notes sur Inès")).to_be_in_viewport(ratio=1)
    expect(panel.get_by_role("button", name="Passer la main à un collègue")).to_be_in_viewport(ratio=1)
    expect(page.get_by_label("Message à Inès")).to_be_in_viewport(ratio=1)
    say(page, "Bonjour Inès.")
    expect(page.get_by_role("log").get_by_text("Bonjour Inès.")).to_be_in_viewport(ratio=1)
    # The notes too, though somebody has written: nothing of the panel is scrolled to.
    panel.locator("summary", has_text="Mes notes sur Inès").click()
    expect(panel.get_by_role("textbox", name="Mes notes sur Inès")).to_be_in_viewport(ratio=1)
    assert panel.evaluate("panel => panel.scrollHeight - panel.clientHeight") <= 0
    expect(panel.get_by_text("Pour vous seul.")).to_be_in_viewport(ratio=0.99)
    expect(page.get_by_label("Message à Inès")).to_be_in_viewport(ratio=1)
    assert accessibility_faults(page) == []


def test_the_teacher_s_panel_offers_a_beginning_and_keeps_their_note(teacher: Page, pupil: Page) -> None:
    teacher.get_by_text("Pour commencer").click()
    teacher.get_by_role("button", name="Montre-moi où tu t’es arrêté.").click()
    field = teacher.get_by_label("Message à Inès")
    expect(field).to_be_focused()
    expect(field).to_have_value("Montre-moi où tu t’es arrêté.")
    field.press("Enter")
    expect(pupil.locator("[data-slot=log]")).to_contain_text("Montre-moi où tu t’es arrêté.")
    expect(pupil.get_by_text("Mes notes sur")).to_have_count(0)
    teacher.locator("summary", has_text="Mes notes sur Inès").click()
    note = teacher.get_by_role("textbox", name="Mes notes sur Inès")
    note.fill("Confond les carrés et les doubles.")
    expect(teacher.get_by_text("Gardé.", exact=True)).to_be_visible()
    assert accessibility_faults(teacher) == []
    teacher.reload()
    expect(teacher.get_by_role("textbox", name="Mes notes sur Inès")).to_have_value(
        "Confond les carrés et les doubles."
    )


FIRST_NOTE_UNANSWERED = """() => {
  const { fetch } = window;
  window.unanswered = 0;
  window.fetch = (where, how) => {
    if (!String(where).endsWith("/note/") || window.unanswered > 0) return fetch(where, how);
    window.unanswered += 1;
    return new Promise(() => undefined);
  };
}"""


def test_a_note_written_on_while_it_is_being_kept_is_whole_though_the_page_goes(teacher: Page, server: Server) -> None:
    teacher.evaluate(FIRST_NOTE_UNANSWERED)
    note = teacher.locator("[data-slot=note-field]")
    teacher.locator("details", has=note).evaluate("(notes) => { notes.open = true; }")
    note.fill("Confond les carrés")
    teacher.wait_for_function("() => window.unanswered === 1")
    note.fill("Confond les carrés et les cubes.")
    teacher.goto(f"{server.url}/prof/")

    def whole() -> bool:
        found = rows(server, "SELECT text FROM lessons_privatenote")
        return "Confond les carrés et les cubes." in [row["text"] for row in found]

    eventually(teacher, whole, "what was written last is lost")


def test_once_somebody_has_answered_nobody_reads_any_more_that_the_lesson_is_about_to_end(
    server: Server, open_window: Windows, room: str
) -> None:
    """What the server asks after ten minutes of silence, and says once one of them gave a sign."""
    page = open_window(DESKTOP)
    line = Line(page)
    told = partial(line.tell, type="notice")
    enter(page, server, "ines", room)
    holds(page, 1)
    state = page.locator("[data-slot=state]")
    told(code="still", message="Personne n’a parlé ni écrit depuis dix minutes.")
    expect(state).to_contain_text("Toujours là")
    told(code="there", message="Quelqu’un est là : la leçon continue.")
    expect(state.locator("[data-kind=closing]")).to_have_count(0)
    # What else is said stays: both have been heard once the second is.
    told(code="five_minutes", message="La permanence ferme dans cinq minutes.")
    told(code="there", message="Quelqu’un est là : la leçon continue.")
    line.tell(type="error", code="not_kept", message="Le tableau est plein.")
    expect(state).to_contain_text("Le tableau est plein.")
    state.get_by_role("button", name="Compris").click()
    expect(state).to_contain_text("ferme dans cinq minutes")


DRAWS = """([x, y, way]) => {
  const board = document.querySelector("[data-board]");
  const touch = (type, at) => board.dispatchEvent(new PointerEvent(type, {
    bubbles: true, isPrimary: true, pointerId: 7, pointerType: "touch", clientX: at, clientY: y, width: 20, height: 20,
  }));
  board.setPointerCapture = () => {};
  touch("pointerdown", x);
  for (let step = 1; step <= way; step += 1) touch("pointermove", x + step);
  touch("pointerup", x + way);
  board.click();
}"""
"""A finger, from a place to the right."""


def test_the_tap_that_was_asked_for_draws_nothing(server: Server, open_window: Windows, room: str) -> None:
    """« Touche l’écran » : the sheet is what a child touches, with the pen they were writing with."""
    page = open_window(PHONE)
    line = Line(page)
    enter(page, server, "ines", room)
    holds(page, 1)
    # The devices of the tests beep as a voice would, and a voice answers too.
    page.locator("[data-do=mic]").click()
    ask = partial(line.tell, type="notice", code="still", message="Personne n’a parlé ni écrit.")
    state = page.locator("[data-slot=state]")
    for tool in ("pen", "eraser", "text"):
        take(page, tool)
        ask()
        expect(state).to_contain_text("Touche l’écran")
        page.evaluate(DRAWS, [200, 420, 0])
        expect(state.locator("[data-kind=closing]")).to_have_count(0)
        holds(page, 1)
        expect(page.locator("[data-slot=text]")).to_be_hidden()
    # Whoever writes at that moment has answered too, and loses nothing of it; the next dot is a dot.
    take(page, "pen")
    ask()
    expect(state).to_contain_text("Touche l’écran")
    page.evaluate(DRAWS, [200, 420, 60])
    holds(page, 2)
    page.evaluate(DRAWS, [200, 480, 0])
    holds(page, 3)


def test_a_tap_anywhere_brings_the_voice_the_browser_held_back_and_draws_nothing(
    server: Server, open_window: Windows, room: str
) -> None:
    teacher, pupil = open_window(DESKTOP), open_window(PHONE)
    enter(teacher, server, "mme-lefevre", room)
    pupil.add_init_script("""const play = HTMLMediaElement.prototype.play;
      HTMLMediaElement.prototype.play = function () {
        return window.tapped ? play.call(this) : Promise.reject(new DOMException("", "NotAllowedError"));
      };
      addEventListener("pointerup", () => { window.tapped = true; }, { capture: true });""")
    enter(pupil, server, "ines", room)
    holds(pupil, 1)
    wants = pupil.get_by_role("button", name="Touche pour entendre Mme Lefèvre")
    expect(wants).to_be_visible()
    pupil.evaluate(DRAWS, [200, 420, 0])
    expect(wants).to_be_hidden()
    holds(pupil, 1)
    pupil.evaluate(DRAWS, [200, 420, 0])
    holds(pupil, 2)


SOMETHING_SLOW = """addEventListener("DOMContentLoaded", () => {
  const slow = new Image();
  slow.src = "/slow.png";
  document.body.append(slow);
});"""
"""A photo, on a poor network."""


def test_the_page_has_loaded_though_the_other_shows_no_picture(server: Server, open_window: Windows, room: str) -> None:
    """Else the browser goes on saying that it loads, for the whole lesson."""
    teacher, pupil = open_window(DESKTOP), open_window(PHONE)
    enter(teacher, server, "mme-lefevre", room)
    sign_in(pupil, server, "ines")
    pupil.wait_for_url("**/eleve/attente/")
    pupil.add_init_script(SOMETHING_SLOW)
    asked: list[Route] = []

    def hold(route: Route) -> None:
        asked.append(route)

    pupil.route("**/slow.png", hold)
    pupil.goto(f"{server.url}{room}", wait_until="commit")
    expect(pupil.locator("[data-call=connected]")).to_be_attached()
    asked[0].abort()
    pupil.wait_for_load_state("load")


def test_a_message_that_had_not_left_leaves_from_the_page_loaded_again_and_is_said_once(
    server: Server, open_window: Windows, room: str
) -> None:
    page = open_window(DESKTOP)
    line = Line(page)
    enter(page, server, "mme-lefevre", room)
    line.cut()
    expect(page.locator("[data-room]")).to_have_attribute("data-phase", "offline")
    say(page, "Regarde la page 12.")
    said = page.locator(".bubble.me", has_text="Regarde la page 12.")
    expect(said).to_contain_text("partira au retour du réseau")
    page.reload()
    expect(said).to_contain_text("partira au retour du réseau")
    line.mend()
    expect(said).not_to_contain_text("partira au retour du réseau")
    expect(said).not_to_contain_text("envoi…")
    page.reload()
    expect(page.locator("[data-room]")).to_have_attribute("data-phase", "online")
    expect(said).to_have_count(1)
