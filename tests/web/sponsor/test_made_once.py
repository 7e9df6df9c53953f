"""Two presses of one button make one code, one message; made anew on the page loaded again, two."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from declic.sponsors.models import Sponsor
from tests.campaigns.world import make_campaign
from tests.web.clients import signed_in
from tests.world import make_officer, make_sponsor

pytestmark = pytest.mark.django_db


@pytest.fixture
def sponsor() -> Sponsor:
    return make_sponsor("Clichy")


@pytest.fixture
def officer(sponsor: Sponsor) -> Client:
    return signed_in(make_officer(sponsor).account)


def sent_twice(officer: Client, page: str, typed: dict[str, str]) -> None:
    token = re.search(r'name="once" value="([^"]+)"', officer.get(page).content.decode())
    assert token
    went = [officer.post(page, {**typed, "once": token[1]}) for _ in range(2)]
    assert went[0].status_code == 302, went[0].content.decode()
    assert went[0].headers["Location"] == went[1].headers["Location"]


def test_a_code_is_made_once(officer: Client, sponsor: Sponsor) -> None:
    for so_far in (1, 2):
        sent_twice(officer, reverse("sponsor:codes"), {"scope": "all", "label": "Rentrée", "ceiling": "50"})
        assert sponsor.codes.count() == so_far


def test_a_message_is_written_once(officer: Client, sponsor: Sponsor) -> None:
    page = reverse("sponsor:new_message", args=["never_came", "email"])
    for so_far in (1, 2):
        sent_twice(officer, page, {"title": "Bonsoir", "text": "Un professeur vous attend.", "word": ""})
        assert sponsor.campaigns.count() == so_far


def test_a_message_is_changed_and_planned_once(officer: Client, sponsor: Sponsor) -> None:
    campaign = make_campaign(sponsor, now=timezone.now())
    page, day = reverse("sponsor:message", args=[campaign.pk]), timezone.localdate() + timedelta(days=1)
    text = reverse("sponsor:change_message", args=[campaign.pk])
    day += timedelta(days=day.weekday() == 6)
    sent_twice(officer, text, {"title": "Bonjour", "text": "Autre.", "word": "", "seen": campaign.digest})
    campaign.refresh_from_db()
    sent_twice(officer, page, {"on": f"{day}", "clock": "12:00", "seen": campaign.digest})
    campaign.refresh_from_db()
    assert campaign.state == "planned"
    assert "n’est plus un brouillon" not in officer.get(page).content.decode()
