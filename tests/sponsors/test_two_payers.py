"""A family whose children two sponsors pay for, each for its levels: the next child comes by who takes them."""

from datetime import timedelta

import pytest

from declic.ground.errors import Refusal
from declic.ground.paris import paris_day
from declic.people.actions import add_child
from declic.people.models import Guardian, Pupil
from declic.rolls.models import RollEntry
from declic.sponsors.actions import Child, add_at_desk, enrol_child, issue_code, redeem
from declic.sponsors.actions.moves import change_sponsor
from declic.sponsors.models import ActivationCode, DeskFamily, Enrolment, Sponsor
from declic.sponsors.queries import paying_sponsor_of, sponsor_of_guardian
from tests.rolls.world import make_entry
from tests.world import NOW, make_guardian, make_officer, make_sponsor

pytestmark = pytest.mark.django_db
PRIMARY, COLLEGE = "CP CE1 CE2 CM1 CM2", "6E 5E 4E 3E"
LATER = NOW + timedelta(hours=1)


def sponsor_for(name: str, levels: str) -> Sponsor:
    sponsor = make_sponsor(name)
    sponsor.agreements.update(levels=levels)
    return sponsor


def code_for(sponsor: Sponsor, label: str = "") -> ActivationCode:
    return issue_code(sponsor=sponsor, ceiling=5, label=label, scope="school" if label else "all", now=NOW)


def moved(first: str, then: ActivationCode) -> Guardian:
    """Tom, in CM1, came by the first code; Inès, in 4e, by the second, which the family moved to."""
    guardian = make_guardian()
    redeem(typed=first, guardian=guardian, now=NOW)
    enrol_child(guardian=guardian, first_name="Tom", level="CM1", now=NOW)
    ines = add_child(guardian=guardian, first_name="Inès", level="4E", now=NOW)
    change_sponsor(guardian=guardian, typed=then.code, now=NOW + timedelta(minutes=1))
    assert paying_sponsor_of(ines, paris_day(NOW)) == then.sponsor
    assert sponsor_of_guardian(guardian) == then.sponsor
    return guardian


@pytest.fixture
def town() -> Sponsor:
    return sponsor_for("Clichy", PRIMARY)


@pytest.fixture
def council() -> Sponsor:
    return sponsor_for("CSE Horizon", COLLEGE)


def payer(pupil: Pupil) -> Sponsor | None:
    return paying_sponsor_of(pupil, paris_day(LATER))


def test_the_next_child_comes_by_the_one_that_takes_their_level(town: Sponsor, council: Sponsor) -> None:
    school = code_for(town, "École Victor-Hugo")
    guardian = moved(school.code, code_for(council))
    zoe = enrol_child(guardian=guardian, first_name="Zoé", level="CE1", now=LATER)
    leo = enrol_child(guardian=guardian, first_name="Léo", level="6E", now=LATER)
    assert (payer(zoe), payer(leo)) == (town, council)
    assert Enrolment.objects.get(pupil=zoe).code == school
    assert sponsor_of_guardian(guardian) == council, "the family's own code stays"
    school.refresh_from_db()
    assert school.uses == 1, "it holds its place already"


def test_the_family_s_own_code_comes_first_where_both_take_the_level(town: Sponsor, council: Sponsor) -> None:
    guardian = moved(code_for(town).code, code_for(council))
    council.agreements.update(levels="")
    assert payer(enrol_child(guardian=guardian, first_name="Zoé", level="CE1", now=LATER)) == council


def test_it_comes_by_the_other_once_the_agreement_of_the_family_s_own_is_over(town: Sponsor, council: Sponsor) -> None:
    guardian = moved(code_for(town).code, code_for(council))
    council.agreements.update(levels="", ends_on=paris_day(LATER) - timedelta(days=1))
    assert payer(enrol_child(guardian=guardian, first_name="Zoé", level="CE1", now=LATER)) == town


def test_a_level_that_neither_takes_is_refused_in_the_words_of_the_family_s_own(
    town: Sponsor, council: Sponsor
) -> None:
    guardian = moved(code_for(town).code, code_for(council))
    with pytest.raises(Refusal) as refused:
        enrol_child(guardian=guardian, first_name="Jade", level="2GT", now=LATER)
    assert refused.value.code == "level_not_covered"
    assert "CSE Horizon" in refused.value.message
    assert guardian.pupils.count() == 2


def test_a_payer_all_of_whose_children_left_pays_for_no_other(town: Sponsor, council: Sponsor) -> None:
    guardian = moved(code_for(town).code, code_for(council))
    council.agreements.update(levels=f"{COLLEGE} CM1")
    change_sponsor(guardian=guardian, typed=sponsor_code(council), now=NOW + timedelta(minutes=2))
    with pytest.raises(Refusal) as refused:
        enrol_child(guardian=guardian, first_name="Zoé", level="CE1", now=LATER)
    assert refused.value.code == "level_not_covered"


def sponsor_code(sponsor: Sponsor) -> str:
    return sponsor.codes.get().code


# -- where the other gives each pupil a code --------------------------------------------------------------------------
@pytest.fixture
def cards(town: Sponsor) -> tuple[RollEntry, RollEntry]:
    return make_entry(town, "Tom", level="CM1"), make_entry(town, "Zoé", level="CE1")


def test_of_a_list_it_needs_the_child_s_own_code(
    town: Sponsor, council: Sponsor, cards: tuple[RollEntry, RollEntry]
) -> None:
    tom, zoe = (entry.code.code for entry in cards)
    guardian = moved(tom, code_for(council))
    for typed, words in (("", "Clichy donne à chaque enfant son code"), (tom, "celui de cet enfant-ci")):
        with pytest.raises(Refusal) as refused:
            enrol_child(guardian=guardian, first_name="Zoé", level="CE1", code=typed, now=LATER)
        assert refused.value.code == "child_code_needed"
        assert words in refused.value.message
    assert payer(enrol_child(guardian=guardian, first_name="Zoé", level="CE1", code=zoe, now=LATER)) == town
    assert payer(enrol_child(guardian=guardian, first_name="Léo", level="6E", now=LATER)) == council


def test_a_code_of_somebody_who_pays_for_none_of_them_is_not_taken(
    council: Sponsor, cards: tuple[RollEntry, RollEntry]
) -> None:
    guardian = moved(cards[0].code.code, code_for(council))
    theirs = code_for(make_sponsor())
    with pytest.raises(Refusal) as refused:
        enrol_child(guardian=guardian, first_name="Zoé", level="CE1", code=theirs.code, now=LATER)
    assert refused.value.code == "other_payer"
    theirs.refresh_from_db()
    assert theirs.uses == 0


def test_a_card_all_of_whose_places_are_taken_is_refused_as_ever(town: Sponsor, council: Sponsor) -> None:
    guardian = moved(make_entry(town, "Tom").code.code, code_for(council))
    full = make_entry(town, "Zoé", uses=5)
    with pytest.raises(Refusal) as refused:
        enrol_child(guardian=guardian, first_name="Zoé", level="CE1", code=full.code.code, now=LATER)
    assert refused.value.code == "code_refused"


# -- at the desk of one of them ---------------------------------------------------------------------------------------
def test_at_a_desk_nobody_learns_who_else_pays(town: Sponsor, council: Sponsor) -> None:
    """As where the council pays for none of them: refused in the town's own words, whatever is typed."""
    theirs, ours = code_for(council), make_entry(town, "Tom")
    told = []
    for has_both in (True, False):
        guardian = make_guardian()
        redeem(typed=ours.code.code, guardian=guardian, now=NOW)
        enrol_child(guardian=guardian, first_name="Tom", level="CM1", now=NOW)
        if has_both:
            council.agreements.update(starts_on=paris_day(NOW) + timedelta(days=20))
            add_child(guardian=guardian, first_name="Inès", level="4E", now=NOW)
            change_sponsor(guardian=guardian, typed=theirs.code, now=NOW + timedelta(minutes=1))
            assert {one.sponsor for one in Enrolment.objects.filter(pupil__guardian=guardian)} == {town, council}
            assert sponsor_of_guardian(guardian) == town
        family = DeskFamily.objects.create(guardian=guardian, sponsor=town, reference=f"DESK{has_both}", at=NOW)
        for typed in ("", theirs.code):
            with pytest.raises(Refusal) as refused:
                add_at_desk(
                    family=family,
                    officer=make_officer(town),
                    child=Child(first_name="Léo", level="6E", code=typed),
                    now=LATER,
                )
            told.append((has_both, typed, refused.value.code, refused.value.message))
    assert [one[2:] for one in told if one[0]] == [one[2:] for one in told if not one[0]]


def test_at_its_own_desk_the_town_takes_a_child_of_its_level(town: Sponsor, council: Sponsor) -> None:
    guardian = moved(code_for(town).code, code_for(council))
    family = DeskFamily.objects.create(guardian=guardian, sponsor=town, reference="DESK", at=NOW)
    child = Child(first_name="Zoé", level="CE1")
    assert payer(add_at_desk(family=family, officer=make_officer(town), child=child, now=LATER)) == town
