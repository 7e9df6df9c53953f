"""What stays once a child is erased: figures, prices and forecasts as they were, and nothing that names anybody."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.contrib.sessions.models import Session

from declic.classroom.models import BoardEntry
from declic.dispatch.models import HelpRequest
from declic.ground.paris import in_paris, paris_day
from declic.journal.models import Fact
from declic.people.actions.sign_ins import begin_sign_in
from declic.people.models import Account, Guardian, Pupil
from declic.planning.models import PastDemand
from declic.planning.queries.history import asked_between, days_between
from declic.reports.actions import count_what_is_over, rebuild
from declic.reports.models import CountedWeek
from declic.reports.queries.counted import weeks_that_differ
from declic.reports.queries.figures import figures_of, years_that_differ
from declic.reports.queries.page import Figures
from declic.reports.rules import SchoolYear
from declic.safeguarding.actions import erase_child, erase_family
from declic.sponsors.models import PastEnrolment, Sponsor
from declic.sponsors.queries import use_of
from tests.reports.test_counted import some_evenings
from tests.world import NOW, make_guardian, make_lesson, make_officer, make_pupil, make_sponsor, make_teacher

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
AFTER = NOW + timedelta(days=9)
"""Every week of those evenings is over."""
YEAR = SchoolYear.holding(NOW.date())


def told(sponsor: Sponsor, *, recount: bool = False) -> Figures:
    first, last = date(2026, 9, 1), paris_day(AFTER)
    return figures_of(sponsor, first_day=first, last_day=last, now=AFTER, recount=recount)


def of_the_past(figures: Figures) -> Figures:
    """Without what is of today: who is enrolled now."""
    lines = {name: tuple(replace(line, enrolled=None) for line in told) for name, told in figures.lines.items()}
    levels = tuple(replace(line, enrolled=None) for line in figures.level_lines)
    weeks = figures.week_lines[:-1]
    today: dict[str, object] = {"enrolled": None, "enrolled_by_level": (), "enrolled_by_place": ()}
    return replace(figures, lines=lines, level_lines=levels, week_lines=weeks, **today)  # type: ignore[arg-type]


def some_children(sponsor: Sponsor) -> list[Pupil]:
    """Every other one, those who came among them."""
    found = list(Pupil.objects.filter(enrolments__sponsor=sponsor).order_by("pk"))[::2]
    assert HelpRequest.objects.filter(pupil__in=found).exists()
    return found


@pytest.mark.parametrize("seed", [1, 5])
@pytest.mark.parametrize("counted", [True, False], ids=["weeks counted", "weeks still to count"])
def test_figures_stay_and_are_equal_to_a_recount(seed: int, *, counted: bool) -> None:
    sponsor = some_evenings(seed)
    if counted:
        count_what_is_over(now=AFTER)
    before = told(sponsor)
    for pupil in some_children(sponsor):
        erase_child(pupil=pupil, now=AFTER)
    assert of_the_past(told(sponsor)) == of_the_past(before)
    assert told(sponsor) == told(sponsor, recount=True)
    count_what_is_over(now=AFTER)
    assert list(weeks_that_differ(YEAR, AFTER)) == list(years_that_differ(YEAR, AFTER)) == []
    rebuild(year=YEAR, now=AFTER)
    assert of_the_past(told(sponsor)) == of_the_past(before)
    assert list(weeks_that_differ(YEAR, AFTER)) == list(years_that_differ(YEAR, AFTER)) == []


def test_a_week_lost_after_all_is_still_found_to_differ() -> None:
    sponsor = some_evenings(2)
    count_what_is_over(now=AFTER)
    erase_child(pupil=some_children(sponsor)[0], now=AFTER)
    week = CountedWeek.objects.filter(sponsor=sponsor).order_by("monday")[4]
    other = CountedWeek.objects.filter(sponsor=sponsor).order_by("monday")[6]
    CountedWeek.objects.filter(pk=week.pk).update(visits=other.visits)
    assert (sponsor, week.monday) in list(weeks_that_differ(YEAR, AFTER))


def test_what_was_agreed_for_each_pupil_is_counted_as_before() -> None:
    sponsor = make_sponsor()
    pupils = [make_pupil(sponsor=sponsor) for _ in range(3)]
    (agreement,) = sponsor.agreements.all()
    for pupil in pupils[:2]:
        erase_child(pupil=pupil, now=AFTER)
    assert use_of(agreement, AFTER).pupils == 3
    kept = PastEnrolment.objects.filter(sponsor=sponsor)
    assert [(one.level, in_paris(one.since).time()) for one in kept] == [("4E", time(0, 1))] * 2, "to the day"


def test_a_forecast_learns_as_much_as_before() -> None:
    sponsor = some_evenings(3)
    first, after = NOW.date() - timedelta(days=60), NOW.date() + timedelta(days=1)
    asked, days = asked_between(first, after), days_between(first, after)
    for pupil in some_children(sponsor):
        erase_child(pupil=pupil, now=AFTER)
    assert PastDemand.objects.exists()
    assert asked_between(first, after) == asked
    assert days_between(first, after) == days


@pytest.mark.parametrize("other", ["teacher", "officer"])
def test_a_guardian_who_is_somebody_else_here_keeps_that(other: str) -> None:
    account = make_teacher().account if other == "teacher" else make_officer(make_sponsor()).account
    guardian = Guardian.objects.create(account=account)
    erase_family(guardian=make_pupil(guardian=guardian).guardian, now=NOW)
    assert not Guardian.objects.exists()
    assert not Pupil.objects.exists()
    assert hasattr(Account.objects.get(pk=account.pk), other)


def test_whoever_dies_in_the_middle_leaves_a_child_to_erase_again(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = make_lesson(pupil=make_pupil(guardian=make_guardian()), state="ended")
    BoardEntry.objects.create(board_id=lesson.board_id, frames=b"x", at=NOW)
    with monkeypatch.context() as broken:
        broken.setattr("declic.people.actions.erase_child", _dies)
        with pytest.raises(ConnectionError):
            erase_family(guardian=lesson.pupil.guardian, now=AFTER)
    assert Pupil.objects.filter(pk=lesson.pupil_id).exists()
    erase_family(guardian=Guardian.objects.get(pk=lesson.pupil.guardian_id), now=AFTER)
    assert not Pupil.objects.exists()
    assert not BoardEntry.objects.exists()
    assert PastEnrolment.objects.count() == 1


def _dies(**_: object) -> None:
    raise ConnectionError


def test_no_browser_stays_signed_in_and_their_pages_are_told() -> None:
    pupil = make_pupil(guardian=make_guardian())
    of_whom = {pupil.account_id: "a" * 32, pupil.guardian.account_id: "b" * 32}
    for account, key in of_whom.items():
        Session.objects.create(session_key=key, session_data="", expire_date=AFTER + timedelta(days=20))
        begin_sign_in(account=Account.objects.get(pk=account), session_key=key, browser="Firefox", now=NOW)
    erase_family(guardian=pupil.guardian, now=AFTER)
    assert not Session.objects.exists()
    told = Fact.objects.filter(name="SignInEnded").order_by("pk")
    assert [(fact.data["account_id"], fact.data["why"]) for fact in told] == [(one, "erased") for one in of_whom]
