"""The rounds of accounts whose time is over: letters by day, the end by night, nothing in between."""

import time
from datetime import datetime

import pytest
from django.core import mail

from declic.jobs.keeper import Keeper
from declic.people.models import Guardian
from tests.keeping.world import AUGUST, JUNE, a_family, later

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "rooms"])


def round_at(moment: datetime) -> None:
    """Until it is done: who leaves stops between two families."""
    until = time.monotonic() + 60
    with Keeper() as keeper:
        keeper.round(moment)
        while keeper.is_busy:
            assert time.monotonic() < until
            time.sleep(0.01)


def test_a_letter_leaves_by_day_and_the_accounts_end_by_night() -> None:
    a_family("Inès")
    round_at(JUNE)
    assert len(mail.outbox) == 1
    round_at(later(AUGUST, hours=16))
    assert Guardian.objects.exists(), "nothing is erased while teachers are rung"
    round_at(later(AUGUST, hours=24))
    assert not Guardian.objects.exists()
