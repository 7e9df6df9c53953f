"""The operator's board when very many wait for one subject: every pupil of it can be opened."""

import json
import re
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

import pytest
from playwright.sync_api import ViewportSize, WebSocketRoute, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.entering import sign_in
from tests.browser.service import Server
from tests.browser.windows import DESKTOP, PHONE, Windows

MANY = 196
SILENT_FOR = timedelta(seconds=7)
"""A page is taken for closed after fifteen."""
THERE = -timedelta(minutes=5)
"""For as long as it is looked at."""
SUBJECTS = ("Maths", "Anglais", "Physique-Chimie", "SVT", "Philosophie", "Allemand", "Espagnol")


def crowd(number_of_subjects: int = 1, *, gone: int = 0, silent_for: timedelta = SILENT_FOR) -> str:
    """A board as the server tells it. Requests go round the first of `SUBJECTS`; the first `gone` have left."""
    now = datetime.now(UTC)
    waiting = [
        {
            "id": str(UUID(int=number + 1)),
            "subject": SUBJECTS[number % number_of_subjects][:3].upper(),
            "subject_label": SUBJECTS[number % number_of_subjects],
            "level": "4E",
            "level_label": "4e",
            "kind_label": "Exercice",
            "state": "waiting",
            "wait_from": (now - timedelta(seconds=1000 - number)).isoformat(),
            "seen_at": (now - silent_for).isoformat(),
            "escalation": "none",
            "free": 0,
            "called": 0,
            "rings": [],
        }
        for number in range(gone, MANY)
    ]
    today = {
        "decided": 0,
        "kept": 0,
        "unmet": 0,
        "scheduled": 0,
        "written": 0,
        "written_since": None,
        "written_late": 0,
    }
    board = {"type": "board", "at": now.isoformat(), "whole": True, "waiting": waiting, "teachers": [], "gone": []}
    return json.dumps({**board, "today": today, "promise_s": 300, "in_force": []})


def soon() -> dict[str, str]:
    """An exceptional closing two seconds from now."""
    starts_at = datetime.now(UTC) + timedelta(seconds=2)
    ends_at = starts_at + timedelta(hours=1)
    words = {"kind": "hours", "label": "", "subject": "", "text": "Panne de courant."}
    return {**words, "starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}


class Told:
    """What the board is told, and when."""

    def __init__(self, board: str) -> None:
        self.board = board
        self._socket: WebSocketRoute | None = None

    def enter(self, socket: WebSocketRoute) -> None:
        server, self._socket = socket.connect_to_server(), socket
        server.on_message(lambda said: socket.send(self.board if json.loads(said).get("type") == "board" else said))

    def now(self, board: str) -> None:
        assert self._socket is not None
        self.board = board
        self._socket.send(board)


def tell(
    socket: WebSocketRoute,
    number_of_subjects: int = 1,
    *,
    closes_soon: bool = False,
    silent_for: timedelta = SILENT_FOR,
) -> None:
    in_force = [soon()] if closes_soon else []
    server = socket.connect_to_server()

    def pass_on(said: str | bytes) -> None:
        board = {**json.loads(crowd(number_of_subjects, silent_for=silent_for)), "in_force": in_force}
        socket.send(json.dumps(board) if json.loads(said).get("type") == "board" else said)

    server.on_message(pass_on)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_subject_that_does_not_hold_has_its_sentence_and_its_way(
    server: Server, open_window: Windows, size: ViewportSize
) -> None:
    page = open_window(size)
    page.clock.install()
    page.route_web_socket(re.compile(r"/staff"), partial(tell, number_of_subjects=len(SUBJECTS), silent_for=THERE))
    sign_in(page, server, "regie", "/regie/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("7 matières ne tiennent pas")
    board = page.locator("#board")
    expect(board.get_by_text("Maths : 28 élèves attendent, promesse rompue depuis")).to_be_visible()
    page.get_by_text("6 autres matières ne tiennent pas").click()
    for subject in SUBJECTS[1:]:
        expect(board.get_by_text(f"{subject} : 28 élèves attendent, promesse rompue depuis")).to_be_visible()
    page.get_by_role("link", name="Voir qui enseigne la philo").focus()
    page.clock.run_for(2_500)  # two drawings of the seconds
    expect(page.get_by_role("link", name="Voir qui enseigne la philo")).to_be_focused()
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/regie/professeurs/\?matiere=PHI"))


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_last_of_very_many_can_be_opened_by_keyboard(
    server: Server, open_window: Windows, size: ViewportSize
) -> None:
    page = open_window(size)
    page.route_web_socket(re.compile(r"/staff"), tell)
    sign_in(page, server, "regie", "/regie/")
    page.get_by_role("button", name="Maths").click()
    rows = page.locator("#detail-MAT .lines > li")
    expect(rows).to_have_count(61)
    expect(rows.last).to_contain_text("et 136\u00a0autres élèves, arrivés après")
    for shown in (120, 180):
        page.get_by_role("button", name=re.compile("Montrer les")).press("Enter")
        expect(rows).to_have_count(shown + 1)
        expect(rows.nth(shown - 60)).to_be_focused()
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Montrer les 16 suivants").press("Enter")
    expect(rows).to_have_count(MANY)
    last = rows.last.get_by_role("link", name="Choisir qui appeler")
    expect(last).to_have_attribute("href", f"/regie/demandes/{UUID(int=MANY)}/")
    page.unroute_all()


def test_a_closing_that_begins_is_said_to_be_under_way(server: Server, open_window: Windows) -> None:
    """Nothing new is told meanwhile."""
    page = open_window(DESKTOP)
    page.route_web_socket(re.compile(r"/staff"), partial(tell, closes_soon=True))
    sign_in(page, server, "regie", "/regie/")
    expect(page.get_by_text(re.compile("^Fermeture exceptionnelle jusqu’à"))).to_be_visible()
    page.unroute_all()


def test_a_page_that_falls_silent_is_said_to_be_closed_while_its_line_is_read(
    server: Server, open_window: Windows
) -> None:
    """Nothing new is told meanwhile."""
    page = open_window(DESKTOP)
    page.route_web_socket(re.compile(r"/staff"), tell)
    sign_in(page, server, "regie", "/regie/")
    page.get_by_role("button", name="Maths").click()
    expect(page.locator("#detail-MAT .lines > li").first).to_contain_text("page fermée")
    page.unroute_all()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_what_one_is_about_to_press_stays_while_the_board_is_told_anew(
    server: Server, open_window: Windows, size: ViewportSize
) -> None:
    """Every second or so while many wait: pages give signs of life, the first leave, a subject overtakes another."""
    page, told = open_window(size), Told(crowd(2, silent_for=THERE))
    page.route_web_socket(re.compile(r"/staff"), told.enter)
    sign_in(page, server, "regie", "/regie/")
    maths, english = (page.locator(".queue").get_by_role("button", name=name) for name in ("Maths", "Anglais"))
    english.press("Enter")
    lines = page.locator("#detail-ANG .lines > li")
    third = lines.nth(2).get_by_role("link", name="Choisir qui appeler")
    third.focus()
    third.evaluate("link => { link.dataset.mine = 'held' }")

    told.now(crowd(2, silent_for=THERE - timedelta(seconds=1)))
    told.now(crowd(2, gone=1, silent_for=THERE))  # the first in maths: English goes before them
    expect(page.get_by_text("En attente, 195")).to_be_visible()
    expect(page.locator(".queue .group").first).to_contain_text("Anglais")
    expect(third).to_be_focused()
    expect(third).to_have_attribute("data-mine", "held")

    lines.nth(0).get_by_role("link", name="Choisir qui appeler").focus()
    told.now(crowd(2, gone=2, silent_for=THERE))
    expect(english).to_be_focused()  # a teacher has taken that one
    expect(english).to_have_attribute("aria-expanded", "true")
    maths.focus()
    told.now(crowd(2, gone=4, silent_for=THERE))
    expect(page.get_by_text("En attente, 192")).to_be_visible()
    expect(maths).to_be_focused()
    page.unroute_all()


def test_nobody_is_called_for_a_page_that_is_closed(server: Server, open_window: Windows) -> None:
    """Places are kept from one evening to the next: at the opening most of those pages are still closed."""
    page, told = open_window(DESKTOP), Told(crowd(silent_for=timedelta(seconds=60)))
    page.route_web_socket(re.compile(r"/staff"), told.enter)
    sign_in(page, server, "regie", "/regie/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("tout tient.")
    expect(page.get_by_text("En attente, 0\u00a0élève et 196\u00a0pages fermées")).to_be_visible()
    row = page.locator(".queue .group")
    expect(row).to_contain_text("196\u00a0pages fermées")
    expect(row.locator("[data-slot=age]")).to_have_text("–")
    expect(page.locator("#board").get_by_text("promesse rompue")).not_to_be_visible()
    told.now(crowd(silent_for=THERE))
    expect(page.get_by_text("En attente, 196\u00a0élèves")).to_be_visible()
    expect(row).not_to_contain_text("fermées")
    expect(page.get_by_role("heading", level=1)).to_contain_text("sauf les maths")
    expect(page.locator("#board").get_by_text("promesse rompue")).to_be_visible()
    page.unroute_all()
