"""What the data contract says is processed is what docs/data.md says is kept, and who carries it (RGPD, art. 28)."""

import re
from pathlib import Path

import pypdfium2
import pytest
from django.test import override_settings
from django.utils import timezone

from declic.billing.actions import quote_agreement
from declic.sponsors.rules.agreements import Terms
from declic.web.sponsor.quoted import paper_of
from tests.web.sponsor.test_contract import a_draft

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parents[3] / "docs" / "data.md"
NOBODY = "about nobody"
SAID = {
    "guardian's e-mail, password": "adresse e-mail s’ils en ont une, mot de passe haché, accords donnés",
    "registration whose address nobody confirmed": "inscription que personne ne confirme, sept jours au plus",
    "family registered at the desk": "à l’accueil, numéro remis sur papier, agent qui a inscrit la famille",
    "an address given at the desk": "adresse donnée qu’un autre a pu prendre",
    "that an address takes no letter": "adresse qui refuse les lettres, jusqu’à ce qu’elle change",
    "child's first name": "Enfants : prénom, niveau, établissement",
    "what a family was told of the end": "ce qui leur a été dit de la fin des comptes",
    "sign-in card": "empreinte de leur carte de connexion",
    "begun work": "devoir commencé (mots, photos et pages)",
    "board and messages of a lesson": "tableau et messages des leçons et ce qui en a été effacé",
    "written question and its answer": "questions écrites et leurs réponses",
    "report, one-tap answer": "comptes rendus, réponse d’un geste",
    "private note of a teacher": "note privée d’un professeur",
    "word of a teacher who hands": "mot à un collègue",
    "requests, rings, lessons": "demandes, appels et leçons avec leurs heures, attente annoncée",
    "on what a request was made": "genre d’appareil",
    "weeks counted": "semaines comptées sous un numéro",
    "enrolment of an erased child": "ne mène plus à personne une fois l’enfant effacé",
    "requests of erased children": NOBODY,
    "a year added up": NOBODY,
    "standing of a sponsor": NOBODY,
    "pupil of a sponsor’s list": "l’une de l’INE, l’autre du nom et de la date de naissance",
    "a list on its way in": "Le fichier envoyé est gardé vingt-quatre heures au plus",
    "word of an officer": "ce qu’ils attestent de l’usage d’une liste",
    "ledger of the sponsor": NOBODY,
    "quotes as they were handed over": NOBODY,
    "which families were written to": "lettres de campagne qui leur ont été écrites, ou tirage au sort",
    "that a child put away": "mot de campagne que l’enfant a rangé",
    "what a family wants to hear": "numéro de mobile, s’ils le donnent pour les SMS, refus des messages",
    "teacher: name, position": "Professeurs : nom, poste, matières et niveaux, dates des vérifications",
    "mobile number of a teacher": "numéro de mobile de ceux qui acceptent d’être appelés hors service",
    "when a teacher could come": "disponibilités",
    "shifts, confirmed": "services, échanges, absences",
    "hours of a closed month": "heures faites",
    "browsers on which such a teacher": "l’adresse et les clés que son service de notifications lui a données",
    "suspension of a teacher": "suspension",
    "concerns": "signalements",
    "second factor": "second facteur",
    "browsers where a grown-up": "navigateurs où ils sont connectés",
    "that a pupil’s browser": "connexions en cours sans l’appareil",
    "officer who comes by ProConnect": "par ProConnect, identifiant et SIRET",
    "EduConnect account": "du compte EduConnect d’un parent ou d’un enfant",
    "request to join": "demande de rejoindre l’équipe",
    "invitation into a sponsor's team": "ou invitation",
    "a company's directory": NOBODY,
    "employee who enrolled by it": "ce que l’annuaire d’un employeur appelle un salarié",
    "numbers typed for one call": "Numéros de téléphone saisis pour qu’une leçon continue par téléphone",
    "letters on their way": "lettres en attente d’envoi",
    "letter that was given up": "ou abandonnées",
    "journal of facts": "journal des actes",
}
"""The head of a row of docs/data.md → how the contract’s second article says it."""


def contract() -> str:
    """As its reader finds it, on one line."""
    agreement = a_draft(Terms())
    answer = paper_of(agreement, "donnees", timezone.now())
    assert answer is not None
    return text_of(answer.content)


def text_of(pdf: bytes) -> str:
    text = " ".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf))
    return " ".join(re.sub(r"[\u00a0\u202f]", " ", text).split())


def article(text: str, number: int) -> str:
    return text.partition(f" {number}. ")[2].partition(f" {number + 1}. ")[0]


@override_settings(TELEPHONY_PROVIDER="declic.live.sip.SipTelephony")
def test_each_row_of_what_is_kept_is_said_in_the_second_article() -> None:
    table = DATA.read_text(encoding="utf-8").partition("|---|---|---|---|\n")[2].partition("\n\n")[0]
    rows = [line.split("|")[1].strip() for line in table.splitlines()]
    told = article(contract(), 2)
    for row in rows:
        heads = [head for head in SAID if row.startswith(head)]
        assert len(heads) == 1, f"{row}: the contract must say it, or that it is about nobody"
        assert SAID[heads[0]] is NOBODY or SAID[heads[0]] in told, row
    gone = [head for head in SAID if not any(row.startswith(head) for row in rows)]
    assert not gone, "no longer kept"


@override_settings(TELEPHONY_PROVIDER="", PUSH_KEY=None)
def test_without_telephone_nor_notifications_the_contract_names_none_and_all_stays_in_the_union() -> None:
    text = contract()
    assert "Les données restent dans l’Union européenne." in article(text, 6)
    for words in ("téléphonie", "Google", "sans TLS", "saisis pour qu’une leçon", "service de notifications"):
        assert words not in text, words
    assert "passent par un relais" in article(text, 5)


@override_settings(TELEPHONY_PROVIDER="declic.live.sip.SipTelephony", PUSH_KEY=None)
def test_a_telephone_operator_is_named_and_its_calls_are_not_said_to_be_ciphered() -> None:
    text = contract()
    assert "Opérateur de téléphonie" in article(text, 6)
    assert "sans TLS ni SRTP" in article(text, 5)
    assert "Les données restent dans l’Union européenne." in article(text, 6)


@override_settings(TELEPHONY_PROVIDER="")
def test_services_of_notifications_are_named_as_they_are_set_and_may_be_outside_the_union() -> None:
    told = article(contract(), 6)
    assert "(Google, Mozilla, Apple et Microsoft)" in told
    assert "sauf ce que voient les services de notifications" in told
    with override_settings(PUSH_SERVICES=["https://*.push.services.mozilla.com", "https://push.example.fr"]):
        assert "(Mozilla et push.example.fr)" in article(contract(), 6)


def test_the_name_of_an_article_never_stays_alone_at_the_foot_of_a_page() -> None:
    with override_settings(TELEPHONY_PROVIDER="declic.live.sip.SipTelephony"):
        answer = paper_of(a_draft(Terms()), "donnees", timezone.now())
    assert answer is not None
    for page in pypdfium2.PdfDocument(answer.content):
        lines = page.get_textpage().get_text_bounded().splitlines()
        body = [line for line in lines if line.strip() and "Contrat de protection" not in line and " / " not in line]
        assert not re.match(r"\d+\. [A-Z]", body[-1]), body[-1]


def test_a_second_factor_is_asked_of_whom_the_contract_says() -> None:
    assert "second facteur exigé des professeurs, des agents du partenaire et de l’équipe" in article(contract(), 5)


def test_a_contract_handed_over_names_the_carriers_there_were() -> None:
    agreement = a_draft(Terms())
    with override_settings(TELEPHONY_PROVIDER="", PUSH_KEY=None):
        quote_agreement(agreement=agreement, now=timezone.now())
    agreement.refresh_from_db()
    with override_settings(TELEPHONY_PROVIDER="declic.live.sip.SipTelephony"):
        answer = paper_of(agreement, "donnees", timezone.now())
    assert answer is not None
    assert "téléphonie" not in text_of(answer.content)
