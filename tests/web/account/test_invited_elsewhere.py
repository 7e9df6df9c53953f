"""Whoever is invited into a team has another place of the service already: none is opened or taken by it."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.conf import LazySettings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from declic.ground.errors import Refusal
from declic.journal.models import Fact
from declic.people.actions import choose_password
from declic.people.models import Guardian
from declic.safeguarding.actions import disown_address
from declic.sponsors.actions import Child, give_address_at_desk, issue_code, register_at_desk
from declic.sponsors.models import DeskFamily, Officer
from declic.sponsors.rules.officers import OfficerRole
from tests.web.account.inviting import NEW, SECRET, Invites, _nobody_tried_yet, invites, manager, with_password
from tests.web.clients import signed_in
from tests.world import (
    make_officer,
    make_operator,
    make_sponsor,
    make_teacher,
)

__all__ = ["_nobody_tried_yet", "invites", "manager"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def family(django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]) -> DeskFamily:
    """Registered at another town hall, where its address was typed wrong; its letter has left."""
    now = timezone.now()
    agent = make_officer(make_sponsor("Asnières", now=now), OfficerRole.ENROLLER)
    code = issue_code(sponsor=agent.sponsor, ceiling=2, now=now)
    children, accepted = [Child("Inès", "4E")], ("guardian", "rules", "data")
    with django_capture_on_commit_callbacks(execute=True):
        made = register_at_desk(officer=agent, code=code, name="Ba", children=children, accepted=accepted, now=now)
        give_address_at_desk(family=made, officer=agent, email=NEW, now=now)
    return made


def test_an_invitation_opens_no_family_s_account(manager: Officer, invites: Invites, family: DeskFamily) -> None:
    link, visitor = invites(manager), Client()
    page = visitor.get(link).content.decode().replace("\u00a0", " ")
    assert f"un compte famille, au nom de <b>{family.guardian.account.name}</b>" in page
    assert "noté par l’accueil : Asnières" in page
    assert 'type="password"' not in page
    visitor.post(link, {"password1": SECRET})
    assert visitor.get("/famille/").status_code == 302
    family.guardian.account.refresh_from_db()
    assert not family.guardian.account.has_usable_password()
    with pytest.raises(Refusal, match="déjà un compte"):
        choose_password(account=family.guardian.account, password=SECRET)


def test_the_family_s_own_letter_opens_it_and_the_parent_then_accepts(
    manager: Officer, invites: Invites, family: DeskFamily, django_capture_on_commit_callbacks
) -> None:
    link, visitor = invites(manager), Client()
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        answers = [visitor.post(link, {"do": "letter"}).headers["Location"] for _ in range(5)]
    assert set(answers) == {link}
    assert {(one.subject, *one.to) for one in mail.outbox} == {("Votre adresse pour Déclic", NEW)}
    assert Fact.objects.filter(name="AdultInvited", actor_id=None).count() == 3, "an address is not written to for ever"
    with_password(family.guardian.account)
    assert f"/compte/login/?next={link}" in visitor.get(link).content.decode()
    there = signed_in(family.guardian.account)
    assert "Votre espace famille ne change pas" in there.get(link).content.decode()
    there.post(link, {"do": "accept"})
    assert Officer.objects.get(account=family.guardian.account).sponsor == manager.sponsor


def test_whoever_is_not_that_parent_frees_the_address_and_makes_an_account_of_their_own(
    manager: Officer, invites: Invites, family: DeskFamily
) -> None:
    link, visitor = invites(manager), Client()
    assert visitor.post(link, {"do": "not_mine"}).headers["Location"] == link
    family.guardian.account.refresh_from_db()
    assert family.guardian.account.email is None
    told = Fact.objects.get(name="ConcernRaised")
    assert "dit la personne qui la lit" in told.data["text"]
    visitor.post(link, {"name": "Samira Benali", "password1": SECRET})
    officer = Officer.objects.get(account__email=NEW)
    assert officer.account != family.guardian.account
    assert not Guardian.objects.filter(account=officer.account).exists()


def test_an_address_somebody_came_in_by_is_taken_from_no_family(
    manager: Officer, invites: Invites, family: DeskFamily
) -> None:
    link = invites(manager)
    signed_in(family.guardian.account)
    assert "/compte/login/" in Client().post(link, {"do": "not_mine"}).content.decode()
    with pytest.raises(Refusal, match="déjà un compte"):
        disown_address(family=DeskFamily.objects.get(), now=timezone.now())
    family.guardian.account.refresh_from_db()
    assert family.guardian.account.email == NEW


@pytest.mark.parametrize("who", ["teacher", "operator"])
def test_an_invitation_opens_no_teacher_s_nor_operator_s_account(manager: Officer, invites: Invites, who: str) -> None:
    known = make_teacher(name="Fatoumata Konaté").account if who == "teacher" else make_operator("Fatoumata Konaté")
    known.set_unusable_password()
    known.save()
    link, visitor = invites(manager, known.email or ""), Client()
    page = visitor.post(link, {"password1": SECRET}).content.decode()
    assert ("un compte de professeur" in page, "/compte/login/" in page) == (who == "teacher", who == "operator")
    known.refresh_from_db()
    assert not known.has_usable_password()


def test_a_parent_who_works_for_the_town_hall_is_offered_both_places_and_reads_the_family_s_as_any_parent(
    manager: Officer, settings: LazySettings
) -> None:
    family = Guardian.objects.create(account=manager.account)
    settings.SECOND_FACTOR = True
    client = signed_in(manager.account)
    page = client.get("/entrer/").content.decode()
    assert 'href="/entrer/?lieu=famille"' in page
    assert 'href="/partenaire/"' in page
    assert client.get("/famille/donnees/").status_code == 200
    assert client.get("/famille/").headers["Location"] == "/inscription/", "as any family without a code"
    assert client.get("/entrer/?lieu=famille").headers["Location"] == "/inscription/"
    second = reverse("account:second_factor")
    for held in ("/partenaire/", "/partenaire/equipe/", "/salle/00000000-0000-0000-0000-000000000000/"):
        assert client.get(held).headers["Location"] == second
    family.delete()
    assert client.get("/famille/").headers["Location"] == second, "without a family they are no parent's pages"
