"""The way out of messages: no sign-in, nothing done by a look, one click from a mail program."""

import pytest
from django.test import Client

from declic.campaigns.actions import allow_messages
from declic.campaigns.models import ReachChoice
from declic.campaigns.tickets import way_out
from declic.people.models import Guardian
from tests.web.clients import signed_in
from tests.world import NOW, make_guardian

pytestmark = pytest.mark.django_db


@pytest.fixture
def guardian() -> Guardian:
    return make_guardian("Karima Benali")


def test_a_look_changes_nothing_and_a_button_stops(guardian: Guardian) -> None:
    address, client = f"/messages/non/{way_out(guardian.pk)}/", Client(enforce_csrf_checks=True)
    page = client.get(address).content.decode()
    assert "Ne plus en recevoir" in page
    assert "Karima" not in page
    assert not ReachChoice.objects.exists()
    assert "C’est fait" in client.post(address).content.decode()
    choice = ReachChoice.objects.get(guardian=guardian)
    assert choice.refused_at is not None
    assert choice.refused_where == "lien du message"


def test_who_has_said_no_is_not_asked_again_until_they_change_their_mind(guardian: Guardian) -> None:
    address, client = f"/messages/non/{way_out(guardian.pk)}/", Client()
    client.post(address)
    page = client.get(address).content.decode()
    assert "Vous ne recevez plus ces messages." in page
    assert "Ne plus en recevoir" not in page
    allow_messages(guardian=guardian, where="la page des messages", now=NOW)
    assert "Ne plus en recevoir" in client.get(address).content.decode()


def test_whoever_is_signed_in_with_another_account_reads_that_theirs_does_not_change(guardian: Guardian) -> None:
    address, other = f"/messages/non/{way_out(guardian.pk)}/", make_guardian("Hélène Martin")
    another, own = signed_in(other.account), signed_in(guardian.account)
    for ask in ("get", "post", "get"):
        page = getattr(another, ask)(address).content.decode()
        assert "à un autre compte que celui avec lequel vous êtes ici" in page
        assert "Vous ne" not in page
        assert "Karima" not in page
        assert "autre compte" not in getattr(own, ask)(address).content.decode()
    assert [choice.guardian for choice in ReachChoice.objects.all()] == [guardian]


def test_a_mail_program_stops_them_by_one_click(guardian: Guardian) -> None:
    address = f"/messages/non/{way_out(guardian.pk)}/"
    answer = Client(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    first = ReachChoice.objects.get(guardian=guardian)
    assert first.refused_where == "un clic dans la messagerie"
    Client().post(address)
    assert ReachChoice.objects.get(guardian=guardian).refused_at == first.refused_at


def test_a_ticket_that_was_not_signed_here_opens_nothing(guardian: Guardian) -> None:
    ticket = way_out(guardian.pk)
    for other in (ticket[:-1] + ("a" if ticket[-1] != "a" else "b"), "abc", way_out(guardian.pk + 1)):
        assert Client().post(f"/messages/non/{other}/").status_code == 404
    assert not ReachChoice.objects.exists()
