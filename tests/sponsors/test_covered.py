"""Whom an agreement covers, and when."""

from datetime import UTC, datetime, time, timedelta

import pytest

from declic.dispatch.actions import ask, expire, note_pupil_seen, run_wave
from declic.dispatch.queries import call_back_times
from declic.ground.errors import Refusal
from declic.sponsors import actions
from declic.sponsors.rules.agreements import Terms, covers_moment
from tests.sponsors.world import a_draft
from tests.world import NOW, make_draft, make_free_teacher, make_pupil, set_hours


def test_the_hours_agreed_end_when_they_end() -> None:
    terms = Terms(weekdays=frozenset({0}), opens_at=time(17), closes_at=time(19))
    monday = datetime(2026, 11, 23, tzinfo=UTC)
    assert [covers_moment(terms, monday.replace(hour=hour)) for hour in (16, 17, 18, 19)] == [False, True, True, False]
    assert not covers_moment(terms, monday.replace(hour=18) + timedelta(days=1))
    assert covers_moment(Terms(), monday)


@pytest.mark.django_db
def test_only_the_levels_agreed_are_enrolled_and_helped() -> None:
    agreement = a_draft(terms=Terms(levels=frozenset({"6E", "5E"})))
    actions.sign_agreement(agreement=agreement, now=NOW)
    code = actions.issue_code(sponsor=agreement.sponsor, ceiling=5, now=NOW)
    guardian = make_pupil().guardian
    actions.redeem(typed=code.code, guardian=guardian, now=NOW)
    actions.enrol_child(guardian=guardian, first_name="Ana", level="6E", now=NOW)
    with pytest.raises(Refusal) as refused:
        actions.enrol_child(guardian=guardian, first_name="Léo", level="CP", now=NOW)
    assert refused.value.code == "level_not_covered"
    assert not guardian.pupils.filter(first_name="Léo").exists()


@pytest.mark.django_db
def test_a_request_at_an_hour_that_is_not_agreed_is_kept_for_it_though_the_service_is_open() -> None:
    set_hours()
    agreement = a_draft(terms=Terms(opens_at=time(18, 30), closes_at=time(20)))
    actions.sign_agreement(agreement=agreement, now=NOW)
    draft = make_draft(make_pupil(sponsor=agreement.sponsor))
    asked = ask(help_request=draft, now=NOW)
    assert (asked.state, asked.wait_from) == ("scheduled", None)
    for minutes, state, rings in ((29, "scheduled", 0), (30, "waiting", 1)):
        moment = NOW + timedelta(minutes=minutes)
        make_free_teacher(now=moment)
        note_pupil_seen(pupil_account_ids=[asked.pupil.account_id], now=moment)
        expire(now=moment)
        asked.refresh_from_db()
        assert (asked.state, len(run_wave(now=moment))) == (state, rings)


@pytest.mark.django_db
def test_a_request_kept_past_closing_leaves_on_the_next_day_agreed_not_on_the_next_of_the_service() -> None:
    set_hours(*((day, "17:00", "20:00") for day in range(5)))
    agreement = a_draft(terms=Terms(weekdays=frozenset({0, 2})))
    actions.sign_agreement(agreement=agreement, now=NOW)
    asked = ask(help_request=make_draft(make_pupil(sponsor=agreement.sponsor)), now=NOW + timedelta(hours=3))
    assert asked.state == "scheduled"
    for days, state in ((1, "scheduled"), (2, "waiting")):
        expire(now=NOW + timedelta(days=days))
        asked.refresh_from_db()
        assert asked.state == state


@pytest.mark.django_db
def test_who_asked_at_the_hours_agreed_waits_until_the_service_closes_and_is_called_back_at_hours_agreed() -> None:
    set_hours((0, "17:00", "20:00"), (1, "17:00", "20:00"))
    agreement = a_draft(terms=Terms(opens_at=time(17), closes_at=time(18, 30)))
    actions.sign_agreement(agreement=agreement, now=NOW)
    asked = ask(help_request=make_draft(make_pupil(sponsor=agreement.sponsor)), now=NOW)
    assert call_back_times(asked, NOW)[0] == NOW + timedelta(hours=23), "tomorrow at 17:00, not tonight at 18:30"
    later = NOW + timedelta(minutes=40)
    note_pupil_seen(pupil_account_ids=[asked.pupil.account_id], now=later)
    expire(now=later)
    asked.refresh_from_db()
    assert asked.state == "waiting"
