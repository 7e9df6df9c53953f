"""Partners on the operator’s pages: found in the official list, with their agreement, codes and officers."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from declic.ground.errors import Refusal
from declic.journal.models import Fact
from declic.people.models import Account
from declic.sponsors.actions import accept_invitation, create_sponsor_authority
from declic.sponsors.models import Authority, Commune, Officer, Sponsor
from declic.sponsors.queries import invitation_secret
from tests.billing.world import bill_to
from tests.world import (
    NOW,
    make_officer,
    make_sponsor,
)

pytestmark = pytest.mark.django_db
NASTY = "<script>alert(1)</script>"
SIRET = "73282932000074"


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
