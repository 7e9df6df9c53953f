"""Bad luck in mid-journey: the server is killed, a teacher's window dies, the phone changes, the microphone is refused.

What the windows show is compared with what the server's files say.
"""

import re
import signal
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pycrdt
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from declic.classroom.queries.boards import StoredBoard, merged
from tests.browser.at_the_desk import ask, come_on_duty
from tests.browser.entering import sign_in
from tests.browser.in_the_room import all_kept, draw, say
from tests.browser.open_room import enter, holds, open_room
from tests.browser.patience import PATIENCE_MS, eventually
from tests.browser.service import Server
from tests.browser.windows import DESKTOP, FLAGS, PHONE, Windows

PATIENCE_S = 40
FIRST_AGAIN = timedelta(seconds=15)
"""A teacher gone, the pupil is first in line again within so long."""
FAILED_TRIES = 5
"""Of the waits of 250 ms, 500 ms, 1 s, 2 s, 4 s: about eight seconds without a network."""
WHOLE_BOARD = bytes((0, 1))
"""Head of a sync step 2 (y-protocols)."""


# -- the server's files -----------------------------------------------------------------------------------------------
def rows(server: Server, query: str, *given: object, file: str = "declic") -> list[sqlite3.Row]:
    opened = sqlite3.connect(f"file:{server.data}/{file}.sqlite3?mode=ro", uri=True)
    opened.row_factory = sqlite3.Row
    try:
        return opened.execute(query, given).fetchall()
    finally:
        opened.close()


def board_on_disk(server: Server, room: str) -> dict[str, object]:
    """Items of the board of this room, by id, as the log has them."""
    [lesson] = rows(server, "SELECT board_id FROM lessons_lesson WHERE id = ?", lesson_of(room))
    entries = rows(
        server, "SELECT id, frames FROM classroom_boardentry WHERE board_id = ? ORDER BY id", lesson[0], file="rooms"
    )
    snapshots = rows(
        server, 'SELECT "update", version FROM classroom_boardsnapshot WHERE board_id = ?', lesson[0], file="rooms"
    )
    snapshot, version = snapshots[0] if snapshots else (b"\x00\x00", 0)
    document: pycrdt.Doc[pycrdt.Map[object]] = pycrdt.Doc()
    document.apply_update(merged(StoredBoard([(row[0], row[1]) for row in entries], snapshot, version)))
    return dict(document.get("items", type=pycrdt.Map).to_py() or {})


def chat_on_disk(server: Server, room: str) -> list[str]:
    [lesson] = rows(server, "SELECT board_id FROM lessons_lesson WHERE id = ?", lesson_of(room))
    query = "SELECT text FROM classroom_chatmessage WHERE board_id = ? ORDER BY id"
    said = rows(server, query, lesson[0], file="rooms")
    return [str(row["text"]) for row in said]


def lesson_of(room: str) -> str:
    return room.strip("/").rpartition("/")[2].replace("-", "")


def fact_at(server: Server, name: str) -> datetime | None:
    """When the last fact of this name happened."""
    found = rows(server, "SELECT at FROM journal_fact WHERE name = ? ORDER BY id DESC LIMIT 1", name)
    return datetime.fromisoformat(found[0]["at"]).replace(tzinfo=UTC) if found else None


# -- the windows ------------------------------------------------------------------------------------------------------
@pytest.fixture
def service(request: pytest.FixtureRequest) -> Server:
    """The test's own server if it asks for one; else the one the others share."""
    wanted = "own_server" if "own_server" in request.fixturenames else "server"
    found: Server = request.getfixturevalue(wanted)
    return found


@pytest.fixture
def room(service: Server, tmp_path: Path) -> str:
    return open_room(service, tmp_path)


@pytest.fixture
def teacher(service: Server, open_window: Windows, room: str) -> Page:
    page = open_window(DESKTOP)
    enter(page, service, "mme-lefevre", room)
    holds(page, 1)
    return page


@pytest.fixture
def pupil(service: Server, open_window: Windows, room: str, teacher: Page) -> Page:
    page = open_window(PHONE)
    enter(page, service, "ines", room)
    holds(page, 1)
    all_kept(teacher)
    return page


@pytest.fixture
def deaf_chromium(chromium: Browser) -> Iterator[Browser]:
    """Nobody answers yes when it asks for the microphone."""
    flags = [flag for flag in FLAGS if flag != "--use-fake-ui-for-media-stream"]
    browser = chromium.browser_type.launch(executable_path="/usr/bin/chromium", args=flags)
    yield browser
    browser.close()


def lines(page: Page) -> Locator:
    return page.locator("[data-slot=log] .bubble > span")


def remember(page: Page) -> None:
    page.evaluate("window.sameSince = true")


def is_the_same(page: Page) -> bool:
    return bool(page.evaluate("window.sameSince === true"))


def online(page: Page) -> None:
    expect(page.locator("[data-room]")).to_have_attribute("data-phase", "online", timeout=PATIENCE_S * 1000)


# -- the server -------------------------------------------------------------------------------------------------------
def test_a_killed_server_gives_everything_back_in_order_once(
    own_server: Server, room: str, teacher: Page, pupil: Page
) -> None:
    draw(teacher)
    draw(pupil, y=560)
    for page in (teacher, pupil):
        holds(page, 3)
        all_kept(page)
    say(pupil, "tu vois mon triangle ?")
    expect(lines(teacher)).to_have_count(1)
    say(teacher, "Oui, et l’angle droit ?")
    expect(lines(pupil)).to_have_count(2)
    pupil.locator("[data-slot=talk] [data-do=shut]").click()
    kept = board_on_disk(own_server, room)
    assert len(kept) == 3
    for page in (teacher, pupil):
        remember(page)

    teacher.mouse.move(300, 620)
    teacher.mouse.down()
    teacher.mouse.move(340, 630, steps=5)
    own_server.stop(signal.SIGKILL)
    teacher.mouse.move(380, 640, steps=5)
    teacher.mouse.up()
    found = board_on_disk(own_server, room)
    assert {name: found[name] for name in kept} == kept
    assert chat_on_disk(own_server, room) == ["tu vois mon triangle ?", "Oui, et l’angle droit ?"]

    for page in (teacher, pupil):
        expect(page.get_by_text("Plus de lien avec Déclic.")).to_be_visible()
    draw(pupil, y=440)
    draw(teacher, y=420)
    expect(pupil.get_by_text("1 trait pas encore gardé")).to_be_visible()
    expect(teacher.get_by_text("2 traits pas encore gardés")).to_be_visible()
    say(teacher, "Je suis toujours là.")
    expect(teacher.get_by_text("partira au retour du réseau")).to_be_visible()

    own_server.start()
    for page in (teacher, pupil):
        online(page)
        holds(page, 6)
        all_kept(page)
        expect(lines(page)).to_have_text(["tu vois mon triangle ?", "Oui, et l’angle droit ?", "Je suis toujours là."])
        assert is_the_same(page)
    after = board_on_disk(own_server, room)
    assert len(after) == 6
    assert {name: after[name] for name in kept} == kept
    assert chat_on_disk(own_server, room)[2:] == ["Je suis toujours là."]
    draw(pupil, y=480)
    holds(teacher, 7)


def test_whoever_comes_back_after_a_kill_is_sent_what_they_missed_not_the_whole_board(
    own_server: Server, room: str, teacher: Page, pupil: Page
) -> None:
    heard = {page: heard_by(page) for page in (teacher, pupil)}
    draw(teacher)
    own_server.stop(signal.SIGKILL)  # from here on each frame is heard
    own_server.start()
    for page in heard:
        online(page)
        draw(page, y=560 if page is pupil else 420)
        all_kept(page)
    for page, frames in heard.items():
        holds(page, 4)
        eventually(page, lambda frames=frames: any('"row":' in one for one in texts(frames)), "no row is said")
    own_server.stop(signal.SIGKILL)
    draw(teacher, y=480)
    for frames in heard.values():
        frames.clear()
    own_server.start()
    for page, frames in heard.items():
        online(page)
        holds(page, 5)
        all_kept(page)
        assert sum('"resumed"' in one for one in texts(frames)) == 1
        assert not [one for one in frames if isinstance(one, bytes) and one[:2] == WHOLE_BOARD]
    assert len(board_on_disk(own_server, room)) == 5


def heard_by(page: Page) -> list[str | bytes]:
    """The frames that come to it on sockets it opens from now on."""
    frames: list[str | bytes] = []

    def hear(data: str | bytes) -> None:
        frames.append(data)

    page.on("websocket", lambda socket: socket.on("framereceived", hear))
    return frames


def texts(frames: list[str | bytes]) -> list[str]:
    return [one for one in frames if isinstance(one, str)]


# -- the teacher ------------------------------------------------------------------------------------------------------
def test_a_teacher_whose_window_dies_while_it_rings_passes_the_pupil_on(
    own_server: Server, open_window: Windows
) -> None:
    desks = [open_window(DESKTOP), open_window(DESKTOP)]
    for desk, slug in zip(desks, ("mme-lefevre", "m-costa"), strict=True):
        sign_in(desk, own_server, slug)
        come_on_duty(desk, own_server)
    pupil = open_window(PHONE)
    sign_in(pupil, own_server, "ines")
    ask(pupil, own_server)
    asked_at = waiting_request(own_server)["asked_at"]
    eventually(pupil, lambda: any(desk.get_by_role("alertdialog").count() for desk in desks), "nothing rings")
    dying, other = sorted(desks, key=lambda desk: -desk.get_by_role("alertdialog").count())
    remember(pupil)
    dying.context.close()

    eventually(pupil, lambda: ends_of_rings(own_server) == ["teacher_gone"], "the ring is not taken back")
    expect(other.get_by_role("alertdialog")).to_contain_text("Maths, 4e")
    request = waiting_request(own_server)
    assert (request["state"], request["asked_at"]) == ("waiting", asked_at)
    other.get_by_role("button", name="J’y vais").click()
    expect(pupil.get_by_role("link", name=re.compile("Décrocher"))).to_be_visible()
    assert is_the_same(pupil)


def test_a_teacher_whose_window_dies_in_the_lesson_gives_the_pupil_back_first_in_line(
    own_server: Server, open_window: Windows, room: str, teacher: Page, pupil: Page
) -> None:
    other_pupil = open_window(PHONE)
    sign_in(other_pupil, own_server, "noe")
    ask(other_pupil, own_server)
    draw(teacher)
    holds(pupil, 2)
    say(teacher, "Trace d’abord l’angle droit.")
    expect(lines(pupil)).to_have_count(1)
    all_kept(teacher)
    asked_at = waiting_request(own_server, pupil="Inès")["asked_at"]
    teacher.context.close()
    closed_at = datetime.now(UTC)

    expect(pupil.get_by_text("Mme Lefèvre a perdu le réseau.")).to_be_visible()
    expect(pupil.get_by_text("Tu passes en premier : on appelle un autre prof.")).to_be_visible()
    pupil.wait_for_url("**/eleve/attente/")
    lost_at = fact_at(own_server, "LessonLost")
    assert lost_at is not None
    assert lost_at - closed_at <= FIRST_AGAIN
    expect(pupil.locator("[data-slot=story]")).to_contain_text("Tu es en tête de la file.")
    request = waiting_request(own_server, pupil="Inès")
    assert (request["state"], request["asked_at"]) == ("waiting", asked_at)

    second = open_window(DESKTOP)
    sign_in(second, own_server, "m-costa")
    come_on_duty(second, own_server)
    expect(second.get_by_role("alertdialog")).to_contain_text("Maths, 4e")
    second.get_by_role("button", name="J’y vais").click()
    second.wait_for_url("**/salle/**")
    pupil.get_by_role("link", name=re.compile("Décrocher")).click()
    pupil.wait_for_url("**/salle/**")
    for page in (pupil, second):
        online(page)
        holds(page, 2)
        expect(lines(page)).to_have_text(["Trace d’abord l’angle droit."])


def waiting_request(server: Server, pupil: str = "Inès") -> sqlite3.Row:
    """The last request of this pupil."""
    query = """SELECT r.* FROM dispatch_helprequest r JOIN people_pupil p ON p.id = r.pupil_id
        WHERE p.first_name = ? AND r.asked_at IS NOT NULL ORDER BY r.asked_at DESC LIMIT 1"""
    return rows(server, query, pupil)[0]


def ends_of_rings(server: Server) -> list[str]:
    """How the rings of Inès’s request ended so far."""
    query = "SELECT why FROM dispatch_offer WHERE help_request_id = ? AND why != '' ORDER BY offered_at"
    return [str(row["why"]) for row in rows(server, query, waiting_request(server)["id"])]


# -- the pupil's phone ------------------------------------------------------------------------------------------------
def test_a_phone_that_reloads_loses_the_network_then_changes_loses_nothing(
    server: Server, open_window: Windows, room: str, teacher: Page, pupil: Page
) -> None:
    draw(pupil)
    pupil.reload()
    online(pupil)
    holds(pupil, 2)

    failed: list[str] = []
    pupil.on("requestfailed", lambda request: failed.append(request.url) if "/tickets/" in request.url else None)
    pupil.context.set_offline(True)
    expect(pupil.get_by_text("Plus de lien avec Déclic.")).to_be_visible()
    draw(pupil, y=440)
    draw(teacher, y=620)
    draw(teacher, y=420)
    say(teacher, "Je t’attends.")
    draw(pupil, y=560)
    eventually(pupil, lambda: len(failed) >= FAILED_TRIES, "the phone does not try again")
    pupil.context.set_offline(False)
    for page in (pupil, teacher):
        online(page)
        holds(page, 6)
        all_kept(page)
        expect(lines(page)).to_have_text(["Je t’attends."])

    tablet = open_window({"viewport": {"width": 844, "height": 1024}, "has_touch": True})
    enter(tablet, server, "ines", room)
    holds(tablet, 6)
    expect(pupil.get_by_text("La leçon continue sur un autre appareil.")).to_be_visible()
    draw(tablet, y=500)
    holds(teacher, 7)
    all_kept(tablet)
    assert len(board_on_disk(server, room)) == 7
    pupil.get_by_role("link", name="Revenir ici").click()
    online(pupil)
    holds(pupil, 7)
    expect(tablet.get_by_text("La leçon continue sur un autre appareil.")).to_be_visible()


# -- the microphone ---------------------------------------------------------------------------------------------------
def test_without_a_microphone_the_lesson_goes_on_in_writing(
    server: Server, deaf_chromium: Browser, room: str, teacher: Page
) -> None:
    windows = Windows(deaf_chromium)
    pupil = windows(PHONE)
    pupil.context.clear_permissions()
    enter(pupil, server, "ines", room)
    expect(pupil.get_by_text("Ton micro est coupé. Pas grave : écris, Mme Lefèvre te lit.")).to_be_visible()
    expect(pupil.get_by_role("button", name="Micro coupé")).to_be_visible()
    expect(teacher.locator("[data-slot=other]")).to_have_text("micro coupé")
    say(pupil, "je n’ai pas de micro")
    expect(lines(teacher)).to_have_text(["je n’ai pas de micro"])
    say(teacher, "On s’écrit, alors.")
    expect(lines(pupil)).to_have_text(["je n’ai pas de micro", "On s’écrit, alors."])
    expect(pupil.locator("[data-room]")).to_have_attribute("data-call", "connected", timeout=PATIENCE_MS)
    pupil.get_by_role("button", name="Compris").click()
    expect(pupil.get_by_text("Pas grave")).to_have_count(0)
    # Allowed in the settings of the browser, it opens by itself.
    pupil.context.grant_permissions(["microphone"])
    expect(pupil.get_by_role("button", name="Micro ouvert")).to_be_visible()
    expect(teacher.locator("[data-slot=other]")).not_to_have_text("micro coupé")
    pupil.context.close()
    assert windows.faults == []
