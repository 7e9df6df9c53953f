"""Letters twice as large, on a phone and on the narrowest one: words and keys stay in sight, whole."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.dock import reach
from tests.browser.entering import sign_in
from tests.browser.open_room import enter, holds, open_room
from tests.browser.service import Server
from tests.browser.test_guests import comes, invites
from tests.browser.windows import DESKTOP, PHONE, PHONE_LANDSCAPE, Windows

EDGE_PX = 12
"""What a picture before its words may move them by."""
NARROWEST = {**PHONE, "viewport": {"width": 320, "height": 640}}
SHORTEST = {**PHONE, "viewport": {"width": 320, "height": 568}}
LARGE = "document.documentElement.style.fontSize = '200%'"
LARGER = "document.documentElement.style.fontSize = '150%'"
OUT = """() => {
  const width = document.documentElement.clientWidth;
  const found = [];
  const boxes = [];
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const one = words.currentNode;
    const near = one.parentElement;
    if (one.data.trim() === "" || near.closest("svg, .vh, option, [aria-hidden=true]")) continue;
    if (!near.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(one);
    for (const line of range.getClientRects()) {
      if (line.width < 2) continue;
      const top = document.elementFromPoint(line.left + line.width / 2, line.top + line.height / 2);
      if (line.left < -1 || line.right > width + 1) found.push(`out: ${one.data.trim()}`);
      if (top && (near.contains(top) || top.contains(near))) boxes.push([line, one.data.trim(), near]);
    }
  }
  for (const key of document.querySelectorAll(".btn, .tool")) {
    if (!key.checkVisibility({ visibilityProperty: true })) continue;
    const own = key.getBoundingClientRect();
    for (const [line, text, near] of boxes) {
      if (!key.contains(near)) continue;
      if (line.left < own.left - 1 || line.right > own.right + 1) found.push(`beyond its key: ${text}`);
    }
  }
  for (const [at, [one, text, near]] of boxes.entries())
    for (const [other, more, far] of boxes.slice(at + 1)) {
      if (near === far) continue;
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      const met = across > 4 && down > 0.5 * Math.min(one.height, other.height);
      if (met) found.push(`one over the other: ${text} / ${more}`);
    }
  return [...new Set(found)];
}"""
"""Words outside the window, wider than their key, or written over others; not those that a dialog covers."""
WHOLE = """(one) => {
  const { left, right, top, bottom } = one.getBoundingClientRect();
  const corners = [[left + 9, top + 9], [right - 9, top + 9], [left + 9, bottom - 9], [right - 9, bottom - 9]];
  return corners.every(([x, y]) => one.contains(document.elementFromPoint(x, y)));
}"""
"""Nothing lies over it."""

phones = pytest.mark.parametrize("device", [PHONE, NARROWEST, PHONE_LANDSCAPE], ids=["390", "320", "lying"])


def enlarged(page: Page, large: str = LARGE) -> list[str]:
    page.evaluate(large)
    return [str(one) for one in page.evaluate(OUT)]


@phones
def test_who_is_called_sees_the_whole_key_that_answers(
    device: dict[str, Any], open_window: Windows, server: Server, tmp_path: Path
) -> None:
    open_room(server, tmp_path)
    pupil = open_window(device)
    sign_in(pupil, server, "ines")
    pupil.wait_for_url("**/eleve/attente/")
    expect(pupil.get_by_role("link", name="Décrocher")).to_be_visible()
    assert enlarged(pupil) == []
    assert not pupil.evaluate("document.querySelector('#ringing').scrollWidth > innerWidth")


@phones
def test_at_seven_who_is_called_sees_the_whole_key_that_answers(
    device: dict[str, Any], open_window: Windows, server: Server, tmp_path: Path
) -> None:
    open_room(server, tmp_path, "Sami", "CE1")
    child = open_window(device)
    sign_in(child, server, "sami")
    child.wait_for_url("**/eleve/attente/")
    expect(child.locator(".pick-up")).to_be_visible()
    assert enlarged(child) == []


@phones
def test_in_the_room_the_tools_and_the_last_question_are_read_whole(
    device: dict[str, Any], open_window: Windows, server: Server, tmp_path: Path
) -> None:
    room = open_room(server, tmp_path)
    teacher = open_window(DESKTOP)
    enter(teacher, server, "mme-lefevre", room)
    pupil = open_window(device)
    enter(pupil, server, "ines", room)
    holds(pupil, 1)
    pupil.evaluate(LARGE)
    pupil.get_by_role("button", name="Plus", exact=True).click()
    expect(pupil.get_by_role("button", name="Surligner")).to_be_visible()
    assert enlarged(pupil) == []
    pupil.get_by_role("button", name="Ma demande").scroll_into_view_if_needed()
    assert enlarged(pupil) == []
    pupil.keyboard.press("Escape")
    for shelf in ("Figures", "Géométrie", "École", "Papier"):
        pupil.get_by_role("button", name="Plus", exact=True).click()
        assert enlarged(pupil, LARGER) == []
        pupil.get_by_role("button", name=shelf, exact=True).click()
        assert enlarged(pupil, LARGER) == [], shelf
        assert enlarged(pupil) == [], shelf
        pupil.keyboard.press("Escape")
    teacher.locator("[data-do=end]").click()
    teacher.get_by_role("dialog").get_by_role("button", name="Terminer").click()
    question = pupil.get_by_role("heading", name=re.compile("Tu saurais le refaire"))
    expect(question).to_be_visible()
    assert enlarged(pupil) == []
    for word in ("Oui", "Presque", "Pas encore", "Répondre plus tard"):
        pupil.get_by_text(word, exact=True).filter(visible=True).scroll_into_view_if_needed()
        assert enlarged(pupil) == [], word


def test_in_the_room_who_teaches_and_who_visits_reach_the_key_that_leaves(
    open_window: Windows, server: Server, tmp_path: Path
) -> None:
    room = open_room(server, tmp_path)
    pupil, teacher, parent = open_window(PHONE), open_window(NARROWEST), open_window(NARROWEST)
    enter(teacher, server, "mme-lefevre", room)
    enter(pupil, server, "ines", room)
    comes(parent, server, "karima", invites(teacher))
    for page, word in ((teacher, "Terminer"), (parent, "Quitter")):
        holds(page, 1)
        assert enlarged(page) == [], word
        leaves = page.locator("[data-do=end]")
        expect(leaves).to_be_in_viewport(ratio=1)
        assert accessibility_faults(page) == [], word
        leaves.click()
        confirms = page.get_by_role("dialog").get_by_role("button", name=word)
        confirms.scroll_into_view_if_needed()
        expect(confirms).to_be_in_viewport(ratio=1)
        assert enlarged(page) == [], word
        page.keyboard.press("Escape")


@pytest.mark.parametrize(
    ("width", "who"),
    [(320, ("ines", "Inès", "4E")), (390, ("sami", "Sami", "CE1")), (360, ("sami", "Sami", "CE1"))],
    ids=["320", "at seven, 390", "at seven, 360"],
)
def test_the_name_of_the_teacher_is_whole(
    width: int, who: tuple[str, str, str], open_window: Windows, server: Server, tmp_path: Path
) -> None:
    slug, pupil, level = who
    room = open_room(server, tmp_path, pupil, level)
    page = open_window({**PHONE, "viewport": {"width": width, "height": 780}})
    enter(page, server, slug, room)
    holds(page, 1)
    name = page.get_by_role("heading", name="Mme Lefèvre")
    expect(name).to_be_in_viewport(ratio=1)
    assert name.evaluate("(one) => one.scrollWidth <= one.clientWidth")


def test_at_320_px_a_child_sees_who_is_there(open_window: Windows, server: Server, tmp_path: Path) -> None:
    room = open_room(server, tmp_path, "Sami", "CE1")
    child = open_window(NARROWEST)
    enter(child, server, "sami", room)
    expect(child.locator(".who .face")).to_be_in_viewport(ratio=1)


def asks_in_maths(pupil: Page, server: Server) -> None:
    sign_in(pupil, server, "ines", "/eleve/demande/MAT/")
    pupil.locator("#ask[data-ready]").wait_for()
    pupil.locator("#tried").fill("J’ai ajouté 6 et 8 mais ma règle dit 10, pas 14.")
    pupil.get_by_role("button", name="Appeler un prof").click()


def test_on_a_computer_the_wait_and_its_choices_are_seen_together(open_window: Windows, server: Server) -> None:
    pupil = open_window(DESKTOP)
    asks_in_maths(pupil, server)
    pupil.wait_for_url("**/eleve/attente/")
    expect(pupil.get_by_text("Que préfères-tu")).to_be_visible()
    expect(pupil.locator(".wait-d")).to_be_in_viewport(ratio=1)
    pupil.get_by_role("button", name="C’est mon choix").scroll_into_view_if_needed()
    expect(pupil.locator(".wait-d")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("device", [DESKTOP, PHONE, NARROWEST], ids=["1280", "390", "320"])
def test_a_teacher_who_is_rung_reads_the_card_and_answers(
    device: dict[str, Any], open_window: Windows, server: Server
) -> None:
    teacher = open_window(device)
    sign_in(teacher, server, "mme-lefevre")
    teacher.get_by_role("button", name="Je suis disponible").click()
    expect(teacher.get_by_role("heading", name="Vous êtes disponible")).to_be_visible()
    assert enlarged(teacher) == []
    pupil = open_window(PHONE)
    asks_in_maths(pupil, server)
    ring = teacher.get_by_role("alertdialog")
    expect(ring).to_be_visible()
    assert enlarged(teacher) == []
    duty = teacher.locator(".avail")
    assert duty.evaluate("(keys) => keys.scrollWidth <= keys.clientWidth"), "under the card that rings"
    ring.get_by_role("button", name="Passer mon tour").scroll_into_view_if_needed()
    assert enlarged(teacher) == []


def test_what_holds_a_message_back_leaves_its_field_in_sight(
    open_window: Windows, server: Server, tmp_path: Path
) -> None:
    room = open_room(server, tmp_path)
    teacher = open_window(DESKTOP)
    enter(teacher, server, "mme-lefevre", room)
    holds(teacher, 1)
    field = teacher.get_by_label("Message à Inès")
    field.fill("Regarde la règle : quel côté as-tu mesuré ? Tout est sur https://exemple.fr")
    field.press("Enter")
    expect(teacher.get_by_role("alert").filter(has_text="Ce n’est pas parti")).to_be_in_viewport(ratio=1)
    expect(field).to_be_in_viewport(ratio=1)
    expect(teacher.get_by_role("button", name="Envoyer", exact=True)).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("device", [PHONE, NARROWEST, SHORTEST, PHONE_LANDSCAPE], ids=["390", "320", "568", "lying"])
def test_a_message_of_several_lines_is_written_and_sent_in_sight(
    device: dict[str, Any], open_window: Windows, server: Server, tmp_path: Path
) -> None:
    room = open_room(server, tmp_path)
    pupil = open_window(device)
    enter(pupil, server, "ines", room)
    holds(pupil, 1)
    pupil.evaluate(LARGE)
    pupil.locator("[data-slot=chat-key]").click()
    expect(pupil.get_by_label("Ton message")).to_be_focused()
    pupil.keyboard.type("Je ne comprends pas du tout la question 3")
    for one in (pupil.get_by_label("Ton message"), pupil.get_by_role("button", name="Envoyer", exact=True)):
        expect(one).to_be_in_viewport(ratio=1)
        assert one.evaluate(WHOLE)
    assert enlarged(pupil) == []
    pupil.get_by_role("button", name="Envoyer", exact=True).click()
    expect(pupil.locator("[data-slot=log] .me")).to_contain_text("question 3")


@pytest.mark.parametrize(("width", "height"), [(320, 256), (480, 270)], ids=["1280", "1920"])
def test_on_a_computer_enlarged_four_times_messages_are_read_and_written_in_sight(
    width: int, height: int, open_window: Windows, server: Server, tmp_path: Path
) -> None:
    room = open_room(server, tmp_path)
    teacher = open_window({"viewport": {"width": width, "height": height}})
    enter(teacher, server, "mme-lefevre", room)
    holds(teacher, 1)
    teacher.locator("[data-slot=chat-key]").click()
    said = ["Bonjour Inès.", "Montre-moi ta règle."]
    for line in said:
        teacher.get_by_label("Message à Inès").fill(line)
        teacher.get_by_label("Message à Inès").press("Enter")
    last = teacher.locator("[data-slot=log]").get_by_text(said[-1])
    send = teacher.get_by_role("button", name="Envoyer", exact=True)
    for one in (last, teacher.get_by_label("Message à Inès"), send):
        expect(one).to_be_in_viewport(ratio=1)
        assert one.evaluate(WHOLE)
    teacher.get_by_role("button", name="Fermer").click()
    expect(teacher.get_by_role("button", name="Terminer")).to_be_in_viewport(ratio=1)


def test_in_a_low_window_the_request_is_read(open_window: Windows, server: Server, tmp_path: Path) -> None:
    room = open_room(server, tmp_path)
    pupil = open_window({**PHONE, "viewport": {"width": 384, "height": 450}})
    enter(pupil, server, "ines", room)
    holds(pupil, 1)
    pupil.locator("[data-slot=more-key]").click()
    pupil.get_by_role("button", name="Ma demande").click()
    expect(pupil.get_by_text("J’ai ajouté 6 et 8")).to_be_in_viewport(ratio=1)


def opens_the_request(page: Page, name: str) -> None:
    page.locator("[data-slot=more-key]").click()
    page.get_by_role("button", name=name, exact=True).click()


def test_on_a_phone_laid_down_the_request_is_read(open_window: Windows, server: Server, tmp_path: Path) -> None:
    room = open_room(server, tmp_path)
    teacher, pupil = open_window(DESKTOP), open_window(PHONE_LANDSCAPE)
    enter(teacher, server, "mme-lefevre", room)
    enter(pupil, server, "ines", room)
    holds(pupil, 1)
    for large in ("", LARGE):
        pupil.evaluate(large)
        opens_the_request(pupil, "Ma demande")
        expect(pupil.get_by_text("J’ai ajouté 6 et 8")).to_be_in_viewport(ratio=1)
        expect(pupil.get_by_role("img", name="Page 1 du devoir")).to_be_in_viewport(ratio=1)
        assert enlarged(pupil, large) == []
        pupil.keyboard.press("Escape")


@phones
def test_who_teaches_reaches_all_of_the_request_and_of_the_sheets(
    device: dict[str, Any], open_window: Windows, server: Server, tmp_path: Path
) -> None:
    teacher = open_window(device)
    enter(teacher, server, "mme-lefevre", open_room(server, tmp_path))
    holds(teacher, 1)
    opens_the_request(teacher, "L’essai")
    links = [teacher.locator("summary", has_text="Pour commencer"), teacher.locator("[data-do=hand-over]")]
    starts = [link.evaluate("(one) => one.getBoundingClientRect().left") for link in links]
    assert starts[1] - starts[0] < EDGE_PX
    teacher.evaluate(LARGE)
    notes = teacher.locator("summary", has_text="Mes notes sur Inès")
    notes.scroll_into_view_if_needed()
    notes.click()
    for one in (teacher.locator("#own-note"), teacher.get_by_text("Pour vous seul.")):
        one.scroll_into_view_if_needed()
        expect(one).to_be_in_viewport(ratio=0.4)
    expect(teacher.locator("[data-slot=request] [data-do=shut]")).to_be_in_viewport(ratio=1)
    teacher.keyboard.press("Escape")
    teacher.locator("[data-slot=more-key]").click()
    teacher.locator(".drawer [data-do=call-sheet]").click()
    expect(teacher.get_by_role("dialog", name="L’appel")).to_be_visible()
    assert teacher.evaluate(
        "(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)(document.querySelector('.call-sheet'))"
    )
    teacher.get_by_role("button", name="Continuer sur un autre appareil").scroll_into_view_if_needed()
    assert enlarged(teacher) == []
    teacher.keyboard.press("Escape")
    reach(teacher, "[data-do=aids]").click()
    dialog = teacher.get_by_role("dialog", name="Poser sur le tableau")
    expect(dialog.get_by_text("Numération")).to_be_visible()
    for label in ("Numération", "Tables de multiplication"):
        dialog.get_by_text(label).scroll_into_view_if_needed()
        assert enlarged(teacher) == [], label


def test_on_a_computer_the_teacher_s_panel_is_read_whole(open_window: Windows, server: Server, tmp_path: Path) -> None:
    teacher = open_window(DESKTOP)
    enter(teacher, server, "mme-lefevre", open_room(server, tmp_path))
    holds(teacher, 1)
    assert enlarged(teacher) == []
    hands_over = teacher.get_by_role("button", name="Passer la main à un collègue")
    hands_over.scroll_into_view_if_needed()
    assert enlarged(teacher) == []


@phones
@pytest.mark.parametrize(
    ("slug", "paths"),
    [
        ("ines", ("/eleve/", "/eleve/matieres/", "/eleve/micro/", "/eleve/lecons/")),
        (
            "sami",
            ("/eleve/", "/eleve/matieres/", "/eleve/aide/", "/eleve/micro/", "/eleve/lecons/", "/eleve/demande/MAT/"),
        ),
        ("karima", ("/famille/", "/famille/lecons/", "/famille/messages/", "/compte/appareils/")),
        ("mme-lefevre", ("/prof/", "/prof/creneaux/", "/prof/disponibilites/", "/prof/heures/", "/prof/lecons/")),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_pages_are_read_whole(
    slug: str, paths: tuple[str, ...], device: dict[str, Any], open_window: Windows, server: Server
) -> None:
    page = open_window(device)
    sign_in(page, server, slug)
    found = {}
    for path in paths:
        page.goto(server.url + path)
        if out := enlarged(page):
            found[path] = out
    assert found == {}
