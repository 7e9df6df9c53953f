"""A town that agreed to some days, and one whose agreement has not begun: what a family and its child read."""

import contextlib
import re
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from declic.ground.paris import paris_day
from tests.browser.accessibility import accessibility_faults
from tests.browser.entering import sign_in
from tests.browser.service import Server
from tests.browser.tours.walking import follow
from tests.browser.windows import PHONE, Windows

TOWN, OTHER = "Clichy", "Levallois-Perret"
BEGINS, SAID = "2099-09-01", "1er septembre 2099"


@pytest.fixture
def another_day(own_server: Server) -> Server:
    """Clichy agreed to one day, three days from now; Levallois-Perret's agreement begins in 2099."""
    day = (paris_day(datetime.now(UTC)) + timedelta(days=3)).weekday()
    with contextlib.closing(sqlite3.connect(own_server.data / "declic.sqlite3", timeout=20)) as opened, opened:
        agreements = (
            "UPDATE sponsors_agreement SET {} WHERE sponsor_id = (SELECT id FROM sponsors_sponsor WHERE name = ?)"
        )
        opened.execute(agreements.format("weekdays = ?"), (str(day), TOWN))
        (council,) = opened.execute("SELECT id FROM sponsors_sponsor WHERE name != ? ORDER BY id", (TOWN,)).fetchone()
        opened.execute("UPDATE sponsors_sponsor SET name = ? WHERE id = ?", (OTHER, council))
        dates = "starts_on = ?, ends_on = '2100-08-31'"
        opened.execute(agreements.format(dates), (BEGINS, OTHER))
    return own_server


def code_of(server: Server, name: str) -> str:
    asked = """
        SELECT code FROM sponsors_activationcode JOIN sponsors_sponsor ON sponsors_sponsor.id = sponsor_id
        WHERE sponsors_sponsor.name = ? AND revoked_at IS NULL AND uses < ceiling
    """
    with contextlib.closing(sqlite3.connect(server.data / "declic.sqlite3", timeout=20)) as opened:
        return str(opened.execute(asked, (name,)).fetchone()[0])


def read(page: Page) -> str:
    return re.sub(r"\s+", " ", page.locator("main").inner_text())


def test_on_a_day_that_is_not_agreed_each_page_says_until_when_and_what_is_sent_is_kept(
    another_day: Server, phone: Page
) -> None:
    sign_in(phone, another_day, "karima", "/famille/")
    assert "Fermé pour l’instant. Réouverture" in read(phone)
    assert "Ouvert maintenant" not in read(phone)
    sign_in(phone, another_day, "ines", "/eleve/")
    assert "Fermé jusqu’à" in read(phone)
    phone.goto(f"{another_day.url}/eleve/demande/MAT/")
    phone.locator("#ask[data-ready]").wait_for()
    assert accessibility_faults(phone) == []
    phone.get_by_label("Où est-ce que ça coince ?").fill("J’ai ajouté 6 et 8 mais ma règle dit 10, pas 14.")
    follow(phone, phone.get_by_role("button", name="Passer en premier à l’ouverture"))
    expect(phone.get_by_role("heading", name="Tu seras en tête, Inès.")).to_be_visible()
    assert "On ouvre" in read(phone)


def test_before_an_agreement_begins_no_child_is_taken_and_a_new_family_reads_the_day(
    another_day: Server, phone: Page, open_window: Windows
) -> None:
    code = code_of(another_day, OTHER)
    sign_in(phone, another_day, "karima", f"/famille/partenaire/?code={code}")
    phone.get_by_role("button", name="Continuer").click()
    expect(phone.locator(".error")).to_contain_text(f"{OTHER} ne paie qu’à partir du {SAID}")
    assert f"{TOWN} continue de payer." in read(phone)
    expect(phone.get_by_role("button", name="Oui, changer")).to_have_count(0)
    assert accessibility_faults(phone) == []

    newcomer = open_window(PHONE)
    newcomer.goto(f"{another_day.url}/inscription/?code={code}")
    follow(newcomer, newcomer.get_by_role("button", name="Continuer"))
    assert f"Déclic ouvre à partir du {SAID}." in read(newcomer)
    assert accessibility_faults(newcomer) == []
