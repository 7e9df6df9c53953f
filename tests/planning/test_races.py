"""Real threads on real connections: a shift given up has one taker, and what is published was read."""

from functools import partial

import pytest

from declic.people.models import Teacher
from declic.planning.actions import (
    accept_swap,
    add_shift,
    ask_swap,
    give_up,
    publish_rota,
    remove_shift,
    take_shift,
)
from declic.planning.models import Rota, Shift, Swap
from declic.planning.queries import access_shift, access_swap
from declic.planning.queries.rotas import draft_digest
from declic.planning.rules.shifts import Shift as Times
from tests.dispatch.test_races import at_once
from tests.planning.people import make_rota, make_shift, make_volunteer
from tests.world import NOW, make_operator

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_several_who_take_a_shift_at_once_one_has_it() -> None:
    shift = make_shift()
    takers = [make_volunteer(f"Prof {number}") for number in range(4)]
    give_up(shift=shift, now=NOW)
    said = at_once(*(partial(take_shift, shift_id=shift.pk, teacher=one, now=NOW) for one in takers))
    assert said.count("shift_taken") == 3
    held = Shift.objects.get()
    assert (held.teacher in takers, held.state) == (True, "confirmed")


def test_one_who_takes_two_shifts_of_a_day_at_once_has_one() -> None:
    shifts = [make_shift(make_volunteer("Claire")), make_shift(make_volunteer("Paul"), Times(1, 70, 78))]
    lea = make_volunteer("Léa")
    for shift in shifts:
        give_up(shift=shift, now=NOW)
    said = at_once(*(partial(take_shift, shift_id=shift.pk, teacher=lea, now=NOW) for shift in shifts))
    assert sum(isinstance(one, Shift) for one in said) == 1
    assert Shift.objects.filter(teacher=lea).count() == 1


def test_a_shift_given_up_while_its_swap_is_accepted_goes_one_way() -> None:
    mine, theirs = make_shift(make_volunteer("Claire")), make_shift(make_volunteer("Paul"), Times(3, 68, 76))
    swap = ask_swap(mine=mine, theirs_id=theirs.pk, now=NOW)

    def accept() -> None:
        accept_swap(swap=access_swap(theirs.teacher.account, swap.pk), teacher=theirs.teacher, now=NOW)

    at_once(accept, lambda: give_up(shift=access_shift(mine.teacher.account, mine.pk), now=NOW))
    states = dict(Shift.objects.values_list("pk", "state"))
    holders = dict(Shift.objects.values_list("pk", "teacher_id"))
    swapped = {mine.pk: theirs.teacher_id, theirs.pk: mine.teacher_id}
    kept = {mine.pk: mine.teacher_id, theirs.pk: theirs.teacher_id}
    assert holders in (swapped, kept)
    assert states[mine.pk] == ("confirmed" if holders == swapped else "offered")


def test_a_shift_removed_while_its_swap_is_accepted_leaves_no_swap() -> None:
    mine, theirs = make_shift(make_volunteer("Claire")), make_shift(make_volunteer("Paul"), Times(3, 68, 76))
    swap, operator = ask_swap(mine=mine, theirs_id=theirs.pk, now=NOW), make_operator()

    def accept() -> None:
        accept_swap(swap=swap, teacher=theirs.teacher, now=NOW)

    said = at_once(accept, partial(remove_shift, shift=mine, by=operator, now=NOW))
    assert set(said) <= {None, "cannot_swap"}
    assert list(Shift.objects.values_list("pk", flat=True)) == [theirs.pk]
    assert not Swap.objects.exists()


def test_a_shift_added_while_its_draft_is_published_waits_for_its_teacher_s_word() -> None:
    claire, others = make_volunteer("Claire"), [make_volunteer(f"Prof {number}") for number in range(4)]
    rota, operator = make_rota({claire: [Times(1, 68, 76)]}, published=False), make_operator()
    read = draft_digest(rota.shifts.all())

    def add(teacher: Teacher) -> None:
        add_shift(rota=Rota.objects.get(), teacher=teacher, times=Times(1, 68, 76), by=operator, now=NOW)

    def publish() -> None:
        publish_rota(rota=Rota.objects.get(), by=operator, now=NOW, seen=read)

    said = at_once(*(partial(add, one) for one in others[:2]), publish, *(partial(add, one) for one in others[2:]))
    states = set(Shift.objects.values_list("state", flat=True))
    assert (Rota.objects.get().state, states) in (("published", {"to_confirm"}), ("draft", {"proposed"}))
    assert ("moved" in said) == (Rota.objects.get().state == "draft"), "what was read is published, or nothing"
