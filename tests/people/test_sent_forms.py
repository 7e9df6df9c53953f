"""A form sent twice does what it says once, and a child added twice and erased the same day was never there."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from declic.ground.errors import Refusal
from declic.ground.units import Cents
from declic.people.actions.sent_forms import once
from declic.people.models import Pupil, SentForm
from declic.people.rules.consents import CONSENTS
from declic.safeguarding.actions import erase_child
from declic.sponsors.actions import draft_agreement, enrol_child, issue_code, redeem, sign_agreement
from declic.sponsors.models import DeskFamily
from declic.sponsors.queries import use_of
from declic.sponsors.rules.agreements import PriceModel, Terms
from declic.sponsors.rules.officers import OfficerRole
from tests.web.clients import signed_in
from tests.world import NOW, make_account, make_guardian, make_help_request, make_officer, make_sponsor

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def token_of(client: Client, address: str) -> str:
    found = re.search(r'name="once" value="([^"]+)"', client.get(address).content.decode())
    assert found, address
    return found[1]


def test_a_family_sent_twice_from_the_desk_is_one() -> None:
    officer = make_officer(make_sponsor(now=timezone.now()), OfficerRole.ENROLLER)
    code = issue_code(sponsor=officer.sponsor, ceiling=9, now=timezone.now())
    client, desk = signed_in(officer.account), reverse("sponsor:families")
    typed = {"name": "Mme Ba", "code": code.pk, "accepted": [text.kind for text in CONSENTS]}
    typed |= {"enfant1-first_name": "Awa", "enfant1-level": "CP", "once": token_of(client, desk)}
    first, again = client.post(desk, typed)["Location"], client.post(desk, typed)["Location"]

    code.refresh_from_db()
    assert (first, code.uses, DeskFamily.objects.count()) == (again, 1, 1)
    sibling = {"first_name": "Ibou", "level": "CE1", "once": token_of(client, first)}
    assert [client.post(first, sibling)["Location"] for _ in range(2)] == [first, first]
    assert sorted(Pupil.objects.values_list("first_name", flat=True)) == ["Awa", "Ibou"]


@pytest.mark.parametrize("address", ["/inscription/enfants/", "/famille/enfants/ajouter/"])
def test_a_child_sent_twice_by_the_parent_is_one(address: str) -> None:
    guardian = make_guardian()
    code = issue_code(sponsor=make_sponsor(now=timezone.now()), ceiling=9, now=timezone.now())
    redeem(typed=code.code, guardian=guardian, now=timezone.now())
    client = signed_in(guardian.account)
    typed = {"first_name": "Sami", "level": "CE1", "once": token_of(client, address)}
    assert client.post(address, typed)["Location"] == client.post(address, typed)["Location"]
    assert guardian.pupils.count() == 1

    client.post(address, {**typed, "first_name": "Lina"})
    assert guardian.pupils.count() == 2, "a page left open, and another child typed on it"
    client.post(address, {**typed, "once": token_of(client, address)})
    assert guardian.pupils.count() == 3, "twins may bear one first name: the page was opened anew"


def test_what_was_refused_may_be_sent_again_and_a_day_later_nothing_is_kept() -> None:
    account = make_account("Parent")

    def refuses() -> str:
        raise Refusal("no", "Non.")

    with pytest.raises(Refusal):
        once(account=account, digest="a", make=refuses, now=NOW)
    assert once(account=account, digest="a", make=lambda: "/1/", now=NOW) == "/1/"
    assert once(account=account, digest="a", make=lambda: "/2/", now=NOW) == "/1/"
    assert once(account=make_account("Autre"), digest="a", make=lambda: "/3/", now=NOW) == "/3/"
    once(account=account, digest="b", make=lambda: "/4/", now=NOW + timedelta(days=2))
    assert list(SentForm.objects.filter(account=account).values_list("digest", flat=True)) == ["b"]


def test_a_child_erased_the_day_they_were_added_who_asked_for_nothing_is_not_paid_for() -> None:
    sponsor, guardian = make_sponsor(agreement=False), make_guardian()
    terms = Terms(model=PriceModel.PER_PUPIL, price=Cents(4000))
    first, last = NOW.date() - timedelta(days=30), NOW.date() + timedelta(days=300)
    agreement = draft_agreement(sponsor=sponsor, starts_on=first, ends_on=last, terms=terms, now=NOW)
    sign_agreement(agreement=agreement, now=NOW)
    redeem(typed=issue_code(sponsor=sponsor, ceiling=9, now=NOW).code, guardian=guardian, now=NOW)
    kept, double, asked, later = (
        enrol_child(guardian=guardian, first_name="Sami", level="CE1", now=NOW) for _ in range(4)
    )
    make_help_request(asked)
    agreement.refresh_from_db()
    assert use_of(agreement, NOW).pupils == 4
    erase_child(pupil=double, now=NOW)
    assert use_of(agreement, NOW).pupils == 3
    erase_child(pupil=asked, now=NOW)
    erase_child(pupil=later, now=NOW + timedelta(days=1))
    assert use_of(agreement, NOW + timedelta(days=2)).pupils == 3, "they were helped, or enrolled a day"
    assert guardian.pupils.get() == kept
