"""The rounds of accounts whose time is over: letters by day, the end by night, nothing in between."""

from datetime import datetime

import pytest
from django.core import mail

from declic.jobs.keeper import Keeper
from declic.people.models import Guardian
from tests.keeping.world import AUGUST, JUNE, a_family, later

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "rooms"])


def round_at(moment: datetime) -> None:
    """Leaving waits for what is under way."""
    with Keeper() as keeper:
        keeper.round(moment)


def test_a_letter_leaves_by_day_and_the_accounts_end_by_night() -> None:
    a_family("Inès")
    round_at(JUNE)
    assert len(mail.outbox) == 1
    round_at(later(AUGUST, hours=16))
    assert Guardian.objects.exists(), "nothing is erased while teachers are rung"
    round_at(later(AUGUST, hours=24))
    assert not Guardian.objects.exists()
