"""What a child keeps for later, and a time that has come, are told to their family."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from declic.dispatch.actions import call_back
from declic.dispatch.models import HelpRequest
from declic.dispatch.rules import HelpState
from tests.dispatch.call_backs import EIGHT, HALF_PAST_SEVEN, MINUTE, close, tick
from tests.web.guardian.family import _fresh_limits, a_family
from tests.world import NOW, make_help_request, set_hours

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


def test_a_family_reads_why_a_call_back_is_not_at_the_hour_chosen(client: Client) -> None:
    set_hours(*((day, "17:00", "20:00") for day in range(5)))
    with time_machine.travel(NOW, tick=False):
        guardian, pupil = a_family()
    request = make_help_request(pupil)
    call_back(help_request=request, at=HALF_PAST_SEVEN, now=NOW + 6 * MINUTE)

    def page(now: datetime) -> str:
        tick(request, now)
        with time_machine.travel(now, tick=False):
            client.force_login(guardian.account)
            return client.get("/famille/").content.decode()

    assert "Inès\u00a0: rappel à 19" in (first := page(NOW + 7 * MINUTE))
    assert "n’a pas pu être tenue" not in first
    closing = close(HALF_PAST_SEVEN - 15 * MINUTE, EIGHT)
    assert "L’heure choisie n’a pas pu être tenue. Panne de courant. À cette heure-là," in page(NOW + 8 * MINUTE)
    closing.delete()
    assert "n’a pas pu être tenue" not in page(NOW + 9 * MINUTE), "it is at that hour again"
    set_hours((0, "17:00", "19:00"), (1, "17:00", "20:00"))
    assert "L’heure choisie n’a pas pu être tenue. Nos heures ont changé." in page(NOW + 10 * MINUTE)
