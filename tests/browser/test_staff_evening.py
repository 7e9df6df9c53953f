"""An evening of the team: somebody waits, nobody is on duty, those who may be called are found and called."""

import contextlib
import re
import sqlite3
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.at_the_desk import ask, come_on_duty
from tests.browser.entering import sign_in
from tests.browser.patience import PATIENCE_MS
from tests.browser.service import Server
from tests.browser.windows import DESKTOP, PHONE, Windows

AGREED = ("Mme Lefèvre", "M. Costa")
TO_CALL = "UPDATE people_teacher SET phone = ? WHERE account_id IN (SELECT id FROM people_account WHERE name IN (?, ?))"


@pytest.fixture
def two_to_call(server: Server) -> Iterator[None]:
    """They said yes to being called."""
    for phone in ("+33612345678", ""):
        with contextlib.closing(sqlite3.connect(server.data / "declic.sqlite3", timeout=20)) as opened, opened:
            assert opened.execute(TO_CALL, (phone, *AGREED)).rowcount == len(AGREED)
        if phone:
            yield


@pytest.mark.usefixtures("two_to_call")
def test_from_the_alarm_to_whom_one_may_call_and_back(server: Server, open_window: Windows) -> None:
    pupil, team = open_window(PHONE), open_window(DESKTOP)
    sign_in(pupil, server, "ines")
    ask(pupil, server)
    sign_in(team, server, "regie", "/regie/")
    expect(team.get_by_role("heading", level=1)).to_contain_text("sauf les maths")
    row = team.locator(".queue .group")
    expect(row.locator("[data-slot=n]")).to_have_text("1")
    team.get_by_role("link", name="Voir qui enseigne les maths").click()

    team.get_by_role("link", name="à appeler 2").click()
    team.wait_for_url("**/regie/professeurs/?matiere=MAT&appeler=1")
    names = team.locator("tbody th b")
    assert sorted(names.all_inner_texts()) == sorted(AGREED)
    assert accessibility_faults(team) == []
    assert team.evaluate("document.documentElement.scrollWidth <= innerWidth")
    team.get_by_role("button", name="Appeler M. Costa").click()
    told = team.locator("[role=status], [role=alert]")
    # At night nobody is.
    expect(told.filter(has_text=re.compile("reçoit un message|Il est trop tard")).first).to_be_visible()
    expect(team).to_have_url(re.compile(r"appeler=1$"))
    expect(names).to_have_count(len(AGREED))

    _closes_and_comes_back(pupil, team, server)


def _closes_and_comes_back(pupil: Page, team: Page, server: Server) -> None:
    """What nobody can be rung for is counted apart."""
    team.goto(f"{server.url}/regie/")
    row = team.locator(".queue .group")
    expect(row.locator("[data-slot=n]")).to_have_text("1")
    waits_at = pupil.url
    pupil.goto("about:blank")
    expect(row).to_contain_text("1\u00a0page fermée", timeout=PATIENCE_MS)
    expect(row.locator("[data-slot=n]")).to_have_text("0")
    expect(team.get_by_role("heading", level=1)).to_contain_text("tout tient.")
    assert accessibility_faults(team) == []
    pupil.goto(waits_at)
    expect(row.locator("[data-slot=n]")).to_have_text("1")
    expect(row).not_to_contain_text("page fermée")


def test_a_teacher_whose_page_is_closed_is_free_for_nobody(server: Server, open_window: Windows) -> None:
    desk, team = open_window(PHONE), open_window(DESKTOP)
    sign_in(desk, server, "m-garnier")
    come_on_duty(desk, server)
    sign_in(team, server, "regie", "/regie/")
    free, shut = (team.locator(f"button[data-state={state}]") for state in ("free", "away"))
    expect(free).to_contain_text("1 libre")
    desk.goto("about:blank")
    expect(shut).to_contain_text("1 a sa page fermée")
    expect(free).to_contain_text("0 libre")
    assert accessibility_faults(team) == []
    desk.goto(f"{server.url}/prof/")
    expect(free).to_contain_text("1 libre")
