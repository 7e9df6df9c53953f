"""A family, from the letter that invites it, and its children, the smallest among them."""

import re
from collections.abc import Iterator

from playwright.sync_api import Page

from tests.browser.entering import sign_in
from tests.browser.service import Server
from tests.browser.tours.walking import TRIED, at, follow


def new_family(page: Page, server: Server) -> Iterator[str]:
    """From the code to the cards, and a small child at the family's device."""
    page.goto(f"{server.url}/demo/horaires/")
    code = page.locator(".lines li", has_text="Clichy").locator("b").first.inner_text()
    yield at(page, server, "/inscription/")
    page.get_by_label("Code").fill("AAAA-AAAA")
    page.get_by_role("button", name="Continuer").click()
    page.locator(".error").wait_for()
    yield "/inscription/ (faux)"
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Continuer").click()
    page.wait_for_url("**/inscription/compte/")
    yield "/inscription/compte/"
    page.get_by_label("nom").fill("Fatou Sarr")
    page.get_by_label("E-mail").fill("fatou.sarr@exemple.fr")
    page.get_by_label("Mot de passe").fill("une phrase assez longue")
    page.get_by_role("button", name="Créer mon compte").click()
    page.wait_for_url("**/confirm-email/")
    yield "/compte/confirm-email/"
    yield at(page, server, "/demo/courrier/")
    letter = page.locator("article", has_text="fatou.sarr").first.inner_text()
    page.goto(re.search(r"https?://\S*/confirm-email/\S+", letter)[0])  # type: ignore[index]
    yield "/compte/confirm-email/…/"
    page.get_by_role("button", name="Oui, continuer").click()
    page.wait_for_url("**/inscription/accords/")
    yield "/inscription/accords/"
    for box in page.locator("[name=accept]").all():
        box.check()
    page.get_by_role("button", name="J’accepte").click()
    page.wait_for_url("**/inscription/enfants/")
    yield "/inscription/enfants/"
    page.get_by_label("Prénom").fill("Awa")
    page.get_by_label("Niveau").select_option("CP")
    page.get_by_role("button", name="Ajouter").click()
    page.locator("main .lines").wait_for()
    yield "/inscription/enfants/ (un)"
    page.get_by_role("link", name="Continuer").click()
    page.wait_for_url("**/inscription/cartes/")
    yield "/inscription/cartes/"
    page.goto(f"{server.url}/famille/")
    yield "/famille/ (sans leçon)"
    yield at(page, server, "/famille/lecons/")


def big_pupil(page: Page, server: Server) -> Iterator[str]:
    sign_in(page, server, "ines")
    for path in ("/eleve/", "/eleve/matieres/", "/eleve/lecons/", "/eleve/aide/", "/eleve/micro/"):
        yield at(page, server, path)
    page.goto(f"{server.url}/eleve/lecons/")
    page.locator("main .lines a[href^='/eleve/lecons/']").first.click()
    page.locator("#board").wait_for()
    yield "/eleve/lecons/…/"
    page.get_by_role("link", name="Signaler").click()
    page.get_by_label("Dis ce qui s’est passé").wait_for()
    yield "/salle/…/signaler/"
    page.goto(f"{server.url}/eleve/demande/MAT/")
    page.locator("#ask[data-ready]").wait_for()
    yield "/eleve/demande/MAT/"
    page.locator("#tried").fill(TRIED)
    page.get_by_role("button", name="Appeler un prof").click()
    page.wait_for_url("**/eleve/attente/")
    page.locator("#waiting[data-ready]").wait_for()
    yield "/eleve/attente/"
    page.locator("main details.more > summary").click()
    page.locator("details.cancel > summary").click()
    page.get_by_text("Être rappelé(e) plus tard").click()
    yield "/eleve/attente/ (tout ouvert)"
    yield at(page, server, "/eleve/") + " (en attente)"
    page.goto(f"{server.url}/eleve/attente/")
    page.locator("#waiting[data-ready]").wait_for()
    page.get_by_text("Être rappelé(e) plus tard").click()
    page.locator("#at").select_option(index=1)
    page.get_by_role("button", name="C’est mon choix").click()
    page.get_by_role("heading", name="On te rappelle").wait_for()
    yield "/eleve/attente/ (rappel)"
    page.get_by_text("Recevoir une réponse écrite").click()
    page.get_by_role("button", name="C’est mon choix").click()
    page.wait_for_url("**/eleve/questions/**")
    yield "/eleve/questions/…/"
    yield at(page, server, "/eleve/") + " (question écrite)"
    page.go_back()
    page.locator("details.cancel > summary").click()
    page.locator("details.cancel button").click()
    page.wait_for_url("**/eleve/")
    yield at(page, server, "/partenaire/") + " (pas à elle)"


def small_pupil(page: Page, server: Server) -> Iterator[str]:
    sign_in(page, server, "sami")
    for path in ("", "matieres/", "lecons/", "aide/", "micro/", "demande/MAT/"):
        yield at(page, server, f"/eleve/{path}")
    page.goto(f"{server.url}/eleve/lecons/")
    page.locator("main .big").first.click()
    page.locator("#redo-h").wait_for()
    yield "/eleve/lecons/…/ (petit)"
    page.goto(f"{server.url}/eleve/demande/MAT/")
    page.get_by_role("button", name="Prendre la photo").click()
    page.locator("[data-aim][data-state=taken]").wait_for()
    yield "/eleve/demande/MAT/ (photo prise)"
    page.locator("[data-act=send]").click()
    page.wait_for_url("**/eleve/attente/")
    page.locator("#waiting[data-ready]").wait_for()
    yield "/eleve/attente/ (petit)"
    page.get_by_label("Ajouter une photo").click()
    page.get_by_role("button", name="Prendre la photo").click()
    page.locator("[data-aim][data-state=taken]").wait_for()
    yield "/eleve/attente/ (petit, une photo de plus)"
    page.get_by_label("Ajouter une photo").click()
    page.locator("details.cancel > summary").click()
    page.locator("details.cancel button").click()
    page.wait_for_url("**/eleve/")


def guardian(page: Page, server: Server) -> Iterator[str]:
    sign_in(page, server, "karima")
    for path in ("/famille/", "/famille/enfants/ajouter/", "/famille/lecons/", "/famille/donnees/"):
        yield at(page, server, path)
    for path in (
        "/famille/messages/",
        "/famille/donnees/effacer/",
        "/compte/password/change/",
        "/compte/email/",
        "/compte/logout/",
    ):
        yield at(page, server, path)
    for path in ("/compte/appareils/", "/famille/partenaire/"):
        yield at(page, server, path)
    page.goto(f"{server.url}/famille/lecons/")
    page.locator("main .lines a[href^='/famille/lecons/']").first.click()
    page.locator("#board").wait_for()
    yield "/famille/lecons/…/"
    follow(page, page.get_by_role("link", name="Signaler"))
    yield "/famille/signaler/"
    page.goto(f"{server.url}/famille/")
    follow(page, page.get_by_role("link", name="Sami", exact=True))
    yield "/famille/enfants/…/"
    follow(page, page.get_by_role("link", name="Effacer Sami"))
    yield "/famille/enfants/…/effacer/"
    page.goto(f"{server.url}/famille/")
    page.get_by_role("button", name="Passer l’appareil à Sami").click()
    page.wait_for_url("**/eleve/")
    page.context.clear_cookies(name="sessionid")
    yield at(page, server, "/carte/") + " (prénoms connus)"
    page.get_by_role("link", name="Sami").click()
    page.locator(".keypic").first.wait_for()
    yield "/carte/images/…/"
    page.locator(".keypic").first.click()
    page.locator(".slot.full").wait_for()
    yield "/carte/images/…/ (une)"
