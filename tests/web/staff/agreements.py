"""The operator drafts an agreement, by its form, and reads its page."""

import re

from django.test import Client
from django.urls import reverse

from declic.sponsors.models import Agreement, Sponsor

GIVEN = {"starts_on": "2026-09-01", "ends_on": "2027-08-31", "model": "per_hour", "price": "32,50", "ceiling": "5000"}


def drafted(operator: Client, sponsor: Sponsor, **given: object) -> Agreement:
    page = reverse("staff:new_agreement", args=[sponsor.pk])
    assert operator.post(page, {**GIVEN, **given}).status_code == 302
    return sponsor.agreements.latest("pk")


def page_of(agreement: Agreement) -> str:
    return reverse("staff:agreement", args=[agreement.sponsor_id, agreement.pk])


def hidden(operator: Client, page: str, name: str = "seen") -> dict[str, str]:
    """The hidden field, as the page that is posted bears it."""
    found = re.search(rf'name="{name}" value="([^"]+)"', operator.get(page).content.decode())
    assert found
    return {name: found[1]}


CHANGED = "Cette convention a changé depuis que cette page est ouverte"
