"""A town's whole way: it signs, prints its leaflet, a family enrols by the square on it, a child is helped, the figures
say so, and the invoice is one that others read.
"""

import io
import re
from datetime import UTC, datetime

import facturx
import segno
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from pypdf.generic import ContentStream
from stdnum.fr import siret as siret_number

from tests.browser.accessibility import accessibility_faults
from tests.browser.entering import link_in_a_letter, sign_in
from tests.browser.patience import PATIENCE_MS
from tests.browser.service import Server
from tests.browser.tours.walking import follow
from tests.browser.windows import DESKTOP, PHONE, Windows
from tests.second_reader import second_read

INSEE = "77288"
"""Melun: of the list, and nobody's sponsor in the demo."""
PASSWORD = "une phrase assez longue pour deux"
OFFICER, GUARDIAN = "education@melun.exemple.fr", "rokia.ba@exemple.fr"
MINUTES = 180_000
"""Milliseconds in which the official checks of an invoice are made, on a machine that does much else."""


def test_a_town_from_its_signature_to_its_invoice(own_server: Server, open_window: Windows) -> None:
    server = own_server
    staff = open_window(DESKTOP)
    sponsor = _the_town_signs(staff, server)
    officer = open_window(DESKTOP)
    _the_officer_comes_in(officer, server)
    address = _what_the_square_says(officer, server)

    phone = open_window(PHONE)
    _the_family_enrols(phone, server, address)
    teacher = open_window(DESKTOP)
    _the_child_is_helped(phone, teacher, server)

    officer.goto(f"{server.url}/partenaire/codes/")
    used = officer.locator(".code-use").first.inner_text().replace("\u00a0", " ")
    assert re.search(r"moins de 5 sur [0-9]+ familles", used), "counted by five: nobody is seen to come"
    officer.goto(f"{server.url}/partenaire/")
    shown = officer.locator("main").inner_text()
    assert "La première leçon apparaîtra ici" in shown, "one child's lesson is counted, and told to nobody"
    assert "Awa" not in shown
    assert "Ba" not in shown.split()
    assert accessibility_faults(officer) == []

    number = _the_invoice_is_issued(staff, server, sponsor)
    _others_read_it(officer, server, number)


def _the_town_signs(staff: Page, server: Server) -> str:
    """The address of its page."""
    sign_in(staff, server, "regie", f"/regie/partenaires/commune/{INSEE}/")
    follow(staff, staff.get_by_role("button", name="Créer le partenaire"))
    sponsor = staff.url
    follow(staff, staff.get_by_role("link", name="Préparer une convention"))
    today = datetime.now(tz=UTC).date()
    first = today.replace(day=1)
    staff.get_by_label("Du", exact=True).fill(f"{first:%Y-%m-%d}")
    staff.get_by_label("Au (ce jour compris)").fill(f"{first.replace(year=first.year + 1):%Y-%m-%d}")
    follow(staff, staff.get_by_role("button", name="Enregistrer le brouillon"))
    follow(staff, staff.get_by_role("button", name="Noter l’envoi du devis"))
    staff.get_by_label("Contrat de données signé le").fill(f"{today:%Y-%m-%d}")
    follow(staff, staff.get_by_role("button", name="Noter la signature"))
    expect(staff.get_by_role("heading", name=re.compile("Elle court jusqu’au"))).to_be_visible()
    staff.goto(sponsor)
    staff.get_by_label("Prénom et nom").fill("Anne Lemoine")
    staff.get_by_label("Adresse e-mail").fill(OFFICER)
    follow(staff, staff.get_by_role("button", name="Inviter"))
    return sponsor


def _the_officer_comes_in(officer: Page, server: Server) -> None:
    officer.goto(link_in_a_letter(officer, server, OFFICER, r"https?://\S*/invitation/\S+"))
    officer.get_by_label("Un mot de passe").fill(PASSWORD)
    follow(officer, officer.get_by_role("button", name="Accepter et créer mon compte"))
    officer.goto(f"{server.url}/partenaire/codes/")
    officer.get_by_label("Combien de familles au plus").fill("40")
    follow(officer, officer.get_by_role("button", name="Faire un code"))


def _what_the_square_says(officer: Page, server: Server) -> str:
    """The leaflet as it is downloaded: its square is the one that spells the address with the code."""
    code = officer.locator(".code-big").first.inner_text()
    officer.goto(f"{server.url}/partenaire/kit/")
    leaflet = officer.locator("a[href*='/depliant-fr.pdf']").first.get_attribute("href")
    answer = officer.request.get(f"{server.url}{leaflet}")
    assert answer.headers["content-type"] == "application/pdf"
    address = f"{server.url}/inscription/?code={re.sub(r'[^A-Z0-9]', '', code)}"
    expected = [list(map(int, row)) for row in segno.make_qr(address, error="m").matrix]
    assert expected in _squares(answer.body())
    return address


def _squares(pdf: bytes) -> list[list[list[int]]]:
    """The modules of each QR code, read back from the black rectangles of the pages."""
    reader = PdfReader(io.BytesIO(pdf))
    found = []
    for page in reader.pages:
        black: list[tuple[float, float, float, float]] = []
        colour: tuple[float, ...] = ()
        for operands, operator in ContentStream(page.get_contents(), reader).operations:
            if operator in (b"rg", b"g"):
                colour = tuple(map(float, operands))
            elif operator == b"re" and colour in ((0.0,), (0.0, 0.0, 0.0)):
                x, y, width, height = map(float, operands)
                black.append((x, y, width, abs(height)))
        if black:
            found.append(_modules(black))
    return found


def _modules(black: list[tuple[float, float, float, float]]) -> list[list[int]]:
    side = min(height for *_, height in black)
    left, top = min(x for x, *_ in black), max(y for _, y, *_ in black)
    cells = {
        (round((top - y) / side), round((x - left) / side) + step)
        for x, y, width, _ in black
        for step in range(round(width / side))
    }
    wide = max(column for _, column in cells) + 1
    return [[int((row, column) in cells) for column in range(wide)] for row in range(wide)]


def _the_family_enrols(phone: Page, server: Server, address: str) -> None:
    phone.goto(address)
    follow(phone, phone.get_by_role("button", name="Continuer"))
    phone.get_by_label("nom").fill("Rokia Ba")
    phone.get_by_label("E-mail").fill(GUARDIAN)
    phone.get_by_label("Mot de passe").fill(PASSWORD)
    follow(phone, phone.get_by_role("button", name="Créer mon compte"))
    phone.goto(link_in_a_letter(phone, server, GUARDIAN, r"https?://\S*/confirm-email/\S+"))
    follow(phone, phone.get_by_role("button", name="Oui, continuer"))
    assert accessibility_faults(phone) == []
    for box in phone.locator("[name=accept]").all():
        box.check()
    follow(phone, phone.get_by_role("button", name="J’accepte"))
    phone.get_by_label("Prénom").fill("Awa")
    phone.get_by_label("Niveau").select_option("4E")
    phone.get_by_role("button", name="Ajouter").click()
    phone.locator("main .lines").wait_for()
    follow(phone, phone.get_by_role("link", name="Continuer"))


def _the_child_is_helped(phone: Page, teacher: Page, server: Server) -> None:
    sign_in(teacher, server, "mme-lefevre")
    teacher.get_by_role("button", name="Je suis disponible").click()
    expect(teacher.get_by_role("heading", name="Vous êtes disponible")).to_be_visible()
    phone.goto(f"{server.url}/famille/")
    follow(phone, phone.get_by_role("button", name="Passer l’appareil à Awa"))
    phone.goto(f"{server.url}/eleve/demande/MAT/")
    phone.locator("#ask[data-ready]").wait_for()
    phone.locator("#tried").fill("J’ai additionné 6 et 8, mais ma règle dit 10.")
    phone.get_by_role("button", name="Appeler un prof").click()
    phone.wait_for_url("**/eleve/attente/")
    teacher.get_by_role("alertdialog").get_by_role("button", name="J’y vais").click()
    teacher.wait_for_url("**/salle/**")
    phone.get_by_role("link", name=re.compile("Décrocher")).click()
    phone.wait_for_url("**/salle/**")
    expect(teacher.locator("[data-room]")).to_have_attribute("data-call", "connected", timeout=PATIENCE_MS)
    teacher.locator("[data-do=end]").click()
    teacher.get_by_role("dialog").get_by_role("button", name="Terminer").click()
    teacher.wait_for_url("**/compte-rendu/")
    teacher.get_by_role("textbox", name=re.compile("travaillé")).fill("Le théorème de Pythagore")
    teacher.get_by_role("button", name="Envoyer").click()
    expect(phone.get_by_role("heading", name=re.compile("Tu saurais le refaire"))).to_be_visible()


def _the_invoice_is_issued(staff: Page, server: Server, sponsor: str) -> str:
    staff.goto(f"{sponsor}facturation/")
    siren = _siren(staff, server)
    staff.goto(f"{sponsor}facturation/")
    staff.get_by_label("Au nom de").fill("Commune de Melun")
    staff.get_by_label("Numéro SIRET").fill(_siret(siren))
    staff.get_by_label("Adresse", exact=True).fill("16 rue Paul-Doumer")
    staff.get_by_label("Code postal").fill("77000")
    staff.get_by_label("Ville").fill("Melun")
    follow(staff, staff.get_by_role("button", name="Noter les coordonnées"))
    staff.get_by_text("Émettre la facture").first.click()
    staff.get_by_role("button", name="Émettre la facture").click(timeout=MINUTES)  # it waits for the page that follows
    staff.wait_for_url(re.compile(r"/regie/factures/\d+/$"), timeout=MINUTES)
    return re.search(r"F20\d\d-\d{5}", staff.locator("main").inner_text())[0]  # type: ignore[index]


def _siren(staff: Page, server: Server) -> str:
    staff.goto(f"{server.url}/regie/partenaires/commune/{INSEE}/")
    return re.sub(r"\D", "", staff.locator(".pairs > div", has_text="SIREN").inner_text())


def _siret(siren: str) -> str:
    """The first number of an establishment whose key is right."""
    return next(one for rank in range(1, 1000) if siret_number.is_valid(one := f"{siren}{rank:05d}"))


def _others_read_it(officer: Page, server: Server, number: str) -> None:
    """By the official rules of Europe and of France, tried by a reader that shares nothing with the service and reads
    each syntax alone; what it read in the one is what it read in the other, and what the page and the paper show.
    """
    officer.goto(f"{server.url}/partenaire/factures/")
    card = officer.locator("section.card", has_text=number)
    links = {form: card.locator(f"a[href$='/{form}/']").get_attribute("href") for form in ("pdf", "cii", "ubl")}
    pdf, cii, ubl = (officer.request.get(f"{server.url}{links[form]}").body() for form in ("pdf", "cii", "ubl"))
    assert facturx.get_facturx_xml_from_pdf(pdf, check_xsd=True, check_schematron=False) == ("factur-x.xml", cii)
    both = second_read(cii, ubl)
    assert [one["faults"] for one in both.values()] == [[], []]
    assert all(one["rules"] > 20 for one in both.values()), "tried, not skipped"
    assert both["cii"]["terms"] == both["ubl"]["terms"]
    said = {term: values[0] for term, values in both["ubl"]["terms"].items() if values}
    assert said["BT-1 number"] == number
    assert said["BT-44 buyer"] == "Commune de Melun"
    net, vat, gross = (round(100 * float(said[term])) for term in ("BT-109 net", "BT-110 VAT", "BT-112 gross"))
    assert net + vat == gross
    shown = "".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())
    assert said["BT-112 gross"].replace(".", ",") in shown.replace("\u202f", "")
    officer.goto(f"{server.url}/partenaire/releve/")
    expect(officer.get_by_text(number)).to_be_visible()
