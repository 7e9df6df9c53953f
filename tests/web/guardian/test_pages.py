"""The family's pages: by the family, by relatives, strangers and other roles; nothing typed becomes markup."""

import json
import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from declic.campaigns.models import CampaignLetter
from declic.dispatch.actions import ask_in_writing
from declic.dispatch.models import HelpRequest
from declic.dispatch.rules import HelpState
from declic.lessons.models import Lesson, SelfAssessment
from declic.people import actions as people
from declic.people import queries
from declic.people.actions.addresses import note_refused
from declic.people.models import Account, Pupil
from declic.people.rules.consents import CONSENTS
from declic.safeguarding.actions import raise_concern, report_room
from declic.sponsors import actions as sponsors
from tests.campaigns.world import make_campaign
from tests.web.guardian.family import XSS, _fresh_limits, a_family, a_lesson
from tests.world import (
    make_account,
    make_guardian,
    make_help_request,
    make_officer,
    make_operator,
    make_sponsor,
    make_teacher,
)

__all__ = ["_fresh_limits"]

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


def pages_of(pupil: Pupil, lesson: Lesson) -> list[str]:
    child = f"/famille/enfants/{pupil.pk}/"
    return [
        child,
        f"{child}carte.pdf",
        f"{child}effacer/",
        f"/famille/lecons/{lesson.pk}/",
        f"/famille/lecons/{lesson.pk}/tableau/",
    ]


def test_lessons_and_written_questions_have_each_their_heading(client: Client) -> None:
    guardian, pupil = a_family()
    a_lesson(pupil)
    client.force_login(guardian.account)
    assert "<h2" not in client.get("/famille/lecons/").content.decode(), "one list, under the page's own heading"
    asked = make_help_request(pupil, now=timezone.now())
    ask_in_writing(help_request=asked, now=timezone.now())
    page = client.get("/famille/lecons/").content.decode()
    assert page.index("Questions écrites</h2>") < page.index("Leçons données</h2>")


def test_the_guardian_reads_everything_and_nothing_typed_is_markup(client: Client) -> None:
    guardian, pupil = a_family()
    Pupil.objects.update(first_name=XSS)  # kept from before first names were held to be names
    pupil.refresh_from_db()
    lesson = a_lesson(pupil)
    client.force_login(guardian.account)
    own = ["/famille/", "/famille/lecons/", "/famille/donnees/", "/famille/signaler/", "/famille/enfants/ajouter/"]
    for path in [*own, *pages_of(pupil, lesson), f"/famille/signaler/?lecon={lesson.pk}", "/inscription/cartes/"]:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert XSS.encode() not in answer.content, path
    assert "Fractions" in client.get("/famille/").content.decode()
    assert "&lt;img" in client.get(f"/famille/lecons/{lesson.pk}/").content.decode()


def test_what_a_town_sees_is_told_as_it_is_where_it_sends_a_list_too(client: Client) -> None:
    guardian, _ = a_family()
    client.force_login(guardian.account)
    page = client.get("/famille/donnees/").content.decode()
    assert "jamais qui est venu" in page
    assert "la liste d’élèves de votre mairie" in page
    accepted = next(text.words for text in CONSENTS if text.kind == "data")
    assert "même là où il envoie une liste" in accepted
    assert "jamais un prénom" not in page + accepted


def test_the_export_holds_what_is_kept(client: Client) -> None:
    guardian, pupil = a_family()
    a_lesson(pupil)
    client.force_login(guardian.account)
    kept = json.loads(client.get("/famille/donnees/export.json").content)
    assert kept["enfants"][0]["prénom"] == "Inès"
    assert kept["leçons"][0]["compte rendu"][0].startswith("Fractions")


def test_the_export_says_who_pays_what_was_asked_in_vain_and_what_was_written_to_the_family(client: Client) -> None:
    guardian, pupil = a_family()
    lesson, now = a_lesson(pupil), timezone.now()
    SelfAssessment.objects.create(lesson=lesson, answer="almost", at=now)
    vain = make_help_request(pupil, "PC", now=now)
    HelpRequest.objects.filter(pk=vain.pk).update(tried="2(x + 4)", state=HelpState.UNMET.value)
    campaign = make_campaign(lesson.sponsor, now=now)
    CampaignLetter.objects.create(campaign=campaign, guardian=guardian, state="delivered", handed_at=now)
    client.force_login(guardian.account)
    kept = json.loads(client.get("/famille/donnees/export.json").content)
    (child,) = kept["enfants"]
    assert [(one["qui paie"][:6], one["jusqu’à"]) for one in child["inscriptions"]] == [("Clichy", None)]
    asked = {one["devenue"]: one["essai"] for one in kept["demandes"]}
    assert asked["sans professeur"] == "2(x + 4)"
    assert "leçon" in asked
    assert kept["leçons"][0]["saurait le refaire"] == "Presque"
    assert [one["objet"] for one in kept["messages de votre partenaire"]] == [campaign.title]
    assert kept["compte"]["ouvert le"]
    assert "connexions" in kept


def test_the_export_holds_what_the_adult_reported_and_never_whether_anybody_else_did(client: Client) -> None:
    """A child or a teacher who reports speaks to the team alone: even that they did may put a child in danger."""
    guardian, pupil = a_family()
    lesson, now = a_lesson(pupil), timezone.now()
    client.force_login(guardian.account)
    before = json.loads(client.get("/famille/donnees/export.json").content)["signalements"]
    other, _ = a_family("Sami")
    raise_concern(guardian=guardian, text="Il a demandé mon adresse.", lesson=lesson, now=now)
    raise_concern(guardian=guardian, text="Une question.", now=now)
    raise_concern(guardian=other, text="Mot d’une autre famille", now=now)
    report_room(account=pupil.account, lesson=lesson, text="Mot de l’enfant", now=now)
    report_room(account=lesson.teacher.account, lesson=lesson, text="Mot du professeur", now=now)
    answer = client.get("/famille/donnees/export.json")
    kept = json.loads(answer.content)["signalements"]
    assert [one["texte"] for one in kept["écrits par vous"]] == ["Il a demandé mon adresse.", "Une question."]
    assert [one["leçon"] and one["leçon"]["enfant"] for one in kept["écrits par vous"]] == ["Inès", None]
    assert not re.search("Mot (de l’enfant|du professeur|d’une autre famille)", answer.content.decode())
    assert before == {"écrits par vous": [], "écrits par d’autres": kept["écrits par d’autres"]}


@pytest.mark.parametrize("who", ["relative", "child", "teacher", "officer", "operator", "stranger"])
def test_nobody_else_opens_a_family_s_pages(client: Client, who: str) -> None:
    _, pupil = a_family()
    lesson = a_lesson(pupil)
    accounts: dict[str, Account] = {
        "relative": a_family("Sami")[0].account,
        "child": pupil.account,
        "teacher": lesson.teacher.account,
        "officer": make_officer(lesson.sponsor).account,
        "operator": make_operator(),
        "stranger": make_account(),
    }
    client.force_login(accounts[who])
    for path in pages_of(pupil, lesson):
        assert client.get(path).status_code == 404, path
    for act in ("passer", "nouvelle-carte", "effacer"):
        assert client.post(f"/famille/enfants/{pupil.pk}/{act}/").status_code == 404
    assert Pupil.objects.filter(pk=pupil.pk).exists()


def test_signed_out_one_is_sent_to_sign_in(client: Client) -> None:
    _, pupil = a_family()
    for path in ("/famille/", *pages_of(pupil, a_lesson(pupil))):
        assert client.get(path).headers["Location"].startswith("/compte/login/")


def test_a_teacher_who_is_also_a_parent_reads_their_own_children_here(client: Client) -> None:
    guardian, _ = a_family()
    teacher = make_teacher(name="Parent et prof")
    teacher.account_id = guardian.account_id
    teacher.save()
    _, other = a_family("Sami")
    lesson = a_lesson(other)
    Lesson.objects.filter(pk=lesson.pk).update(teacher=teacher)
    client.force_login(guardian.account)
    assert client.get(f"/famille/lecons/{lesson.pk}/").status_code == 404


def test_the_device_is_handed_over(client: Client) -> None:
    guardian, pupil = a_family()
    client.force_login(guardian.account)
    assert client.post(f"/famille/enfants/{pupil.pk}/passer/").headers["Location"] == "/eleve/"
    assert client.get("/carte/").wsgi_request.user == pupil.account
    assert client.get("/famille/").status_code == 404  # the child does not come back to the parent's pages


def test_a_link_hands_nothing_over(client: Client) -> None:
    guardian, pupil = a_family()
    client.force_login(guardian.account)
    for act in ("passer", "nouvelle-carte"):
        assert client.get(f"/famille/enfants/{pupil.pk}/{act}/").status_code == 405


def test_the_card_is_a_pdf_and_a_new_one_is_another(client: Client) -> None:
    guardian, pupil = a_family()
    client.force_login(guardian.account)
    answer = client.get(f"/famille/enfants/{pupil.pk}/carte.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    before = queries.card_of(pupil)
    shown = client.get(f"/famille/enfants/{pupil.pk}/").content.decode()
    lost = dict(re.findall(r'name="(lost)" value="(\d+)"', shown))
    client.post(f"/famille/enfants/{pupil.pk}/nouvelle-carte/", lost)
    printed = queries.card_of(pupil)
    assert printed != before
    for stale in (lost, {}):
        again = client.post(f"/famille/enfants/{pupil.pk}/nouvelle-carte/", stale, follow=True)
        assert "a déjà été refaite" in again.content.decode(), "on another device, or at the desk"
        assert queries.card_of(pupil) == printed


def test_a_child_is_changed_and_added(client: Client) -> None:
    guardian, pupil = a_family()
    client.force_login(guardian.account)
    client.post(f"/famille/enfants/{pupil.pk}/", {"first_name": "Inès-Lou", "level": "3E", "school": ""})
    pupil.refresh_from_db()
    assert (pupil.first_name, pupil.level, pupil.account.name) == ("Inès-Lou", "3E", "Inès-Lou")
    client.post("/famille/enfants/ajouter/", {"first_name": "Sami", "level": "CE1"})
    assert [child.first_name for child in queries.children_of(guardian)] == ["Inès-Lou", "Sami"]


@pytest.mark.django_db(databases=["default", "rooms"], transaction=True)
def test_an_alert_reaches_the_team_and_says_so(client: Client) -> None:
    guardian, pupil = a_family()
    lesson = a_lesson(pupil)
    client.force_login(guardian.account)
    empty = client.post("/famille/signaler/", {"text": "  "})
    assert "même en une ligne" in empty.content.decode()
    sent = client.post("/famille/signaler/", {"text": f"Je m’inquiète {XSS}", "lecon": str(lesson.pk)})
    assert "C’est envoyé" in sent.content.decode()
    team, family = mail.outbox[-2:]
    assert str(lesson.pk) in team.body
    assert team.reply_to == [guardian.account.email]
    assert family.to == [guardian.account.email]
    assert "119" in family.body


def test_an_unfinished_family_goes_on_where_it_was(client: Client) -> None:
    guardian = make_guardian(accepts=False)
    client.force_login(guardian.account)
    assert client.get("/famille/").headers["Location"] == "/inscription/"
    code = sponsors.issue_code(sponsor=make_sponsor(now=timezone.now()), ceiling=5, now=timezone.now())
    sponsors.redeem(typed=code.code, guardian=guardian, now=timezone.now())
    assert client.get("/famille/").headers["Location"] == "/inscription/accords/"
    people.accept(guardian=guardian, kinds=[text.kind for text in CONSENTS], now=timezone.now())
    assert client.get("/famille/").headers["Location"] == "/inscription/enfants/"
    sponsors.enrol_child(guardian=guardian, first_name="Inès", level="4E", now=timezone.now())
    assert client.get("/famille/").status_code == 200


def test_the_card_is_at_hand_before_the_first_lesson_and_after(client: Client) -> None:
    guardian, pupil = a_family()
    client.force_login(guardian.account)
    link = f'href="/famille/enfants/{pupil.pk}/carte.pdf"'
    before = client.get("/famille/").content.decode()
    assert link in before
    assert "Pas encore de leçon." in before
    a_lesson(pupil)
    assert link in client.get("/famille/").content.decode()


def test_a_teacher_s_name_is_not_cut_after_mme(client: Client) -> None:
    guardian, pupil = a_family()
    lesson = a_lesson(pupil)
    Account.objects.filter(pk=lesson.teacher.account_id).update(name="Mme Lefèvre")
    client.force_login(guardian.account)
    for page in ("/famille/", f"/famille/lecons/{lesson.pk}/"):
        assert "avec Mme\u00a0Lefèvre" in client.get(page).content.decode()
    client.force_login(pupil.account)
    for page in ("/eleve/", f"/eleve/lecons/{lesson.pk}/"):
        assert "avec Mme\u00a0Lefèvre" in client.get(page).content.decode()


def test_a_family_whose_address_refuses_letters_reads_it_until_it_has_another() -> None:
    guardian, _ = a_family()
    client, told = Client(), "Nos lettres ne vous parviennent pas"
    client.force_login(guardian.account)
    home = client.get("/famille/")
    assert (home.status_code, told in home.content.decode()) == (200, False)
    note_refused(account_id=guardian.account_id, email=str(guardian.account.email), now=timezone.now())
    page = client.get("/famille/").content.decode()
    for words in (told, str(guardian.account.email), reverse("account_email")):
        assert words in page
    assert json.loads(client.get("/famille/donnees/export.json").content)["compte"]["adresse qui refuse depuis"]
    Account.objects.filter(pk=guardian.account_id).update(email="nouvelle@example.org")
    assert told not in client.get("/famille/").content.decode()
