"""A pupil's account holds no address and no password, whatever is tried with the card in hand."""

import contextlib

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from declic.people.models import Account, Pupil
from declic.web.account.grown_ups import FOR_ANYBODY
from tests.world import make_guardian, make_pupil

pytestmark = pytest.mark.django_db


@pytest.fixture
def pupil() -> Pupil:
    return make_pupil()


@pytest.fixture
def finder(client: Client, pupil: Pupil) -> Client:
    """Somebody with the pupil's card."""
    client.force_login(pupil.account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_whoever_found_a_card_gives_the_account_neither_address_nor_password(finder: Client, pupil: Pupil) -> None:
    assert finder.post("/compte/email/", {"email": "finder@example.org", "action_add": ""}).status_code == 404
    twice = {"password1": "une phrase facile", "password2": "une phrase facile"}
    assert finder.post("/compte/password/set/", twice).status_code == 404
    assert not EmailAddress.objects.filter(user=pupil.account).exists()
    assert not EmailAddress.objects.filter(email="finder@example.org").exists()
    account = Account.objects.get(pk=pupil.account_id)
    assert (account.email, account.has_usable_password()) == (None, False)


def test_every_other_page_of_the_library_does_not_exist_for_a_pupil(finder: Client) -> None:
    hidden = {name: address for name, address in _library().items() if name not in FOR_ANYBODY}
    assert {"account_email", "account_set_password", "mfa_index", "mfa_activate_totp"} <= set(hidden)
    for name, address in hidden.items():
        assert finder.get(address).status_code == 404, name


def test_a_parent_resets_a_password_on_the_child_s_device(finder: Client) -> None:
    assert finder.get("/compte/password/reset/").status_code == 200


def test_an_adult_keeps_their_pages(client: Client) -> None:
    client.force_login(make_guardian().account, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/compte/email/").status_code == 200


def _library() -> dict[str, str]:
    """Address by name of each of allauth's pages that takes no argument."""
    names = (name for name in get_resolver().reverse_dict if isinstance(name, str))
    found = {}
    for name in names:
        with contextlib.suppress(NoReverseMatch):
            found[name] = reverse(name)
    return {name: address for name, address in found.items() if address.startswith("/compte/")}
