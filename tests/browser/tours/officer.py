"""Whoever pays: a town, a works council."""

from collections.abc import Iterator
from uuid import uuid4

from playwright.sync_api import Page

from tests.browser.entering import link_of_the_letter, sign_in
from tests.browser.service import Server
from tests.browser.tours.walking import at, follow
from tests.rolls import files


def officer(page: Page, server: Server) -> Iterator[str]:
    for slug in ("clichy", "asnieres", "cse"):
        sign_in(page, server, slug)
        yield f"/partenaire/ ({slug})"
    for path in (
        "?periode=mois",
        "?periode=septembre",
        "qui-vient/",
        "egalite/",
        "quand/",
        "codes/",
        "kit/",
        "kit/?langue=ar",
        "convention/",
        "equipe/",
        "factures/",
        "releve/",
        "messages/",
        "messages/nouveau/came_once/sms/",
    ):
        yield at(page, server, f"/partenaire/{path}")
    yield from _writes_to_families(page, server)
    yield from _lists(page, server)
    sign_in(page, server, "accueil")
    yield "/partenaire/codes/ (agent d’inscription)"
    yield at(page, server, "/partenaire/familles/")
    page.get_by_label("Nom du parent").fill("Mme Ba")
    page.get_by_label("Son prénom").first.fill("Awa")
    page.get_by_label("Son niveau").first.select_option("CP")
    for box in page.get_by_role("checkbox").all():
        box.check()
    follow(page, page.get_by_role("button", name="Inscrire"))
    yield "/partenaire/familles/…/"
    yield from _invites(page, server)


def _invites(page: Page, server: Server) -> Iterator[str]:
    """At the address the desk just noted for a family, by which nobody came in yet: whose is it?"""
    address = f"ba-{uuid4().hex[:8]}@exemple.fr"
    for label in ("Son adresse", "Encore une fois"):
        page.get_by_label(label).fill(address)
    follow(page, page.get_by_role("button", name="Envoyer une lettre"))
    yield "/partenaire/familles/…/ (lettre envoyée)"
    sign_in(page, server, "clichy", "/partenaire/equipe/")
    page.get_by_label("Prénom et nom").fill("Samira Benali")
    page.get_by_label("Adresse e-mail").fill(address)
    page.get_by_label("Lecture des chiffres").check()
    follow(page, page.get_by_role("button", name="Envoyer l’invitation"))
    yield "/partenaire/equipe/ (une invitation)"
    page.goto(link_of_the_letter(page, server, address))
    yield "/invitation/…/ (quelqu’un d’autre est connecté)"
    follow(page, page.get_by_role("button", name="Fermer cette session"))
    page.get_by_text("Personne n’y est encore entré").wait_for()
    yield "/invitation/…/ (compte connu)"
    follow(page, page.get_by_role("button", name="Ce n’est pas moi"))
    page.get_by_role("button", name="Accepter et créer mon compte").wait_for()
    yield "/invitation/…/ (compte à créer)"
    follow(page, page.get_by_role("button", name="Refuser"))
    yield "/invitation/…/ (refusée)"


def _writes_to_families(page: Page, server: Server) -> Iterator[str]:
    """A message to those who never came: written, seen, planned and taken back."""
    sign_in(page, server, "clichy")
    yield at(page, server, "/partenaire/messages/nouveau/never_came/email/")
    follow(page, page.get_by_role("button", name="Voir comme sur un téléphone"))
    yield "/partenaire/messages/…/ (brouillon)"
    follow(page, page.get_by_role("button", name="Prévoir l’envoi"))
    yield "/partenaire/messages/…/ (prévu)"
    follow(page, page.get_by_role("button", name="Reprendre le brouillon"))
    follow(page, page.get_by_role("link", name="Changer le texte"))
    yield "/partenaire/messages/…/texte/"
    page.get_by_label("Message").fill("{nom}")
    page.get_by_role("button", name="Voir comme sur un téléphone").click()
    page.locator(".error").first.wait_for()
    yield "/partenaire/messages/…/texte/ (refusé)"


def _lists(page: Page, server: Server) -> Iterator[str]:
    """A list from its file to its pupils, one line of it wrong; erased again."""
    sign_in(page, server, "asnieres")
    yield at(page, server, "/partenaire/liste/")
    follow(page, page.get_by_role("button", name="Regarder ce fichier"))
    yield "/partenaire/liste/ (rien)"
    data = files.onde([*files.CHILDREN, ("", "Sans", "", "", "CP")])
    sent = {"name": "onde.csv", "mimeType": "text/csv", "buffer": data}
    page.get_by_label("Le fichier").set_input_files([sent])
    page.get_by_label("L’usage de cette liste").check()
    follow(page, page.get_by_role("button", name="Regarder ce fichier"))
    yield "/partenaire/liste/fichiers/…/"
    follow(page, page.get_by_role("button", name="Essayer"))
    page.get_by_text("écrivez celle de tous").wait_for()
    yield "/partenaire/liste/fichiers/…/ (sans école)"
    page.get_by_label("L’école ou l’établissement").fill("École Jules-Ferry")
    page.get_by_role("button", name="Essayer").click()
    page.get_by_role("button", name="Appliquer").wait_for(timeout=60_000)
    yield "/partenaire/liste/fichiers/…/ (essai)"
    page.get_by_role("button", name="Appliquer").click()
    page.get_by_role("heading", name="La liste est à jour.").wait_for(timeout=60_000)
    yield "/partenaire/liste/fichiers/…/ (appliqué)"
    yield at(page, server, "/partenaire/liste/") + " (tenue)"
    follow(page, page.locator("tr.whole").get_by_role("link").last)
    yield "/partenaire/liste/eleves/"
    page.get_by_text("Changer").first.click()
    yield "/partenaire/liste/eleves/ (un)"
    page.goto(f"{server.url}/partenaire/liste/")
    page.get_by_text("Effacer toute la liste").click()
    follow(page, page.get_by_role("button", name="Effacer"))
    sign_in(page, server, "clichy")
    yield at(page, server, "/partenaire/liste/") + " (deux écoles)"
