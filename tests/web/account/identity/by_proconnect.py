"""Officers of Clichy, and the provider that keeps the rules of ProConnect, or is told to break them."""

import re
from collections.abc import Iterator

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.conf import LazySettings
from django.core import mail
from django.core.cache import cache
from django.test import Client

from declic.sponsors.models import Officer, Sponsor
from declic.sponsors.rules.officers import OfficerRole
from tests.web.account.identity.provider import CLIENT_ID, SECRET, Provider, provider
from tests.world import make_account, make_sponsor

SITE = "http://localhost:8000"
ARRIVAL = "/compte/proconnect/suite/"
SIRET = "21920024300018"


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with provider(SITE) as there:
        yield there


@pytest.fixture(autouse=True)
def there(running: Provider, settings: LazySettings) -> Provider:
    cache.clear()
    running.is_told()
    settings.SITE_URL = SITE
    settings.PROCONNECT_ISSUER = running.issuer
    settings.SOCIALACCOUNT_PROVIDERS = {"proconnect": {"APP": {"client_id": CLIENT_ID, "secret": SECRET}}}
    return running


@pytest.fixture
def clichy() -> Sponsor:
    sponsor = make_sponsor("Clichy")
    sponsor.siret = SIRET
    sponsor.save()
    return sponsor


@pytest.fixture
def officer(clichy: Sponsor) -> Officer:
    """Invited, and not linked to ProConnect yet."""
    account = make_account("Camille Roche", email="camille.roche@clichy.example")
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    return Officer.objects.create(account=account, sponsor=clichy, role=OfficerRole.MANAGER.value)


def linked(officer: Officer, uid: str = "camille") -> None:
    SocialAccount.objects.create(user=officer.account, provider="proconnect", uid=uid, extra_data={"siret": SIRET})


def comes_in(client: Client, there: Provider, who: str = "camille") -> str:
    """Where they land."""
    return client.get(there.identifies(client, who)).headers["Location"]


def is_in(client: Client) -> bool:
    return client.get("/partenaire/").status_code == 200


def letter_s_link() -> str:
    found = re.search(r"https?://[^/]+(/compte/proconnect/relier/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]
