"""A desk says when the service is closed, as it is decided and lifted."""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from declic.ground.paris import in_paris
from tests.browser.at_the_desk import come_on_duty, desk
from tests.browser.entering import sign_in
from tests.browser.service import Server
from tests.browser.windows import DESKTOP, Windows

__all__ = ["desk"]

CLOSED_FOR_A_WHILE = """document.addEventListener("readystatechange", () => {
  const times = document.getElementById("closed-times");
  const fromNow = (ms) => new Date(Date.now() + ms).toISOString();
  const said = "Fermé jusqu’à 17\u00a0h";
  if (times) times.textContent = JSON.stringify([{ from: fromNow(-60_000), to: fromNow(8_000), said }]);
}, { once: true })"""
"""The page as the server writes it when the service opens in eight seconds."""


def test_a_closed_service_says_until_when_and_the_page_opens_with_it(desk: Page) -> None:
    desk.add_init_script(CLOSED_FOR_A_WHILE)
    desk.reload()
    expect(desk.get_by_role("heading", name="Fermé jusqu’à 17 h")).to_be_visible()
    expect(desk.get_by_text("Les demandes sonneront à l’ouverture.")).to_be_visible()
    expect(desk.get_by_role("heading", name="Vous êtes disponible")).to_be_hidden()
    expect(desk.get_by_role("heading", name="Vous êtes disponible")).to_be_visible()


def test_a_closing_decided_and_lifted_meanwhile_is_read_by_a_desk_that_stays_open(
    own_server: Server, open_window: Windows
) -> None:
    desk, team = open_window(DESKTOP), open_window(DESKTOP)
    sign_in(desk, own_server, "mme-lefevre")
    come_on_duty(desk, own_server)
    close_from_now_on(team, own_server)
    expect(desk.get_by_role("heading", name=re.compile("Fermé jusqu’à"))).to_be_visible()
    expect(desk.get_by_role("heading", name="Vous êtes disponible")).to_be_hidden()
    team.get_by_role("button", name=re.compile("Retirer la fermeture")).click()
    expect(desk.get_by_role("heading", name="Vous êtes disponible")).to_be_visible()


def test_a_desk_that_was_cut_off_when_a_closing_was_decided_reads_it_when_it_is_back(
    own_server: Server, open_window: Windows
) -> None:
    desk, team = open_window(DESKTOP), open_window(DESKTOP)
    sign_in(desk, own_server, "mme-lefevre")
    come_on_duty(desk, own_server)
    desk.context.set_offline(True)
    expect(desk.get_by_role("heading", name="Plus de réseau")).to_be_visible()
    close_from_now_on(team, own_server)
    desk.context.set_offline(False)
    expect(desk.get_by_role("heading", name=re.compile("Fermé jusqu’à"))).to_be_visible()
    desk.context.set_offline(True)
    expect(desk.get_by_role("heading", name="Plus de réseau")).to_be_visible()
    team.get_by_role("button", name=re.compile("Retirer la fermeture")).click()
    expect(team.get_by_role("button", name=re.compile("Retirer la fermeture"))).to_have_count(0)
    desk.context.set_offline(False)
    expect(desk.get_by_role("heading", name="Vous êtes disponible")).to_be_visible()


def close_from_now_on(team: Page, server: Server) -> None:
    """Today and tomorrow."""
    sign_in(team, server, "regie", "/regie/fermetures/")
    today = in_paris(datetime.now(UTC)).date()
    team.get_by_label("Du", exact=True).fill(today.isoformat())
    team.get_by_label("Au (ce jour compris)").fill((today + timedelta(days=1)).isoformat())
    team.get_by_label("Pourquoi").fill("Panne de courant.")
    team.get_by_role("button", name="Noter la fermeture").click()
    expect(team.get_by_role("button", name=re.compile("Retirer la fermeture"))).to_be_visible()
