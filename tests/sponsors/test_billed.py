"""A price per pupil is for those the agreement may help."""

from datetime import UTC, date, datetime, timedelta

import pytest

from declic.people.actions import add_child, change_child, erase_child
from declic.people.models import Pupil
from declic.sponsors.actions.enrolments import keep_enrolments
from declic.sponsors.models import Agreement, Enrolment, Sponsor
from declic.sponsors.queries import use_of
from declic.sponsors.rules.agreements import PriceModel
from declic.sponsors.rules.billed import SAID_ANEW, Said, is_billed, levels_held
from tests.world import NOW, make_agreement, make_guardian, make_lesson, make_sponsor

pytestmark = pytest.mark.django_db

BEGINS = datetime(2026, 8, 31, 22, 0, tzinfo=UTC)
LATER = BEGINS + timedelta(days=200)
OVER = datetime(2027, 9, 2, 10, tzinfo=UTC)
PRICE = 4_000


def per_pupil(levels: str = "CM1 CM2", *, ends_on: date = date(2027, 8, 31)) -> Agreement:
    agreement = make_agreement(make_sponsor(agreement=False))
    agreement.starts_on, agreement.ends_on, agreement.levels = date(2026, 9, 1), ends_on, levels
    agreement.price_model, agreement.price_cents = PriceModel.PER_PUPIL.value, PRICE
    agreement.save()
    return agreement


def child(sponsor: Sponsor, level: str, at: datetime) -> Pupil:
    pupil = add_child(guardian=make_guardian(), first_name="Inès", level=level, now=at)
    Enrolment.objects.create(pupil=pupil, sponsor=sponsor, since=at)
    return pupil


def moved(pupil: Pupil, level: str, at: datetime) -> None:
    change_child(pupil=pupil, first_name=pupil.first_name, level=level, now=at)


def test_a_child_who_left_the_levels_before_it_began_is_not_billed() -> None:
    agreement = per_pupil()
    pupil = child(agreement.sponsor, "CM2", BEGINS - timedelta(days=300))
    assert use_of(agreement, LATER).pupils == 1
    moved(pupil, "6E", BEGINS - timedelta(days=3))
    used = use_of(agreement, OVER)
    assert (used.pupils, used.due) == (0, 0)
    every = per_pupil("")
    Enrolment.objects.update(sponsor=every.sponsor)
    assert use_of(every, OVER).pupils == 1, "an agreement that covers every level counts who is enrolled"


def test_a_class_told_weeks_after_it_began_is_the_one_of_the_year() -> None:
    agreement = per_pupil()
    pupil = child(agreement.sponsor, "CM2", BEGINS - timedelta(days=300))
    moved(pupil, "6E", BEGINS + timedelta(days=20))
    assert use_of(agreement, OVER).due == 0


def test_a_child_covered_for_a_time_is_billed_whatever_they_become() -> None:
    agreement = per_pupil()
    left = child(agreement.sponsor, "CM2", BEGINS + timedelta(days=10))
    moved(left, "6E", BEGINS + timedelta(days=150))
    came = child(agreement.sponsor, "CE2", BEGINS + timedelta(days=10))
    moved(came, "CM1", BEGINS + timedelta(days=20))
    never = child(agreement.sponsor, "CE2", BEGINS + timedelta(days=10))
    moved(never, "CM1", OVER - timedelta(hours=20))
    assert use_of(agreement, OVER).due == 2 * PRICE


def test_who_was_paid_for_in_a_year_stays_paid_for_once_they_left_the_levels() -> None:
    agreement = per_pupil(ends_on=date(2028, 8, 31))
    pupil = child(agreement.sponsor, "CM2", BEGINS + timedelta(days=10))
    moved(pupil, "6E", OVER + timedelta(days=5))
    used = use_of(agreement, datetime(2028, 9, 2, 10, tzinfo=UTC))
    assert [year.pupils for year in used.by_year] == [1, 1]


def test_a_child_helped_before_their_class_was_told_is_billed() -> None:
    agreement = per_pupil("4E")
    pupil = child(agreement.sponsor, "4E", BEGINS - timedelta(days=300))
    make_lesson(pupil=pupil, state="ended")
    moved(pupil, "3E", NOW + timedelta(hours=1))
    assert NOW < BEGINS + SAID_ANEW
    assert use_of(agreement, OVER).due == PRICE


def test_an_erased_child_counts_as_they_did() -> None:
    agreement = per_pupil()
    covered = child(agreement.sponsor, "CM2", BEGINS + timedelta(days=10))
    moved(covered, "6E", BEGINS + timedelta(days=150))
    other = child(agreement.sponsor, "6E", BEGINS + timedelta(days=10))
    assert use_of(agreement, OVER).pupils == 1
    for pupil in (covered, other):
        keep_enrolments(pupil=pupil, now=LATER)
        erase_child(pupil=pupil, now=LATER)
    assert use_of(agreement, OVER).pupils == 1


def test_a_child_whose_levels_nobody_noted_is_counted() -> None:
    days = {"year_begins": BEGINS, "begins": BEGINS, "ends": LATER}
    held = levels_held([Said(OVER, "6E")], now_is="6E", **days)
    assert is_billed(held, frozenset({"CM2"}))
    assert levels_held([], now_is="6E", **days) == {"6E"}
