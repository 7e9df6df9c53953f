"""A registration whose address nobody confirms is forgotten, and its place given back."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from declic.journal.models import Fact
from declic.keeping.actions import forget_unconfirmed
from declic.keeping.rules import UNCONFIRMED
from declic.people.models import Account, Guardian
from declic.sponsors.actions import issue_code
from declic.sponsors.models import ActivationCode, GuardianCode, TakenPlace
from tests.world import make_guardian, make_officer, make_pupil, make_sponsor

pytestmark = pytest.mark.django_db
LATE = UNCONFIRMED + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def code() -> ActivationCode:
    now = timezone.now()
    return issue_code(sponsor=make_sponsor(now=now), ceiling=5, now=now)


def registers(code: ActivationCode, email: str) -> Client:
    client = Client()
    client.post("/inscription/", {"code": code.code})
    client.post("/inscription/compte/", {"name": "Awa Diop", "email": email, "password1": "une phrase facile"})
    return client


def confirms(client: Client) -> None:
    found = re.search(r"https?://[^/]+(/compte/confirm-email/\S+)", str(mail.outbox[-1].body))
    assert found
    client.post(found[1])


def test_invented_addresses_hold_the_places_of_a_code_for_a_week_and_no_longer(code: ActivationCode) -> None:
    for number in range(5):
        registers(code, f"awa{number}@example.org")
    said = Client().post("/inscription/", {"code": code.code}).content.decode()
    assert "Toutes les places" in said
    now = timezone.now()
    assert forget_unconfirmed(now=now + UNCONFIRMED - timedelta(minutes=1)) == 0
    assert forget_unconfirmed(now=now + LATE) == 5
    assert forget_unconfirmed(now=now + LATE) == 0
    code.refresh_from_db()
    assert code.uses == 0
    assert not TakenPlace.objects.exists()
    assert not GuardianCode.objects.exists()
    assert not Account.objects.filter(email__startswith="awa").exists()
    erased = Fact.objects.filter(name="GuardianErased")
    assert [fact.data["why"] for fact in erased] == ["unconfirmed"] * 5
    answer = Client().post("/inscription/", {"code": code.code})
    assert answer.headers["Location"] == "/inscription/compte/"
    confirms(registers(code, "awa0@example.org"))
    assert Guardian.objects.get().account.email == "awa0@example.org"


def test_whoever_confirmed_keeps_account_and_place(code: ActivationCode) -> None:
    confirms(registers(code, "awa@gmail.com"))
    registers(code, "awa@gmial.com")
    assert forget_unconfirmed(now=timezone.now() + LATE) == 1
    code.refresh_from_db()
    assert code.uses == 1
    assert [one.account.email for one in Guardian.objects.all()] == ["awa@gmail.com"]


@pytest.mark.parametrize("what", ["came in", "has a child", "works for a town hall", "is of the team"])
def test_nobody_who_is_somebody_else_besides_is_forgotten(code: ActivationCode, what: str) -> None:
    registers(code, "awa@example.org")
    guardian = Guardian.objects.get()
    match what:
        case "came in":
            Account.objects.update(last_login=timezone.now())
        case "has a child":
            make_pupil(guardian=guardian)
        case "works for a town hall":
            make_officer(code.sponsor)
            officer = code.sponsor.officers.get()
            officer.account = guardian.account
            officer.save()
        case _:
            Account.objects.update(is_staff=True)
    assert forget_unconfirmed(now=timezone.now() + 2 * LATE) == 0
    assert Guardian.objects.filter(pk=guardian.pk).exists()


def test_a_family_that_confirmed_long_ago_is_never_among_them() -> None:
    guardian = make_guardian()
    Account.objects.update(created_at=timezone.now() - timedelta(days=400))
    assert forget_unconfirmed(now=timezone.now()) == 0
    assert Guardian.objects.filter(pk=guardian.pk).exists()
