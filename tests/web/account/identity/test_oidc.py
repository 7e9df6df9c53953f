"""A company's OpenID Connect directory: an employee enrols without a code; what proves nothing is refused."""

import html
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from declic.people.actions import accept
from declic.people.models import Guardian
from declic.people.rules.consents import CONSENTS
from declic.safeguarding.actions import erase_family
from declic.sponsors.actions import enrol_child, issue_code, redeem
from declic.sponsors.actions.directories import Described, set_directory
from declic.sponsors.models import Directory, DirectoryMember
from declic.sponsors.queries import sponsor_of_guardian
from declic.sponsors.rules.directories import DirectoryKind
from tests.web.account.identity import oidc_provider
from tests.web.account.identity.oidc_provider import CLIENT, SECRET
from tests.web.clients import signed_in
from tests.world import make_guardian, make_operator, make_pupil, make_sponsor

pytestmark = pytest.mark.django_db
PASSWORD = "une phrase facile"


@pytest.fixture(scope="module")
def running() -> Iterator[oidc_provider.Directory]:
    with oidc_provider.directory() as there:
        yield there


@pytest.fixture
def there(running: oidc_provider.Directory, settings: LazySettings) -> oidc_provider.Directory:
    cache.clear()
    settings.SITE_URL = "http://localhost:8000"
    running.fault = ""
    return running


@pytest.fixture
def held(there: oidc_provider.Directory) -> Directory:
    described = Described(kind=DirectoryKind.OIDC, issuer=there.issuer, client_id=CLIENT, secret=SECRET)
    council = make_sponsor("CSE Horizon", now=timezone.now())
    return set_directory(sponsor=council, described=described, by=make_operator(), now=timezone.now())


def led_to(client: Client, held: Directory) -> str:
    page = client.get(f"/entreprise/{held.slug}/").content.decode()
    found = re.search(r'class="btn go wide" href="([^"]+)"', page)
    assert found
    return html.unescape(found[1])


def back(client: Client, held: Directory, query: str) -> int:
    return client.get(f"/entreprise/{held.slug}/retour/{query}").status_code


def test_an_employee_enrols_their_family_without_a_code(
    client: Client, there: oidc_provider.Directory, held: Directory
) -> None:
    assert back(client, held, there.signs_in(led_to(client, held))) == 302
    client.post("/inscription/compte/", {"name": "Awa", "email": "awa@example.org", "password1": "une phrase facile"})
    guardian = Guardian.objects.get(account__email="awa@example.org")
    assert sponsor_of_guardian(guardian) == held.sponsor
    assert DirectoryMember.objects.count() == 1
    again = Client()
    page = again.get(f"/entreprise/{held.slug}/retour/{there.signs_in(led_to(again, held))}").content.decode()
    assert "déjà inscrit" in page

    erase_family(guardian=guardian, now=timezone.now())
    assert back(again, held, there.signs_in(led_to(again, held))) == 302, "once it is erased, a family may enrol again"


def test_on_the_family_s_tablet_the_child_s_session_is_closed_and_the_company_is_not_asked_again(
    there: oidc_provider.Directory, held: Directory
) -> None:
    client = signed_in(make_pupil().account)
    led = client.get(f"/entreprise/{held.slug}/retour/{there.signs_in(led_to(client, held))}").headers["Location"]
    assert "Votre code est gardé" in client.get(led).content.decode()
    client.post("/inscription/", {"code": held.code.code, "leave": "1"})
    client.post("/inscription/", {"code": held.code.code})
    client.post("/inscription/compte/", {"name": "Awa", "email": "awa@example.org", "password1": "une phrase facile"})
    assert sponsor_of_guardian(Guardian.objects.get(account__email="awa@example.org")) == held.sponsor
    assert DirectoryMember.objects.count() == 1


def test_a_family_of_the_town_passes_to_the_company_after_seeing_what_changes(
    there: oidc_provider.Directory, held: Directory
) -> None:
    guardian, now = make_guardian(), timezone.now()
    redeem(
        typed=issue_code(sponsor=make_sponsor("Clichy", now=now), ceiling=9, now=now).code, guardian=guardian, now=now
    )
    enrol_child(guardian=guardian, first_name="Inès", level="4E", now=now)
    client = signed_in(guardian.account)
    led = client.get(f"/entreprise/{held.slug}/retour/{there.signs_in(led_to(client, held))}").headers["Location"]
    assert led.startswith("/famille/partenaire/")
    assert "Passer à CSE Horizon" in client.post(led, {"code": held.code.code}).content.decode()
    client.post(led, {"code": held.code.code, "do": "change"})
    assert sponsor_of_guardian(guardian) == held.sponsor


def went_to_town(there: oidc_provider.Directory, held: Directory) -> Guardian:
    """A family that came by the directory, and pays by its town since."""
    client, now = Client(), timezone.now()
    assert back(client, held, there.signs_in(led_to(client, held))) == 302
    client.post("/inscription/compte/", {"name": "Awa", "email": "awa@example.org", "password1": PASSWORD})
    guardian = Guardian.objects.get(account__email="awa@example.org")
    accept(guardian=guardian, kinds=[text.kind for text in CONSENTS], now=now)
    enrol_child(guardian=guardian, first_name="Inès", level="4E", now=now)
    town = issue_code(sponsor=make_sponsor("Clichy", now=now), ceiling=9, now=now)
    signed_in(guardian.account).post("/famille/partenaire/", {"code": town.code, "do": "change"})
    assert sponsor_of_guardian(guardian) == town.sponsor
    return guardian


def test_a_family_comes_back_to_the_company_by_its_directory(there: oidc_provider.Directory, held: Directory) -> None:
    guardian = went_to_town(there, held)
    client = signed_in(guardian.account)
    led = client.get(f"/entreprise/{held.slug}/retour/{there.signs_in(led_to(client, held))}").headers["Location"]
    assert led == f"/famille/partenaire/?code={held.code.code}"
    assert "Passer à CSE Horizon" in client.post(led, {"code": held.code.code}).content.decode()
    client.post(led, {"code": held.code.code, "do": "change"})
    assert sponsor_of_guardian(guardian) == held.sponsor
    assert DirectoryMember.objects.count() == 1


def test_whoever_comes_back_signed_out_signs_in_and_is_led_to_the_directory_again(
    there: oidc_provider.Directory, held: Directory
) -> None:
    guardian, client = went_to_town(there, held), Client()
    EmailAddress.objects.filter(user=guardian.account).update(verified=True)
    page = client.get(f"/entreprise/{held.slug}/retour/{there.signs_in(led_to(client, held))}").content.decode()
    found = re.search(r'href="([^"]+)">Se connecter<', page)
    assert found
    entry = html.unescape(found[1])
    answer = client.post(entry, {"login": "awa@example.org", "password": PASSWORD})
    assert answer.headers["Location"] == f"/entreprise/{held.slug}/"


def test_another_family_s_session_is_left_first(there: oidc_provider.Directory, held: Directory) -> None:
    went_to_town(there, held)
    client = signed_in(make_guardian().account)
    page = client.get(f"/entreprise/{held.slug}/retour/{there.signs_in(led_to(client, held))}").content.decode()
    assert "Quitter et me connecter" in page
    found = re.search(r'name="next" value="([^"]+)"', page)
    assert found
    answer = client.post("/compte/logout/", {"next": html.unescape(found[1])})
    assert answer.headers["Location"] == f"/compte/login/?next=/entreprise/{held.slug}/"


def test_a_family_the_directory_did_not_identify_does_not_pass_to_it(held: Directory) -> None:
    guardian, now = make_guardian(), timezone.now()
    town = issue_code(sponsor=make_sponsor("Clichy", now=now), ceiling=9, now=now)
    redeem(typed=town.code, guardian=guardian, now=now)
    signed_in(guardian.account).post("/famille/partenaire/", {"code": held.code.code, "do": "change"})
    assert sponsor_of_guardian(guardian) == town.sponsor


@pytest.mark.parametrize("fault", ["nonce", "audience", "issuer", "expired", "key", "none", "hmac"])
def test_a_token_that_proves_nothing_is_refused(
    client: Client, there: oidc_provider.Directory, held: Directory, fault: str
) -> None:
    there.fault = fault
    assert back(client, held, there.signs_in(led_to(client, held))) == 403
    assert client.get("/inscription/compte/").status_code == 302


def test_whoever_stops_on_their_company_s_page_is_told_just_that(
    client: Client, there: oidc_provider.Directory, held: Directory
) -> None:
    """Nothing took too long and no answer was strange."""
    state = parse_qs(urlsplit(led_to(client, held)).query)["state"][0]
    said = client.get(f"/entreprise/{held.slug}/retour/?error=access_denied&state={state}").content.decode()
    assert ("arrêtée avant la fin" in said, "trop de temps" in said) == (True, False)
    assert client.get("/inscription/compte/").status_code == 302
    assert back(client, held, there.signs_in(led_to(client, held))) == 302, "beginning again works"


def test_a_state_serves_once_and_in_its_browser(
    client: Client, there: oidc_provider.Directory, held: Directory
) -> None:
    query = there.signs_in(led_to(client, held))
    other = Client()
    led_to(other, held)
    assert back(other, held, query) == 403
    assert back(client, held, query) == 302
    assert back(client, held, query) == 403


def test_a_provider_that_says_it_is_another_is_not_gone_to(
    client: Client, there: oidc_provider.Directory, held: Directory
) -> None:
    there.fault = "impostor"
    assert client.get(f"/entreprise/{held.slug}/").status_code == 503


def test_an_unknown_directory_is_nowhere(client: Client) -> None:
    assert client.get("/entreprise/inconnue/").status_code == 404
