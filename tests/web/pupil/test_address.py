"""An address given at the desk is told on the children's pages, where it can be taken back."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from declic.journal.models import Fact
from declic.people.models import Pupil, SchoolIdentity
from declic.sponsors.actions import Child, give_address_at_desk, issue_code, register_at_desk
from declic.sponsors.models import DeskFamily
from declic.sponsors.rules.officers import OfficerRole
from tests.web.pupil.people import signed_in
from tests.world import make_officer, make_pupil, make_sponsor

pytestmark = pytest.mark.django_db


@pytest.fixture
def family() -> DeskFamily:
    now = timezone.now()
    officer = make_officer(make_sponsor("Clichy", now=now), OfficerRole.ENROLLER)
    code = issue_code(sponsor=officer.sponsor, ceiling=2, now=now)
    children = [Child("Awa", "CP"), Child("Ibou", "6E")]
    accepted = ("guardian", "rules", "data")
    return register_at_desk(officer=officer, code=code, name="Ba", children=children, accepted=accepted, now=now)


@pytest.fixture
def addressed(family: DeskFamily) -> DeskFamily:
    officer = make_officer(family.sponsor, OfficerRole.ENROLLER)
    give_address_at_desk(family=family, officer=officer, email="quelquun@example.org", now=timezone.now())
    return family


def children(family: DeskFamily) -> list[Pupil]:
    return list(family.guardian.pupils.order_by("pk"))


def test_each_child_is_told_whom_to_show_the_page(family: DeskFamily, addressed: DeskFamily) -> None:
    for child in children(addressed):
        assert 'href="/eleve/adresse/"' in signed_in(child.account).get("/eleve/").content.decode()
    page = signed_in(children(family)[1].account).get("/eleve/adresse/").content.decode()
    assert "q•••@example.org" in page
    assert "quelquun" not in page


def test_nothing_is_told_without_an_address_nor_two_months_later(family: DeskFamily) -> None:
    older = children(family)[1]
    assert "/eleve/adresse/" not in signed_in(older.account).get("/eleve/").content.decode()
    assert signed_in(older.account).get("/eleve/adresse/")["Location"] == "/eleve/"
    then = timezone.now() - timedelta(days=61)
    give_address_at_desk(family=family, officer=make_officer(family.sponsor), email="x@example.org", now=then)
    assert "/eleve/adresse/" not in signed_in(older.account).get("/eleve/").content.decode()


def test_an_address_that_is_not_theirs_is_taken_back_and_who_came_by_it_is_out(addressed: DeskFamily) -> None:
    account = addressed.guardian.account
    account.set_password("une phrase assez longue")
    account.save()
    intruder = Client()
    assert intruder.login(email="quelquun@example.org", password="une phrase assez longue")
    assert intruder.get("/famille/").status_code == 200
    answer = signed_in(children(addressed)[1].account).post("/eleve/adresse/")
    assert "L’adresse est retirée" in answer.content.decode()
    account.refresh_from_db()
    assert (account.email, account.has_usable_password()) == (None, False)
    assert not EmailAddress.objects.filter(user=account).exists()
    assert intruder.get("/famille/").status_code == 302
    assert Fact.objects.filter(name="AddressTakenBack").count() == 1
    assert Fact.objects.filter(name="ConcernRaised").count() == 1
    assert signed_in(children(addressed)[1].account).post("/eleve/adresse/")["Location"] == "/eleve/"
    assert Fact.objects.filter(name="AddressTakenBack").count() == 1


def test_what_was_linked_by_it_opens_nothing_any_more(addressed: DeskFamily) -> None:
    account, (small, older) = addressed.guardian.account, children(addressed)
    before = addressed.addressed_at
    assert before is not None
    SchoolIdentity.objects.create(account=small.account, digest="a", at=before - timedelta(days=1))
    for linked in (account, older.account):
        SchoolIdentity.objects.create(account=linked, digest=str(linked.pk), at=before + timedelta(minutes=1))
    intruder = signed_in(older.account)
    assert intruder.get("/eleve/").status_code == 200
    signed_in(small.account).post("/eleve/adresse/")
    assert list(SchoolIdentity.objects.values_list("account", flat=True)) == [small.account_id]
    assert intruder.get("/eleve/").status_code == 302
    assert signed_in(small.account).get("/eleve/").status_code == 200


def test_another_family_s_child_takes_nothing_back(addressed: DeskFamily) -> None:
    stranger = make_pupil("6E", addressed.sponsor)
    assert signed_in(stranger.account).post("/eleve/adresse/")["Location"] == "/eleve/"
    addressed.guardian.account.refresh_from_db()
    assert addressed.guardian.account.email == "quelquun@example.org"
