"""Somebody who is nobody's here yet."""

from collections.abc import Iterator

from playwright.sync_api import Page

from tests.browser.service import Server
from tests.browser.tours.walking import at, follow


def passer_by(page: Page, server: Server) -> Iterator[str]:
    for path in ("/", "/comment-ca-marche/", "/accessibilite/", "/vos-donnees/", "/mentions-legales/", "/hors-ligne/"):
        yield at(page, server, path)
    for path in ("/demo/entrer/ines/", "/demo/horaires/", "/carte/", "/adresse-suspendue/", "/compte/logout/"):
        yield at(page, server, path)
    yield at(page, server, "/compte/login/")
    page.get_by_label("E-mail").fill("personne@exemple.fr")
    page.get_by_label("Mot de passe").fill("pas le bon")
    page.get_by_role("button", name="Se connecter").click()
    page.locator(".note.bad, .error").first.wait_for()
    yield "/compte/login/ (faux)"
    yield at(page, server, "/compte/password/reset/")
    page.get_by_label("E-mail").fill("personne@exemple.fr")
    page.get_by_role("button", name="Envoyer le message").click()
    page.wait_for_url("**/reset/done/")
    yield "/compte/password/reset/done/"
    for path in ("/compte/password/reset/key/1-abc/", "/compte/password/reset/key/done/", "/compte/inactive/"):
        yield at(page, server, path)
    yield at(page, server, "/n-existe-pas/")
    yield at(page, server, "/continuer/un-lien-coupe/")
    yield at(page, server, "/carte/n-existe-pas/")
    yield at(page, server, "/appareil/fini/")
    yield at(page, server, "/appareil/")
    page.get_by_label("Les six chiffres").fill("000 00")
    follow(page, page.locator("main form button.go"))
    yield "/appareil/ (faux)"
    yield at(page, server, "/carte/")
    page.context.clear_cookies()
    page.get_by_label("Code").fill("AAAA")
    follow(page, page.locator("main form button.go"))
    yield "sans témoin"
