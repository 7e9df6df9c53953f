"""What is due by itself: the end of a duty, reminders."""

from datetime import timedelta

import pytest

from declic.dispatch.actions import lift_closing, want
from declic.dispatch.models import Duty
from declic.dispatch.queries.free import ringable_duties
from declic.dispatch.queries.staff import Staff
from declic.journal.models import Fact
from declic.lessons.actions import open_lesson
from declic.people.actions.teachers import prefer
from declic.people.models import Teacher
from declic.planning.actions import (
    accept_swap,
    ask_swap,
    change_shift,
    confirm_shifts,
    keep_up,
    remove_shift,
    take_shift,
)
from declic.planning.actions.mine import give_up
from declic.planning.rules.shifts import Shift as Times
from tests.planning.due import MINUTE, close, names
from tests.planning.people import get_shift, make_shift, make_volunteer
from tests.world import NOW, both_come_in, make_operator, make_ring

pytestmark = pytest.mark.django_db


# -- the end of a shift -----------------------------------------------------------------------------------------------
def on_duty(teacher: Teacher) -> Duty:
    return Duty.objects.get(teacher=teacher)


def test_a_duty_knows_when_its_shift_ends_and_is_not_rung_in_its_last_minutes() -> None:
    shift = make_shift()
    want(teacher_account_id=shift.teacher.account_id, state="free", now=shift.starts_at - 5 * MINUTE)
    keep_up(now=shift.starts_at - 4 * MINUTE)
    assert on_duty(shift.teacher).ends_at == shift.ends_at
    for before_end, is_rung in ((6 * MINUTE, True), (5 * MINUTE, False), (MINUTE, False)):
        now = shift.ends_at - before_end
        Duty.objects.update(seen_at=now)
        assert ringable_duties(now).exists() is is_rung
        assert Staff(now).free(("MAT", "4E")) == is_rung


def test_who_said_so_is_rung_until_the_shift_ends() -> None:
    shift = make_shift()
    account = shift.teacher.account_id
    want(teacher_account_id=account, state="free", now=shift.starts_at)
    keep_up(now=shift.starts_at)
    prefer(teacher_account_id=account, is_armed=False, takes_neighbours=False, rings_to_end=True, now=shift.starts_at)
    for before_end, is_rung in ((MINUTE, True), (-MINUTE, False)):
        now = shift.ends_at - before_end
        keep_up(now=now)
        Duty.objects.update(seen_at=now)
        assert ringable_duties(now).exists() is is_rung
        assert Staff(now).free(("MAT", "4E")) == is_rung


def test_a_shift_that_changes_changes_the_end_of_the_duty_under_way() -> None:
    shift = make_shift()
    want(teacher_account_id=shift.teacher.account_id, state="free", now=shift.starts_at)
    keep_up(now=shift.starts_at)
    change_shift(shift=shift, times=Times(1, 68, 80), by=make_operator(), now=shift.starts_at)
    confirm_shifts(teacher=shift.teacher, now=shift.starts_at)
    keep_up(now=shift.starts_at + MINUTE)
    assert on_duty(shift.teacher).ends_at == get_shift(shift.teacher).ends_at == shift.starts_at + timedelta(hours=3)


def test_a_duty_ends_with_its_shift_and_may_begin_again() -> None:
    shift = make_shift()
    account = shift.teacher.account_id
    want(teacher_account_id=account, state="free", now=shift.starts_at)
    keep_up(now=shift.starts_at)
    keep_up(now=shift.ends_at)
    assert not Duty.objects.filter(ended_at=None).exists()
    assert Fact.objects.filter(name="DutyChanged").last().data["why"] == "shift_over"  # type: ignore[union-attr]
    want(teacher_account_id=account, state="free", now=shift.ends_at + MINUTE)
    keep_up(now=shift.ends_at + 2 * MINUTE)
    assert ringable_duties(shift.ends_at + MINUTE).exists()


def test_a_lesson_under_way_is_the_last_one() -> None:
    shift = make_shift(times=Times(0, 70, 76))
    want(teacher_account_id=shift.teacher.account_id, state="free", now=NOW)
    keep_up(now=NOW)
    offer = make_ring(shift.teacher)
    both_come_in(open_lesson(offer_id=offer.pk, teacher_account_id=shift.teacher.account_id, now=NOW))
    keep_up(now=shift.ends_at)
    duty = on_duty(shift.teacher)
    assert (duty.state, duty.last_one, duty.ended_at) == ("teaching", True, None)


def test_who_agreed_to_run_over_has_no_end() -> None:
    shift = make_shift(make_volunteer(runs_over=True))
    want(teacher_account_id=shift.teacher.account_id, state="free", now=shift.starts_at)
    keep_up(now=shift.starts_at)
    keep_up(now=shift.ends_at)
    assert on_duty(shift.teacher).ends_at is None
    assert on_duty(shift.teacher).ended_at is None


def test_a_duty_without_a_shift_ends_when_its_teacher_says() -> None:
    teacher = make_volunteer()
    want(teacher_account_id=teacher.account_id, state="free", now=NOW)
    keep_up(now=NOW)
    assert on_duty(teacher).ends_at is None


# -- reminders --------------------------------------------------------------------------------------------------------
def test_a_teacher_is_reminded_the_day_before_and_shortly_before_once_each() -> None:
    shift = make_shift(times=Times(2, 68, 76))
    for hours in (25, 24, 23, 1.5, 0.75, 0.5, 0):
        keep_up(now=shift.starts_at - timedelta(hours=hours))
    assert names("ShiftReminded") == [("ShiftReminded", "day"), ("ShiftReminded", "soon")]


def test_what_begins_within_the_hour_is_reminded_once() -> None:
    shift = make_shift()
    keep_up(now=shift.starts_at - 40 * MINUTE)
    keep_up(now=shift.starts_at - 30 * MINUTE)
    assert names("ShiftReminded") == [("ShiftReminded", "soon")]


def test_who_takes_a_shift_over_is_reminded_anew_and_who_gave_it_up_is_not() -> None:
    shift, paul = make_shift(), make_volunteer("Paul")
    keep_up(now=shift.starts_at - timedelta(hours=20))
    give_up(shift=shift, now=NOW)
    keep_up(now=shift.starts_at - timedelta(hours=19))
    take_shift(shift_id=shift.pk, teacher=paul, now=NOW)
    keep_up(now=shift.starts_at - timedelta(hours=18))
    told = Fact.objects.filter(name="ShiftReminded").values_list("data__teacher_account_id", flat=True)
    assert list(told) == [shift.teacher.account_id, paul.account_id]


def test_nobody_is_reminded_of_a_shift_that_a_closing_takes_whole_until_it_is_lifted() -> None:
    shift = make_shift()
    closing = close(shift.starts_at - 60 * MINUTE, shift.ends_at)
    keep_up(now=shift.starts_at - timedelta(hours=20))
    assert names() == []
    lift_closing(closing=closing, by=make_operator(), now=shift.starts_at - timedelta(hours=19))
    keep_up(now=shift.starts_at - timedelta(hours=19))
    assert names() == [("ShiftReminded", "day")]
    close(shift.starts_at + 60 * MINUTE, shift.ends_at)
    keep_up(now=shift.starts_at - 30 * MINUTE)
    assert names()[1:] == [("ShiftReminded", "soon")], "the first hour is left"


def test_a_shift_moved_after_its_reminder_is_reminded_of_at_its_new_hour() -> None:
    shift = make_shift(times=Times(1, 68, 74))
    keep_up(now=shift.starts_at - timedelta(hours=20))
    keep_up(now=shift.starts_at - 40 * MINUTE)
    change_shift(shift=shift, times=Times(1, 76, 82), by=make_operator(), now=shift.starts_at - 30 * MINUTE)
    moved = get_shift(shift.teacher)
    keep_up(now=moved.starts_at - 60 * MINUTE)
    assert names("ShiftReminded") == [("ShiftReminded", "day"), ("ShiftReminded", "soon")]
    for minutes in (45, 40):
        keep_up(now=moved.starts_at - minutes * MINUTE)
    assert names("ShiftReminded")[2:] == [("ShiftReminded", "soon")]


@pytest.mark.parametrize("how", ["removed", "given up", "swapped", "moved"])
def test_who_stays_on_duty_when_their_shift_goes_is_not_ended_at_its_end(how: str) -> None:
    shift, operator = make_shift(times=Times(1, 68, 74)), make_operator()
    now, ends_at = shift.starts_at - 20 * MINUTE, shift.ends_at
    want(teacher_account_id=shift.teacher.account_id, state="free", now=now)
    keep_up(now=now)
    assert on_duty(shift.teacher).ends_at == ends_at
    if how == "removed":
        remove_shift(shift=shift, by=operator, now=now)
    elif how == "given up":
        give_up(shift=shift, now=now)
    elif how == "swapped":
        theirs = make_shift(make_volunteer("Paul"), Times(3, 68, 76))
        accept_swap(swap=ask_swap(mine=shift, theirs_id=theirs.pk, now=now), teacher=theirs.teacher, now=now)
    else:
        change_shift(shift=shift, times=Times(1, 76, 82), by=operator, now=now)
    keep_up(now=now + MINUTE)
    for before_end in (3 * MINUTE, timedelta(0)):
        keep_up(now=ends_at - before_end)
        Duty.objects.update(seen_at=ends_at - before_end)
        assert ringable_duties(ends_at - before_end).exists(), before_end
