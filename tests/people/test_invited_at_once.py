"""One address invited by two people at the same moment, or from two tabs."""

from functools import partial

import pytest
from allauth.account.models import EmailAddress

from declic.journal.models import Fact
from declic.people.actions import invite_adult, invite_teacher
from declic.people.models import Account, Teacher
from tests.at_once import together
from tests.world import NOW


@pytest.mark.django_db(transaction=True, databases=["default", "rooms"])
def test_a_teacher_invited_by_several_at_once_is_one_and_the_others_are_told() -> None:
    for n in range(4):
        invites = partial(invite_teacher, email=f"prof{n}@ac.example", name="Anne", position="", now=NOW)
        assert together(invites, invites, invites) == ["", "already_teacher", "already_teacher"]
    assert Account.objects.count() == Teacher.objects.count() == EmailAddress.objects.count() == 4
    assert Fact.objects.filter(name="AdultInvited").count() == 4


@pytest.mark.django_db(transaction=True, databases=["default", "rooms"])
def test_an_adult_invited_by_several_at_once_has_one_account_and_one_letter() -> None:
    invites = partial(invite_adult, email="anne@ac.example", name="Anne", role="teacher", now=NOW)
    assert together(invites, invites, invites) == ["", "", ""]
    assert (Account.objects.count(), Fact.objects.filter(name="AdultInvited").count()) == (1, 1)
