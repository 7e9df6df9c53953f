"""Who invited writes again, takes back and decides since; nobody tries a list of addresses by it."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from declic.sponsors.actions.joining import ask_to_join
from declic.sponsors.models import Officer, OfficerInvitation
from declic.sponsors.rules.invitations import MOST
from declic.sponsors.rules.officers import OfficerRole
from tests.web.account.inviting import NEW, Invites, _nobody_tried_yet, invites, link_of_the_letter, manager, page_of
from tests.web.clients import signed_in
from tests.web.second_factor import proved_twice
from tests.world import (
    make_officer,
    make_operator,
    make_sponsor,
)

__all__ = ["_nobody_tried_yet", "invites", "manager"]

pytestmark = pytest.mark.django_db


def test_a_manager_tries_no_list_of_addresses(manager: Officer) -> None:
    client = signed_in(manager.account)
    said = {"name": "X", "role": "reader"}
    answers = [
        client.post(reverse("sponsor:team"), {**said, "email": f"a{i}@x.example"}).status_code for i in range(31)
    ]
    assert answers == [302] * 30 + [422]
    cache.clear()
    answers = [client.post(reverse("sponsor:team"), {**said, "email": "a0@x.example"}).status_code for _ in range(4)]
    assert answers == [302, 302, 302, 422], "one address is not written to for ever"
    colleague = signed_in(make_officer(manager.sponsor).account)
    cache.clear()
    for i in range(31, 31 + MOST - 30):
        assert colleague.post(reverse("sponsor:team"), {**said, "email": f"a{i}@x.example"}).status_code == 302
    full = colleague.post(reverse("sponsor:team"), {**said, "email": "more@x.example"})
    assert f"{MOST} invitations attendent déjà" in full.content.decode().replace("\u00a0", " ")


def test_who_invited_writes_again_and_takes_back(
    manager: Officer, invites: Invites, django_capture_on_commit_callbacks
) -> None:
    first = invites(manager)
    held, client = OfficerInvitation.objects.get(), signed_in(manager.account)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("sponsor:invite_again", args=[held.pk]))
    again = link_of_the_letter()
    assert (Client().get(first).status_code, Client().get(again).status_code) == (404, 200)
    elsewhere = signed_in(make_officer(make_sponsor()).account)
    for name in ("sponsor:invite_again", "sponsor:take_back"):
        assert elsewhere.post(reverse(name, args=[held.pk])).status_code == 404
    client.post(reverse("sponsor:take_back", args=[held.pk]))
    assert Client().get(again).status_code == 404
    assert "Samira" not in page_of(manager).partition("est retirée")[2]
    for name in ("sponsor:invite_again", "sponsor:take_back"):
        seen = client.post(reverse(name, args=[held.pk]), follow=True)
        assert (seen.status_code, "Cette invitation n’attend plus" in seen.content.decode()) == (200, True)
        assert elsewhere.post(reverse(name, args=[held.pk])).status_code == 404


def test_a_request_answered_twice_is_said_to_have_its_answer(manager: Officer) -> None:
    asked = ask_to_join(sponsor=manager.sponsor, email=NEW, name="Samira Benali", now=timezone.now())
    assert asked
    client, page = signed_in(manager.account), reverse("sponsor:answer_join", args=[asked.pk])
    client.post(page, {"do": "accept", "role": "reader"})
    seen = client.post(page, {"do": "accept", "role": "reader"}, follow=True)
    assert (seen.status_code, "Cette demande n’attend plus de réponse" in seen.content.decode()) == (200, True)
    assert signed_in(make_officer(make_sponsor()).account).post(page).status_code == 404
    assert client.post(reverse("sponsor:answer_join", args=[asked.pk + 1])).status_code == 404


def test_the_operator_invites_writes_again_and_takes_back(manager: Officer, django_capture_on_commit_callbacks) -> None:
    operator, page = proved_twice(make_operator()), reverse("staff:sponsor", args=[manager.sponsor_id])
    said = {"do": "officer", "name": "Anne Morel", "email": NEW, "role": "manager"}
    with django_capture_on_commit_callbacks(execute=True):
        operator.post(page, said)
    assert "L’équipe Déclic vous invite" in mail.outbox[0].body
    held = OfficerInvitation.objects.get()
    assert "Anne Morel" in operator.get(page).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        operator.post(reverse("staff:invite_again", args=[manager.sponsor_id, held.pk]))
    assert len(mail.outbox) == 2
    operator.post(reverse("staff:take_back", args=[manager.sponsor_id, held.pk]))
    assert not OfficerInvitation.objects.exists()


def test_a_colleague_invited_again_is_written_to_and_has_the_role_once_they_accept(
    manager: Officer, invites: Invites
) -> None:
    reader = make_officer(manager.sponsor, OfficerRole.READER)
    link = invites(manager, reader.account.email or "", "manager")
    reader.refresh_from_db()
    assert reader.role == "reader"
    signed_in(reader.account).post(link, {"do": "accept"})
    reader.refresh_from_db()
    assert reader.role == "manager"
    reader.delete()
    link = invites(manager, manager.account.email or "", "reader")
    assert signed_in(manager.account).post(link, {"do": "accept"}).status_code == 409, "the last manager stays one"


def test_an_older_letter_undoes_nothing_decided_since(manager: Officer, invites: Invites) -> None:
    colleague = make_officer(manager.sponsor)
    client, address = signed_in(manager.account), colleague.account.email or ""
    link = invites(manager, address, "manager")
    client.post(reverse("sponsor:role", args=[colleague.pk]), {"role": "reader", "seen": colleague.role})
    assert Client().get(link).status_code == 404
    link = invites(manager, address, "manager")
    client.post(reverse("sponsor:dismiss", args=[colleague.pk]))
    assert Client().get(link).status_code == 404
