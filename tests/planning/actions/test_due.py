"""What is due by itself: the end of a duty, reminders, absences."""

from datetime import datetime, timedelta

import pytest

from declic.dispatch.actions import close_exceptionally, lift_closing, want
from declic.dispatch.models import Duty, ExceptionalClosing
from declic.dispatch.queries.free import ringable_duties
from declic.dispatch.queries.staff import Staff
from declic.journal.models import Fact
from declic.lessons.actions import open_lesson
from declic.people.actions.teachers import prefer
from declic.people.models import Teacher
from declic.planning.actions import (
    accept_swap,
    add_shift,
    ask_swap,
    change_shift,
    confirm_shifts,
    keep_up,
    remove_shift,
    take_shift,
)
from declic.planning.actions.mine import give_up, take_back
from declic.planning.models import Shift
from declic.planning.queries import missing_now, offered_to
from declic.planning.queries.operator import absences
from declic.planning.queries.takers import takers_of
from declic.planning.rules.shifts import Shift as Times
from tests.planning.people import get_shift, make_shift, make_volunteer
from tests.world import NOW, both_come_in, make_operator, make_ring

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def names(prefix: str = "Shift") -> list[tuple[str, str | None]]:
    ours = Fact.objects.filter(name__in=["ShiftReminded", "ShiftMissed"], name__startswith=prefix)
    return [(fact.name, fact.data.get("when")) for fact in ours]


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


# -- no-shows ---------------------------------------------------------------------------------------------------------
def missing(now: datetime) -> list[Shift]:
    return list(missing_now(now))


def test_who_is_not_there_is_missing_from_the_first_minute() -> None:
    shift = make_shift()
    assert missing(shift.starts_at) == []
    assert missing(shift.starts_at + MINUTE) == [shift]
    assert names("ShiftMissed") == []


def test_whatever_one_does_on_duty_one_is_there() -> None:
    shift = make_shift()
    want(teacher_account_id=shift.teacher.account_id, state="free", now=shift.starts_at - MINUTE)
    for state in ("free", "ringing", "teaching", "wrapping_up", "paused"):
        Duty.objects.update(state=state)
        assert missing(shift.starts_at + 30 * MINUTE) == []


def test_who_sat_down_before_and_left_just_after_the_beginning_is_missing() -> None:
    shift = make_shift()
    account, left = shift.teacher.account_id, shift.starts_at + MINUTE
    want(teacher_account_id=account, state="free", now=shift.starts_at - 5 * MINUTE)
    want(teacher_account_id=account, state="off", now=left)
    assert missing(left + 2 * MINUTE) == []
    (seen,) = absences(left + 4 * MINUTE)
    assert seen.late == "parti(e) depuis 4\u00a0min"
    keep_up(now=left + 9 * MINUTE)
    assert names("ShiftMissed") == []
    keep_up(now=left + 10 * MINUTE)
    assert names("ShiftMissed") == [("ShiftMissed", None)]
    want(teacher_account_id=account, state="free", now=left + 12 * MINUTE)
    assert missing(left + 12 * MINUTE) == []


def test_who_left_before_the_beginning_is_expected_since_then() -> None:
    shift = make_shift()
    account = shift.teacher.account_id
    want(teacher_account_id=account, state="free", now=shift.starts_at - 20 * MINUTE)
    want(teacher_account_id=account, state="off", now=shift.starts_at - MINUTE)
    assert absences(shift.starts_at + MINUTE) == []
    assert [seen.late for seen in absences(shift.starts_at + 2 * MINUTE)] == ["attendu(e) depuis 2\u00a0min"]
    assert [seen.late for seen in absences(shift.starts_at + 65 * MINUTE)] == ["attendu(e) depuis 1\u00a0h\u00a005"]


def test_who_takes_a_shift_under_way_is_expected_from_then_on() -> None:
    shift, paul = make_shift(), make_volunteer("Paul")
    taken = shift.starts_at + 45 * MINUTE
    want(teacher_account_id=paul.account_id, state="free", now=shift.starts_at)
    want(teacher_account_id=paul.account_id, state="off", now=shift.starts_at + 5 * MINUTE)  # before it was theirs
    give_up(shift=shift, now=taken - 5 * MINUTE)
    take_shift(shift_id=shift.pk, teacher=paul, now=taken)
    keep_up(now=taken + timedelta(seconds=5))
    assert missing(taken + timedelta(seconds=59)) == []
    assert [seen.late for seen in absences(taken + 2 * MINUTE)] == ["attendu(e) depuis 2\u00a0min"]
    keep_up(now=taken + 9 * MINUTE)
    assert names("ShiftMissed") == []
    keep_up(now=taken + 10 * MINUTE)
    assert names("ShiftMissed") == [("ShiftMissed", None)]


def test_so_is_who_takes_it_back_or_is_given_one_by_hand() -> None:
    shift, paul = make_shift(), make_volunteer("Paul")
    late = shift.starts_at + 45 * MINUTE
    give_up(shift=shift, now=late)
    take_back(shift=shift, now=late)
    add_shift(rota=shift.rota, teacher=paul, times=shift.times, by=make_operator(), now=late)
    keep_up(now=late + 5 * MINUTE)
    assert (missing(late + timedelta(seconds=59)), names("ShiftMissed")) == ([], [])
    assert len(missing(late + MINUTE)) == 2


# -- exceptional closings ---------------------------------------------------------------------------------------------
def close(starts_at: datetime, ends_at: datetime) -> ExceptionalClosing:
    return close_exceptionally(starts_at=starts_at, ends_at=ends_at, reason="Grève.", by=make_operator(), now=NOW)


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


def test_nobody_is_missing_while_a_closing_lasts_and_is_expected_from_its_end_on() -> None:
    shift = make_shift()
    begins, reopens = shift.starts_at - 60 * MINUTE, shift.starts_at + 40 * MINUTE
    close(begins, reopens)
    for minutes in (1, 12, 39):
        keep_up(now=shift.starts_at + minutes * MINUTE)
        assert absences(shift.starts_at + minutes * MINUTE) == []
    assert absences(reopens) == []
    assert [seen.late for seen in absences(reopens + 2 * MINUTE)] == ["attendu(e) depuis 2\u00a0min"]
    keep_up(now=reopens + 9 * MINUTE)
    assert names("ShiftMissed") == []
    keep_up(now=reopens + 10 * MINUTE)
    assert names("ShiftMissed") == [("ShiftMissed", None)]


def test_an_evening_closed_is_no_absence_though_it_is_lifted_when_it_is_over() -> None:
    shift = make_shift()
    close(shift.starts_at, shift.ends_at)
    for minutes in (1, 12, 60, 119):
        keep_up(now=shift.starts_at + minutes * MINUTE)
    assert names() == []


def test_a_shift_given_up_is_offered_to_nobody_when_it_is_closed_anyway() -> None:
    shift, paul = make_shift(), make_volunteer("Paul")
    close(shift.starts_at, shift.ends_at)
    give_up(shift=shift, now=NOW)
    assert (offered_to(paul, NOW), takers_of(shift, NOW)) == ([], [])


def test_a_beginning_brought_forward_into_the_past_is_expected_from_now_on() -> None:
    shift = make_shift(times=Times(1, 74, 82))
    now = shift.starts_at - 20 * MINUTE
    change_shift(shift=shift, times=Times(1, 70, 82), by=make_operator(), now=now)
    assert missing(now + MINUTE / 2) == []
    assert [one.since for one in missing_now(now + 2 * MINUTE)] == [now]
    keep_up(now=now + 9 * MINUTE)
    assert names("ShiftMissed") == []


def test_who_is_missing_stays_so_when_the_hours_change_around_them() -> None:
    shift = make_shift()
    begins, now = shift.starts_at, shift.starts_at + 20 * MINUTE
    keep_up(now=now)
    change_shift(shift=shift, times=Times(1, 66, 76), by=make_operator(), now=now)
    assert [one.since for one in missing_now(now + MINUTE)] == [begins]
    keep_up(now=now + 15 * MINUTE)
    assert names("ShiftMissed") == [("ShiftMissed", None)], "told once"


def test_who_was_missing_is_not_from_a_shift_moved_to_later() -> None:
    shift = make_shift(times=Times(1, 68, 74))
    keep_up(now=shift.starts_at + 10 * MINUTE)
    change_shift(shift=shift, times=Times(1, 72, 80), by=make_operator(), now=shift.starts_at + 15 * MINUTE)
    moved = get_shift(shift.teacher)
    assert (moved.absent_at, moved.absences) == (None, 0)


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


def test_a_pause_of_the_shift_is_no_absence() -> None:
    shift = make_shift(times=Times(1, 68, 82, 74))
    account, pause = shift.teacher.account_id, shift.starts_at + 90 * MINUTE
    want(teacher_account_id=account, state="free", now=shift.starts_at)
    want(teacher_account_id=account, state="off", now=pause + MINUTE)
    for minutes in (2, 10, 14, 17):
        assert missing(pause + minutes * MINUTE) == []
    assert missing(pause + 19 * MINUTE) == [shift]
    keep_up(now=pause + 24 * MINUTE)
    assert names("ShiftMissed") == []
    keep_up(now=pause + 25 * MINUTE)
    assert names("ShiftMissed") == [("ShiftMissed", None)]


def test_nobody_there_ten_minutes_after_the_beginning_is_told_once() -> None:
    shift = make_shift()
    keep_up(now=shift.starts_at + 9 * MINUTE)
    assert names("ShiftMissed") == []
    keep_up(now=shift.starts_at + 10 * MINUTE)
    keep_up(now=shift.starts_at + 11 * MINUTE)
    assert names("ShiftMissed") == [("ShiftMissed", None)]
    assert missing(shift.starts_at + 11 * MINUTE) == [shift]


def test_who_comes_late_is_absent_no_more() -> None:
    shift = make_shift()
    keep_up(now=shift.starts_at + 10 * MINUTE)
    want(teacher_account_id=shift.teacher.account_id, state="free", now=shift.starts_at + 12 * MINUTE)
    assert missing(shift.starts_at + 12 * MINUTE) == []


def test_who_was_there_or_gave_it_up_is_not_absent() -> None:
    there, gone = make_shift(), make_shift(make_volunteer("Paul"))
    want(teacher_account_id=there.teacher.account_id, state="free", now=there.starts_at - MINUTE)
    give_up(shift=get_shift(gone.teacher), now=NOW)
    keep_up(now=there.starts_at + 10 * MINUTE)
    assert names("ShiftMissed") == []
