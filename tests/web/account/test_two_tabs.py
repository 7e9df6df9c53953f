"""Two codes typed in two tabs: the page says who pays, and that is who pays."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from declic.people.models import Account
from declic.sponsors.actions import issue_code
from declic.sponsors.models import ActivationCode, GuardianCode
from declic.web.account import shown
from tests.world import make_sponsor

pytestmark = pytest.mark.django_db
TYPED = {"name": "Awa Diop", "email": "awa@example.org", "password1": "une phrase facile"}


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def codes() -> list[ActivationCode]:
    now = timezone.now()
    return [issue_code(sponsor=make_sponsor(name, now=now), ceiling=5, now=now) for name in ("Clichy", "CSE Horizon")]


def a_tab(client: Client, code: ActivationCode) -> str:
    """What its form says, of the code typed there."""
    client.post("/inscription/", {"code": code.code})
    page = client.get("/inscription/compte/").content.decode()
    assert code.sponsor.name in page
    return said_in(page)


def said_in(page: str) -> str:
    found = re.search(r'name="by" value="([^"]+)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize("sent", [0, 1])
def test_the_family_is_of_the_sponsor_its_page_named(sent: int, codes: list[ActivationCode]) -> None:
    client = Client()
    tabs = [a_tab(client, code) for code in codes]
    client.post("/inscription/compte/", {**TYPED, "by": tabs[sent]})
    assert GuardianCode.objects.get().code == codes[sent]
    assert codes[sent].code not in tabs[sent]


@pytest.mark.parametrize("what", ["forged", "another's", "old", "erased"])
def test_a_page_that_says_nothing_sure_makes_no_family_and_keeps_what_was_typed(
    what: str, codes: list[ActivationCode], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    first, second = (a_tab(client, code) for code in codes)
    said = {"forged": "1:x:y", "another's": second.split(":", 1)[0] + ":" + first.split(":", 1)[1]}.get(what, first)
    if what == "erased":
        codes[0].delete()
    with monkeypatch.context() as now:
        if what == "old":
            now.setattr(shown, "LASTS", timedelta(seconds=-1))
        refused = client.post("/inscription/compte/", {**TYPED, "by": said}).content.decode()
    assert not Account.objects.exists()
    assert "Relisez ci-dessus qui paie" in refused
    assert "CSE Horizon" in refused
    assert 'value="Awa Diop"' in refused
    assert 'value="awa@example.org"' in refused
    client.post("/inscription/compte/", {**TYPED, "by": said_in(refused)})
    assert GuardianCode.objects.get().code == codes[1]


def test_what_a_page_says_opens_nothing_without_a_code(codes: list[ActivationCode]) -> None:
    said = a_tab(Client(), codes[0])
    answer = Client().post("/inscription/compte/", {**TYPED, "by": said})
    assert answer.headers["Location"] == "/inscription/"
    assert not Account.objects.exists()
