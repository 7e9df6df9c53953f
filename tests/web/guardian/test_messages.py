"""What a family wants to hear: kept with its date and place, and in what it may take away."""

import pytest
from django.conf import LazySettings

from declic.campaigns.actions import agree_to_sms
from declic.campaigns.models import ReachChoice
from tests.web.clients import signed_in
from tests.world import NOW, make_guardian

pytestmark = pytest.mark.django_db


def test_yes_to_text_messages_needs_a_number_and_no_erases_it() -> None:
    guardian = make_guardian()
    client = signed_in(guardian.account)
    refused = client.post("/famille/messages/", {"wants": "on", "sms": "on", "phone": "01 23"})
    assert refused.status_code == 422
    client.post("/famille/messages/", {"wants": "on", "sms": "on", "phone": "06 12 34 56 78"})
    choice = ReachChoice.objects.get(guardian=guardian)
    assert (choice.phone, choice.sms_agreed_where, choice.refused_at) == ("+33612345678", "page Vos messages", None)
    assert choice.sms_agreed_at is not None
    assert "06 12 34 56 78" in client.get("/famille/messages/").content.decode()
    assert "+33612345678" in client.get("/famille/donnees/export.json").content.decode()
    client.post("/famille/messages/", {"phone": "06 12 34 56 78"})
    choice.refresh_from_db()
    assert (choice.phone, choice.sms_agreed_at) == ("", None)
    assert choice.refused_at is not None
    assert "Vous avez dit non" in client.get("/famille/messages/").content.decode()
    client.post("/famille/messages/", {"wants": "on"})
    choice.refresh_from_db()
    assert choice.refused_at is None


def test_text_messages_are_asked_about_only_where_somebody_carries_them(settings: LazySettings) -> None:
    page, asked = "/famille/messages/", "Aussi par SMS"
    new, agreed = make_guardian(), make_guardian()
    agree_to_sms(guardian=agreed, phone="0612345678", where="ici", now=NOW)
    client = signed_in(new.account)
    assert asked in client.get(page).content.decode()
    settings.PRODUCTION, settings.SMS_PROVIDER = True, "declic.notices.sms.ConsoleSms"
    assert "SMS" not in client.get(page).content.decode()
    client.post(page, {"wants": "on", "sms": "on", "phone": "06 12 34 56 78"})
    assert not ReachChoice.objects.get(guardian=new).phone
    theirs = signed_in(agreed.account)
    shown = theirs.get(page).content.decode()
    assert asked in shown, "who said yes may say no"
    assert "Aucun SMS ne part pour l’instant" in shown
    theirs.post(page, {"wants": "on"})
    assert not ReachChoice.objects.get(guardian=agreed).phone
