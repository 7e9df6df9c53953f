"""A colleague is invited, reads the letter on their phone, makes their account there and comes in."""

from uuid import uuid4

from playwright.sync_api import expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.entering import link_of_the_letter, sign_in
from tests.browser.service import Server
from tests.browser.windows import DESKTOP, PHONE, Windows


def test_an_invitation_is_answered_on_the_phone_of_who_reads_it(open_window: Windows, server: Server) -> None:
    address = f"samira-{uuid4().hex[:8]}@mairie.example"
    manager = open_window(DESKTOP)
    sign_in(manager, server, "clichy", "/partenaire/equipe/")
    manager.get_by_label("Prénom et nom").fill("Samira Benali")
    manager.get_by_label("Adresse e-mail").fill(address)
    manager.get_by_label("Lecture des chiffres").check()
    manager.get_by_role("button", name="Envoyer l’invitation").click()
    card = manager.locator("section.card").filter(has_text=address)
    expect(card).to_contain_text("Samira Benali est invité(e)")
    assert accessibility_faults(manager) == []

    link = link_of_the_letter(manager, server, address)
    colleague = open_window(PHONE)
    colleague.goto(link)
    colleague.get_by_role("heading", name="vous invite").wait_for()
    assert accessibility_faults(colleague) == []
    expect(colleague.get_by_label("Vos prénom et nom")).to_have_value("Samira Benali")
    colleague.get_by_label("Un mot de passe").fill("azerty")
    colleague.get_by_role("button", name="Accepter et créer mon compte").click()
    expect(colleague.locator(".error").first).to_contain_text("au moins 10 signes")
    assert accessibility_faults(colleague) == []
    colleague.get_by_label("Un mot de passe").fill("une phrase assez longue")
    colleague.get_by_role("button", name="Accepter et créer mon compte").click()
    colleague.wait_for_url(f"{server.url}/partenaire/")

    manager.goto(f"{server.url}/partenaire/equipe/")
    expect(card).to_contain_text("lecture des chiffres")
    expect(card).not_to_contain_text("est invité(e)")
    card.locator("summary").click()
    card.get_by_role("button", name="Retirer l’accès").click()
    colleague.reload()
    expect(colleague.locator("h1")).to_contain_text("n’existe pas")
