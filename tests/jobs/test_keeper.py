"""The rounds of accounts whose time is over: letters by day, the end by night, nothing in between."""

import time
from datetime import datetime, timedelta

import pytest
from django.core import mail

from declic.jobs.keeper import Keeper
from declic.people.models import Guardian
from declic.sponsors.actions import invite_officer
from declic.sponsors.actions.joining import KEPT, ask_to_join
from declic.sponsors.models import JoinRequest, OfficerInvitation
from declic.sponsors.rules.invitations import FORGOTTEN_AFTER, LASTS
from tests.keeping.world import AUGUST, JUNE, a_family, later
from tests.world import make_sponsor

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


def test_invitations_and_requests_of_a_team_that_nobody_answered_are_forgotten_though_nobody_invites_again() -> None:
    sponsor = make_sponsor()
    invite_officer(sponsor=sponsor, email="x@mairie.example", name="X", now=JUNE)
    ask_to_join(sponsor=sponsor, email="y@mairie.example", name="Y", now=JUNE)
    round_at(JUNE + LASTS + FORGOTTEN_AFTER)
    assert OfficerInvitation.objects.exists(), "it is shown to who invited, who may write again"
    round_at(JUNE + LASTS + FORGOTTEN_AFTER + timedelta(seconds=1))
    assert not OfficerInvitation.objects.exists()
    assert JoinRequest.objects.exists()
    round_at(JUNE + KEPT + timedelta(seconds=1))
    assert not JoinRequest.objects.exists()
