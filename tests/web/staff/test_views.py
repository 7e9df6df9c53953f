"""The operator's pages: the team only; partners, codes, officers and teachers from first name to first lesson."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import LazySettings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from declic.classroom.tickets import read_ticket
from declic.dispatch.actions import want
from declic.dispatch.models import OffDutyCall
from declic.ground.errors import Refusal
from declic.journal.models import Fact
from declic.people.actions.calls import agree_to_calls
from declic.people.models import Account, Teacher
from declic.reports.queries.board import board_of
from declic.sponsors.actions import accept_invitation, create_sponsor_authority
from declic.sponsors.models import Authority, Commune, Officer, Sponsor
from declic.sponsors.queries import invitation_secret
from tests.billing.world import bill_to
from tests.web.second_factor import SECRET, code_now, proved_twice
from tests.world import (
    NOW,
    get_lesson,
    later,
    make_account,
    make_guardian,
    make_help_request,
    make_lesson,
    make_officer,
    make_operator,
    make_pupil,
    make_sponsor,
    make_teacher,
)

pytestmark = pytest.mark.django_db
NASTY = "<script>alert(1)</script>"
LISTS = ("staff:board", "staff:sponsors", "staff:new_by_siret", "staff:teachers", "staff:new_teacher")
SIRET = "73282932000074"


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def operator() -> Client:
    return proved_twice(make_operator())


@pytest.fixture
def asnieres() -> Commune:
    return Commune.objects.create(
        insee="95026",
        name="Asnières-sur-Oise",
        department="95",
        region="11",
        academie="Versailles",
        postcodes="95270",
        population=3127,
        siren="219500261",
    )


def addresses() -> list[str]:
    sponsor, teacher = make_sponsor(), make_teacher()
    return [
        *(reverse(name) for name in LISTS),
        reverse("staff:sponsor", args=[sponsor.pk]),
        reverse("staff:teacher", args=[teacher.pk]),
        reverse("staff:skills", args=[teacher.pk]),
    ]


def test_only_the_team_opens_these_pages(operator: Client) -> None:
    everywhere = addresses()
    assert {operator.get(address).status_code for address in everywhere} == {200}
    others = [
        make_guardian().account,
        make_pupil().account,
        make_teacher().account,
        make_officer(make_sponsor()).account,
        make_account(),
    ]
    for account in others:
        client = signed_in(account)
        assert {client.get(address).status_code for address in everywhere} == {404}
        assert client.post(reverse("staff:ticket")).status_code == 404
    assert {Client().get(address).status_code for address in everywhere} == {302}
    assert Client().post(reverse("staff:ticket")).status_code == 302


def test_a_password_alone_opens_none_of_them() -> None:
    client, teacher = signed_in(make_operator()), make_teacher(approved=False)
    for address in addresses():
        led = client.get(address).headers["Location"]
        assert led == "/compte/second-controle/"
    acts = [reverse("staff:approve", args=[teacher.pk]), reverse("staff:ticket")]
    for address in acts:
        led = client.post(address).headers["Location"]
        assert led == "/compte/second-controle/"
    teacher.refresh_from_db()
    assert teacher.state == "candidate"


def test_the_demo_is_entered_by_one_click(settings: LazySettings) -> None:
    client = signed_in(make_operator())
    settings.DEMO = True
    assert {client.get(address).status_code for address in addresses()} == {200}
    assert client.post(reverse("staff:ticket")).json()["path"].startswith("/staff?ticket=")


def test_the_code_of_the_telephone_leads_back_to_the_page_asked_for() -> None:
    cache.clear()
    operator = make_operator()
    TOTP.activate(operator, SECRET)
    client, wanted = signed_in(operator), f"{reverse('staff:teachers')}?etat=tous"
    asked = client.get(wanted).headers["Location"]
    assert asked == f"/compte/2fa/reauthenticate/?{urlencode({'next': wanted})}"
    shown = client.post("/compte/2fa/reauthenticate/", {"code": code_now(), "next": wanted})
    assert shown.headers["Location"] == wanted
    assert client.get(wanted).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_activating_a_second_factor_is_showing_it_and_leads_back_too() -> None:
    cache.clear()
    operator, password = make_operator(), "une phrase facile"
    operator.set_password(password)
    operator.save()
    EmailAddress.objects.create(user=operator, email=operator.email, verified=True, primary=True)
    client, wanted = Client(), f"{reverse('staff:teachers')}?etat=tous"
    client.post(reverse("account_login"), {"login": operator.email, "password": password})
    assert "vous allez l’activer" in client.get(wanted, follow=True).content.decode()
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    page = client.get("/compte/2fa/totp/activate/", follow=True)
    again, _ = page.redirect_chain[-1]  # a second factor is not added on the word of an old session alone
    assert again.startswith("/compte/reauthenticate/")
    page = client.post(again, {"password": password, "next": page.context["redirect_field_value"]}, follow=True)
    (secret,) = re.findall(r'<b class="num long">(\w+)</b>', page.content.decode())
    codes = client.post("/compte/2fa/totp/activate/", {"code": code_now(secret)}, follow=True)
    assert f'href="{wanted}"' in codes.content.decode()
    assert client.get(wanted).status_code == 200


def test_only_the_team_acts() -> None:
    teacher, officer = make_teacher(approved=False), make_officer(make_sponsor())
    acts = [
        reverse("staff:approve", args=[teacher.pk]),
        reverse("staff:suspend", args=[teacher.pk]),
        reverse("staff:call", args=[teacher.pk]),
        reverse("staff:skills", args=[teacher.pk]),
        reverse("staff:dismiss", args=[officer.sponsor_id, officer.pk]),
        reverse("staff:sponsor", args=[officer.sponsor_id]),
    ]
    for account in (officer.account, teacher.account, make_guardian().account):
        client = signed_in(account)
        assert {client.post(address).status_code for address in acts} == {404}
    teacher.refresh_from_db()
    assert teacher.state == "candidate"
    assert Officer.objects.filter(pk=officer.pk).exists()


def test_the_ticket_opens_the_board_and_nothing_else(operator: Client) -> None:
    answer = operator.post(reverse("staff:ticket")).json()
    given = read_ticket(answer["ticket"], now=0)
    assert (given.k, given.s, given.a) == ("staff", "", ["watch"])
    assert answer["path"].startswith("/staff?ticket=")
    assert operator.get(reverse("staff:ticket")).status_code == 405


# -- partners ---------------------------------------------------------------------------------------------------------
def test_a_commune_is_found_shown_and_created(operator: Client, asnieres: Commune) -> None:
    page = operator.get(reverse("staff:sponsors"), {"q": "asniere oise"}).content.decode()
    assert "Asnières-sur-Oise" in page
    choose = reverse("staff:new_commune", args=[asnieres.pk])
    assert choose in page
    shown = operator.get(choose).content.decode()
    assert all(known in shown for known in ("95026", "219500261", "Versailles", "zone C"))
    assert not Sponsor.objects.exists()
    assert operator.post(choose).status_code == 302
    sponsor = Sponsor.objects.get()
    assert (sponsor.commune_id, sponsor.siren, sponsor.zone) == ("95026", "219500261", "C")
    assert operator.post(choose).status_code == 409
    assert Sponsor.objects.count() == 1


def test_a_commune_whose_siren_another_bears_is_refused_on_its_page(operator: Client, asnieres: Commune) -> None:
    Authority.objects.create(code="95", kind="department", name="Val-d’Oise", department="95", academie="Versailles")
    department = create_sponsor_authority(code="95", now=NOW)
    noted = operator.post(reverse("staff:sponsor", args=[department.pk]), {"do": "number", "number": asnieres.siren})
    assert noted.status_code == 302
    refused = operator.post(reverse("staff:new_commune", args=[asnieres.pk]))
    assert refused.status_code == 409
    assert "déjà celui d’un autre partenaire" in refused.content.decode()
    assert Sponsor.objects.get() == department


def test_an_establishment_that_moved_is_noted_on_its_page_and_a_second_one_is_asked_about(operator: Client) -> None:
    given = {"name": "CSE Horizon", "kind": "works_council", "siret": "35600000000048", "academie": "Lille"}
    assert operator.post(reverse("staff:new_by_siret"), given).status_code == 302
    sponsor = Sponsor.objects.get()
    bill_to(sponsor, siret=sponsor.siret)
    asked = operator.post(reverse("staff:new_by_siret"), {**given, "siret": "35600000049837"})
    assert asked.status_code == 422
    assert 'name="another"' in asked.content.decode()
    page = reverse("staff:sponsor", args=[sponsor.pk])
    assert "a déménagé" in operator.get(page).content.decode()
    assert operator.post(page, {"do": "moved", "siret": "73282932000074"}).status_code == 422
    assert operator.post(page, {"do": "moved", "siret": "35600000049837"}).status_code == 302
    sponsor.refresh_from_db()
    assert (sponsor.siret, sponsor.billing.siret) == ("35600000049837", "35600000049837")


@pytest.mark.parametrize("siret", ["73282932000075", "123", "", "abcdefghijklmn", NASTY])
def test_a_wrong_siret_is_explained_in_french(siret: str, operator: Client) -> None:
    answer = operator.post(
        reverse("staff:new_by_siret"),
        {"name": "CSE Horizon", "kind": "works_council", "siret": siret, "academie": "Lille"},
    )
    assert answer.status_code == 422
    assert NASTY not in answer.content.decode()
    assert not Sponsor.objects.exists()


def test_a_works_council_is_created_once(operator: Client) -> None:
    given = {"name": NASTY, "kind": "works_council", "siret": "732 829 320 00074", "academie": "Lille"}
    assert operator.post(reverse("staff:new_by_siret"), given).status_code == 302
    sponsor = Sponsor.objects.get()
    assert (sponsor.siret, sponsor.siren, sponsor.zone) == (SIRET, SIRET[:9], "B")
    again = operator.post(reverse("staff:new_by_siret"), given)
    assert again.status_code == 422
    assert "déjà ce numéro SIRET" in again.content.decode()
    for page in (reverse("staff:sponsors"), reverse("staff:sponsor", args=[sponsor.pk])):
        assert NASTY not in operator.get(page).content.decode()


def test_a_partner_gets_an_agreement_a_code_and_an_officer(
    operator: Client, django_capture_on_commit_callbacks
) -> None:
    sponsor = make_sponsor(agreement=False)
    page = reverse("staff:sponsor", args=[sponsor.pk])
    agreed = {"starts_on": "2026-09-01", "ends_on": "2027-08-31", "model": "flat", "price": "8000"}
    assert operator.post(reverse("staff:new_agreement", args=[sponsor.pk]), agreed).status_code == 302
    assert str(sponsor.agreements.get().ends_on) == "2027-08-31"
    school = {"do": "code", "scope": "school", "label": "Jules-Ferry", "ceiling": "20"}
    assert operator.post(page, school | {"label": ""}).status_code == 422, "a school has a name"
    assert operator.post(page, school).status_code == 302
    assert operator.post(page, school | {"scope": "all"}).status_code == 302
    assert {code.place for code in sponsor.codes.all()} == {"Jules-Ferry", ""}
    sponsor.codes.all().delete()
    assert operator.post(page, {"do": "code", "label": "", "ceiling": "20"}).status_code == 302
    assert sponsor.codes.get().ceiling == 20
    with django_capture_on_commit_callbacks(execute=True):
        invited = {"do": "officer", "name": "Anne Morel", "email": "Anne.Morel@mairie.example", "role": "reader"}
        assert operator.post(page, invited).status_code == 302
    assert sponsor.invitations.get().email == "anne.morel@mairie.example"
    assert not Account.objects.filter(email="anne.morel@mairie.example").exists()
    assert not sponsor.officers.exists()
    assert sponsor.name in mail.outbox[0].body


def test_an_invited_officer_chooses_a_password_and_comes_in(
    operator: Client, django_capture_on_commit_callbacks
) -> None:
    sponsor = make_sponsor()
    with django_capture_on_commit_callbacks(execute=True):
        invited = {"do": "officer", "name": "Anne Morel", "email": "anne@mairie.example", "role": "manager"}
        operator.post(reverse("staff:sponsor", args=[sponsor.pk]), invited)
    (link,) = re.findall(r"https?://[^/\s]+(/invitation/\S+)", mail.outbox[0].body)
    visitor = Client()
    assert visitor.get(link).status_code == 200
    secret = "une-phrase-longue-9"
    sent = visitor.post(link, {"name": "Anne Morel", "password1": secret})
    assert sent.status_code == 302
    visitor = Client()
    visitor.post(reverse("account_login"), {"login": "anne@mairie.example", "password": secret})
    assert visitor.get(reverse("sponsor:home")).status_code == 200


def test_an_agreement_that_ends_before_it_begins_is_refused(operator: Client) -> None:
    sponsor = make_sponsor(agreement=False)
    agreed = {"starts_on": "2027-09-01", "ends_on": "2026-08-31", "model": "flat", "price": "8000"}
    answer = operator.post(reverse("staff:new_agreement", args=[sponsor.pk]), agreed)
    assert answer.status_code == 422
    assert "finit avant de commencer" in answer.content.decode()
    assert not sponsor.agreements.exists()


def test_an_officer_is_never_moved_to_another_partner_by_an_invitation(operator: Client) -> None:
    held = make_officer(make_sponsor())
    other = make_sponsor()
    invited = {"do": "officer", "name": "X", "email": held.account.email, "role": "reader"}
    assert operator.post(reverse("staff:sponsor", args=[other.pk]), invited).status_code == 302
    secret = invitation_secret(other.invitations.get())
    with pytest.raises(Refusal, match="déjà un autre partenaire"):
        accept_invitation(secret=secret, account=held.account, now=timezone.now())
    held.refresh_from_db()
    assert held.sponsor_id != other.pk


def test_codes_and_officers_are_taken_back(operator: Client) -> None:
    officer = make_officer(make_sponsor())
    page = reverse("staff:sponsor", args=[officer.sponsor_id])
    operator.post(page, {"do": "code", "label": "", "ceiling": "20"})
    code = officer.sponsor.codes.get()
    assert operator.post(reverse("staff:revoke_code", args=[officer.sponsor_id, code.pk])).status_code == 302
    code.refresh_from_db()
    assert code.revoked_at is not None
    assert operator.post(reverse("staff:dismiss", args=[officer.sponsor_id, officer.pk])).status_code == 302
    assert not Officer.objects.filter(pk=officer.pk).exists()
    assert Fact.objects.filter(name="OfficerDismissed").exists()


# -- teachers ---------------------------------------------------------------------------------------------------------
def test_those_who_may_come_for_a_subject_are_listed_the_nearest_first(operator: Client) -> None:
    now = timezone.now()
    rested, waits = make_teacher([("MAT", "4E"), ("MAT", "3E")], name="Ana Repos"), make_teacher(name="Zoé Libre")
    want(teacher_account_id=waits.account_id, state="free", now=now)
    make_teacher([("ANG", "4E")], name="Bob Anglais")
    make_teacher(name="Cléo Candidate", approved=False)
    past = make_teacher(name="Dora Expirée")
    Teacher.objects.filter(pk=past.pk).update(authorised_until=now.date() - timedelta(days=2))
    page = operator.get(reverse("staff:teachers"), {"matiere": "MAT"}).content.decode()
    assert "Maths\u00a0: 2\u00a0professeurs, 1\u00a0libre." in page
    assert page.index("Zoé Libre") < page.index("Ana Repos")
    assert f"mailto:{rested.account.email}" in page
    assert "pas de service" in page
    assert not any(name in page for name in ("Bob Anglais", "Cléo Candidate", "Dora Expirée"))
    assert "aucun professeur agréé" in operator.get(reverse("staff:teachers"), {"matiere": "LAT"}).content.decode()
    assert "Bob Anglais" in operator.get(reverse("staff:teachers"), {"matiere": NASTY, "etat": "tous"}).content.decode()


def test_a_teacher_is_invited_checked_given_skills_and_approved(
    operator: Client, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        given = {"name": "Mme Lefèvre", "email": "lefevre@ac-versailles.example", "position": ""}
        assert operator.post(reverse("staff:new_teacher"), given).status_code == 302
    teacher = Teacher.objects.get()
    assert "professeurs" in mail.outbox[0].subject
    file, approve = reverse("staff:teacher", args=[teacher.pk]), reverse("staff:approve", args=[teacher.pk])

    assert operator.post(approve).status_code == 409, "no approval before the checks"
    checks = {"position": "", "record_asked_on": "2026-09-01", "record_answered_on": "2026-09-20"}
    assert operator.post(file, {**checks, "authorised_until": "2027-08-31"}).status_code == 302
    skills = reverse("staff:skills", args=[teacher.pk])
    assert operator.post(skills, {"pair": ["MAT 4E", "MAT 3E", "PC 3E"]}).status_code == 302
    assert set(teacher.skills.values_list("subject", "level")) == {("MAT", "4E"), ("MAT", "3E"), ("PC", "3E")}
    assert operator.post(approve).status_code == 302
    teacher.refresh_from_db()
    assert (teacher.state, teacher.approved_by.name) == ("approved", "Régie")
    names = set(Fact.objects.values_list("name", flat=True))
    assert {"AdultInvited", "ChecksNoted", "SkillsSet", "TeacherApproved"} <= names

    assert operator.post(reverse("staff:suspend", args=[teacher.pk])).status_code == 302
    teacher.refresh_from_db()
    assert teacher.state == "suspended"


def test_somebody_off_duty_is_called_from_the_page_of_the_subject(operator: Client) -> None:
    agreed, silent = make_teacher(), make_teacher()
    agree_to_calls(teacher=agreed, phone="06 12 34 56 78", now=NOW)
    subject = reverse("staff:teachers") + "?matiere=MAT"
    call, other = (reverse("staff:call", args=[teacher.pk]) for teacher in (agreed, silent))
    page = operator.get(subject).content.decode()
    assert call in page
    assert other not in page
    said = operator.post(call, {"matiere": "MAT"}, follow=True)
    assert said.redirect_chain[-1][0] == subject
    assert "Personne n’attend" in said.content.decode()
    assert operator.post(call, {"matiere": "../"}, follow=True).status_code == 200
    make_help_request(now=NOW)
    with time_machine.travel(later(30), tick=False):
        said = operator.post(call, {"matiere": "MAT"}, follow=True)
    assert "reçoit un message" in said.content.decode()
    assert OffDutyCall.objects.get().teacher == agreed


def test_suspending_from_the_page_takes_the_lesson_back_and_writes_to_the_teacher(
    operator: Client, django_capture_on_commit_callbacks
) -> None:
    lesson = make_lesson()
    teacher = lesson.teacher
    warned = operator.get(reverse("staff:teacher", args=[teacher.pk])).content.decode()
    assert "s’arrête aussitôt" in warned
    address = reverse("staff:suspend", args=[teacher.pk])
    for stranger in (teacher.account, lesson.pupil.account, lesson.pupil.guardian.account):
        assert signed_in(stranger).post(address).status_code == 404
    assert get_lesson(lesson.pk).state == "running"
    with django_capture_on_commit_callbacks(execute=True):
        assert operator.post(address).status_code == 302
    assert get_lesson(lesson.pk).state == "lost"
    assert board_of(NOW).teachers == ()
    assert [letter.to for letter in mail.outbox] == [[teacher.account.email]]


def test_the_dates_say_what_they_are_needed_for(operator: Client) -> None:
    page = operator.get(reverse("staff:teacher", args=[make_teacher(approved=False).pk])).content.decode()
    for label in ("Bulletin n°\u00a02 demandé le", "Bulletin n°\u00a02 reçu le"):
        assert f'{label} <span class="soft">(pour agréer)</span>' in page
    assert 'Cumul autorisé jusqu’au <span class="soft">(facultatif)</span>' in page


def test_dates_that_cannot_be_are_explained(operator: Client) -> None:
    teacher = make_teacher(approved=False)
    file = reverse("staff:teacher", args=[teacher.pk])
    for dates in (
        {"record_asked_on": "2026-09-20", "record_answered_on": "2026-09-01"},
        {"record_answered_on": "2026-09-01"},
        {"record_asked_on": "2999-01-01"},
        {"record_asked_on": NASTY},
    ):
        assert operator.post(file, {"position": "", **dates}).status_code == 422


def test_a_pair_no_programme_holds_is_refused(operator: Client) -> None:
    teacher = make_teacher()
    before = set(teacher.skills.values_list("subject", "level"))
    for pair in ("PHI CP", "ZZZ 4E", NASTY):
        operator.post(reverse("staff:skills", args=[teacher.pk]), {"pair": [pair, "MAT 4E"]})
    assert set(teacher.skills.values_list("subject", "level")) == before


def test_names_that_are_markup_stay_text(operator: Client) -> None:
    teacher = make_teacher(name=NASTY)
    for name in ("staff:teacher", "staff:skills"):
        assert NASTY not in operator.get(reverse(name, args=[teacher.pk])).content.decode()
    assert NASTY not in operator.get(reverse("staff:teachers"), {"etat": "tous", "q": NASTY}).content.decode()
    assert NASTY not in operator.get(reverse("staff:sponsors"), {"q": NASTY}).content.decode()


def test_long_lists_come_page_by_page(operator: Client) -> None:
    for number in range(55):
        make_teacher(name=f"Prof {number:02}", skills=())
    first = operator.get(reverse("staff:teachers"), {"etat": "tous"}).content.decode()
    assert "Prof 49" in first
    assert "Prof 50" not in first
    assert "Prof 54" in operator.get(reverse("staff:teachers"), {"etat": "tous", "page": "2"}).content.decode()


def test_an_installation_that_is_new_says_so(operator: Client) -> None:
    assert "Pas encore de professeur" in operator.get(reverse("staff:teachers")).content.decode()
    asked = {"q": "Clichy"}
    assert "declic load-communes" in operator.get(reverse("staff:sponsors"), asked).content.decode()
    Commune.objects.create(insee="92024", name="Clichy", academie="Versailles", population=64_410)
    assert "declic load-communes" not in operator.get(reverse("staff:sponsors"), {"q": "zzzz"}).content.decode()


def test_the_siren_of_a_departement_is_given_by_the_operator(operator: Client) -> None:
    Authority.objects.create(code="2A", kind="department", name="Corse-du-Sud", department="2A", academie="Corse")
    sponsor = create_sponsor_authority(code="2A", now=timezone.now())
    page = reverse("staff:sponsor", args=[sponsor.pk])
    assert "Donner son SIREN" in operator.get(page).content.decode()
    wrong = operator.post(page, {"do": "number", "number": "200076959"})
    assert wrong.status_code == 422
    assert "n’est pas juste" in wrong.content.decode()
    assert operator.post(page, {"do": "number", "number": "200 076 958"}).status_code == 302
    assert "SIREN 200076958" in operator.get(page).content.decode()
    assert "Corse-du-Sud (département)" in operator.get(reverse("staff:sponsors"), {"q": "2a"}).content.decode()
    council = operator.get(reverse("staff:sponsor", args=[make_sponsor().pk])).content.decode()
    assert 'name="number"' not in council
