"""Families, cards, teachers."""

import pytest

from declic.ground.errors import NotYours
from declic.ground.ids import spaced
from declic.journal.models import Fact
from declic.people import actions, queries
from declic.people.models import Account, Guardian, Pupil, SignInCard
from declic.people.rules.consents import CONSENTS
from declic.uploads.models import Upload
from tests.refusals import refused
from tests.world import NOW, later, make_account, make_guardian, make_operator, make_teacher, make_upload

pytestmark = pytest.mark.django_db


def a_child(guardian: Guardian | None = None, level: str = "CE1") -> Pupil:
    return actions.add_child(guardian=guardian or make_guardian(), first_name="Sami", level=level, now=NOW)


def code_of(pupil: Pupil) -> str:
    card = queries.card_of(pupil)
    assert card
    return queries.card_secret(card).short_code


def test_a_child_has_no_address_no_password_and_a_card() -> None:
    pupil = a_child()
    assert pupil.account.email is None
    assert not pupil.account.has_usable_password()
    assert queries.card_of(pupil)


def test_a_level_that_does_not_exist_is_refused_and_nothing_is_kept() -> None:
    guardian = make_guardian()
    with refused("unknown_level"):
        actions.add_child(guardian=guardian, first_name="Sami", level="7E", now=NOW)
    assert not Account.objects.filter(name="Sami").exists()


def test_the_code_is_typed_as_one_likes() -> None:
    pupil = a_child()
    code = code_of(pupil)
    for typed in (code, code.lower(), spaced(code), f" {code[:4]} {code[4:]} "):
        assert actions.sign_in_by_code(typed=typed, now=NOW) == pupil


def test_the_database_holds_no_secret_of_a_card() -> None:
    pupil = a_child()
    card = queries.card_of(pupil)
    assert card
    kept = " ".join(map(str, SignInCard.objects.values_list().get(pk=card.pk)))
    secrets = queries.card_secret(card)
    assert secrets.short_code not in kept
    assert secrets.token not in kept


@pytest.mark.parametrize("typed", ["", "ZZZZZZZZ", "' OR 1=1 --", "x" * 5000, "é" * 8])
def test_a_wrong_code_opens_nothing(typed: str) -> None:
    a_child()
    with refused("wrong_card"):
        actions.sign_in_by_code(typed=typed, now=NOW)


@pytest.mark.parametrize("part", ["", ".", "1", "1.", "x.y", "99999.abcdefghijklmnopqrstuv", "٣.abc", "1.é"])
def test_a_wrong_qr_code_opens_nothing(part: str) -> None:
    with refused("wrong_card"):
        actions.sign_in_by_secret(secret=part, now=NOW)


def test_the_qr_code_of_one_child_does_not_open_for_another() -> None:
    guardian = make_guardian()
    mine, other = a_child(guardian), a_child(guardian)
    card, strange = queries.card_of(mine), queries.card_of(other)
    assert card
    assert strange
    assert actions.sign_in_by_secret(secret=queries.card_path_part(card), now=NOW) == mine
    with refused("wrong_card"):
        actions.sign_in_by_secret(secret=f"{card.pk}.{queries.card_secret(strange).token}", now=NOW)


def test_a_renewed_card_opens_and_the_lost_one_does_not() -> None:
    pupil = a_child()
    lost = code_of(pupil)
    password = Account.objects.get(pk=pupil.account_id).password
    actions.renew_card(pupil=pupil, now=later(60))
    assert actions.sign_in_by_code(typed=code_of(pupil), now=later(61)) == pupil
    with refused("wrong_card"):
        actions.sign_in_by_code(typed=lost, now=later(61))
    assert Account.objects.get(pk=pupil.account_id).password != password  # which closes the sessions it opened


def test_issuing_again_gives_the_card_there_is() -> None:
    pupil = a_child()
    assert actions.issue_card(pupil=pupil, now=later(5)) == queries.card_of(pupil)
    assert SignInCard.objects.filter(pupil=pupil).count() == 1


def test_pictures_open_only_in_order() -> None:
    pupil = a_child()
    card = queries.card_of(pupil)
    assert card
    right = queries.card_secret(card).pictures
    assert actions.sign_in_by_pictures(card=card, pictures=right, now=NOW) == pupil
    for wrong in (right[::-1], right[:2], (*right, "soleil"), ()):
        with refused("wrong_pictures"):
            actions.sign_in_by_pictures(card=card, pictures=wrong, now=NOW)


def test_a_family_accepts_all_that_must_be_accepted_or_nothing() -> None:
    guardian = make_guardian(accepts=False)
    with refused("consent_missing"):
        actions.accept(guardian=guardian, kinds=["rules"], now=NOW)
    assert not guardian.consents.exists()
    actions.accept(guardian=guardian, kinds=[text.kind for text in CONSENTS], now=NOW)
    assert queries.missing_consents(guardian) == []
    actions.accept(guardian=guardian, kinds=[], now=later(1))
    assert guardian.consents.count() == len(CONSENTS)


def test_a_child_belongs_to_one_family() -> None:
    pupil = a_child()
    assert queries.access_child(pupil.guardian.account, pupil.pk) == pupil
    for stranger in (make_guardian().account, make_account(), make_operator(), pupil.account):
        with pytest.raises(NotYours):
            queries.access_child(stranger, pupil.pk)


def test_erasing_a_child_leaves_nothing_but_facts_without_a_name() -> None:
    pupil = a_child()
    make_upload(pupil.account)
    account_id = pupil.account_id
    actions.erase_child(pupil=pupil, now=NOW)
    assert not Account.objects.filter(pk=account_id).exists()
    assert not Upload.objects.filter(owner_id=account_id).exists()
    assert Fact.objects.filter(name="ChildErased").exists()
    assert "Sami" not in str(list(Fact.objects.values_list("data", flat=True)))


def test_a_family_has_a_bounded_number_of_children() -> None:
    guardian = make_guardian()
    for _ in range(actions.MAX_CHILDREN):
        a_child(guardian)
    with refused("too_many_children"):
        a_child(guardian)


def test_a_teacher_is_approved_once_the_record_is_checked() -> None:
    teacher, operator = make_teacher(approved=False), make_operator()
    with refused("record_missing"):
        actions.approve_teacher(teacher=teacher, by=operator, now=NOW)
    teacher.record_asked_on, teacher.record_answered_on = NOW.date(), NOW.date()
    teacher.save()
    actions.approve_teacher(teacher=teacher, by=operator, now=NOW)
    assert queries.may_teach(teacher, NOW.date())
    assert queries.teachers_for("MAT", "4E", NOW.date()) == [teacher]
    actions.suspend_teacher(teacher=teacher, by=operator, now=NOW)
    assert queries.teachers_for("MAT", "4E", NOW.date()) == []


def test_a_skill_is_something_a_programme_holds() -> None:
    teacher = make_teacher()
    with refused("not_taught"):
        actions.set_skills(teacher=teacher, skills=[("PHI", "CP")])
    actions.set_skills(teacher=teacher, skills=[("MAT", "3E"), ("PC", "3E")])
    assert queries.skills_of(teacher) == {("MAT", "3E"), ("PC", "3E")}
