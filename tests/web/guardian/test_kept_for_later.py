"""What a child keeps for later, and a time that has come, are told to their family."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from declic.dispatch.models import HelpRequest
from declic.dispatch.rules import HelpState
from tests.web.guardian.family import _fresh_limits, a_family
from tests.world import (
    make_help_request,
)

__all__ = ["_fresh_limits"]

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


@pytest.mark.parametrize("at", ["later", "opening"])
def test_what_is_kept_for_later_is_told_to_the_family_and_to_no_other(client: Client, at: str) -> None:
    guardian, pupil = a_family()
    now = timezone.now()
    request = make_help_request(pupil, now=now)
    call_back_at = now + timedelta(days=1) if at == "later" else None
    HelpRequest.objects.filter(pk=request.pk).update(state=HelpState.SCHEDULED.value, call_back_at=call_back_at)
    client.force_login(guardian.account)
    page = client.get("/famille/").content.decode()
    words = "Inès\u00a0: rappel demain à " if at == "later" else "Inès\u00a0: demande gardée pour l’ouverture"
    assert words in page
    other, _ = a_family("Sami")
    client.force_login(other.account)
    assert "À venir" not in client.get("/famille/").content.decode()


@pytest.mark.parametrize(("called_back", "words"), [(True, "c’est l’heure du rappel"), (False, "sa place est gardée")])
def test_a_request_whose_time_has_come_is_told_to_the_family_while_its_page_is_closed(
    client: Client, words: str, *, called_back: bool
) -> None:
    guardian, pupil = a_family()
    now = timezone.now()
    request = HelpRequest.objects.filter(pk=make_help_request(pupil, now=now).pk)
    client.force_login(guardian.account)
    request.update(call_back_at=now - timedelta(minutes=1) if called_back else None)
    assert "À venir" not in client.get("/famille/").content.decode(), "they wait on their page"
    request.update(away_since=now)
    assert f"Inès\u00a0: {words}" in client.get("/famille/").content.decode()
