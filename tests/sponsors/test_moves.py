"""Two sponsors for one child, and a family that moves: one pays at a time, and the family chooses."""

from datetime import timedelta

import pytest

from declic.ground.errors import Refusal
from declic.ground.paris import paris_day
from declic.journal.models import Fact
from declic.people.models import Guardian
from declic.sponsors.actions import enrol_child, issue_code, redeem
from declic.sponsors.actions.moves import change_sponsor
from declic.sponsors.models import ActivationCode, Enrolment, Sponsor
from declic.sponsors.queries import enrolment_of, paying_sponsor_of, sponsor_of_guardian
from tests.world import NOW, make_guardian, make_lesson, make_sponsor

pytestmark = pytest.mark.django_db
TOWN, COUNCIL = "Clichy", "CSE Horizon"


def code_for(name: str, *, ceiling: int = 9) -> ActivationCode:
    return issue_code(sponsor=make_sponsor(name), ceiling=ceiling, now=NOW)


def family_of(code: ActivationCode) -> Guardian:
    guardian = make_guardian()
    redeem(typed=code.code, guardian=guardian, now=NOW)
    enrol_child(guardian=guardian, first_name="Inès", level="4E", now=NOW)
    return guardian


def payer(guardian: Guardian, days: int = 0) -> Sponsor | None:
    return paying_sponsor_of(guardian.pupils.get(), paris_day(NOW + timedelta(days=days)))


def test_the_second_sponsor_s_code_does_not_take_the_child_by_itself() -> None:
    town, council = code_for(TOWN), code_for(COUNCIL)
    guardian = family_of(town)
    with pytest.raises(Refusal) as refused:
        redeem(typed=council.code, guardian=guardian, now=NOW)
    assert refused.value.code == "already_redeemed"
    assert payer(guardian) == town.sponsor
    council.refresh_from_db()
    assert council.uses == 0


def test_the_family_chooses_and_one_alone_pays_from_that_moment() -> None:
    town, council = code_for(TOWN), code_for(COUNCIL)
    guardian = family_of(town)
    change_sponsor(guardian=guardian, typed=council.code, now=NOW + timedelta(days=2))
    assert payer(guardian, 1) == town.sponsor
    assert payer(guardian, 3) == council.sponsor
    assert sponsor_of_guardian(guardian) == council.sponsor
    assert Enrolment.objects.filter(pupil=guardian.pupils.get(), until=None).count() == 1
    fact = Fact.objects.get(name="FamilyMoved")
    assert fact.data["from_sponsor_id"] == town.sponsor_id
    later = enrol_child(guardian=guardian, first_name="Sami", level="CE1", now=NOW + timedelta(days=3))
    found = enrolment_of(later, paris_day(NOW + timedelta(days=3)))
    assert found is not None
    assert found.sponsor == council.sponsor, "the next child too"


def test_a_family_may_come_back() -> None:
    town, council = code_for(TOWN), code_for(COUNCIL)
    guardian = family_of(town)
    change_sponsor(guardian=guardian, typed=council.code, now=NOW)
    change_sponsor(guardian=guardian, typed=town.code, now=NOW + timedelta(days=1))
    assert payer(guardian, 2) == town.sponsor


@pytest.mark.parametrize("why", ["revoked_code", "exhausted_code", "no_agreement", "unknown_code", "same_payer"])
def test_a_code_that_does_not_open_changes_nothing(why: str) -> None:
    town, council = code_for(TOWN), code_for(COUNCIL, ceiling=1)
    guardian = family_of(town)
    typed = council.code
    if why == "revoked_code":
        ActivationCode.objects.filter(pk=council.pk).update(revoked_at=NOW)
    elif why == "exhausted_code":
        ActivationCode.objects.filter(pk=council.pk).update(uses=1)
    elif why == "no_agreement":
        council.sponsor.agreements.all().delete()
    elif why == "unknown_code":
        typed = "AAAAAAAA"
    else:
        typed = town.code
    with pytest.raises(Refusal) as refused:
        change_sponsor(guardian=guardian, typed=typed, now=NOW)
    assert refused.value.code == why
    assert payer(guardian) == town.sponsor


def test_a_child_whose_level_the_other_does_not_cover_stays_where_they_are() -> None:
    town, council = code_for(TOWN), code_for(COUNCIL)
    guardian = family_of(town)
    enrol_child(guardian=guardian, first_name="Sami", level="CE1", now=NOW)
    council.sponsor.agreements.update(levels="6E 5E 4E 3E")
    change_sponsor(guardian=guardian, typed=council.code, now=NOW + timedelta(seconds=9))
    paid = {p.first_name: paying_sponsor_of(p, paris_day(NOW)) for p in guardian.pupils.all()}
    assert paid == {"Inès": council.sponsor, "Sami": town.sponsor}


def test_what_was_asked_before_stays_the_other_s() -> None:
    town, council = code_for(TOWN), code_for(COUNCIL)
    guardian = family_of(town)
    lesson = make_lesson(pupil=guardian.pupils.get())
    change_sponsor(guardian=guardian, typed=council.code, now=NOW + timedelta(minutes=5))
    lesson.refresh_from_db()
    assert lesson.sponsor == town.sponsor
