"""An address given at the desk is told on the children's pages, where it can be taken back."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import cast

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from declic.journal.models import Fact
from declic.notices.post import team
from declic.people.models import HeldAddress, Pupil, SchoolIdentity
from declic.sponsors.actions import Child, give_address_at_desk, issue_code, register_at_desk
from declic.sponsors.models import DeskFamily, Officer
from declic.sponsors.rules.officers import OfficerRole
from tests.web.clients import signed_in
from tests.web.second_factor import proved_twice
from tests.world import make_account, make_officer, make_operator, make_pupil, make_sponsor

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


PASSWORD = "une phrase assez longue"


def came_in(family: DeskFamily) -> Client:
    """Whoever reads the address chose a password by its letter, and is on the family's page."""
    account = family.guardian.account
    account.refresh_from_db()
    account.set_password(PASSWORD)
    account.save()
    client = Client()
    assert client.login(email="quelquun@example.org", password=PASSWORD)
    assert client.get("/famille/").status_code == 200
    return client


Kept = Callable[..., AbstractContextManager[object]]


@pytest.fixture
def kept(django_capture_on_commit_callbacks: Kept) -> Kept:
    """Letters leave once what they are about is kept."""
    return django_capture_on_commit_callbacks


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def denied(family: DeskFamily) -> str:
    child = signed_in(children(family)[1].account)
    return child.post("/eleve/adresse/", follow=True).content.decode()


def proved(email: str, reference: str) -> HttpResponse:
    return cast("HttpResponse", Client().post("/adresse-suspendue/", {"email": email, "reference": reference}))


def test_an_address_nobody_came_in_by_is_taken_back(addressed: DeskFamily, kept: Kept) -> None:
    with kept(execute=True):
        assert "L’adresse est retirée" in denied(addressed)
    account = addressed.guardian.account
    account.refresh_from_db()
    assert (account.email, account.has_usable_password()) == (None, False)
    assert not EmailAddress.objects.filter(user=account).exists()
    assert Fact.objects.filter(name="AddressTakenBack").count() == 1
    assert signed_in(children(addressed)[1].account).post("/eleve/adresse/")["Location"] == "/eleve/"
    assert (
        Fact.objects.filter(name="AddressTakenBack").count() == Fact.objects.filter(name="ConcernRaised").count() == 1
    )
    (letter,) = mail.outbox
    assert "n’est pas celle de la famille" in letter.body, "the team is told, though the parent has no address"


def test_one_somebody_came_in_by_is_stopped_at_once_and_held(addressed: DeskFamily, kept: Kept) -> None:
    reader = came_in(addressed)
    Authenticator.objects.create(user=addressed.guardian.account, type=Authenticator.Type.WEBAUTHN, data={})
    with kept(execute=True):
        page = denied(addressed)
    assert "L’adresse est suspendue" in page
    assert "q•••@example.org" in page
    account = addressed.guardian.account
    account.refresh_from_db()
    assert (account.email, account.has_usable_password()) == (None, False)
    assert reader.get("/famille/").status_code == 302
    assert not Client().login(email="quelquun@example.org", password=PASSWORD)
    assert not Authenticator.objects.filter(user=account).exists(), "a passkey would open"
    assert "suspendue" in signed_in(children(addressed)[0].account).get("/eleve/").content.decode()
    letters = {letter.to[0]: letter.body for letter in mail.outbox}
    assert "/adresse-suspendue/" in letters["quelquun@example.org"]
    assert not any(child.first_name in letters["quelquun@example.org"] for child in children(addressed))
    assert any("Adresses suspendues" in text for text in letters.values())
    assert Fact.objects.filter(name="AddressHeld").count() == 1
    denied(addressed)
    assert Fact.objects.filter(name="AddressHeld").count() == 1


def test_who_knows_its_password_is_led_to_why(addressed: DeskFamily) -> None:
    came_in(addressed)
    denied(addressed)
    said = {"login": "quelquun@example.org", "password": PASSWORD}
    assert Client().post("/compte/login/", said)["Location"] == "/adresse-suspendue/"
    assert Client().post("/compte/login/", {**said, "password": "autre chose"}).status_code == 200


def test_the_paper_of_the_desk_gives_it_back_once_and_then_the_team_decides(addressed: DeskFamily) -> None:
    came_in(addressed)
    denied(addressed)
    wrong = proved("quelquun@example.org", "AAAAAAAAAA")
    unknown = proved("personne@example.org", addressed.reference)
    for answer in (wrong, unknown):
        assert (answer.status_code, "ne vont pas ensemble" in answer.content.decode()) == (422, True)
    assert proved("Quelquun@example.org ", addressed.reference.lower())["Location"] == "/compte/login/"
    assert Client().login(email="quelquun@example.org", password=PASSWORD)
    assert EmailAddress.objects.filter(user=addressed.guardian.account, verified=True, primary=True).count() == 1
    page = signed_in(children(addressed)[1].account).get("/eleve/adresse/").content.decode()
    assert "Elle avait été suspendue" in page, "the household hears of it, and may say no again"
    denied(addressed)
    again = proved("quelquun@example.org", addressed.reference)
    assert again.status_code == 422
    assert "l’équipe regarde" in again.content.decode()
    assert not Client().login(email="quelquun@example.org", password=PASSWORD)


def test_a_child_shuts_no_officer_out_of_their_work_and_the_team_is_told_once(
    addressed: DeskFamily, kept: Kept
) -> None:
    reader, account = came_in(addressed), addressed.guardian.account
    Officer.objects.create(account=account, sponsor=addressed.sponsor, role=OfficerRole.MANAGER.value)
    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={})
    with kept(execute=True):
        page = denied(addressed)
        denied(addressed)
    assert "L’équipe de Déclic est prévenue" in page
    account.refresh_from_db()
    assert (account.email, account.has_usable_password()) == ("quelquun@example.org", True)
    assert Authenticator.objects.filter(user=account).count() == 1
    assert not HeldAddress.objects.exists()
    assert reader.get("/entrer/").status_code == 200
    told = [letter for letter in mail.outbox if letter.to == [team()]]
    assert ["travaille ici" in letter.body for letter in told] == [True]
    assert proved("quelquun@example.org", addressed.reference).status_code == 422, "nothing is to be given back"


def test_while_it_is_held_the_desk_gives_no_other(addressed: DeskFamily) -> None:
    came_in(addressed)
    denied(addressed)
    officer = make_officer(addressed.sponsor, OfficerRole.ENROLLER)
    give_address_at_desk(family=addressed, officer=officer, email="autre@example.org", now=timezone.now())
    addressed.guardian.account.refresh_from_db()
    assert addressed.guardian.account.email is None


@pytest.mark.parametrize("is_theirs", [True, False])
def test_the_team_decides_whose_it_is(addressed: DeskFamily, *, is_theirs: bool) -> None:
    came_in(addressed)
    denied(addressed)
    operator = make_operator()
    page, held = "/admin/people/heldaddress/", HeldAddress.objects.get()
    said = {"action": "give_back" if is_theirs else "let_go", "_selected_action": [held.pk]}
    assert proved_twice(operator).post(page, said).status_code == 302
    assert not HeldAddress.objects.exists()
    assert Client().login(email="quelquun@example.org", password=PASSWORD) is is_theirs
    assert Fact.objects.filter(name="AddressGivenBack" if is_theirs else "AddressTakenBack").count() == 1


def test_an_address_another_account_has_since_is_not_given_back(addressed: DeskFamily) -> None:
    came_in(addressed)
    denied(addressed)
    make_account("Une autre", email="quelquun@example.org")
    assert "Un autre compte" in proved("quelquun@example.org", addressed.reference).content.decode()
    assert HeldAddress.objects.exists()


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
