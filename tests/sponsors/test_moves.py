"""Two sponsors for one child, and a family that moves: one pays at a time, and the family chooses."""

from datetime import date, time, timedelta

import pytest

from declic.ground.errors import Refusal
from declic.ground.paris import at_paris, paris_day
from declic.journal.models import Fact
from declic.people import actions as people
from declic.people.models import Guardian, Pupil
from declic.people.rules.consents import CONSENTS
from declic.reports.queries.figures import figures_of
from declic.reports.rules import SchoolYear
from declic.sponsors.actions import enrol_child, issue_code, redeem
from declic.sponsors.actions.moves import change_sponsor
from declic.sponsors.models import ActivationCode, Enrolment, Sponsor
from declic.sponsors.queries import enrolment_of, paying_sponsor_of, sponsor_of_guardian, use_of
from declic.sponsors.rules.moves import MOVES_IN, MOVES_MAX
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


def test_who_has_not_accepted_what_families_are_asked_to_enrols_nobody_and_moves_nowhere() -> None:
    town, council = code_for(TOWN), code_for(COUNCIL)
    guardian = make_guardian(accepts=False)
    redeem(typed=town.code, guardian=guardian, now=NOW)
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "consent_missing"):
        enrol_child(guardian=guardian, first_name="Inès", level="4E", now=NOW)
    assert not guardian.pupils.exists()
    settled = family_of(town)
    settled.consents.update(withdrawn_at=NOW)
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "consent_missing"):
        change_sponsor(guardian=settled, typed=council.code, now=NOW)
    assert payer(settled) == town.sponsor
    people.accept(guardian=settled, kinds=[text.kind for text in CONSENTS], now=NOW)
    change_sponsor(guardian=settled, typed=council.code, now=NOW)
    assert payer(settled, 1) == council.sponsor


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
    town, council = code_for(TOWN), code_for(COUNCIL, ceiling=5)
    guardian = family_of(town)
    typed = council.code
    if why == "revoked_code":
        ActivationCode.objects.filter(pk=council.pk).update(revoked_at=NOW)
    elif why == "exhausted_code":
        ActivationCode.objects.filter(pk=council.pk).update(uses=5)
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


# -- back and forth ---------------------------------------------------------------------------------------------------
def test_a_family_holds_one_place_of_a_code_however_often_it_comes_back() -> None:
    town, council = code_for(TOWN, ceiling=5), code_for(COUNCIL, ceiling=5)
    ActivationCode.objects.update(uses=4)
    guardian = family_of(town)
    for turn in range(MOVES_MAX):
        change_sponsor(guardian=guardian, typed=(town if turn % 2 else council).code, now=NOW)
    for code in (town, council):
        code.refresh_from_db()
        assert code.uses == 5
    with pytest.raises(Refusal, match="Toutes les places"):
        redeem(typed=town.code, guardian=make_guardian(), now=NOW)


def test_changes_are_counted_over_a_month_and_refused_in_words() -> None:
    town, council = code_for(TOWN), code_for(COUNCIL)
    guardian = family_of(town)
    for turn in range(MOVES_MAX):
        change_sponsor(guardian=guardian, typed=(town if turn % 2 else council).code, now=NOW + timedelta(days=turn))
    with pytest.raises(Refusal) as refused:
        change_sponsor(guardian=guardian, typed=council.code, now=NOW + timedelta(days=29))
    assert refused.value.code == "too_many_moves"
    assert "6 changements en un mois" in refused.value.message
    assert "23/12/2026" in refused.value.message
    change_sponsor(guardian=guardian, typed=council.code, now=NOW + MOVES_IN)
    assert payer(guardian, 31) == council.sponsor


# -- a child left behind ----------------------------------------------------------------------------------------------
def left_behind() -> tuple[ActivationCode, ActivationCode, Guardian, Pupil]:
    """Inès went to the council, which agreed to the collège alone; Sami, in CM2, stayed."""
    town, council = code_for(TOWN), code_for(COUNCIL)
    guardian = family_of(town)
    sami = enrol_child(guardian=guardian, first_name="Sami", level="CM2", now=NOW)
    council.sponsor.agreements.update(levels="6E 5E 4E 3E")
    move = change_sponsor(guardian=guardian, typed=council.code, now=NOW + timedelta(seconds=9))
    assert [one.first_name for one in move.goes] == ["Inès"]
    assert [(one.pupil.first_name, one.sponsor) for one in move.stays] == [("Sami", town.sponsor)]
    return town, council, guardian, sami


@pytest.mark.parametrize("over", [False, True])
def test_the_same_code_takes_a_child_left_behind_once_covered(*, over: bool) -> None:
    town, council, guardian, sami = left_behind()
    later = NOW + timedelta(days=3)
    if over:
        town.sponsor.agreements.update(ends_on=paris_day(NOW))
    with pytest.raises(Refusal) as refused:
        change_sponsor(guardian=guardian, typed=council.code, now=later)
    assert refused.value.code == "nobody_covered"
    assert "Sami (CM2)" in refused.value.message
    Pupil.objects.filter(pk=sami.pk).update(level="6E")
    change_sponsor(guardian=guardian, typed=council.code, now=later)
    assert paying_sponsor_of(sami, paris_day(later + timedelta(days=1))) == council.sponsor
    council.refresh_from_db()
    assert council.uses == 1
    with pytest.raises(Refusal) as again:
        change_sponsor(guardian=guardian, typed=council.code, now=later)
    assert again.value.code == "same_payer"


def test_a_family_none_of_whose_children_is_covered_does_not_move() -> None:
    town, council = code_for(TOWN), code_for(COUNCIL)
    guardian = family_of(town)
    council.sponsor.agreements.update(levels="CP CE1")
    with pytest.raises(Refusal) as refused:
        change_sponsor(guardian=guardian, typed=council.code, now=NOW)
    assert refused.value.code == "nobody_covered"
    assert sponsor_of_guardian(guardian) == town.sponsor
    council.refresh_from_db()
    assert council.uses == 0


# -- another school ---------------------------------------------------------------------------------------------------
def schools() -> tuple[ActivationCode, ActivationCode]:
    town = make_sponsor(TOWN)
    primary, college = (
        issue_code(sponsor=town, ceiling=9, label=label, scope="school", now=NOW)
        for label in ("École Victor-Hugo", "Collège Jean-Macé")
    )
    return primary, college


def place_of(pupil: Pupil) -> str:
    held = Enrolment.objects.select_related("code").get(pupil=pupil, until=None)
    return held.code.place if held.code else ""


def test_another_code_of_the_same_sponsor_changes_the_school_and_not_the_payer() -> None:
    primary, college = schools()
    guardian = family_of(primary)
    later = NOW + timedelta(days=300)
    primary.sponsor.agreements.update(ends_on=paris_day(later) + timedelta(days=300))
    (ines,) = guardian.pupils.all()
    change_sponsor(guardian=guardian, typed=college.code, now=later)
    assert place_of(ines) == "Collège Jean-Macé"
    assert payer(guardian, 301) == primary.sponsor
    assert not Fact.objects.filter(name="FamilyMoved").exists()
    assert Fact.objects.get(name="PlaceChanged").data["code_id"] == college.pk
    for agreement in primary.sponsor.agreements.all():
        assert use_of(agreement, later).pupils == 1, "one child, whatever the school"
    noe = enrol_child(guardian=guardian, first_name="Noé", level="6E", now=later)
    assert place_of(noe) == "Collège Jean-Macé"


def test_the_place_changes_for_the_children_chosen_alone() -> None:
    primary, college = schools()
    guardian = family_of(primary)
    sami = enrol_child(guardian=guardian, first_name="Sami", level="CE1", now=NOW)
    ines = guardian.pupils.get(first_name="Inès")
    move = change_sponsor(guardian=guardian, typed=college.code, now=NOW, children=[ines.pk])
    assert list(move.places) == [ines]
    assert (place_of(ines), place_of(sami)) == ("Collège Jean-Macé", "École Victor-Hugo")
    with pytest.raises(Refusal) as refused:
        change_sponsor(guardian=guardian, typed=college.code, now=NOW, children=[])
    assert refused.value.code == "same_payer"


def test_the_figures_tell_the_new_school_from_that_day() -> None:
    primary, college = schools()
    families = [family_of(primary) for _ in range(6)]
    Enrolment.objects.update(since=NOW - timedelta(days=30))
    for guardian in families:
        change_sponsor(guardian=guardian, typed=college.code, now=NOW)
    year = SchoolYear.holding(paris_day(NOW))
    told = figures_of(primary.sponsor, first_day=year.starts_on, last_day=paris_day(NOW), now=NOW)
    assert told.enrolled == 5, "six, in fives"
    assert [cell.label for cell in told.enrolled_by_place] == ["Collège Jean-Macé"]


# -- an agreement that has not begun ----------------------------------------------------------------------------------
BEGINS = date(2027, 9, 1)


def not_begun(code: ActivationCode) -> None:
    code.sponsor.agreements.update(starts_on=BEGINS)


@pytest.mark.parametrize("children", [0, 1])
def test_an_agreement_that_has_not_begun_takes_no_child_from_who_pays_today(children: int) -> None:
    town, other = code_for(TOWN), code_for("Levallois-Perret")
    not_begun(other)
    guardian = family_of(town)
    if not children:
        guardian.pupils.all().delete()
    with pytest.raises(Refusal) as refused:
        change_sponsor(guardian=guardian, typed=other.code, now=NOW)
    assert refused.value.code == "not_begun"
    said = refused.value.message.replace("\u00a0", " ")
    assert "Levallois-Perret ne paie qu’à partir du 1er septembre 2027" in said
    assert ("changer maintenant fermerait Déclic à Inès jusque-là" in said) == bool(children)
    assert "Clichy continue de payer." in said
    assert sponsor_of_guardian(guardian) == town.sponsor
    other.refresh_from_db()
    assert other.uses == 0
    first_day = at_paris(BEGINS, time(0))
    town.sponsor.agreements.update(ends_on=date(2027, 9, 30))
    change_sponsor(guardian=guardian, typed=other.code, now=first_day)
    assert sponsor_of_guardian(guardian) == other.sponsor
    if children:
        assert paying_sponsor_of(guardian.pupils.get(), BEGINS) == other.sponsor


@pytest.mark.parametrize("why", ["over", "level"])
def test_it_may_take_a_child_for_whom_nobody_pays_today(why: str) -> None:
    town, other = code_for(TOWN), code_for("Levallois-Perret")
    not_begun(other)
    guardian = family_of(town)
    town.sponsor.agreements.update(
        **({"ends_on": paris_day(NOW) - timedelta(days=1)} if why == "over" else {"levels": "CP"})
    )
    moved = change_sponsor(guardian=guardian, typed=other.code, now=NOW + timedelta(minutes=5))
    assert moved.begins_on == BEGINS
    assert payer(guardian) is None
    assert paying_sponsor_of(guardian.pupils.get(), BEGINS) == other.sponsor


def test_the_family_s_code_stays_that_of_who_pays_today_for_a_child_who_stays() -> None:
    town, other = code_for(TOWN), code_for("Levallois-Perret")
    other.sponsor.agreements.update(starts_on=BEGINS, levels="6E 5E 4E 3E")
    guardian = family_of(town)
    tom = enrol_child(guardian=guardian, first_name="Tom", level="CM1", now=NOW)
    town.sponsor.agreements.update(levels="CP CE1 CE2 CM1 CM2")
    moved = change_sponsor(guardian=guardian, typed=other.code, now=NOW + timedelta(minutes=5))
    assert [pupil.first_name for pupil in moved.goes] == ["Inès"]
    assert paying_sponsor_of(guardian.pupils.get(first_name="Inès"), BEGINS) == other.sponsor
    assert paying_sponsor_of(tom, paris_day(NOW)) == town.sponsor
    assert sponsor_of_guardian(guardian) == town.sponsor
    assert not Fact.objects.filter(name="FamilyMoved").exists()
    zoe = enrol_child(guardian=guardian, first_name="Zoé", level="CE1", now=NOW + timedelta(minutes=9))
    assert paying_sponsor_of(zoe, paris_day(NOW + timedelta(minutes=9))) == town.sponsor


def test_it_goes_too_where_nobody_helps_the_child_who_stays_either() -> None:
    town, other = code_for(TOWN), code_for("Levallois-Perret")
    other.sponsor.agreements.update(starts_on=BEGINS, levels="6E 5E 4E 3E")
    guardian = family_of(town)
    enrol_child(guardian=guardian, first_name="Tom", level="CM1", now=NOW)
    town.sponsor.agreements.update(ends_on=paris_day(NOW) - timedelta(days=1))
    change_sponsor(guardian=guardian, typed=other.code, now=NOW + timedelta(minutes=5))
    assert sponsor_of_guardian(guardian) == other.sponsor
