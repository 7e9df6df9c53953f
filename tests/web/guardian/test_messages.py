"""What a family wants to hear: kept with its date and place, and in what it may take away."""

import pytest

from declic.campaigns.models import ReachChoice
from tests.web.clients import signed_in
from tests.world import make_guardian

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
