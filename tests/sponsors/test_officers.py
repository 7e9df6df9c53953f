"""What an officer may do, by their role."""

import pytest

from declic.ground.errors import NotYours, Refusal
from declic.sponsors import actions, queries
from declic.sponsors.models import Officer
from declic.sponsors.rules.officers import RIGHTS, OfficerRole, Right
from tests.world import NOW, make_account, make_officer, make_sponsor


def test_each_right_is_the_managers_and_the_reader_only_reads() -> None:
    assert RIGHTS[OfficerRole.MANAGER] == frozenset(Right)
    assert RIGHTS[OfficerRole.READER] == {Right.FIGURES}
    assert Right.FIGURES not in RIGHTS[OfficerRole.ENROLLER]


@pytest.mark.django_db
def test_an_officer_is_reached_for_what_their_role_holds() -> None:
    enroller = make_officer(make_sponsor(), OfficerRole.ENROLLER)
    assert queries.access_officer(enroller.account, Right.CODES) == enroller
    for right in (Right.FIGURES, Right.TEAM, Right.AGREEMENT):
        with pytest.raises(NotYours):
            queries.access_officer(enroller.account, right)


@pytest.mark.django_db
def test_somebody_always_manages() -> None:
    manager = make_officer(make_sponsor())
    for act in (
        lambda: actions.change_role(officer=manager, role=OfficerRole.READER, now=NOW),
        lambda: actions.dismiss_officer(officer=manager, now=NOW),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "last_manager"
    actions.name_officer(sponsor=manager.sponsor, account=make_account("Deux"), now=NOW)
    actions.change_role(officer=manager, role=OfficerRole.READER, now=NOW)
    assert Officer.objects.get(pk=manager.pk).role == "reader"
