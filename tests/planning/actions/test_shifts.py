"""A teacher's shifts: confirmed, given up, taken by the first, swapped when both agree."""

from datetime import datetime, timedelta

import pytest

from declic.dispatch.actions import close_exceptionally, lift_closing
from declic.dispatch.models import ExceptionalClosing
from declic.ground.errors import NotYours, Refusal
from declic.journal.models import Fact
from declic.people.models import Skill, Teacher
from declic.planning.actions import (
    accept_swap,
    ask_swap,
    confirm_shifts,
    decline_swap,
    give_up,
    take_back,
    take_shift,
    withdraw_swap,
)
from declic.planning.models import Shift, Swap
from declic.planning.queries import access_shift, access_swap, given_to, offered_to, shifts_ahead, swaps_open_for
from declic.planning.queries.swaps import swappable
from declic.planning.queries.takers import takers_of
from declic.planning.rules.shifts import Shift as Times
from declic.safeguarding.actions import suspend_teacher
from tests.planning.people import get_shift, make_rota, make_shift, make_volunteer, offer, skills_in
from tests.world import NOW, make_operator

pytestmark = pytest.mark.django_db
TUESDAY, THURSDAY = Times(1, 68, 76), Times(3, 68, 76)


def facts() -> list[str]:
    return list(Fact.objects.filter(subject__regex="^(shift|swap):").values_list("name", flat=True))


def holder(shift: Shift) -> tuple[Teacher, str]:
    shift = Shift.objects.select_related("teacher").get(pk=shift.pk)
    return shift.teacher, shift.state


# -- confirm ----------------------------------------------------------------------------------------------------------
def test_what_is_published_waits_to_be_confirmed_once() -> None:
    claire = make_volunteer()
    make_rota({claire: [TUESDAY, THURSDAY]})
    assert [shift.state for shift in shifts_ahead(claire, NOW)] == ["to_confirm", "to_confirm"]
    assert confirm_shifts(teacher=claire, now=NOW, shift_id=get_shift(claire).pk) == 1
    assert confirm_shifts(teacher=claire, now=NOW) == 1
    assert confirm_shifts(teacher=claire, now=NOW) == 0
    assert facts() == ["ShiftConfirmed", "ShiftConfirmed"]


def test_a_draft_is_nobodys_yet() -> None:
    claire = make_volunteer()
    make_rota({claire: [TUESDAY]}, published=False)
    assert shifts_ahead(claire, NOW) == []
    assert confirm_shifts(teacher=claire, now=NOW) == 0
    with pytest.raises(NotYours):
        access_shift(claire.account, get_shift(claire).pk)


def test_a_shift_is_its_teachers_alone() -> None:
    shift = make_shift()
    assert access_shift(shift.teacher.account, shift.pk) == shift
    with pytest.raises(NotYours):
        access_shift(make_volunteer().account, shift.pk)


# -- give up, take ----------------------------------------------------------------------------------------------------
def test_a_shift_given_up_is_offered_to_who_knows_the_same_and_is_free() -> None:
    shift = make_shift()
    same, french = make_volunteer("Paul"), make_volunteer("Fanny", subject="FRA")
    elsewhere, busy = make_volunteer("Léa", free=[(1, 70, 82)]), make_volunteer("Luc")
    make_shift(busy, Times(1, 66, 72))
    tired = make_volunteer("Tom", hours=(0, 6))
    assert offered_to(same, NOW) == []
    give_up(shift=shift, now=NOW)
    assert offered_to(same, NOW) == [shift]
    for teacher in (french, elsewhere, busy, tired, shift.teacher):
        assert offered_to(teacher, NOW) == []
    assert offered_to(same, NOW + timedelta(days=2)) == []


def test_of_a_shift_given_up_under_way_what_is_left_counts_alone() -> None:
    shift = make_shift()
    now = shift.starts_at + timedelta(minutes=65)
    free_since, later = make_volunteer("Léa", free=[(1, 72, 84)]), make_volunteer("Luc", free=[(1, 73, 84)])
    tired = make_volunteer("Tom", hours=(0, 6), free=[(1, 72, 78), (3, 66, 82)])
    exhausted = make_volunteer("Zoé", hours=(0, 6))
    make_shift(exhausted, Times(3, 68, 74))
    give_up(shift=shift, now=now)
    assert takers_of(shift, now) == [free_since, tired]
    assert [one for one in (free_since, later, tired, exhausted) if offered_to(one, now)] == [free_since, tired]
    assert takers_of(shift, shift.ends_at) == []
    take_shift(shift_id=shift.pk, teacher=tired, now=now)
    assert sum(one.worked for one in given_to(tired.pk, shift.rota.week)) == 4, "the hour that was left"


def test_a_shift_given_up_under_way_is_taken_back_for_what_is_left() -> None:
    shift = make_shift()
    now = shift.starts_at + timedelta(minutes=65)
    give_up(shift=shift, now=now)
    offer(shift.teacher, [(1, 72, 84)])
    take_back(shift=get_shift(shift.teacher), now=now)
    assert holder(shift) == (shift.teacher, "confirmed")


def test_method_which_all_teach_makes_nobody_a_stand_in() -> None:
    shift = make_shift()
    fanny = make_volunteer("Fanny", subject="FRA")
    for teacher in (shift.teacher, fanny):
        Skill.objects.bulk_create(Skill(teacher=teacher, subject=s, level=level) for s, level in skills_in("METH"))
    give_up(shift=shift, now=NOW)
    assert offered_to(fanny, NOW) == []
    assert takers_of(shift, NOW) == []


def test_the_first_to_take_it_has_it() -> None:
    shift = make_shift()
    paul, lea = make_volunteer("Paul"), make_volunteer("Léa")
    give_up(shift=shift, now=NOW)
    take_shift(shift_id=shift.pk, teacher=paul, now=NOW)
    take_shift(shift_id=shift.pk, teacher=paul, now=NOW)
    assert holder(shift) == (paul, "confirmed")
    with pytest.raises(Refusal) as refused:
        take_shift(shift_id=shift.pk, teacher=lea, now=NOW)
    assert refused.value.code == "shift_taken"
    with pytest.raises(NotYours):
        access_shift(shift.teacher.account, shift.pk)
    assert facts() == ["ShiftConfirmed", "ShiftGivenUp", "ShiftTaken"]


def test_nobody_takes_what_is_not_offered_to_them() -> None:
    shift = make_shift()
    french = make_volunteer("Fanny", subject="FRA")
    give_up(shift=shift, now=NOW)
    with pytest.raises(NotYours):
        take_shift(shift_id=shift.pk, teacher=french, now=NOW)
    with pytest.raises(NotYours):
        take_shift(shift_id=0, teacher=french, now=NOW)


def test_who_gave_it_up_may_take_it_back_until_somebody_has_it() -> None:
    shift = make_shift()
    give_up(shift=shift, now=NOW)
    give_up(shift=shift, now=NOW)
    take_back(shift=get_shift(shift.teacher), now=NOW)
    assert holder(shift) == (shift.teacher, "confirmed")
    give_up(shift=get_shift(shift.teacher), now=NOW)
    stale = get_shift(shift.teacher)
    take_shift(shift_id=shift.pk, teacher=make_volunteer("Paul"), now=NOW)
    with pytest.raises(Refusal) as refused:
        take_back(shift=stale, now=NOW)
    assert refused.value.code == "shift_taken"


def test_having_given_one_up_another_may_be_taken_that_day() -> None:
    claire, paul = make_volunteer("Claire"), make_volunteer("Paul")
    hers, his = make_shift(claire), make_shift(paul, Times(1, 74, 82))
    give_up(shift=hers, now=NOW)
    give_up(shift=his, now=NOW)
    take_shift(shift_id=his.pk, teacher=claire, now=NOW)
    assert holder(his) == (claire, "confirmed")
    with pytest.raises(Refusal) as refused:
        take_back(shift=hers, now=NOW)
    assert refused.value.code == "two_shifts"


def test_what_is_over_is_not_given_up() -> None:
    shift = make_shift()
    with pytest.raises(Refusal) as refused:
        give_up(shift=shift, now=shift.ends_at)
    assert refused.value.code == "shift_over"


def test_the_shifts_of_a_suspended_teacher_are_offered_at_once() -> None:
    shift, paul = make_shift(), make_volunteer("Paul")
    suspend_teacher(teacher=shift.teacher, by=make_operator(), now=NOW)
    assert offered_to(paul, NOW) == [shift]


# -- swap -------------------------------------------------------------------------------------------------------------
@pytest.fixture
def pair() -> tuple[Shift, Shift]:
    claire, paul = make_volunteer("Claire"), make_volunteer("Paul")
    return make_shift(claire, TUESDAY), make_shift(paul, THURSDAY)


def test_a_swap_gives_each_the_other_s_shift_when_both_agree(pair: tuple[Shift, Shift]) -> None:
    mine, theirs = pair
    assert swappable(mine, NOW) == [theirs]
    swap = ask_swap(mine=mine, theirs_id=theirs.pk, now=NOW)
    assert ask_swap(mine=mine, theirs_id=theirs.pk, now=NOW) == swap
    assert swaps_open_for(mine.teacher, NOW) == swaps_open_for(theirs.teacher, NOW) == [swap]
    assert holder(mine)[0] == mine.teacher
    with pytest.raises(NotYours):
        accept_swap(swap=swap, teacher=mine.teacher, now=NOW)
    accept_swap(swap=swap, teacher=theirs.teacher, now=NOW)
    accept_swap(swap=swap, teacher=theirs.teacher, now=NOW)
    assert holder(mine) == (theirs.teacher, "confirmed")
    assert holder(theirs) == (mine.teacher, "confirmed")
    assert swaps_open_for(mine.teacher, NOW) == []
    assert facts()[-2:] == ["SwapAsked", "SwapAccepted"]


def test_two_shifts_of_one_day_may_be_swapped() -> None:
    claire, paul = make_volunteer("Claire"), make_volunteer("Paul")
    mine, theirs = make_shift(claire, Times(1, 66, 72)), make_shift(paul, Times(1, 74, 82))
    accept_swap(swap=ask_swap(mine=mine, theirs_id=theirs.pk, now=NOW), teacher=paul, now=NOW)
    assert holder(mine)[0] == paul
    assert holder(theirs)[0] == claire


def test_declined_or_withdrawn_each_keeps_their_own(pair: tuple[Shift, Shift]) -> None:
    mine, theirs = pair
    swap = ask_swap(mine=mine, theirs_id=theirs.pk, now=NOW)
    for act, wrong in ((decline_swap, mine), (withdraw_swap, theirs)):
        with pytest.raises(NotYours):
            act(swap=swap, teacher=wrong.teacher, now=NOW)
    decline_swap(swap=swap, teacher=theirs.teacher, now=NOW)
    with pytest.raises(Refusal):
        accept_swap(swap=swap, teacher=theirs.teacher, now=NOW)
    withdraw_swap(swap=ask_swap(mine=mine, theirs_id=theirs.pk, now=NOW), teacher=mine.teacher, now=NOW)
    assert list(Swap.objects.values_list("state", flat=True).order_by("pk")) == ["declined", "withdrawn"]
    assert holder(mine)[0] == mine.teacher


def test_a_swap_ends_when_one_of_the_two_is_given_up(pair: tuple[Shift, Shift]) -> None:
    mine, theirs = pair
    swap = ask_swap(mine=mine, theirs_id=theirs.pk, now=NOW)
    give_up(shift=theirs, now=NOW)
    swap.refresh_from_db()
    assert swap.state == "declined"
    with pytest.raises(Refusal) as refused:
        accept_swap(swap=swap, teacher=theirs.teacher, now=NOW)
    assert refused.value.code == "cannot_swap"


def test_nothing_is_swapped_with_who_cannot_come_or_knows_other_things(pair: tuple[Shift, Shift]) -> None:
    mine, theirs = pair
    french = make_volunteer("Fanny", subject="FRA")
    other = make_shift(french, Times(2, 68, 76))
    with pytest.raises(Refusal):
        ask_swap(mine=mine, theirs_id=other.pk, now=NOW)
    swap = ask_swap(mine=mine, theirs_id=theirs.pk, now=NOW)
    offer(theirs.teacher, [(3, 66, 82)])
    assert swappable(mine, NOW) == []
    with pytest.raises(Refusal):
        accept_swap(swap=swap, teacher=theirs.teacher, now=NOW)
    assert holder(mine)[0] == mine.teacher
    assert holder(theirs)[0] == theirs.teacher


def test_nobody_swaps_for_a_shift_that_a_closing_takes_whole(pair: tuple[Shift, Shift]) -> None:
    mine, theirs = pair
    swap, operator = ask_swap(mine=mine, theirs_id=theirs.pk, now=NOW), make_operator()

    def close(until: datetime) -> ExceptionalClosing:
        return close_exceptionally(starts_at=theirs.starts_at, ends_at=until, reason="Grève.", by=operator, now=NOW)

    closing = close(theirs.ends_at)
    assert swappable(mine, NOW) == swappable(theirs, NOW) == []
    assert swaps_open_for(mine.teacher, NOW) == swaps_open_for(theirs.teacher, NOW) == []
    for act in (
        lambda: accept_swap(swap=swap, teacher=theirs.teacher, now=NOW),
        lambda: ask_swap(mine=mine, theirs_id=theirs.pk, now=NOW),
        lambda: ask_swap(mine=theirs, theirs_id=mine.pk, now=NOW),
    ):
        with pytest.raises(Refusal, match="tombe dans une fermeture"):
            act()
    lift_closing(closing=closing, by=operator, now=NOW)
    close(theirs.ends_at - timedelta(minutes=30))
    assert swappable(mine, NOW) == [theirs], "some of it is left"
    assert swaps_open_for(theirs.teacher, NOW) == [swap]
    accept_swap(swap=swap, teacher=theirs.teacher, now=NOW)
    assert holder(theirs)[0] == mine.teacher


def test_a_swap_is_seen_by_its_two_teachers_alone(pair: tuple[Shift, Shift]) -> None:
    mine, theirs = pair
    swap = ask_swap(mine=mine, theirs_id=theirs.pk, now=NOW)
    assert access_swap(mine.teacher.account, swap.pk) == access_swap(theirs.teacher.account, swap.pk) == swap
    with pytest.raises(NotYours):
        access_swap(make_volunteer("Autre").account, swap.pk)
    with pytest.raises(NotYours):
        ask_swap(mine=mine, theirs_id=mine.pk, now=NOW)
