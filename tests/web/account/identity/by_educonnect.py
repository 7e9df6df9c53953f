"""A parent of Clichy, and what EduConnect answers of whoever it identified."""

import pytest
from allauth.account.models import EmailAddress
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Names

from declic.people.actions import accept
from declic.people.models import Account, Guardian, Pupil
from declic.people.rules.consents import CONSENTS
from declic.sponsors.actions import issue_code, redeem
from declic.sponsors.models import Sponsor
from tests.web.account.identity.saml_provider import Says, key_pair
from tests.world import make_guardian, make_pupil, make_sponsor

SITE = "http://localhost:8000"
ENTITY = "https://educonnect.example/idp"
PRIVATE, CERTIFICATE = key_pair()

FREDU = "urn:oid:1.3.6.1.4.1.20326.10.999.1."
FIRST_TIME = "C’est la première fois que vous venez avec EduConnect"


@pytest.fixture(autouse=True)
def _offered(settings: LazySettings) -> None:
    cache.clear()
    settings.SITE_URL = SITE
    settings.EDUCONNECT_ENTITY = ENTITY
    settings.EDUCONNECT_SIGN_IN_URL = "https://educonnect.example/entrer"
    settings.EDUCONNECT_CERTIFICATE = CERTIFICATE


@pytest.fixture
def town() -> Sponsor:
    return make_sponsor("Clichy", now=timezone.now())


@pytest.fixture
def parent(town: Sponsor) -> Guardian:
    """Awa, registered, with a password, who accepted all there is to accept, and has one child."""
    now = timezone.now()
    guardian = make_guardian()
    account = guardian.account
    account.set_password("une phrase facile")
    account.save()
    EmailAddress.objects.get_or_create(user=account, email=account.email, verified=True, primary=True)
    redeem(typed=issue_code(sponsor=town, ceiling=9, now=now).code, guardian=guardian, now=now)
    accept(guardian=guardian, kinds=[text.kind for text in CONSENTS], now=now)
    pupil = make_pupil("4E", town)
    Pupil.objects.filter(pk=pupil.pk).update(guardian=guardian)
    return guardian


@pytest.fixture
def child(parent: Guardian) -> Pupil:
    return parent.pupils.get()


def signed_in(guardian: Guardian) -> Client:
    """By the page, as they did until then."""
    client = Client()
    client.post("/compte/login/", {"login": guardian.account.email, "password": "une phrase facile"})
    assert client.session["_auth_user_id"]
    return client


def asked(client: Client, profile: str = "resp2d", identifier: str = "ec-awa", child: Pupil | None = None) -> Says:
    """A good answer to the question the button just asked."""
    went = client.post("/educonnect/", {"enfant": child.pk} if child else {})
    assert went.status_code == 302
    assert went.headers["Location"].startswith("https://educonnect.example/entrer?SAMLRequest=")
    return Says(
        audience=f"{SITE}/educonnect/metadata.xml",
        recipient=f"{SITE}/educonnect/reponse/",
        question=client.session["educonnect_asked"]["request"],
        subject="_transient",
        issuer=ENTITY,
        name_format=Names.NAMEID_TRANSIENT,
        attributes={
            f"{FREDU}57": [identifier],
            f"{FREDU}7": [profile],
            "urn:oid:2.5.4.42": ["Awa"],
            "urn:oid:2.5.4.4": ["DIOP"],
        },
    )


def good(says: Says) -> str:
    return says.response(says.signed(PRIVATE, CERTIFICATE))


def answers(client: Client, response: str, **more: str) -> tuple[int, str]:
    """Posted by EduConnect's page, then by ours: (status, where to or what is read)."""
    shown = client.post("/educonnect/reponse/", {"SAMLResponse": response, **more})
    assert shown.status_code == 200
    last = client.post("/educonnect/suite/", {"SAMLResponse": response, **more})
    return last.status_code, last.headers.get("Location") or last.content.decode()


def linked(client: Client, says: Says) -> None:
    status, where = answers(client, good(says))
    assert (status, where) == (302, "/educonnect/relier/")
    assert client.post(where).status_code == 302


def who(client: Client) -> Account | None:
    held = client.session.get("_auth_user_id")
    return Account.objects.get(pk=held) if held else None
