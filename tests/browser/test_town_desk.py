"""At the desk of a town: what an officer typed and is not right comes back to be read again."""

from playwright.sync_api import Page, Route, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.entering import sign_in
from tests.browser.patience import eventually
from tests.browser.service import Server
from tests.browser.windows import NARROW, Windows


def test_a_wrong_number_comes_back_beside_its_reason_and_in_no_address(desktop: Page, server: Server) -> None:
    sign_in(desktop, server, "asnieres", "/partenaire/familles/")
    number = desktop.get_by_label("Numéro de la famille")
    number.fill("ABCDE-12345")
    desktop.get_by_role("button", name="Retrouver").click()
    expect(desktop.locator(".error")).to_contain_text("Aucune famille d’ici n’a ce numéro")
    expect(number).to_have_value("ABCDE-12345")
    assert "ABCDE" not in desktop.url
    assert accessibility_faults(desktop) == []


def test_a_family_is_sent_by_one_press_whose_button_waits_for_the_answer(desktop: Page, server: Server) -> None:
    sign_in(desktop, server, "asnieres", "/partenaire/familles/")
    sent: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route)
        else:
            route.continue_()

    desktop.route("**/partenaire/familles/", hold)
    desktop.get_by_label("Nom du parent").fill("Mme Ba")
    desktop.locator("[name=enfant1-first_name]").fill("Awa")
    desktop.locator("[name=enfant1-level]").select_option("CE1")
    for accepted in desktop.locator("[name=accepted]").all():
        accepted.check()
    button = desktop.get_by_role("button", name="Inscrire, puis imprimer les cartes")
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    desktop.mouse.click(*middle)
    eventually(desktop, lambda: len(sent) == 1, "the first press sends nothing")
    desktop.mouse.click(*middle)  # a second sending would take the place of the first
    sent[0].continue_()
    expect(desktop.get_by_role("heading", name="1 enfant est inscrit.")).to_be_visible()
    assert len(sent) == 1

    # « Back » gives the page with a button that serves.
    desktop.go_back()
    expect(desktop.get_by_role("button", name="Inscrire, puis imprimer les cartes")).to_be_enabled()


def test_each_word_of_the_bar_is_on_one_line_of_the_narrowest_phone(open_window: Windows, server: Server) -> None:
    phone = open_window(NARROW)
    sign_in(phone, server, "clichy", "/partenaire/codes/")
    lines = phone.locator(".nav a").evaluate_all(
        """links => links.map(link => {
          const range = document.createRange();
          range.selectNodeContents(link.lastChild);
          return new Set([...range.getClientRects()].map(box => Math.round(box.top))).size;
        })"""
    )
    assert lines == [1] * 5
