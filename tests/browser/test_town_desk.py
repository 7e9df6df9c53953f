"""At the desk of a town: what an officer typed and is not right comes back to be read again."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, accessibility_faults, sign_in


def test_a_wrong_number_comes_back_beside_its_reason_and_in_no_address(desktop: Page, server: Server) -> None:
    sign_in(desktop, server, "asnieres")
    desktop.goto(f"{server.url}/partenaire/familles/")
    number = desktop.get_by_label("Numéro de la famille")
    number.fill("ABCDE-12345")
    desktop.get_by_role("button", name="Retrouver").click()
    expect(desktop.locator(".error")).to_contain_text("Aucune famille d’ici n’a ce numéro")
    expect(number).to_have_value("ABCDE-12345")
    assert "ABCDE" not in desktop.url
    assert accessibility_faults(desktop) == []
