"""A week's rota: asked for, searched, laid out, changed by hand, published."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from declic.ground.errors import Refusal
from declic.journal.models import Fact
from declic.planning.actions import (
    add_shift,
    advance_rota,
    ask_rota,
    begin_rota,
    change_shift,
    confirm_shifts,
    drop_week,
    fail_rota,
    forget_old,
    give_up,
    lay_out_rota,
    publish_rota,
    remove_shift,
)
from declic.planning.models import Availability, Rota, Shift
from declic.planning.queries import given_in, rota_of, volunteer_of, volunteers_in
from declic.planning.rules.gaps import cover_of, gaps_of, need_from_rows
from declic.planning.rules.rota import plan_week
from declic.planning.rules.shifts import Shift as Times
from tests.planning.people import MATHS, WEEK, get_shift, make_rota, make_volunteer, offer
from tests.world import NOW, make_operator, make_teacher

pytestmark = pytest.mark.django_db
TUESDAY = Times(1, 68, 76)
NEED = {(MATHS, 1, quarter): 1 for quarter in range(68, 80)}


def facts() -> list[str]:
    return list(Fact.objects.filter(subject=f"rota:{WEEK}").values_list("name", flat=True))


# -- what is offered --------------------------------------------------------------------------------------------------
def test_a_week_of_its_own_stands_for_the_usual_one_until_it_is_dropped() -> None:
    claire = make_volunteer(free=[(1, 68, 80)], hours=(4, 16))
    offer(claire, [(2, 60, 76)], week=WEEK, hours=(0, 8), in_one_go=8)
    other = WEEK + timedelta(days=7)
    assert [one.day for one in volunteers_in(WEEK)[claire.pk].free] == [2]
    assert volunteers_in(WEEK)[claire.pk].in_one_go == 8
    assert [one.day for one in volunteers_in(other)[claire.pk].free] == [1]
    drop_week(teacher=claire, week=WEEK, now=NOW)
    assert volunteers_in(WEEK)[claire.pk].most == 16
    assert list(Fact.objects.filter(name__startswith="Availability").values_list("name", flat=True)) == [
        "AvailabilityGiven",
        "AvailabilityGiven",
        "AvailabilityDropped",
    ]


def test_the_times_offered_are_not_in_the_journal() -> None:
    make_volunteer()
    assert set(Fact.objects.get(name="AvailabilityGiven").data) == {"teacher_account_id", "week"}


def test_who_may_not_teach_that_week_is_not_counted_on() -> None:
    claire, leaving = make_volunteer(), make_volunteer("Luc")
    leaving.authorised_until = WEEK + timedelta(days=2)
    leaving.save()
    candidate = make_teacher(approved=False)
    offer(candidate)
    assert set(volunteers_in(WEEK)) == {claire.pk, leaving.pk}
    assert [one.day for one in volunteers_in(WEEK)[leaving.pk].free] == [0, 1, 2]
    assert volunteer_of(leaving.pk, WEEK + timedelta(days=7)) is None
    assert volunteers_in(WEEK)[claire.pk].groups == {("MAT", "collège")}


def test_a_week_that_is_over_is_not_offered_and_is_forgotten() -> None:
    claire = make_volunteer()
    offer(claire, week=WEEK)
    with pytest.raises(Refusal):
        offer(claire, week=WEEK, now=NOW + timedelta(days=7))
    with pytest.raises(Refusal):
        offer(claire, week=WEEK + timedelta(days=1))
    forget_old(now=NOW)
    assert Availability.objects.count() == 2
    forget_old(now=NOW + timedelta(days=7))
    assert [one.week for one in Availability.objects.all()] == [None]


def test_an_old_rota_is_forgotten() -> None:
    make_rota({make_volunteer(): [TUESDAY]})
    forget_old(now=NOW + timedelta(days=399))
    assert Shift.objects.count() == 1
    forget_old(now=NOW + timedelta(days=408))
    assert (Shift.objects.count(), Rota.objects.count()) == (0, 0)


# -- the search -------------------------------------------------------------------------------------------------------
def test_a_rota_goes_from_asked_to_published() -> None:
    claire, operator = make_volunteer(), make_operator()
    ask_rota(week=WEEK, by=operator, now=NOW)
    ask_rota(week=WEEK, by=operator, now=NOW)
    rota = begin_rota(now=NOW)
    assert rota is not None
    assert begin_rota(now=NOW) is None
    assert advance_rota(rota=rota, step="premier jet", share=0.2, now=NOW + timedelta(seconds=2))
    found = plan_week(list(volunteers_in(WEEK).values()), NEED, seconds=1)
    shifts = {int(name): several for name, several in found.shifts.items()}
    assert lay_out_rota(rota=rota, needed=NEED, learned_from=12, shifts=shifts, now=NOW)
    rota = rota_of(WEEK)
    assert rota is not None
    assert (rota.state, rota.learned_from) == ("draft", 12)
    assert get_shift(claire).times == Times(1, 68, 80)
    assert need_from_rows(rota.need) == NEED
    assert gaps_of(NEED, cover_of(NEED, given_in(rota))) == []
    publish_rota(rota=rota, by=operator, now=NOW)
    publish_rota(rota=rota, by=operator, now=NOW)
    assert facts() == ["RotaAsked", "RotaAdvanced", "RotaAdvanced", "RotaProposed", "RotaPublished"]


def test_a_search_that_fell_silent_is_taken_over_and_then_says_no_more() -> None:
    ask_rota(week=WEEK, by=make_operator(), now=NOW)
    first = begin_rota(now=NOW)
    assert first is not None
    assert begin_rota(now=NOW + timedelta(seconds=29)) is None
    second = begin_rota(now=NOW + timedelta(seconds=31))
    assert second is not None
    assert not advance_rota(rota=first, step="", share=0.5, now=NOW + timedelta(seconds=32))
    assert not lay_out_rota(rota=first, needed={}, learned_from=0, shifts={}, now=NOW)
    assert advance_rota(rota=second, step="", share=0.5, now=NOW + timedelta(seconds=32))


def test_a_search_that_failed_may_be_asked_again_and_a_published_rota_may_not() -> None:
    operator = make_operator()
    ask_rota(week=WEEK, by=operator, now=NOW)
    rota = begin_rota(now=NOW)
    assert rota is not None
    fail_rota(rota=rota, now=NOW)
    with pytest.raises(Refusal) as refused:
        publish_rota(rota=rota, by=operator, now=NOW)
    assert refused.value.code == "not_draft"
    make_rota({make_volunteer(): [TUESDAY]}, by=operator)
    with pytest.raises(Refusal) as refused:
        ask_rota(week=WEEK, by=operator, now=NOW)
    assert refused.value.code == "published"
    with pytest.raises(Refusal) as refused:
        ask_rota(week=WEEK - timedelta(days=7), by=operator, now=NOW)
    assert refused.value.code == "week_over"


def test_another_search_takes_the_place_of_the_draft() -> None:
    claire = make_volunteer()
    make_rota({claire: [TUESDAY]}, published=False)
    make_rota({claire: [Times(3, 68, 76)]}, published=False)
    assert [shift.on.weekday() for shift in Shift.objects.all()] == [3]


# -- by hand ----------------------------------------------------------------------------------------------------------
def test_a_shift_is_added_shortened_and_removed() -> None:
    claire, operator = make_volunteer(), make_operator()
    rota = make_rota({}, published=False)
    shift = add_shift(rota=rota, teacher=claire, times=TUESDAY, by=operator, now=NOW)
    assert shift.state == "proposed"
    change_shift(shift=shift, times=Times(1, 68, 74), by=operator, now=NOW)
    change_shift(shift=shift, times=Times(1, 68, 74), by=operator, now=NOW)
    assert (get_shift(claire).ends_at - get_shift(claire).starts_at) == timedelta(minutes=90)
    remove_shift(shift=get_shift(claire), by=operator, now=NOW)
    remove_shift(shift=shift, by=operator, now=NOW)
    said = list(Fact.objects.filter(name__startswith="Shift").values_list("name", "data__published"))
    assert said == [("ShiftAdded", False), ("ShiftChanged", False), ("ShiftRemoved", False)]


def test_what_changes_in_a_published_rota_is_confirmed_anew() -> None:
    claire, operator = make_volunteer(), make_operator()
    rota = make_rota({claire: [TUESDAY]})
    confirm_shifts(teacher=claire, now=NOW)
    change_shift(shift=get_shift(claire), times=Times(1, 70, 78), by=operator, now=NOW)
    assert get_shift(claire).state == "to_confirm"
    added = add_shift(rota=rota, teacher=claire, times=Times(3, 70, 78), by=operator, now=NOW)
    assert added.state == "to_confirm"


@pytest.mark.parametrize(
    ("times", "code"),
    [
        (Times(1, 70, 84), "shift_pause"),
        (Times(5, 68, 76), "not_available"),
        (Times(1, 72, 80), "two_shifts"),
        (Times(3, 68, 79), "too_many_hours"),
        (Times(0, 64, 72), "shift_over"),
    ],
)
def test_the_rules_have_the_last_word(times: Times, code: str) -> None:
    claire = make_volunteer(hours=(0, 18))
    rota = make_rota({claire: [TUESDAY]}, published=False)
    with pytest.raises(Refusal) as refused:
        add_shift(rota=rota, teacher=claire, times=times, by=make_operator(), now=NOW)
    assert refused.value.code == code


def test_new_hours_of_a_shift_under_way_are_held_to_what_is_offered_from_now_on() -> None:
    """Its teacher changed what they offer meanwhile; the hours that are over ask nothing of anybody."""
    claire, operator = make_volunteer(), make_operator()
    make_rota({claire: [TUESDAY]})
    offer(claire, [(1, 72, 78)])
    now = get_shift(claire).starts_at + timedelta(minutes=65)
    for at, times in ((NOW, Times(1, 68, 78)), (now, Times(1, 68, 79))):
        with pytest.raises(Refusal) as refused:
            change_shift(shift=get_shift(claire), times=times, by=operator, now=at)
        assert refused.value.code == "not_available", at
    change_shift(shift=get_shift(claire), times=Times(1, 68, 78), by=operator, now=now)
    assert (get_shift(claire).first, get_shift(claire).after) == (68, 78)


def test_nobody_is_given_a_shift_without_having_offered_time() -> None:
    rota = make_rota({}, published=False)
    with pytest.raises(Refusal) as refused:
        add_shift(rota=rota, teacher=make_teacher(), times=TUESDAY, by=make_operator(), now=NOW)
    assert refused.value.code == "nothing_offered"


def test_a_shift_somebody_moved_meanwhile_is_not_changed() -> None:
    claire, operator = make_volunteer(), make_operator()
    make_rota({claire: [TUESDAY]})
    stale = get_shift(claire)
    give_up(shift=get_shift(claire), now=NOW)
    with pytest.raises(Refusal) as refused:
        change_shift(shift=stale, times=Times(1, 68, 74), by=operator, now=NOW)
    assert refused.value.code == "shift_moved"


def test_the_table_refuses_two_shifts_of_a_day() -> None:
    claire = make_volunteer()
    make_rota({claire: [TUESDAY]})
    other = get_shift(claire)
    other.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        other.save(force_insert=True)
