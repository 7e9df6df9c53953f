"""An identity that proves nothing, or comes late, twice or from elsewhere, opens nothing."""

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client

from declic.sponsors.models import Officer
from tests.web.account.identity.by_proconnect import clichy, is_in, linked, officer, running, there
from tests.web.account.identity.provider import RETURN, START, Provider

__all__ = ["clichy", "officer", "running", "there"]

pytestmark = [pytest.mark.django_db, pytest.mark.services]


def refused(client: Client, back: str) -> None:
    answer = client.get(back)
    assert answer.status_code == 401
    assert "n’a pas abouti" in answer.content.decode()
    assert not is_in(client)


@pytest.mark.parametrize("fault", ["nonce", "unsigned", "none", "audience", "issuer", "key", "person", "hmac"])
def test_an_identity_that_proves_nothing_is_refused(
    client: Client, there: Provider, officer: Officer, fault: str
) -> None:
    linked(officer)
    there.is_told(fault)
    refused(client, there.identifies(client, "camille"))


def test_a_state_serves_once(client: Client, there: Provider, officer: Officer) -> None:
    linked(officer)
    back = there.identifies(client, "camille")
    client.get(back)
    client.post("/compte/logout/")
    refused(client, back)


def test_a_state_of_another_browser_is_refused(client: Client, there: Provider, officer: Officer) -> None:
    linked(officer)
    back = there.identifies(Client(), "camille")
    client.post(START)
    refused(client, back)


def test_a_code_older_than_thirty_seconds_is_refused(client: Client, there: Provider, officer: Officer) -> None:
    linked(officer)
    back = there.identifies(client, "camille")
    there.is_told(ahead=31)
    refused(client, back)


def test_an_identity_without_an_organisation_is_refused(client: Client, there: Provider, officer: Officer) -> None:
    refused(client, there.identifies(client, "bare"))


def test_a_provider_that_does_not_answer_is_said_kindly(
    client: Client, there: Provider, settings: LazySettings
) -> None:
    settings.PROCONNECT_ISSUER = "http://localhost:9"
    cache.clear()
    assert client.get(f"{RETURN}?state=x&code=y").status_code == 401
    assert client.post(START).status_code in (401, 503)
