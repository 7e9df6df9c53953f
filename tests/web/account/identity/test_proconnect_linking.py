"""The first time, an invited officer proves that the account is theirs: by a letter, once."""

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client

from declic.sponsors.models import Officer, Sponsor
from tests.web.account.identity.by_proconnect import (
    ARRIVAL,
    SIRET,
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
from tests.world import make_account, make_officer

__all__ = ["clichy", "officer", "running", "there"]

pytestmark = [pytest.mark.django_db, pytest.mark.services]


def test_an_invited_officer_proves_their_address_once_and_then_comes_in(
    client: Client, there: Provider, officer: Officer
) -> None:
    assert comes_in(client, there) == ARRIVAL
    assert not is_in(client)
    assert not SocialAccount.objects.exists(), "the same address links nothing"
    client.post(ARRIVAL)
    assert mail.outbox[-1].to == ["camille.roche@clichy.example"]
    assert client.get(letter_s_link()).status_code == 200
    assert not SocialAccount.objects.exists(), "a look at the link links nothing"
    client.post(letter_s_link())
    assert SocialAccount.objects.get().user == officer.account
    assert comes_in(client, there) == "/entrer/"
    assert is_in(client)


def test_the_letter_s_link_works_in_the_browser_that_asked_and_not_elsewhere(
    client: Client, there: Provider, officer: Officer
) -> None:
    comes_in(client, there)
    client.post(ARRIVAL)
    assert Client().post(letter_s_link()).status_code == 403
    assert signed_in(officer.account).post(letter_s_link()).status_code == 403
    assert not SocialAccount.objects.exists()


def test_an_identity_an_old_account_still_holds_is_linked_to_the_new_one(
    client: Client, there: Provider, officer: Officer
) -> None:
    old = make_account("Camille Roche", email="camille.avant@clichy.example")
    SocialAccount.objects.create(user=old, provider="proconnect", uid="camille", extra_data={"siret": SIRET})
    comes_in(client, there)
    client.post(ARRIVAL)

    assert client.post(letter_s_link()).status_code == 302
    assert SocialAccount.objects.get(uid="camille").user == officer.account


def test_an_identity_another_officer_enters_with_is_refused_with_words(
    client: Client, there: Provider, officer: Officer, clichy: Sponsor
) -> None:
    comes_in(client, there)
    client.post(ARRIVAL)
    other = make_officer(clichy)
    linked(other)
    answer = client.post(letter_s_link())

    assert answer.status_code == 409
    assert "ouvre déjà un autre compte d’agent" in answer.content.decode()
    assert SocialAccount.objects.get(uid="camille").user == other.account


def test_a_tampered_link_links_nothing(client: Client, there: Provider, officer: Officer) -> None:
    comes_in(client, there)
    client.post(ARRIVAL)
    key = letter_s_link()
    assert client.post(f"{key[:-4]}AAA/").status_code == 403
    assert not SocialAccount.objects.exists()


def test_letters_are_counted_for_the_account(client: Client, there: Provider, officer: Officer) -> None:
    comes_in(client, there)
    for _ in range(5):
        page = client.post(ARRIVAL).content.decode()
    assert "Trop d’essais" in page
    assert len(mail.outbox) == 3
