"""The end itself: who is erased, who is not yet, what stays, and what happens when it is cut short."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.management import call_command

from declic.classroom.models import BoardEntry
from declic.dispatch.actions import ask_in_writing
from declic.dispatch.models import HelpRequest
from declic.journal.models import Fact
from declic.keeping.actions import end_due, go_on, lift_hold
from declic.keeping.models import EndNotice
from declic.keeping.queries import hold_of, notice_for
from declic.lessons.models import Lesson
from declic.people.models import Account, Guardian, Pupil
from declic.reports.actions import count_what_is_over
from declic.reports.queries.counted import weeks_that_differ
from declic.reports.queries.figures import figures_of, years_that_differ
from declic.reports.rules import SchoolYear
from declic.safeguarding.actions import raise_concern, report_room
from declic.sponsors.actions import issue_code
from declic.sponsors.actions.moves import change_sponsor
from declic.sponsors.models import DeskFamily, Enrolment, LedgerEntry, PastEnrolment
from declic.sponsors.queries import use_of
from tests.dispatch.test_races import at_once
from tests.keeping.world import (
    AUGUST,
    JUNE,
    OCTOBER,
    SEPTEMBER,
    a_desk_family,
    a_family,
    a_sponsor,
    later,
    tell_all,
    the_notice,
)
from tests.reports.test_counted import some_evenings
from tests.reports.test_figures import helped
from tests.world import make_help_request, make_operator, make_teacher

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "rooms"])
MARCH = SEPTEMBER + timedelta(days=190)


def names_left() -> list[str]:
    return list(Pupil.objects.order_by("pk").values_list("first_name", flat=True))


@pytest.fixture
def family() -> Guardian:
    """Told in June, and silent since."""
    guardian = a_family("Inès", "Léo")
    tell_all()
    return guardian


def test_on_the_day_told_and_not_before_everything_is_gone(family: Guardian) -> None:
    lesson = helped(family.pupils.all()[0], make_teacher(), MARCH)
    LedgerEntry.objects.create(sponsor=lesson.sponsor, kind="lesson", at=MARCH, about=lesson.pk, seconds=600)
    BoardEntry.objects.create(board_id=lesson.board_id, frames=b"x", at=MARCH)
    assert end_due(now=later(AUGUST, days=-1)) == 0
    assert end_due(now=AUGUST) == 1
    assert (names_left(), Guardian.objects.count(), BoardEntry.objects.count()) == ([], 0, 0)
    assert not Account.objects.filter(pk=family.account_id).exists()
    assert not Lesson.objects.exists()
    assert LedgerEntry.objects.filter(about=lesson.pk).exists()
    assert end_due(now=later(AUGUST, hours=1)) == 0


def test_the_journal_tells_it_without_a_name(family: Guardian) -> None:
    end_due(now=AUGUST)
    said = {fact.name: fact for fact in Fact.objects.filter(at=AUGUST)}
    assert set(said) == {"ChildErased", "GuardianErased", "FamilyEnded"}
    assert said["FamilyEnded"].data == {"guardian_id": family.pk, "children": 2, "left": 0}
    assert (said["ChildErased"].data["why"], said["ChildErased"].actor) == ("time", None)
    assert not any(name in str(list(Fact.objects.values_list("data", flat=True))) for name in ("Inès", "Léo", "Karima"))


def test_who_goes_on_stays_a_year_more_and_is_asked_again(family: Guardian) -> None:
    go_on(notice=the_notice(family), where="letter", now=later(JUNE, days=3))
    assert end_due(now=later(AUGUST, days=90)) == 0
    next_june = later(JUNE, days=366)
    tell_all(next_june)
    assert [one.year for one in EndNotice.objects.order_by("year")] == [2027, 2028]
    assert end_due(now=later(AUGUST, days=367)) == 1


def test_nobody_is_erased_untold() -> None:
    family = a_family("Inès")
    assert end_due(now=AUGUST) == 0
    tell_all(later(AUGUST, hours=9))
    assert the_notice(family).ends_on == date(2027, 9, 4)
    assert end_due(now=later(AUGUST, days=29)) == 0
    assert end_due(now=later(AUGUST, days=30)) == 1


# -- what holds an account --------------------------------------------------------------------------------------------
def a_lesson(pupil: Pupil) -> None:
    lesson = helped(pupil, make_teacher(), MARCH)
    Lesson.objects.filter(pk=lesson.pk).update(state="running")


def a_question(pupil: Pupil) -> None:
    ask_in_writing(help_request=make_help_request(pupil, now=later(JUNE, days=2)), now=later(JUNE, days=2))


def a_report(pupil: Pupil) -> None:
    report_room(account=pupil.account, lesson=helped(pupil, make_teacher(), MARCH), text="Il m’a insulté.", now=MARCH)


def a_concern(pupil: Pupil) -> None:
    raise_concern(guardian=pupil.guardian, text="Quelque chose m’inquiète.", now=MARCH)


def a_suspension(pupil: Pupil) -> None:
    Account.objects.filter(pk=pupil.account_id).update(is_active=False)


@pytest.mark.parametrize(
    ("happens", "hold"),
    [
        (a_lesson, "busy"),
        (a_question, "busy"),
        (a_report, "concern"),
        (a_concern, "concern"),
        (a_suspension, "suspended"),
    ],
)
def test_what_is_under_way_or_reported_or_suspended_is_held(
    family: Guardian, happens: Callable[[Pupil], None], hold: str
) -> None:
    happens(family.pupils.order_by("pk")[0])
    assert end_due(now=AUGUST) == 0
    found = hold_of(Guardian.objects.get(pk=family.pk), Pupil.objects.select_related("account"), AUGUST)
    assert found is not None
    assert found.value == hold


def test_a_held_family_holds_up_no_other(family: Guardian) -> None:
    a_concern(family.pupils.all()[0])
    other = a_family("Sami")
    tell_all(later(JUNE, minutes=1))
    assert end_due(now=AUGUST) == 1
    assert not Guardian.objects.filter(pk=other.pk).exists()


def test_once_the_team_has_done_with_a_report_the_family_ends_and_the_report_stays(family: Guardian) -> None:
    a_concern(family.pupils.all()[0])
    lift_hold(guardian=family, by=make_operator(), now=later(AUGUST, hours=8))
    assert end_due(now=later(AUGUST, days=1)) == 1
    assert Fact.objects.get(name="ConcernRaised").data["text"] == "Quelque chose m’inquiète."


def test_a_report_after_that_holds_again(family: Guardian) -> None:
    lift_hold(guardian=family, by=make_operator(), now=JUNE)
    a_concern(family.pupils.all()[0])
    assert end_due(now=AUGUST) == 0


def test_a_question_over_is_held_no_more(family: Guardian) -> None:
    a_question(family.pupils.all()[0])
    assert end_due(now=AUGUST) == 0
    HelpRequest.objects.update(state="answered")
    assert end_due(now=AUGUST) == 1


def test_a_question_nobody_ever_answered_holds_nothing_for_good(family: Guardian) -> None:
    a_question(family.pupils.all()[0])
    assert end_due(now=later(AUGUST, days=13)) == 1


# -- who stays --------------------------------------------------------------------------------------------------------
def test_a_brother_enrolled_since_stays_with_the_account(family: Guardian) -> None:
    Enrolment.objects.filter(pupil__first_name="Léo").update(since=later(JUNE, days=20))
    assert end_due(now=AUGUST) == 1
    assert names_left() == ["Léo"]
    assert Guardian.objects.filter(pk=family.pk).exists()
    assert Fact.objects.get(name="FamilyEnded").data["left"] == 1
    assert notice_for(family, AUGUST) is None
    assert end_due(now=later(AUGUST, days=1)) == 0


def test_a_family_that_another_sponsor_pays_for_meanwhile_stays(family: Guardian) -> None:
    code = issue_code(sponsor=a_sponsor("CSE Horizon"), ceiling=9, now=later(JUNE, days=30))
    change_sponsor(guardian=family, typed=code.code, now=later(JUNE, days=30))
    assert end_due(now=AUGUST) == 0
    assert names_left() == ["Inès", "Léo"]


def test_whoever_asks_in_july_stays(family: Guardian) -> None:
    make_help_request(family.pupils.get(first_name="Inès"), now=later(JUNE, days=25))
    HelpRequest.objects.update(state="cancelled")
    assert end_due(now=AUGUST) == 1
    assert names_left() == ["Inès"]


def test_a_family_without_an_address_stays_until_after_september() -> None:
    desk = a_desk_family()
    tell_all()
    assert end_due(now=later(AUGUST, days=50)) == 0
    assert end_due(now=OCTOBER) == 1
    assert not DeskFamily.objects.filter(pk=desk.pk).exists()


# -- what stays -------------------------------------------------------------------------------------------------------
def test_figures_and_prices_are_equal_to_a_recount() -> None:
    sponsor = some_evenings(11)
    (agreement,) = sponsor.agreements.all()
    year, at = SchoolYear.holding(date(2026, 11, 23)), AUGUST
    Account.objects.update(created_at=SEPTEMBER)
    Pupil.objects.update(created_at=SEPTEMBER)
    told = {"first_day": date(2026, 9, 1), "last_day": at.date()}
    before, price = figures_of(sponsor, now=at, **told), use_of(agreement, at).pupils  # type: ignore[arg-type]
    tell_all()
    assert end_due(now=at) > 5
    assert not Pupil.objects.exists()
    count_what_is_over(now=at)
    after = figures_of(sponsor, now=at, **told)  # type: ignore[arg-type]
    for kept in ("lessons", "helped", "seconds", "median", "unmet", "redo", "subjects", "levels", "waits", "became"):
        assert getattr(after, kept) == getattr(before, kept), kept
    for kept in ("enrolled", "enrolled_by_level", "enrolled_by_place", "level_lines", "lines"):
        assert getattr(after, kept) == getattr(before, kept), kept
    assert after.enrolled
    assert after.week_lines[:-1] == before.week_lines[:-1]
    assert list(weeks_that_differ(year, at)) == list(years_that_differ(year, at)) == []
    assert use_of(agreement, at).pupils == price
    call_command("figures", "--check", "--year", "2026")


# -- cut short, or twice at once --------------------------------------------------------------------------------------
def test_what_died_half_way_is_done_the_next_time(family: Guardian, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = helped(family.pupils.all()[0], make_teacher(), MARCH)
    BoardEntry.objects.create(board_id=lesson.board_id, frames=b"x", at=MARCH)
    with monkeypatch.context() as broken:
        broken.setattr("declic.people.actions.erase_guardian", _dies)
        with pytest.raises(ConnectionError):
            end_due(now=AUGUST)
    assert names_left() == ["Inès", "Léo"]
    assert not PastEnrolment.objects.exists()
    assert end_due(now=AUGUST) == 1
    assert (BoardEntry.objects.count(), PastEnrolment.objects.count()) == (0, 2)


def _dies(**_: object) -> None:
    raise ConnectionError


def test_it_stops_between_two_families(family: Guardian) -> None:
    a_family("Sami")
    tell_all(later(JUNE, minutes=1))
    asked = iter([False, True])
    assert end_due(now=AUGUST, stops=lambda: next(asked)) == 1
    assert Guardian.objects.filter(pk=family.pk).exists() is (names_left() != ["Sami"])
    assert end_due(now=AUGUST) == 1


def test_two_clocks_end_each_family_once(family: Guardian) -> None:
    del family
    a_family("Sami")
    tell_all(later(JUNE, minutes=1))
    done = at_once(*([lambda: end_due(now=AUGUST)] * 3))
    assert sum(int(str(one)) for one in done) == 2
    assert Fact.objects.filter(name="FamilyEnded").count() == 2
    assert PastEnrolment.objects.count() == 3


@pytest.mark.parametrize("round_", range(4))
def test_saying_we_go_on_at_the_very_moment_is_all_or_nothing(family: Guardian, round_: int) -> None:
    notice = the_notice(family)
    at_once(lambda: end_due(now=AUGUST), lambda: go_on(notice=notice, where="letter", now=AUGUST))
    went_on = Fact.objects.filter(name="FamilyWentOn").exists()
    assert names_left() == (["Inès", "Léo"] if went_on else [])
    assert EndNotice.objects.exists() is went_on


@pytest.mark.parametrize("round_", range(4))
def test_another_sponsor_at_the_very_moment_is_all_or_nothing(family: Guardian, round_: int) -> None:
    code = issue_code(sponsor=a_sponsor(), ceiling=9, now=SEPTEMBER)
    at_once(
        lambda: end_due(now=AUGUST),
        lambda: change_sponsor(
            guardian=Guardian(pk=family.pk, account_id=family.account_id), typed=code.code, now=AUGUST
        ),
    )
    assert names_left() == (["Inès", "Léo"] if Fact.objects.filter(name="FamilyMoved").exists() else [])
