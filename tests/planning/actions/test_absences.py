"""Who is missing on a shift, since when, and whether the team was told; a closing expects nobody."""

from datetime import datetime, timedelta

import pytest

from declic.dispatch.actions import want
from declic.dispatch.models import Duty
from declic.planning.actions import add_shift, change_shift, keep_up, take_shift
from declic.planning.actions.mine import give_up, take_back
from declic.planning.models import Shift
from declic.planning.queries import missing_now, offered_to
from declic.planning.queries.operator import absences
from declic.planning.queries.takers import takers_of
from declic.planning.rules.shifts import Shift as Times
from tests.planning.due import MINUTE, close, names
from tests.planning.people import get_shift, make_shift, make_volunteer
from tests.world import NOW, make_operator

pytestmark = pytest.mark.django_db


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
