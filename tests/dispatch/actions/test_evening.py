"""The team closes a subject, speaks to those who wait, closes exceptionally: nothing is dropped, all of it is told."""

from datetime import timedelta

import pytest

from declic.dispatch.actions import (
    announce,
    call_back,
    close_exceptionally,
    close_subject,
    expire,
    lift_closing,
    note_pupil_seen,
    reopen_subject,
    run_wave,
    withdraw_announcement,
)
from declic.dispatch.models import Announcement, HelpRequest, SubjectClosing
from declic.dispatch.queries import call_back_times, opening, standings
from declic.dispatch.queries.agreed import kept_hours
from declic.dispatch.queries.evening import evening
from declic.dispatch.queries.hours import evening_end
from declic.dispatch.rules.escalation import INSTEAD
from declic.ground.errors import Refusal
from declic.journal.models import Fact
from declic.people.models import Account
from tests.world import NOW, later, make_free_teacher, make_help_request, make_operator, make_pupil, set_hours

pytestmark = pytest.mark.django_db
WHY = "Deux professeurs sont absents."
CLOSING = NOW + timedelta(hours=2)
"""20:00 in Paris."""
TOMORROW = NOW + timedelta(hours=23)
"""17:00 in Paris."""


@pytest.fixture
def by() -> Account:
    return make_operator()


@pytest.fixture(autouse=True)
def hours() -> None:
    set_hours(*((day, "17:00", "20:00") for day in range(5)))


def close(by: Account, levels: str = "", seconds: float = 0) -> SubjectClosing:
    return close_subject(subject="MAT", levels=levels, reason=WHY, by=by, now=later(seconds))


def say(by: Account, text: str = "Deux profs arrivent.", subject: str = "", levels: str = "") -> Announcement:
    return announce(text=text, subject=subject, levels=levels, by=by, now=NOW)


def code(act: object) -> str:
    with pytest.raises(Refusal) as refusal:
        act()  # type: ignore[operator]
    return refusal.value.code


def state(request: HelpRequest) -> str:
    return HelpRequest.objects.get(pk=request.pk).state


# -- a subject --------------------------------------------------------------------------------------------------------
def test_who_asks_from_then_on_is_kept_and_may_choose_a_call_back_tomorrow(by: Account) -> None:
    closing = close(by)
    assert closing.ends_at == CLOSING
    request = make_help_request(now=later(60))
    assert request.state == "scheduled"
    times = call_back_times(request, later(60))
    assert times[0] == TOMORROW
    call_back(help_request=request, at=times[0], now=later(70))
    other = make_help_request(subject="FRA", now=later(60))
    assert other.state == "waiting"
    fact = Fact.objects.get(name="SubjectClosed")
    assert (fact.actor_id, fact.data["reason"]) == (by.pk, WHY)


def test_who_waits_is_kept_still_rung_and_may_choose(by: Account) -> None:
    request = make_help_request()
    before = standings(NOW)[request.pk]
    assert before.closed == ""
    make_free_teacher()
    assert standings(NOW)[request.pk].choices == ()
    close(by)
    standing = standings(NOW)[request.pk]
    assert (standing.closed, standing.choices) == (WHY, INSTEAD)
    assert len(run_wave(now=later(1))) == 1
    assert state(request) == "waiting"


def test_reopened_who_was_kept_waits_at_once_with_its_time_of_asking(by: Account) -> None:
    closing = close(by)
    request = make_help_request(now=later(60))
    note_pupil_seen(pupil_account_ids=[request.pupil.account_id], now=later(90))
    expire(now=later(90))
    assert state(request) == "scheduled"
    reopen_subject(closing=closing, by=by, now=later(91))
    reopen_subject(closing=closing, by=by, now=later(92))
    expire(now=later(93))
    waits = HelpRequest.objects.get(pk=request.pk)
    assert (waits.state, waits.asked_at) == ("waiting", later(60))
    assert Fact.objects.filter(name="SubjectReopened", actor=by).count() == 1


def test_it_ends_by_itself_at_closing_time(by: Account) -> None:
    close(by)
    request = make_help_request(now=later(60))
    assert kept_hours(request, later(60)).opening.opens_at == TOMORROW
    expire(now=CLOSING + timedelta(seconds=1))
    assert state(request) == "scheduled"
    expire(now=TOMORROW + timedelta(seconds=1))
    assert state(request) == "waiting"
    assert evening(TOMORROW).closed == ()
    close_subject(subject="MAT", levels="", reason=WHY, by=by, now=TOMORROW)


def test_a_call_back_promised_before_is_kept(by: Account) -> None:
    request = make_help_request()
    at = call_back_times(request, NOW)[0]
    call_back(help_request=request, at=at, now=NOW)
    close(by)
    expire(now=at + timedelta(seconds=1))
    assert state(request) == "waiting"


def test_one_band_or_one_level_is_closed_alone(by: Account) -> None:
    close(by, levels="lycée")
    assert make_help_request(make_pupil("4E")).state == "waiting"
    assert make_help_request(make_pupil("TG")).state == "scheduled"
    close(by, levels="4E")
    assert make_help_request(make_pupil("4E")).state == "scheduled"
    assert make_help_request(make_pupil("3E")).state == "waiting"
    assert code(lambda: close(by, levels="4E")) == "closed_already"


def test_closed_before_the_opening_it_holds_for_that_evening(by: Account) -> None:
    morning = NOW - timedelta(hours=8)
    closing = close_subject(subject="MAT", levels="", reason=WHY, by=by, now=morning)
    assert closing.ends_at == CLOSING


def test_a_service_that_never_closes_has_evenings_that_end_the_next_morning() -> None:
    set_hours()
    assert evening_end(NOW) == NOW + timedelta(hours=13)
    set_hours(*((day, "00:00", "00:00") for day in range(7)), in_holidays=True)
    assert evening_end(NOW) == NOW + timedelta(hours=13)
    assert evening_end(NOW + timedelta(hours=9)) == NOW + timedelta(hours=13), "at three, it is still that evening"


def test_without_any_opening_there_is_no_evening(by: Account) -> None:
    set_hours((0, "17:00", "20:00"))
    close_exceptionally(starts_at=NOW - timedelta(days=1), ends_at=NOW + timedelta(days=29), reason=WHY, by=by, now=NOW)
    assert evening_end(NOW) == NOW + timedelta(days=35, hours=2)


# -- a few words ------------------------------------------------------------------------------------------------------
def test_words_reach_those_they_are_for_until_withdrawn(by: Account) -> None:
    to_all, to_some = say(by), say(by, "Les maths reprennent.", "MAT", "collège")
    assert evening(NOW).said_to("MAT", "4E") == (to_all.text, to_some.text)
    assert evening(NOW).said_to("FRA", "4E") == (to_all.text,)
    withdraw_announcement(announcement=to_all, by=by, now=later(5))
    withdraw_announcement(announcement=to_all, by=by, now=later(6))
    assert evening(later(6)).said_to("FRA", "4E") == ()
    assert Fact.objects.filter(name="AnnouncementSent", actor=by).count() == 2
    assert Fact.objects.filter(name="AnnouncementWithdrawn", actor=by).count() == 1
    assert evening(CLOSING).said == (), "closing time ends it too"


def test_three_at_once_at_most(by: Account) -> None:
    first, *_ = [say(by, f"Message {number}.") for number in range(3)]
    assert code(lambda: say(by)) == "too_many"
    withdraw_announcement(announcement=first, by=by, now=NOW)
    say(by)
    for number in range(3):
        announce(text=f"Demain {number}.", subject="", levels="", by=by, now=TOMORROW)


def test_what_may_not_be_said_is_refused(by: Account) -> None:
    assert code(lambda: say(by, "")) == "no_words"
    assert code(lambda: say(by, "a" * 161)) == "too_long"
    assert code(lambda: say(by, "Appelez le 06 12 34 56 78")) == "contact"
    assert code(lambda: say(by, subject="ZZZ")) == "wrong_subject"
    assert code(lambda: close_subject(subject="", levels="", reason=WHY, by=by, now=NOW)) == "wrong_subject"


def test_what_is_read_before_another_sentence_ends_like_one(by: Account) -> None:
    typed = "Deux professeurs sont absents"
    assert close_subject(subject="MAT", levels="", reason=typed, by=by, now=NOW).reason == WHY
    assert close_exceptionally(starts_at=NOW, ends_at=later(60), reason=typed, by=by, now=NOW).reason == WHY


# -- exceptional closings ---------------------------------------------------------------------------------------------
def test_an_exceptional_closing_holds_wherever_hours_are_read_and_is_lifted(by: Account) -> None:
    waits = make_help_request()
    closing = close_exceptionally(starts_at=later(3600), ends_at=later(9000), reason="Grève.", by=by, now=NOW)
    assert (opening(NOW, "C").closes_at, opening(NOW, "C").why) == (later(3600), "Grève.")
    assert all(not later(3600) <= time < later(9000) for time in call_back_times(waits, NOW))
    expire(now=later(3601))
    assert state(waits) == "scheduled"
    assert make_help_request(now=later(3700)).state == "scheduled"
    assert opening(later(3700), "").opens_at == TOMORROW
    lift_closing(closing=closing, by=by, now=later(3800))
    lift_closing(closing=closing, by=by, now=later(3800))
    expire(now=later(3801))
    assert state(waits) == "waiting"
    assert [fact.actor_id for fact in Fact.objects.filter(name__in=["ClosingDecided", "ClosingLifted"])] == [by.pk] * 2


def test_moments_that_cannot_be_are_refused(by: Account) -> None:
    def tried(start: float, end: float) -> str:
        return code(
            lambda: close_exceptionally(
                starts_at=NOW + timedelta(days=start), ends_at=NOW + timedelta(days=end), reason="Non.", by=by, now=NOW
            )
        )

    assert [tried(2, 1), tried(-2, -1), tried(200, 201), tried(1, 40)] == ["backwards", "past", "too_far", "long"]
