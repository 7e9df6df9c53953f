"""The operator suspends a teacher who is with a pupil: all their windows are shut, the pupil is first in line."""

from pathlib import Path

from playwright.sync_api import Page, Route, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.entering import sign_in
from tests.browser.open_room import enter, open_room
from tests.browser.patience import eventually
from tests.browser.service import Server
from tests.browser.windows import DESKTOP, PHONE, Windows


def test_a_teacher_suspended_in_mid_lesson_is_out_everywhere(
    own_server: Server, open_window: Windows, tmp_path: Path
) -> None:
    room = open_room(own_server, tmp_path)
    teacher, pupil, operator = open_window(DESKTOP), open_window(PHONE), open_window(DESKTOP)
    enter(teacher, own_server, "mme-lefevre", room)
    enter(pupil, own_server, "ines", room)
    desk = teacher.context.new_page()
    desk.goto(f"{own_server.url}/prof/")
    expect(desk.get_by_role("heading", name="Votre leçon est ouverte")).to_be_visible()

    held: list[Route] = []

    def holds(route: Route) -> None:
        held.append(route)

    pupil.route("**/eleve/attente/", holds)  # what the room says is left to be read for four seconds only

    _suspend(operator, own_server, "Mme Lefèvre")

    expect(teacher.get_by_text("L’équipe Déclic a arrêté cette leçon.")).to_be_visible()
    expect(pupil.get_by_text("Mme Lefèvre a dû s’arrêter.")).to_be_visible()
    assert accessibility_faults(teacher) == []
    eventually(pupil, lambda: len(held) == 1, "the pupil is not led back to the line")
    held[0].continue_()
    pupil.wait_for_url("**/eleve/attente/")
    expect(desk.get_by_role("heading", name="Votre compte est suspendu")).to_be_visible()
    assert accessibility_faults(desk) == []

    for path in (room, "/prof/lecons/"):
        teacher.goto(own_server.url + path)
        expect(teacher.get_by_role("heading", name="Votre compte est suspendu")).to_be_visible()


def _suspend(operator: Page, server: Server, name: str) -> None:
    sign_in(operator, server, "regie", "/regie/professeurs/?etat=tous")
    operator.get_by_role("link", name=name).click()
    operator.locator("summary", has_text="Suspendre").click()
    operator.get_by_role("button", name=f"Suspendre {name}").click()
    expect(operator.get_by_role("heading", name=f"{name} est suspendu(e).")).to_be_visible()
