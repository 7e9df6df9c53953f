"""The operator's board when very many wait for one subject: every pupil of it can be opened."""

import json
import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from playwright.sync_api import ViewportSize, WebSocketRoute, expect

from tests.browser.conftest import DESKTOP, PHONE, Server, Windows, accessibility_faults, sign_in

expect.set_options(timeout=15_000)
MANY = 196


def crowd() -> str:
    """A board as the server tells it."""
    now = datetime.now(UTC)
    waiting = [
        {
            "id": str(UUID(int=number + 1)),
            "subject": "MAT",
            "subject_label": "Maths",
            "level": "4E",
            "level_label": "4e",
            "kind_label": "Exercice",
            "state": "waiting",
            "wait_from": (now - timedelta(seconds=1000 - number)).isoformat(),
            "seen_at": now.isoformat(),
            "escalation": "none",
            "free": 0,
            "called": 0,
            "rings": [],
        }
        for number in range(MANY)
    ]
    today = {"decided": 0, "kept": 0, "unmet": 0, "scheduled": 0, "written": 0, "written_since": None}
    board = {"type": "board", "at": now.isoformat(), "whole": True, "waiting": waiting, "teachers": [], "gone": []}
    return json.dumps({**board, "today": today, "promise_s": 300, "in_force": []})


def tell(socket: WebSocketRoute) -> None:
    server = socket.connect_to_server()

    def pass_on(said: str | bytes) -> None:
        socket.send(crowd() if json.loads(said).get("type") == "board" else said)

    server.on_message(pass_on)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_last_of_very_many_can_be_opened_by_keyboard(
    server: Server, open_window: Windows, size: ViewportSize
) -> None:
    page = open_window(size)
    page.route_web_socket(re.compile(r"/staff"), tell)
    sign_in(page, server, "regie")
    page.goto(f"{server.url}/regie/")
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
