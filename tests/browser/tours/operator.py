"""The team."""

from collections.abc import Iterator

from playwright.sync_api import Page

from tests.browser.entering import sign_in
from tests.browser.service import Server
from tests.browser.tours.walking import TRIED, at, follow
from tests.web.account.identity.saml_provider import key_pair


def _asks_and_leaves(page: Page, server: Server) -> None:
    """A pupil in the line, whose page is closed."""
    sign_in(page, server, "ines", "/eleve/demande/MAT/")
    page.locator("#ask[data-ready]").wait_for()
    page.locator("#tried").fill(TRIED)
    page.get_by_role("button", name="Appeler un prof").click()
    page.wait_for_url("**/eleve/attente/")
    page.locator("#waiting[data-ready]").wait_for()


def _decides(page: Page, server: Server) -> Iterator[str]:
    """A subject closed, a message sent and a day closed; the board with all three, and all three undone."""
    for path in ("attentes", "matieres", "messages", "fermetures"):
        yield at(page, server, f"/regie/{path}/")
    page.get_by_role("button", name="Noter la fermeture").click()
    page.locator(".error").first.wait_for()
    yield "/regie/fermetures/ (vide)"
    page.get_by_label("Du").fill("2027-01-04")
    page.get_by_label("Pourquoi").fill("Journée de formation des professeurs.")
    page.get_by_role("button", name="Noter la fermeture").click()
    page.get_by_role("button", name="Retirer").wait_for()
    yield "/regie/fermetures/ (une)"
    page.get_by_role("button", name="Retirer").click()
    page.goto(f"{server.url}/regie/matieres/?matiere=MAT")
    page.get_by_label("Pourquoi").fill("Deux professeurs sont absents ce soir.")
    page.get_by_role("button", name="Fermer ce soir").click()
    page.get_by_role("button", name="Rouvrir").wait_for()
    yield "/regie/matieres/ (une)"
    page.goto(f"{server.url}/regie/messages/")
    page.get_by_label("Message").fill("Deux profs de maths arrivent à 18 h 15.")
    page.get_by_role("button", name="Afficher le message").click()
    page.get_by_role("button", name="Retirer").wait_for()
    yield "/regie/messages/ (un)"
    page.goto(f"{server.url}/regie/")
    page.get_by_text("Décidé pour ce soir").wait_for()
    yield "/regie/ (décidé)"
    sign_in(page, server, "ines", "/eleve/attente/")
    page.locator("#waiting[data-ready]").wait_for()
    yield "/eleve/attente/ (message, matière fermée)"
    for path in ("/eleve/", "/eleve/matieres/", "/eleve/demande/MAT/"):
        yield at(page, server, path) + " (matière fermée)"
    sign_in(page, server, "regie", "/regie/messages/")
    page.get_by_role("button", name="Retirer").click()
    page.goto(f"{server.url}/regie/matieres/")
    page.get_by_role("button", name="Rouvrir").click()


def _amended(page: Page) -> Iterator[str]:
    """An amendment is prepared, and waits for its signature."""
    follow(page, page.get_by_role("link", name="Préparer un avenant"))
    yield "/regie/partenaires/…/conventions/…/avenant/"
    page.get_by_label("Mardi").check()
    follow(page, page.get_by_role("button", name="Préparer l’avenant"))
    yield "/regie/partenaires/…/conventions/…/ (avenant)"


def _bills(page: Page, server: Server) -> Iterator[str]:
    for path in ("", "?etat=late", "?etat=to_deposit&q=clichy", "vendeur/"):
        yield at(page, server, f"/regie/factures/{path}")
    page.get_by_label("IBAN").fill("FR76")
    page.get_by_role("button", name="Noter l’identité").click()
    page.locator(".error").first.wait_for()
    yield "/regie/factures/vendeur/ (refusé)"
    page.goto(f"{server.url}/regie/factures/")
    follow(page, page.get_by_role("link", name="F20").first)
    yield "/regie/factures/…/"
    follow(page, page.locator(".headline a"))
    yield "/regie/partenaires/…/facturation/"


def _directory(page: Page, sponsor: str) -> Iterator[str]:
    """A company's directory written down, and the page its employees come by; then back to the sponsor."""
    page.goto(f"{sponsor}annuaire/")
    yield "/regie/partenaires/…/annuaire/"
    page.get_by_label("Son nom").fill("https://annuaire.exemple.fr/")
    page.get_by_label("adresse de connexion").fill("https://annuaire.exemple.fr/entrer")
    page.get_by_label("Ce qu’il parle").select_option("saml")
    follow(page, page.get_by_role("button", name="Enregistrer"))
    yield "/regie/partenaires/…/annuaire/ (sans certificat)"
    company = page.url
    page.goto(page.locator("dd code").first.inner_text())
    yield "/entreprise/…/ (pas encore prête)"
    page.goto(company)
    page.get_by_label("certificat de signature").fill(key_pair()[1])
    follow(page, page.get_by_role("button", name="Enregistrer"))
    yield "/regie/partenaires/…/annuaire/ (relié)"
    page.goto(page.locator("dd code").first.inner_text())
    yield "/entreprise/…/"
    page.goto(sponsor)


def operator(page: Page, server: Server) -> Iterator[str]:
    sign_in(page, server, "regie")
    page.get_by_text("connexion", exact=True).wait_for(state="hidden")
    yield "/regie/"
    _asks_and_leaves(page, server)
    sign_in(page, server, "regie")
    page.locator("[data-slot=groups] button").first.click()
    yield "/regie/ (un élève attend)"
    page.locator("[data-slot=groups] [data-slot=act]").first.click()
    page.get_by_role("heading", name="attend depuis").wait_for()
    yield "/regie/demandes/…/"
    yield at(page, server, "/regie/creneaux/")
    page.get_by_role("link", name="Faire le planning suivant").click()
    yield "/regie/creneaux/…/ (sans planning)"
    page.goto(f"{server.url}/regie/creneaux/")
    page.locator("main tbody a").nth(1).click()
    yield "/regie/creneaux/…/"
    page.locator("main .bars a").first.click()
    yield "/regie/creneaux/…/…/"
    page.go_back()
    page.get_by_role("link", name="Ajouter un créneau").first.click()
    yield "/regie/creneaux/…/ajouter/"
    yield from _decides(page, server)
    for path in (
        "",
        "?q=asniere+oise",
        "?q=val+oise",
        "?q=zzzz",
        "a-renouveler/?jours=180",
        "siret/",
        "collectivite/95/",
        "commune/75056/",
        "commune/92024/",
    ):
        yield at(page, server, f"/regie/partenaires/{path}")
    page.goto(f"{server.url}/regie/partenaires/")
    follow(page, page.get_by_role("table").get_by_role("link", name="Clichy"))
    yield "/regie/partenaires/…/"
    sponsor = page.url
    follow(page, page.locator("main .lines a", has_text="du ").first)
    yield "/regie/partenaires/…/conventions/…/"
    yield from _amended(page)
    page.goto(sponsor)
    yield from _directory(page, sponsor)
    follow(page, page.get_by_role("link", name="Préparer une convention"))
    yield "/regie/partenaires/…/conventions/"
    follow(page, page.get_by_role("button", name="Enregistrer le brouillon"))
    yield "/regie/partenaires/…/conventions/…/ (brouillon)"
    yield from _bills(page, server)
    yield at(page, server, "/regie/heures/")
    page.get_by_text("Rectifier des heures").click()
    yield "/regie/heures/…/ (rectifier)"
    yield at(page, server, "/regie/heures/2024-02/") + " (rien)"
    for path in ("", "nouveau/", "?matiere=MAT", "?matiere=GRA"):
        yield at(page, server, f"/regie/professeurs/{path}")
    page.goto(f"{server.url}/regie/professeurs/")
    follow(page, page.get_by_role("link", name="M. Diallo"))
    yield "/regie/professeurs/…/"
    follow(page, page.get_by_role("link", name="Choisir les matières"))
    yield "/regie/professeurs/…/matieres/"
    for path in ("2fa/", "second-controle/", "2fa/totp/activate/", "2fa/webauthn/add/", "2fa/recovery-codes/"):
        yield at(page, server, f"/compte/{path}")
    yield at(page, server, "/regie/second-controle/")
    yield at(page, server, "/compte/reauthenticate/")
