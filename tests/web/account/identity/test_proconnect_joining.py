"""Whom ProConnect says to be of the organisation asks its team: nothing is given for it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from declic.config.listeners import connect
from declic.people.models import Account
from declic.sponsors.actions import invite_officer
from declic.sponsors.models import JoinRequest, Officer, OfficerInvitation, Sponsor
from declic.sponsors.queries import invitation_secret
from declic.sponsors.rules.invitations import LASTS
from declic.sponsors.rules.officers import OfficerRole
from tests.web.account.identity.by_proconnect import (
    ARRIVAL,
    clichy,
    comes_in,
    is_in,
    letter_s_link,
    linked,
    officer,
    running,
    there,
)
from tests.web.account.identity.provider import Provider
from tests.web.clients import signed_in
from tests.web.second_factor import proved_twice
from tests.world import make_officer, make_operator, make_sponsor

__all__ = ["clichy", "officer", "running", "there"]

pytestmark = [pytest.mark.django_db, pytest.mark.services]


def test_who_was_taken_out_of_the_team_asks_again(client: Client, there: Provider, officer: Officer) -> None:
    linked(officer)
    officer.delete()
    assert comes_in(client, there) == ARRIVAL
    assert not is_in(client)
    assert "Personne ne vous a encore invité" in client.get(ARRIVAL).content.decode()


def test_being_of_the_organisation_gives_no_right_until_a_manager_says_so(
    client: Client,
    there: Provider,
    officer: Officer,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]],
) -> None:
    connect()
    assert comes_in(client, there, "nobody") == ARRIVAL
    assert not Account.objects.filter(email="alix.nord@clichy.example").exists()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(ARRIVAL)
        client.post(ARRIVAL)
    assert [one.to for one in mail.outbox] == [["camille.roche@clichy.example"]], "told once"
    asked = JoinRequest.objects.get()
    assert not Account.objects.filter(email=asked.email).exists()

    manager = signed_in(officer.account)
    assert "Alix Nord demande un accès" in manager.get("/partenaire/equipe/").content.decode()
    manager.post(f"/partenaire/equipe/demandes/{asked.pk}/", {"do": "accept", "role": "reader"})
    assert not Account.objects.filter(email=asked.email).exists(), "ProConnect does not promise they read it"
    invitation = OfficerInvitation.objects.get(email=asked.email)
    chosen = {"name": "Alix Nord", "password1": "une phrase assez longue"}
    Client().post(reverse("account:invitation", args=[invitation_secret(invitation)]), chosen)
    made = Officer.objects.get(account__email="alix.nord@clichy.example")
    assert (made.sponsor, made.role) == (officer.sponsor, "reader")
    assert not JoinRequest.objects.exists()
    assert comes_in(client, there, "nobody") == ARRIVAL
    client.post(ARRIVAL)
    client.post(letter_s_link())
    assert comes_in(client, there, "nobody") == "/entrer/"


def test_the_first_manager_who_answers_late_is_found_by_the_team(
    client: Client, there: Provider, clichy: Sponsor
) -> None:
    operator = make_operator()
    long_ago = timezone.now() - LASTS - timedelta(days=1)
    invite_officer(sponsor=clichy, email="alix.nord@clichy.example", name="Alix Nord", now=long_ago, by=operator)
    comes_in(client, there, "nobody")
    assert "Ses responsables" not in client.get(ARRIVAL).content.decode()
    assert "l’équipe Déclic la reçoit" in client.post(ARRIVAL).content.decode()
    team, address = proved_twice(operator), f"/regie/partenaires/{clichy.pk}/"
    assert "</b> demande un accès" in team.get(address).content.decode()
    said = {"do": "officer", "name": "Alix Nord", "email": "alix.nord@clichy.example", "role": "manager"}
    assert team.post(address, said).status_code == 302
    assert not JoinRequest.objects.exists()
    assert OfficerInvitation.objects.get().until > timezone.now()


def test_the_team_refuses_a_request(client: Client, there: Provider, clichy: Sponsor) -> None:
    comes_in(client, there, "nobody")
    client.post(ARRIVAL)
    team, asked = proved_twice(make_operator()), JoinRequest.objects.get()
    for _ in range(2):
        team.post(f"/regie/partenaires/{clichy.pk}/", {"do": "decline", "asked": asked.pk})
    assert not JoinRequest.objects.exists()


def test_whoever_is_invited_already_is_led_to_their_letter(client: Client, there: Provider, officer: Officer) -> None:
    invite_officer(
        sponsor=officer.sponsor,
        email="alix.nord@clichy.example",
        name="Alix Nord",
        now=timezone.now(),
        by=officer.account,
    )
    comes_in(client, there, "nobody")
    assert "Vous êtes déjà invité(e)" in client.get(ARRIVAL).content.decode()
    assert "Vous êtes déjà invité(e)" in client.post(ARRIVAL).content.decode()
    assert not JoinRequest.objects.exists()


def test_a_manager_of_another_sponsor_or_an_agent_answers_no_request(
    client: Client, there: Provider, officer: Officer
) -> None:
    comes_in(client, there, "nobody")
    client.post(ARRIVAL)
    address = f"/partenaire/equipe/demandes/{JoinRequest.objects.get().pk}/"
    for other in (make_officer(make_sponsor()), make_officer(officer.sponsor, OfficerRole.ENROLLER)):
        assert signed_in(other.account).post(address, {"do": "accept", "role": "manager"}).status_code == 404
    signed_in(officer.account).post(address, {"do": "decline"})
    assert not JoinRequest.objects.exists()
    assert not Account.objects.filter(email="alix.nord@clichy.example").exists()


def test_an_organisation_that_is_no_sponsor_leaves_nothing_behind(
    client: Client, there: Provider, clichy: Sponsor
) -> None:
    comes_in(client, there, "unknown")
    assert "pas encore partenaire" in client.get(ARRIVAL).content.decode()
    client.post(ARRIVAL)
    assert not JoinRequest.objects.exists()
    assert not Account.objects.filter(email__contains="ailleurs").exists()
