"""When a request kept for the opening may leave, as its waiting page is told live."""

from datetime import date, time, timedelta

import pytest

from declic.dispatch.actions import call_back, close_exceptionally, close_subject, expire
from declic.dispatch.models import HelpRequest, OpeningHours
from declic.dispatch.queries import call_back_times
from declic.dispatch.queries.agreed import (
    agreed_now,
    hours_of_request,
    kept_hours,
    kept_openings,
    open_moments,
    paid_hours,
)
from declic.dispatch.rules.hours import Opening
from declic.ground.errors import Refusal
from declic.ground.paris import in_paris
from declic.lessons.queries.waits import waits_of
from declic.sponsors.models import Agreement
from declic.sponsors.rules.agreements import Terms, covers_moment
from tests.world import NOW, make_help_request, make_operator, make_pupil, make_sponsor, set_hours

pytestmark = pytest.mark.django_db
WEDNESDAY = NOW + timedelta(days=2)


def test_it_is_told_the_hours_of_its_own_sponsor() -> None:
    set_hours(*((day, "18:00", "20:00") for day in range(5)))
    town, council = make_sponsor(), make_sponsor()
    town.agreements.update(**Agreement.columns(Terms(weekdays=frozenset({2}))))
    late = NOW + timedelta(hours=3)
    asked = [make_help_request(make_pupil(sponsor=sponsor), now=late) for sponsor in (town, council)]
    waits = waits_of([one.pupil.account_id for one in asked])
    found = kept_openings(waits, late)
    assert [found[one.pupil.account_id].opens_at for one in asked] == [WEDNESDAY, NOW + timedelta(days=1)]
    assert agreed_now([town, council], NOW) == {council.pk}


def test_hours_that_never_meet_those_of_the_service_are_said_at_once_not_waited_for_for_ever() -> None:
    set_hours(*((day, "18:00", "20:00") for day in range(5)))
    sponsor = make_sponsor()
    sponsor.agreements.update(**Agreement.columns(Terms(weekdays=frozenset({6}))))
    for moment in (NOW, NOW + timedelta(hours=5)):
        with pytest.raises(Refusal) as refused:
            make_help_request(make_pupil(sponsor=sponsor), now=moment)
        assert refused.value.code == "hour_not_covered"


def test_a_call_back_whose_evening_was_closed_waits_for_the_next_hours_agreed() -> None:
    """Chosen for Friday, closed that evening: not rung on the Saturday its sponsor does not pay for."""
    set_hours(*((day, "16:30", "21:00") for day in range(7)))
    sponsor = make_sponsor()
    terms = Terms(weekdays=frozenset(range(5)), opens_at=time(17), closes_at=time(19))
    sponsor.agreements.update(**Agreement.columns(terms))
    friday = NOW + timedelta(days=4)
    asked = make_help_request(make_pupil(sponsor=sponsor), now=friday)
    half_past = friday + timedelta(minutes=30)
    assert call_back_times(asked, friday)[0] == half_past
    call_back(help_request=asked, at=half_past, now=friday)
    close_exceptionally(
        starts_at=friday + timedelta(minutes=20),
        ends_at=friday + timedelta(hours=6),
        reason="Panne.",
        by=make_operator(),
        now=friday + timedelta(minutes=10),
    )
    monday_at_five = NOW + timedelta(days=7) - timedelta(hours=1)
    for moment, state in (
        (half_past, "scheduled"),
        (friday + timedelta(days=1), "scheduled"),
        (monday_at_five - timedelta(minutes=1), "scheduled"),
        (monday_at_five, "waiting"),
    ):
        expire(now=moment)
        asked.refresh_from_db()
        assert asked.state == state, moment


@pytest.mark.parametrize(
    ("terms", "asked", "first"),
    [
        (Terms(opens_at=time(17), closes_at=time(19)), 0, "2026-11-23 18:30"),
        (Terms(opens_at=time(17), closes_at=time(19)), 25, "2026-11-24 17:00"),
        (Terms(weekdays=frozenset({0, 3})), 290, "2026-11-26 16:30"),
        (Terms(), 290, "2026-11-24 16:30"),
    ],
)
def test_no_call_back_is_offered_outside_the_hours_agreed(terms: Terms, asked: int, first: str) -> None:
    """`asked`: minutes after 18:00. The service is open from 16:30 to 23:00."""
    set_hours(*((day, "16:30", "23:00") for day in range(7)))
    sponsor = make_sponsor()
    request = make_help_request(make_pupil(sponsor=sponsor))
    sponsor.agreements.update(**Agreement.columns(terms))
    now = NOW + timedelta(minutes=asked)
    times = call_back_times(request, now)
    assert f"{in_paris(times[0]):%Y-%m-%d %H:%M}" == first
    assert all(covers_moment(terms, in_paris(one)) for one in times)
    with pytest.raises(Refusal) as refused:
        call_back(help_request=request, at=NOW + timedelta(hours=3), now=now)
    assert refused.value.code == "wrong_time", "21:00"


@pytest.mark.parametrize("minutes", [-30, 1])
def test_a_subject_closed_for_the_evening_does_not_open_at_the_hour_agreed(minutes: int) -> None:
    """The service is open from 17:00 to 20:00, agreed from 18:00 on."""
    set_hours(*((day, "17:00", "20:00") for day in range(5)))
    sponsor, now = make_sponsor(), NOW + timedelta(minutes=minutes)
    pupil = make_pupil("4E", sponsor=sponsor)
    asked = make_help_request(pupil)
    HelpRequest.objects.update(state="scheduled")
    terms = Terms(opens_at=time(18), closes_at=time(20))
    sponsor.agreements.update(**Agreement.columns(terms))
    close_subject(subject="MAT", levels="", reason="Absence.", by=make_operator(), now=now - timedelta(minutes=15))
    tomorrow = Opening(is_open=False, closes_at=None, opens_at=NOW + timedelta(days=1), why="Absence.")
    told = paid_hours(pupil, now, "MAT")
    assert (told.opening, told.of_subject) == (tomorrow, True)
    asked.refresh_from_db()
    kept = kept_hours(asked, now)
    assert (kept.opening, kept.of_subject) == (tomorrow, True)
    assert kept_openings(waits_of([pupil.account_id]), now) == {pupil.account_id: tomorrow}
    assert not paid_hours(pupil, now, "FRA").of_subject


def test_a_subject_closed_for_an_evening_nobody_pays_for_is_not_what_keeps_it_shut() -> None:
    set_hours(*((day, "17:00", "20:00") for day in range(5)))
    sponsor = make_sponsor()
    sponsor.agreements.update(**Agreement.columns(Terms(weekdays=frozenset({2}))))
    pupil = make_pupil("4E", sponsor=sponsor)
    close_subject(subject="MAT", levels="", reason="Absence.", by=make_operator(), now=NOW)
    told = paid_hours(pupil, NOW, "MAT")
    assert (told.opening.opens_at, told.opening.why, told.of_subject) == (WEDNESDAY - timedelta(hours=1), "", False)


def test_asked_while_an_agreement_ran_it_leaves_at_the_opening_though_it_is_over_since() -> None:
    set_hours(*((day, "18:00", "20:00") for day in range(5)))
    asked = make_help_request(now=NOW + timedelta(hours=3))
    asked.sponsor.agreements.update(ends_on=NOW.date())
    morning = NOW + timedelta(hours=14)
    found = kept_openings(waits_of([asked.pupil.account_id]), morning)
    assert found[asked.pupil.account_id].opens_at == NOW + timedelta(days=1)
    assert agreed_now([asked.sponsor], morning) == {asked.sponsor_id}


def test_asked_on_the_last_evening_of_an_agreement_it_leaves_at_the_hours_agreed_not_at_those_of_the_service() -> None:
    """The service is open until two in the morning and from 16:00, agreed from 18:00 to 20:00."""
    set_hours(*((day, "16:00", "02:00") for day in range(7)))
    sponsor = make_sponsor()
    terms = Terms(opens_at=time(18), closes_at=time(20))
    sponsor.agreements.update(ends_on=NOW.date(), **Agreement.columns(terms))
    late = NOW + timedelta(hours=4)
    asked = make_help_request(make_pupil(sponsor=sponsor), now=late)
    tomorrow = NOW + timedelta(days=1)
    for moment in (late, NOW + timedelta(hours=7), tomorrow - timedelta(minutes=90)):
        expire(now=moment)
        asked.refresh_from_db()
        assert (asked.state, kept_hours(asked, moment).opening.opens_at) == ("scheduled", tomorrow), moment
        assert kept_openings(waits_of([asked.pupil.account_id]), moment)[asked.pupil.account_id].opens_at == tomorrow
    expire(now=tomorrow)
    asked.refresh_from_db()
    assert asked.state == "waiting"


def test_it_is_held_to_the_hours_of_the_next_agreement_from_the_day_that_one_begins() -> None:
    set_hours(*((day, "16:00", "21:00") for day in range(7)))
    sponsor = make_sponsor()
    sponsor.agreements.update(ends_on=NOW.date(), **Agreement.columns(Terms(weekdays=frozenset({0}))))
    asked = make_help_request(make_pupil(sponsor=sponsor), now=NOW + timedelta(hours=5))
    assert kept_hours(asked, NOW + timedelta(hours=5)).opening.opens_at == NOW + timedelta(days=7, hours=-2)
    begins, ends = WEDNESDAY.date(), WEDNESDAY.date() + timedelta(days=90)
    Agreement.objects.create(sponsor=sponsor, state="signed", starts_on=begins, ends_on=ends)
    for now in (NOW + timedelta(hours=5), NOW + timedelta(days=1)):
        assert kept_hours(asked, now).opening.opens_at == WEDNESDAY - timedelta(hours=2)
    assert agreed_now([sponsor], NOW + timedelta(days=1)) == set()
    assert agreed_now([sponsor], WEDNESDAY) == {sponsor.pk}


def test_no_call_back_is_promised_past_the_last_day_of_an_agreement() -> None:
    set_hours(*((day, "16:30", "23:00") for day in range(7)))
    sponsor = make_sponsor()
    sponsor.agreements.update(ends_on=NOW.date(), **Agreement.columns(Terms(opens_at=time(17), closes_at=time(19))))
    request = make_help_request(make_pupil(sponsor=sponsor))
    assert {in_paris(one).date() for one in call_back_times(request, NOW)} == {NOW.date()}


@pytest.mark.parametrize(
    "terms",
    [
        Terms(),
        Terms(weekdays=frozenset({0, 4, 6})),
        Terms(opens_at=time(17, 30), closes_at=time(19)),
        Terms(weekdays=frozenset({1, 2, 5}), opens_at=time(0), closes_at=time(18)),
    ],
)
def test_moments_read_together_are_open_as_each_alone(terms: Terms) -> None:
    """Of an agreement that runs, is over, or is followed by another; past midnight, over holidays and a closing."""
    set_hours((0, "17:00", "20:00"), (2, "22:00", "02:00"), (5, "09:00", "20:00"))
    OpeningHours.objects.filter(weekday=5).update(in_holidays=True)
    close_exceptionally(
        starts_at=NOW + timedelta(days=7),
        ends_at=NOW + timedelta(days=7, hours=1),
        reason="Panne.",
        by=make_operator(),
        now=NOW,
    )
    running, over, none = make_sponsor(), make_sponsor(zone="A"), make_sponsor()
    running.agreements.update(**Agreement.columns(terms))
    over.agreements.update(**Agreement.columns(terms), ends_on=date(2026, 11, 20))
    none.agreements.all().delete()
    asked = [HelpRequest(sponsor=one) for one in (running, over, none)]
    times = [NOW + timedelta(minutes=45 * step) for step in range(32 * 40)]
    moments = {(one.sponsor_id, one.sponsor.zone, at) for one in asked for at in times}
    alone = {
        (one.sponsor_id, one.sponsor.zone, at)
        for one in asked
        for hours in [hours_of_request(one, NOW)]
        for at in times
        if hours(at).is_open
    }
    assert open_moments(moments, NOW) == alone
    assert 0 < len(alone) < len(moments)
