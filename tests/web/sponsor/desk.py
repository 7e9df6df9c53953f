"""An officer at the desk registers a family without e-mail."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from declic.people.rules.consents import CONSENTS
from declic.sponsors.actions import issue_code
from declic.sponsors.models import DeskFamily, Officer
from declic.sponsors.rules.officers import OfficerRole
from tests.web.clients import signed_in
from tests.world import make_officer, make_sponsor

ACCEPTED = [text.kind for text in CONSENTS]


@pytest.fixture
def officer() -> Officer:
    cache.clear()
    officer = make_officer(make_sponsor(now=timezone.now()), OfficerRole.ENROLLER)
    issue_code(sponsor=officer.sponsor, ceiling=2, now=timezone.now())
    return officer


def filled(officer: Officer, **changed: object) -> dict[str, object]:
    said: dict[str, object] = {"name": "Mme Ba", "code": officer.sponsor.codes.get().pk, "accepted": ACCEPTED}
    said |= {"enfant1-first_name": "Awa", "enfant1-level": "CP", "enfant2-first_name": "Ibou", "enfant2-level": "6E"}
    return {**said, **changed}


def register(officer: Officer, **changed: object) -> DeskFamily:
    client = signed_in(officer.account)
    answer = client.post(reverse("sponsor:families"), filled(officer, **changed))
    family = DeskFamily.objects.latest("pk")
    assert answer["Location"] == reverse("sponsor:family", args=[family.reference])
    return family
