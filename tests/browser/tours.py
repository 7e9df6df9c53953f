"""Each person's way through every page they can reach.

A tour drives a window and gives the name of each page it stands on.
"""

import re
from collections.abc import Iterator
from uuid import uuid4

from playwright.sync_api import Locator, Page

from tests.browser.entering import link_of_the_letter, sign_in
from tests.browser.service import Server
from tests.rolls import files
from tests.web.account.identity.saml_provider import key_pair

TRIED = "J’ai ajouté 6 et 8 mais ma règle dit 10, pas 14."


def _at(page: Page, server: Server, path: str) -> str:
    page.goto(server.url + path)
    return path


def _follow(page: Page, link: Locator) -> None:
    """To the page it leads to, and not before it is there: a click alone only asks for it."""
    with page.expect_navigation():
        link.click()


def passer_by(page: Page, server: Server) -> Iterator[str]:
    for path in ("/", "/comment-ca-marche/", "/accessibilite/", "/vos-donnees/", "/mentions-legales/", "/hors-ligne/"):
        yield _at(page, server, path)
    for path in ("/demo/entrer/ines/", "/demo/horaires/", "/carte/", "/adresse-suspendue/", "/compte/logout/"):
        yield _at(page, server, path)
    yield _at(page, server, "/compte/login/")
    page.get_by_label("E-mail").fill("personne@exemple.fr")
    page.get_by_label("Mot de passe").fill("pas le bon")
    page.get_by_role("button", name="Se connecter").click()
    page.locator(".note.bad, .error").first.wait_for()
    yield "/compte/login/ (faux)"
    yield _at(page, server, "/compte/password/reset/")
    page.get_by_label("E-mail").fill("personne@exemple.fr")
    page.get_by_role("button", name="Envoyer le message").click()
    page.wait_for_url("**/reset/done/")
    yield "/compte/password/reset/done/"
    for path in ("/compte/password/reset/key/1-abc/", "/compte/password/reset/key/done/", "/compte/inactive/"):
        yield _at(page, server, path)
    yield _at(page, server, "/n-existe-pas/")
    yield _at(page, server, "/continuer/un-lien-coupe/")
    yield _at(page, server, "/carte/n-existe-pas/")
    yield _at(page, server, "/appareil/fini/")
    yield _at(page, server, "/appareil/")
    page.get_by_label("Les six chiffres").fill("000 00")
    _follow(page, page.locator("main form button.go"))
    yield "/appareil/ (faux)"
    yield _at(page, server, "/carte/")
    page.context.clear_cookies()
    page.get_by_label("Code").fill("AAAA")
    _follow(page, page.locator("main form button.go"))
    yield "sans témoin"


def new_family(page: Page, server: Server) -> Iterator[str]:
    """From the code to the cards, and a small child at the family's device."""
    page.goto(f"{server.url}/demo/horaires/")
    code = page.locator(".lines li", has_text="Clichy").locator("b").first.inner_text()
    yield _at(page, server, "/inscription/")
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
    yield _at(page, server, "/demo/courrier/")
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
    yield _at(page, server, "/famille/lecons/")


def big_pupil(page: Page, server: Server) -> Iterator[str]:
    sign_in(page, server, "ines")
    for path in ("/eleve/", "/eleve/matieres/", "/eleve/lecons/", "/eleve/aide/", "/eleve/micro/"):
        yield _at(page, server, path)
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
    yield _at(page, server, "/eleve/") + " (en attente)"
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
    yield _at(page, server, "/eleve/") + " (question écrite)"
    page.go_back()
    page.locator("details.cancel > summary").click()
    page.locator("details.cancel button").click()
    page.wait_for_url("**/eleve/")
    yield _at(page, server, "/partenaire/") + " (pas à elle)"


def small_pupil(page: Page, server: Server) -> Iterator[str]:
    sign_in(page, server, "sami")
    for path in ("", "matieres/", "lecons/", "aide/", "micro/", "demande/MAT/"):
        yield _at(page, server, f"/eleve/{path}")
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
        yield _at(page, server, path)
    for path in (
        "/famille/messages/",
        "/famille/donnees/effacer/",
        "/compte/password/change/",
        "/compte/email/",
        "/compte/logout/",
    ):
        yield _at(page, server, path)
    for path in ("/compte/appareils/", "/famille/partenaire/"):
        yield _at(page, server, path)
    page.goto(f"{server.url}/famille/lecons/")
    page.locator("main .lines a[href^='/famille/lecons/']").first.click()
    page.locator("#board").wait_for()
    yield "/famille/lecons/…/"
    _follow(page, page.get_by_role("link", name="Signaler"))
    yield "/famille/signaler/"
    page.goto(f"{server.url}/famille/")
    _follow(page, page.get_by_role("link", name="Sami", exact=True))
    yield "/famille/enfants/…/"
    _follow(page, page.get_by_role("link", name="Effacer Sami"))
    yield "/famille/enfants/…/effacer/"
    page.goto(f"{server.url}/famille/")
    page.get_by_role("button", name="Passer l’appareil à Sami").click()
    page.wait_for_url("**/eleve/")
    page.context.clear_cookies(name="sessionid")
    yield _at(page, server, "/carte/") + " (prénoms connus)"
    page.get_by_role("link", name="Sami").click()
    page.locator(".keypic").first.wait_for()
    yield "/carte/images/…/"
    page.locator(".keypic").first.click()
    page.locator(".slot.full").wait_for()
    yield "/carte/images/…/ (une)"


def teacher(page: Page, server: Server) -> Iterator[str]:
    sign_in(page, server, "mme-lefevre")
    page.locator("[data-scene=loading]").wait_for(state="hidden")
    yield "/prof/"
    page.locator("[name=duty][value=free]").check(force=True)
    page.locator("[data-scene=ready]").wait_for()
    yield "/prof/ (disponible)"
    page.locator("[name=duty][value=off]").click(force=True)
    page.locator("[data-scene=away]").wait_for()
    yield _at(page, server, "/prof/creneaux/")
    page.locator("main .shifts a").first.click()
    yield "/prof/creneaux/…/"
    yield _at(page, server, "/prof/disponibilites/")
    page.locator("main .weeks a").last.click()
    yield "/prof/disponibilites/…/"
    yield _at(page, server, "/prof/heures/")
    yield _at(page, server, "/prof/heures/2024-02/") + " (rien)"
    yield _at(page, server, "/prof/micro/")
    yield _at(page, server, "/prof/appels/")
    yield _at(page, server, "/prof/questions/")
    yield _at(page, server, "/prof/lecons/")
    _follow(page, page.locator("main .lines a.chip").first)
    yield "/prof/lecons/…/compte-rendu/"
    page.get_by_role("link", name="Corriger").click()
    page.locator("#report").wait_for()
    yield "/prof/lecons/…/compte-rendu/ (corriger)"


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
        yield _at(page, server, f"/partenaire/{path}")
    yield from _writes_to_families(page, server)
    yield from _lists(page, server)
    sign_in(page, server, "accueil")
    yield "/partenaire/codes/ (agent d’inscription)"
    yield _at(page, server, "/partenaire/familles/")
    page.get_by_label("Nom du parent").fill("Mme Ba")
    page.get_by_label("Son prénom").first.fill("Awa")
    page.get_by_label("Son niveau").first.select_option("CP")
    for box in page.get_by_role("checkbox").all():
        box.check()
    _follow(page, page.get_by_role("button", name="Inscrire"))
    yield "/partenaire/familles/…/"
    yield from _invites(page, server)


def _invites(page: Page, server: Server) -> Iterator[str]:
    """At the address the desk just noted for a family, by which nobody came in yet: whose is it?"""
    address = f"ba-{uuid4().hex[:8]}@exemple.fr"
    for label in ("Son adresse", "Encore une fois"):
        page.get_by_label(label).fill(address)
    _follow(page, page.get_by_role("button", name="Envoyer une lettre"))
    yield "/partenaire/familles/…/ (lettre envoyée)"
    sign_in(page, server, "clichy", "/partenaire/equipe/")
    page.get_by_label("Prénom et nom").fill("Samira Benali")
    page.get_by_label("Adresse e-mail").fill(address)
    page.get_by_label("Lecture des chiffres").check()
    _follow(page, page.get_by_role("button", name="Envoyer l’invitation"))
    yield "/partenaire/equipe/ (une invitation)"
    page.goto(link_of_the_letter(page, server, address))
    yield "/invitation/…/ (quelqu’un d’autre est connecté)"
    _follow(page, page.get_by_role("button", name="Fermer cette session"))
    page.get_by_text("Personne n’y est encore entré").wait_for()
    yield "/invitation/…/ (compte connu)"
    _follow(page, page.get_by_role("button", name="Ce n’est pas moi"))
    page.get_by_role("button", name="Accepter et créer mon compte").wait_for()
    yield "/invitation/…/ (compte à créer)"
    _follow(page, page.get_by_role("button", name="Refuser"))
    yield "/invitation/…/ (refusée)"


def _writes_to_families(page: Page, server: Server) -> Iterator[str]:
    """A message to those who never came: written, seen, planned and taken back."""
    sign_in(page, server, "clichy")
    yield _at(page, server, "/partenaire/messages/nouveau/never_came/email/")
    _follow(page, page.get_by_role("button", name="Voir comme sur un téléphone"))
    yield "/partenaire/messages/…/ (brouillon)"
    _follow(page, page.get_by_role("button", name="Prévoir l’envoi"))
    yield "/partenaire/messages/…/ (prévu)"
    _follow(page, page.get_by_role("button", name="Reprendre le brouillon"))
    _follow(page, page.get_by_role("link", name="Changer le texte"))
    yield "/partenaire/messages/…/texte/"
    page.get_by_label("Message").fill("{nom}")
    page.get_by_role("button", name="Voir comme sur un téléphone").click()
    page.locator(".error").first.wait_for()
    yield "/partenaire/messages/…/texte/ (refusé)"


def _lists(page: Page, server: Server) -> Iterator[str]:
    """A list from its file to its pupils, one line of it wrong; erased again."""
    sign_in(page, server, "asnieres")
    yield _at(page, server, "/partenaire/liste/")
    _follow(page, page.get_by_role("button", name="Regarder ce fichier"))
    yield "/partenaire/liste/ (rien)"
    data = files.onde([*files.CHILDREN, ("", "Sans", "", "", "CP")])
    sent = {"name": "onde.csv", "mimeType": "text/csv", "buffer": data}
    page.get_by_label("Le fichier").set_input_files([sent])
    page.get_by_label("L’usage de cette liste").check()
    _follow(page, page.get_by_role("button", name="Regarder ce fichier"))
    yield "/partenaire/liste/fichiers/…/"
    _follow(page, page.get_by_role("button", name="Essayer"))
    page.get_by_text("écrivez celle de tous").wait_for()
    yield "/partenaire/liste/fichiers/…/ (sans école)"
    page.get_by_label("L’école ou l’établissement").fill("École Jules-Ferry")
    page.get_by_role("button", name="Essayer").click()
    page.get_by_role("button", name="Appliquer").wait_for(timeout=60_000)
    yield "/partenaire/liste/fichiers/…/ (essai)"
    page.get_by_role("button", name="Appliquer").click()
    page.get_by_role("heading", name="La liste est à jour.").wait_for(timeout=60_000)
    yield "/partenaire/liste/fichiers/…/ (appliqué)"
    yield _at(page, server, "/partenaire/liste/") + " (tenue)"
    _follow(page, page.locator("tr.whole").get_by_role("link").last)
    yield "/partenaire/liste/eleves/"
    page.get_by_text("Changer").first.click()
    yield "/partenaire/liste/eleves/ (un)"
    page.goto(f"{server.url}/partenaire/liste/")
    page.get_by_text("Effacer toute la liste").click()
    _follow(page, page.get_by_role("button", name="Effacer"))
    sign_in(page, server, "clichy")
    yield _at(page, server, "/partenaire/liste/") + " (deux écoles)"


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
        yield _at(page, server, f"/regie/{path}/")
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
        yield _at(page, server, path) + " (matière fermée)"
    sign_in(page, server, "regie", "/regie/messages/")
    page.get_by_role("button", name="Retirer").click()
    page.goto(f"{server.url}/regie/matieres/")
    page.get_by_role("button", name="Rouvrir").click()


def _amended(page: Page) -> Iterator[str]:
    """An amendment is prepared, and waits for its signature."""
    _follow(page, page.get_by_role("link", name="Préparer un avenant"))
    yield "/regie/partenaires/…/conventions/…/avenant/"
    page.get_by_label("Mardi").check()
    _follow(page, page.get_by_role("button", name="Préparer l’avenant"))
    yield "/regie/partenaires/…/conventions/…/ (avenant)"


def _bills(page: Page, server: Server) -> Iterator[str]:
    for path in ("", "?etat=late", "?etat=to_deposit&q=clichy", "vendeur/"):
        yield _at(page, server, f"/regie/factures/{path}")
    page.get_by_label("IBAN").fill("FR76")
    page.get_by_role("button", name="Noter l’identité").click()
    page.locator(".error").first.wait_for()
    yield "/regie/factures/vendeur/ (refusé)"
    page.goto(f"{server.url}/regie/factures/")
    _follow(page, page.get_by_role("link", name="F20").first)
    yield "/regie/factures/…/"
    _follow(page, page.locator(".headline a"))
    yield "/regie/partenaires/…/facturation/"


def _directory(page: Page, sponsor: str) -> Iterator[str]:
    """A company's directory written down, and the page its employees come by; then back to the sponsor."""
    page.goto(f"{sponsor}annuaire/")
    yield "/regie/partenaires/…/annuaire/"
    page.get_by_label("Son nom").fill("https://annuaire.exemple.fr/")
    page.get_by_label("adresse de connexion").fill("https://annuaire.exemple.fr/entrer")
    page.get_by_label("Ce qu’il parle").select_option("saml")
    _follow(page, page.get_by_role("button", name="Enregistrer"))
    yield "/regie/partenaires/…/annuaire/ (sans certificat)"
    company = page.url
    page.goto(page.locator("dd code").first.inner_text())
    yield "/entreprise/…/ (pas encore prête)"
    page.goto(company)
    page.get_by_label("certificat de signature").fill(key_pair()[1])
    _follow(page, page.get_by_role("button", name="Enregistrer"))
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
    yield _at(page, server, "/regie/creneaux/")
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
        yield _at(page, server, f"/regie/partenaires/{path}")
    page.goto(f"{server.url}/regie/partenaires/")
    _follow(page, page.get_by_role("table").get_by_role("link", name="Clichy"))
    yield "/regie/partenaires/…/"
    sponsor = page.url
    _follow(page, page.locator("main .lines a", has_text="du ").first)
    yield "/regie/partenaires/…/conventions/…/"
    yield from _amended(page)
    page.goto(sponsor)
    yield from _directory(page, sponsor)
    _follow(page, page.get_by_role("link", name="Préparer une convention"))
    yield "/regie/partenaires/…/conventions/"
    _follow(page, page.get_by_role("button", name="Enregistrer le brouillon"))
    yield "/regie/partenaires/…/conventions/…/ (brouillon)"
    yield from _bills(page, server)
    yield _at(page, server, "/regie/heures/")
    page.get_by_text("Rectifier des heures").click()
    yield "/regie/heures/…/ (rectifier)"
    yield _at(page, server, "/regie/heures/2024-02/") + " (rien)"
    for path in ("", "nouveau/", "?matiere=MAT", "?matiere=GRA"):
        yield _at(page, server, f"/regie/professeurs/{path}")
    page.goto(f"{server.url}/regie/professeurs/")
    _follow(page, page.get_by_role("link", name="M. Diallo"))
    yield "/regie/professeurs/…/"
    _follow(page, page.get_by_role("link", name="Choisir les matières"))
    yield "/regie/professeurs/…/matieres/"
    for path in ("2fa/", "second-controle/", "2fa/totp/activate/", "2fa/webauthn/add/", "2fa/recovery-codes/"):
        yield _at(page, server, f"/compte/{path}")
    yield _at(page, server, "/regie/second-controle/")
    yield _at(page, server, "/compte/reauthenticate/")


TOURS = (passer_by, new_family, big_pupil, small_pupil, guardian, teacher, officer, operator)
