"""Nobody answers: a second desk rings, the wait goes up its steps, the answer comes in writing. And closing time."""

import contextlib
import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from declic.ground.paris import in_paris
from tests.browser.accessibility import accessibility_faults
from tests.browser.at_the_desk import ask, come_on_duty
from tests.browser.entering import sign_in
from tests.browser.patience import eventually
from tests.browser.service import Server
from tests.browser.test_bad_luck import rows
from tests.browser.windows import DESKTOP, PHONE, Windows

HEDGE_MS = 25_000
"""A second desk rings 12 s after the first."""
MISSED_MS = 45_000
OLDER = """UPDATE dispatch_helprequest SET wait_from = datetime(wait_from, '-6 minutes') || '.000000'
    WHERE state = 'waiting'"""
"""As if the pupil had asked six minutes earlier: the steps of a wait come at fixed ages."""
OUTLASTED_IN_S = 10
ANSWER = "Tu as ajouté les deux côtés. Regarde de combien on multiplie 6 pour avoir 9."


def write(server: Server, *statements: str) -> None:
    with contextlib.closing(sqlite3.connect(server.data / "declic.sqlite3", timeout=20)) as opened, opened:
        for statement in statements:
            opened.execute(statement)


@pytest.fixture
def pupil(open_window: Windows, server: Server) -> Page:
    page = open_window(PHONE)
    sign_in(page, server, "ines")
    return page


def test_silent_teachers_then_an_answer_in_writing_read_by_the_pupil_and_the_guardian(
    server: Server, open_window: Windows, pupil: Page
) -> None:
    desks = []
    for slug in ("mme-lefevre", "m-costa"):
        desk = open_window(DESKTOP)
        sign_in(desk, server, slug)
        come_on_duty(desk, server)
        desks.append(desk)
    ask(pupil, server)
    for desk in desks:
        expect(desk.get_by_role("alertdialog")).to_contain_text("Maths, 4e", timeout=HEDGE_MS)
    for desk in desks:
        expect(desk.get_by_role("heading", name="Un appel a sonné sans réponse")).to_be_visible(timeout=MISSED_MS)

    write(server, OLDER)
    eventually(pupil, lambda: escalation(server) == "offered", "the wait goes up no step")
    written = pupil.get_by_text("Recevoir une réponse écrite")
    expect(written).to_be_visible()
    assert accessibility_faults(pupil) == []
    written.click()
    pupil.get_by_role("button", name="C’est mon choix").click()
    pupil.wait_for_url("**/eleve/questions/**")

    teacher = desks[0]
    teacher.goto(f"{server.url}/prof/questions/")
    teacher.get_by_role("button", name="Répondre").first.click()
    teacher.get_by_label("Votre réponse").fill(ANSWER)
    teacher.get_by_role("button", name="Envoyer").click()
    expect(teacher.get_by_label("Votre réponse")).to_have_count(0)

    pupil.reload()
    expect(pupil.get_by_text(ANSWER)).to_be_visible()
    guardian = open_window(PHONE)
    sign_in(guardian, server, "karima", "/famille/")
    guardian.get_by_role("link", name="Mathématiques : question écrite").first.click()
    expect(guardian.get_by_text(ANSWER)).to_be_visible()
    assert accessibility_faults(guardian) == []


def test_called_back_by_a_mistaken_tap_the_pupil_waits_again_and_the_next_teacher_is_theirs(
    server: Server, open_window: Windows, pupil: Page
) -> None:
    ask(pupil, server)
    pupil.get_by_text("Être rappelé(e) plus tard").click()
    pupil.get_by_role("button", name="C’est mon choix").click()
    expect(pupil.get_by_role("heading", name="On te rappelle")).to_be_visible()
    assert accessibility_faults(pupil) == []

    pupil.get_by_text("Attendre maintenant").click()
    pupil.get_by_role("button", name="C’est mon choix").click()
    expect(pupil.get_by_role("heading", name="On te rappelle")).to_be_hidden()
    pupil.locator("#waiting[data-state=waiting][data-ready]").wait_for()

    desk = open_window(DESKTOP)
    sign_in(desk, server, "mme-lefevre")
    come_on_duty(desk, server)
    expect(desk.get_by_role("alertdialog")).to_contain_text("Maths, 4e")


def test_what_is_usual_is_said_no_more_in_words_either_once_the_wait_has_outlasted_it(
    server: Server, pupil: Page
) -> None:
    """Nobody is on duty, and nothing new comes by the socket: the bowl and the words turn at the same second."""
    ask(pupil, server)
    usual_s = 60 * int(pupil.locator("#waiting").get_attribute("data-usual") or "")
    write(server, OLDER.replace("-6 minutes", f"-{usual_s - OUTLASTED_IN_S} seconds"))
    pupil.reload()
    expect(pupil.locator("[data-slot=about]")).to_have_text("depuis")
    story = pupil.locator("[data-slot=story]")
    expect(story).to_contain_text("On te prévient dès qu’un prof est libre.")
    expect(story).not_to_contain_text("D’habitude", timeout=1_500)


def test_a_subject_closed_and_opened_again_meanwhile_changes_the_hours_one_may_be_called_back_at(
    server: Server, open_window: Windows, pupil: Page
) -> None:
    ask(pupil, server)
    write(server, OLDER)
    pupil.reload()
    hours = pupil.get_by_label("À quelle heure ?").locator("option")
    expect(hours.first).to_be_attached()
    kept = "Je garde ce que j’écris."
    pupil.locator("details:has(#detail) > summary").click()
    pupil.locator("#detail textarea").fill(kept)

    with closed_for_the_evening(open_window(DESKTOP), server):
        expect(pupil.get_by_text("fermé aux nouvelles demandes")).to_be_visible()
        eventually(pupil, lambda: hours.first.get_attribute("value") == first_hour(pupil), "hours of a closed evening")
    expect(pupil.get_by_text("fermé aux nouvelles demandes")).to_be_hidden()
    eventually(pupil, lambda: hours.first.get_attribute("value") == first_hour(pupil), "hours of an open evening")
    expect(pupil.locator("#detail textarea")).to_have_value(kept)


@contextlib.contextmanager
def closed_for_the_evening(team: Page, server: Server) -> Iterator[None]:
    sign_in(team, server, "regie", "/regie/matieres/")
    team.get_by_label("Matière").select_option("MAT")
    team.get_by_label("Pourquoi").fill("Deux professeurs sont absents ce soir.")
    team.get_by_role("button", name="Fermer").click()
    opened_again = team.get_by_role("button", name="Rouvrir")
    expect(opened_again).to_be_visible()
    try:
        yield
    finally:
        opened_again.click()


def first_hour(pupil: Page) -> str:
    """Of those a page that is read now offers."""
    found = re.search(r'<select id="at".*?<option value="([^"]+)"', pupil.context.request.get(pupil.url).text())
    assert found
    return found[1]


def escalation(server: Server) -> str:
    found = rows(server, "SELECT escalation FROM dispatch_helprequest WHERE state = 'waiting'")
    return str(found[0]["escalation"]) if found else ""


def test_at_closing_time_who_still_waits_is_kept_and_is_first_when_it_opens(
    own_server: Server, open_window: Windows
) -> None:
    pupil, desk = open_window(PHONE), open_window(DESKTOP)
    sign_in(pupil, own_server, "ines")
    sign_in(desk, own_server, "mme-lefevre")
    ask(pupil, own_server)
    pupil.locator("#waiting[data-ready]").wait_for()
    asked_at = rows(own_server, "SELECT asked_at FROM dispatch_helprequest WHERE state = 'waiting'")[0]["asked_at"]
    pupil.get_by_text("Ajouter un détail", exact=True).click()
    detail = pupil.get_by_label("Qu’est-ce que ton prof doit savoir ?")
    detail.fill("C’est l’exercice 42.")

    tomorrow = in_paris(datetime.now(UTC)) + timedelta(days=1)
    hours = "INSERT INTO dispatch_openinghours (weekday, opens_at, closes_at, in_holidays) VALUES"
    write(
        own_server,
        "DELETE FROM dispatch_openinghours",
        f"{hours} ({tomorrow.weekday()}, '17:00:00', '20:00:00', 1)",
    )
    expect(pupil.get_by_text("gardée").first).to_be_visible()
    eventually(pupil, lambda: state(own_server) == "scheduled", "the request is lost at closing time")
    pupil.reload()
    expect(pupil.get_by_role("heading", name="Tu seras en tête, Inès.")).to_be_visible()
    expect(detail, "what was typed outlives the closing time").to_have_value("C’est l’exercice 42.")
    expect(detail).to_be_visible()
    assert accessibility_faults(pupil) == []

    write(own_server, "DELETE FROM dispatch_openinghours")
    desk.goto(f"{own_server.url}/prof/")
    available = desk.get_by_label("Disponible")
    expect(available).to_be_enabled()
    available.check(force=True)  # it rings at once: the page has no time to say so
    expect(desk.get_by_role("alertdialog")).to_contain_text("Maths, 4e")
    found = rows(own_server, "SELECT asked_at FROM dispatch_helprequest WHERE state = 'waiting'")
    assert [row["asked_at"] for row in found] == [asked_at]


def state(server: Server) -> str:
    found = rows(server, "SELECT state FROM dispatch_helprequest ORDER BY asked_at DESC LIMIT 1")
    return str(found[0]["state"])
