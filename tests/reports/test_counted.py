"""Weeks counted once they are over: the same figures as a recount, kept up from the journal, counted again at will."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from declic.dispatch.models import HelpRequest
from declic.dispatch.rules import HelpState
from declic.journal.actions import record
from declic.lessons.actions import answer
from declic.lessons.facts import PupilAnswered, who
from declic.lessons.models import Lesson, SelfAssessment
from declic.people.models import Pupil
from declic.reports.actions import count_what_is_over, keep_up, rebuild
from declic.reports.models import CountedWeek, CountedYear
from declic.reports.queries.counted import weeks_that_differ
from declic.reports.queries.figures import figures_of, years_that_differ
from declic.reports.queries.packed import packed, unpacked
from declic.reports.queries.page import Figures
from declic.reports.queries.tallies import read
from declic.reports.queries.visits import Visit
from declic.reports.rules import SchoolYear, Share, monday_of
from declic.sponsors.actions import issue_code
from declic.sponsors.models import Enrolment, Sponsor
from tests.reports.test_figures import SEPTEMBER, helped, unanswered
from tests.world import NOW, make_pupil, make_sponsor, make_teacher

pytestmark = pytest.mark.django_db
YEAR = SchoolYear.holding(NOW.date())


def told(sponsor: Sponsor, now: datetime = NOW, *, recount: bool = False) -> Figures:
    return figures_of(sponsor, first_day=SEPTEMBER, last_day=now.date(), now=now, recount=recount)


def some_evenings(seed: int, weeks: int = 6) -> Sponsor:
    """A sponsor of two quartiers, lessons and requests of every kind, boards that go on after a weekend."""
    dice = Random(seed)
    sponsor, teacher = make_sponsor(), make_teacher()
    codes = [
        issue_code(
            sponsor=sponsor, ceiling=99, label=label, scope="quarter" if label else "all", now=NOW - timedelta(days=1)
        )
        for label in ("La Gare", "Le Bourg", "")
    ]
    for number in range(dice.randint(7, 16)):
        pupil = make_pupil(dice.choice(["CP", "4E", "3E", "TG"]), sponsor)
        Enrolment.objects.filter(pupil=pupil).update(code=dice.choice(codes), since=NOW - timedelta(weeks=weeks + 1))
        for week in range(weeks):
            at = NOW - timedelta(weeks=week, minutes=dice.randint(1, 400), days=dice.randint(0, 3))
            fate = dice.random()
            if fate < 0.55:
                lesson = helped(
                    pupil,
                    teacher,
                    at,
                    subject=dice.choice(["MAT", "FRA"]),
                    wait_s=dice.randint(5, 420),
                    answer=dice.choice(["yes", "almost", "not_yet", None]),
                )
                HelpRequest.objects.filter(pk=lesson.help_request_id).update(
                    device=dice.choice(["phone", "tablet", "computer", ""])
                )
                if not number % 4:
                    goes_on(lesson, dice.choice((0, 3, 7)))
            elif fate < 0.75:
                states = (HelpState.UNMET, HelpState.WRITTEN, HelpState.ANSWERED, HelpState.CANCELLED)
                unanswered(pupil, at, state=dice.choice(states), waited_s=dice.randint(30, 900))
    return sponsor


def a_class() -> Sponsor:
    """Twelve children of one level, who come each week on the same."""
    sponsor, teacher = make_sponsor(), make_teacher()
    for _ in range(12):
        pupil = make_pupil("4E", sponsor)
        for week in range(1, 4):
            helped(pupil, teacher, NOW - timedelta(weeks=week, days=1))
    return sponsor


def goes_on(lesson: Lesson, days: int) -> None:
    """The teacher vanished; another took the board up, perhaps the week after."""
    opened = lesson.opened_at + timedelta(days=days, hours=1)
    Lesson.objects.create(
        help_request=lesson.help_request,
        board_id=lesson.board_id,
        pupil=lesson.pupil,
        teacher=lesson.teacher,
        sponsor=lesson.sponsor,
        subject=lesson.subject,
        level=lesson.level,
        state=lesson.state,
        opened_at=opened,
        started_at=opened,
        ended_at=opened + timedelta(minutes=9),
    )


@given(st.integers(0, 1 << 32))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_counted_weeks_give_the_figures_of_a_recount(seed: int) -> None:
    sponsor = some_evenings(seed)
    count_what_is_over(now=NOW, most=1000)
    assert CountedWeek.objects.filter(sponsor=sponsor).count() == YEAR.week(NOW.date())
    assert told(sponsor) == told(sponsor, recount=True)
    assert list(weeks_that_differ(YEAR, NOW)) == []


def test_the_week_under_way_is_never_counted_ahead() -> None:
    sponsor = some_evenings(2)
    count_what_is_over(now=NOW)
    lessons = told(sponsor).lessons or 0
    for pupil in Pupil.objects.filter(enrolments__sponsor=sponsor):
        helped(pupil, make_teacher(), NOW - timedelta(minutes=40))
    assert told(sponsor).lessons == lessons
    assert (told(sponsor, NOW + timedelta(days=7)).lessons or 0) > lessons


def test_each_week_that_is_over_is_added_to_those_before() -> None:
    sponsor = some_evenings(7, weeks=3)
    for days in range(9, -1, -1):
        now = NOW - timedelta(days=days)
        assert count_what_is_over(now=now) == 1
        held = CountedYear.objects.get(sponsor=sponsor)
        assert (held.looked_on, held.until) == (now.date(), monday_of(now.date()))
        assert told(sponsor, now) == told(sponsor, now, recount=True)
        assert told(sponsor, now) == told(sponsor, now, recount=True)
    assert count_what_is_over(now=NOW) == 0, "once a day"


def test_an_officer_s_page_reads_no_lesson_at_all() -> None:
    sponsor = some_evenings(1)
    before = told(sponsor)
    count_what_is_over(now=NOW)
    with CaptureQueriesContext(connection) as queries:
        assert told(sponsor) == before
    assert len(queries) == 2, "enrolments, the year as it was added up"
    Lesson.objects.filter(sponsor=sponsor).delete()
    assert told(sponsor) == before


@pytest.mark.parametrize("counted", [False, True])
def test_weeks_of_fewer_than_five_children_wait_for_those_that_follow(*, counted: bool) -> None:
    sponsor, teacher = make_sponsor(now=NOW - timedelta(weeks=9)), make_teacher()
    children = [make_pupil("4E", sponsor, now=NOW - timedelta(weeks=8)) for _ in range(8)]
    came = {5: 8, 4: 2, 3: 2, 2: 0, 1: 6}
    for week, number in came.items():
        for at, child in enumerate(children[:number] if week != 3 else children[4 : 4 + number]):
            helped(child, teacher, NOW - timedelta(weeks=week, minutes=at + 1))

    def read(weeks_ago: int) -> tuple[int | None, int]:
        now = NOW - timedelta(weeks=weeks_ago)
        if counted:
            count_what_is_over(now=now, most=99)
        page = told(sponsor, now)
        assert page == told(sponsor, now, recount=True)
        return page.lessons, YEAR.week(now.date()) - page.run.after

    assert read(5) == (0, 0), "nobody until then"
    assert read(4) == (8, 0)
    assert read(3) == (8, 1), "two children since"
    assert read(2) == (8, 2), "four"
    assert read(1) == (8, 3)
    assert read(0) == (18, 0)


def test_a_year_that_is_to_be_added_up_again_is_however_long_ago_it_was() -> None:
    sponsor = a_class()
    count_what_is_over(now=NOW)
    before = CountedYear.objects.get(sponsor=sponsor)
    CountedYear.objects.update(looked_on=None, weeks=0, tallies=b"written otherwise")
    later = NOW + timedelta(days=500)
    while count_what_is_over(now=later):
        pass
    again = CountedYear.objects.get(sponsor=sponsor, year=YEAR.starts_on)
    assert read(bytes(again.tallies)).lessons.rows == read(bytes(before.tallies)).lessons.rows
    assert (again.weeks, again.until, again.looked_on) == (before.weeks, YEAR.after, YEAR.after)


def test_what_changes_in_a_day_that_is_over_is_added_up_from_the_journal() -> None:
    sponsor = a_class()
    keep_up(now=NOW)
    count_what_is_over(now=NOW)
    for pupil in Pupil.objects.filter(enrolments__sponsor=sponsor):
        lesson = helped(pupil, make_teacher(), NOW - timedelta(days=1))
        record(PupilAnswered(*who(lesson)), now=NOW)
    assert told(sponsor) != told(sponsor, recount=True)
    keep_up(now=NOW + timedelta(minutes=2))
    assert told(sponsor) == told(sponsor, recount=True)


def test_a_lesson_of_today_says_what_became_of_a_request_of_last_week() -> None:
    sponsor = a_class()
    pupils = list(Pupil.objects.filter(enrolments__sponsor=sponsor))
    for pupil in pupils:
        unanswered(pupil, NOW - timedelta(days=6))
    keep_up(now=NOW)
    count_what_is_over(now=NOW)
    for pupil in pupils:
        lesson = helped(pupil, make_teacher(), NOW - timedelta(minutes=50))
        record(PupilAnswered(*who(lesson)), now=NOW)
    keep_up(now=NOW + timedelta(minutes=2))
    assert told(sponsor) == told(sponsor, recount=True)
    assert fates(sponsor, NOW)["came_back"] == 0, "told a week later"
    assert fates(sponsor, NOW + timedelta(days=7))["came_back"] == 12


def fates(sponsor: Sponsor, now: datetime) -> dict[str, int | None]:
    count_what_is_over(now=now)
    return {cell.code: cell.value for cell in told(sponsor, now).became}


def answered_late(sponsor: Sponsor, now: datetime = NOW) -> None:
    """A child answers about a lesson of last week; of a board taken up again, only the last answer would count."""
    taken_up = Lesson.objects.values("board_id").annotate(lessons=Count("pk")).filter(lessons__gt=1).values("board_id")
    before = Lesson.objects.filter(sponsor=sponsor, self_assessment=None, opened_at__lt=NOW - timedelta(days=7))
    lesson = before.exclude(board_id__in=taken_up).order_by("opened_at")[0]
    SelfAssessment.objects.create(lesson=lesson, answer="yes", at=now)
    record(PupilAnswered(*who(lesson)), now=now)


def test_what_changes_in_a_week_that_is_over_is_counted_from_the_journal() -> None:
    sponsor = some_evenings(3)
    keep_up(now=NOW)
    count_what_is_over(now=NOW)
    answered_late(sponsor)
    assert len(list(weeks_that_differ(YEAR, NOW))) == 1
    assert keep_up(now=NOW + timedelta(seconds=30)) == 0, "a fact may still be joined by one before it"
    after = NOW + timedelta(minutes=2)
    assert keep_up(now=after) == 1
    assert list(weeks_that_differ(YEAR, NOW)) == []
    assert told(sponsor) == told(sponsor, recount=True)
    assert keep_up(now=after) == 0


def test_a_fact_of_a_slow_request_leaves_none_before_it_unread() -> None:
    """It began earlier than the quick ones before it, and so is settled before them."""
    sponsor = some_evenings(3)
    keep_up(now=NOW)
    count_what_is_over(now=NOW)
    answered_late(sponsor, now=NOW + timedelta(seconds=2))
    elsewhere = helped(make_pupil("4E", make_sponsor()), make_teacher(), NOW)
    record(PupilAnswered(*who(elsewhere)), now=NOW)
    assert keep_up(now=NOW + timedelta(seconds=61)) == 0
    assert keep_up(now=NOW + timedelta(seconds=63)) == 2
    assert list(weeks_that_differ(YEAR, NOW)) == []


def test_the_journal_is_read_from_before_the_first_fact_that_is_not_told() -> None:
    sponsor = some_evenings(3)
    count_what_is_over(now=NOW)
    answered_late(sponsor, now=NOW + timedelta(seconds=2))
    elsewhere = helped(make_pupil("4E", make_sponsor()), make_teacher(), NOW)
    record(PupilAnswered(*who(elsewhere)), now=NOW)
    assert keep_up(now=NOW + timedelta(seconds=61)) == 0, "from here on"
    assert keep_up(now=NOW + timedelta(seconds=63)) == 2


def test_a_request_left_unmet_once_accepted_hears_that_the_child_came_back() -> None:
    sponsor, teacher = make_sponsor(), make_teacher()
    pupils = [make_pupil("4E", sponsor) for _ in range(7)]
    for pupil in pupils:
        unanswered(pupil, NOW - timedelta(days=5))
    HelpRequest.objects.update(first_accepted_at=NOW - timedelta(days=5))
    keep_up(now=NOW)
    count_what_is_over(now=NOW)
    for pupil in pupils:
        record(PupilAnswered(*who(helped(pupil, teacher, NOW - timedelta(minutes=50)))), now=NOW)
    keep_up(now=NOW + timedelta(minutes=2))
    assert list(weeks_that_differ(YEAR, NOW)) == []
    assert fates(sponsor, NOW + timedelta(days=7))["came_back"] == 7


def test_an_answer_that_is_changed_is_counted_again() -> None:
    sponsor, teacher = make_sponsor(), make_teacher()
    lessons = [
        helped(make_pupil("4E", sponsor), teacher, NOW - timedelta(weeks=2, minutes=number), answer="yes")
        for number in range(16)
    ]
    keep_up(now=NOW)
    count_what_is_over(now=NOW)
    for lesson in lessons[:6]:
        answer(lesson=lesson, confidence="not_yet", now=NOW)
    keep_up(now=NOW + timedelta(minutes=2))
    assert told(sponsor).redo == told(sponsor, recount=True).redo == Share(62, 16)
    assert list(weeks_that_differ(YEAR, NOW)) == []


def test_what_was_interrupted_is_done_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The weeks are written, the place in the journal is not: once more gives the same."""
    sponsor = some_evenings(4)
    keep_up(now=NOW)
    count_what_is_over(now=NOW)
    answered_late(sponsor)
    after = NOW + timedelta(minutes=2)
    with monkeypatch.context() as broken:
        broken.setattr("declic.reports.actions.ReadUpTo.objects.filter", _fails)
        with pytest.raises(ConnectionError):
            keep_up(now=after)
    assert keep_up(now=after) == 1
    assert told(sponsor) == told(sponsor, recount=True)


def test_a_year_that_no_longer_tells_what_a_recount_does_is_found() -> None:
    sponsor = a_class()
    count_what_is_over(now=NOW)
    assert list(years_that_differ(YEAR, NOW)) == []
    first, *others = Pupil.objects.filter(enrolments__sponsor=sponsor)
    helped(first, make_teacher(), NOW - timedelta(days=1))
    assert [one for one, _ in weeks_that_differ(YEAR, NOW)] == [sponsor]
    assert list(years_that_differ(YEAR, NOW)) == [], "what one child changes is told of nobody"
    for pupil in others:
        helped(pupil, make_teacher(), NOW - timedelta(days=1))
    assert list(years_that_differ(YEAR, NOW)) == [sponsor]


def _fails(*_: object, **__: object) -> None:
    raise ConnectionError


def test_a_sponsor_left_half_counted_is_finished() -> None:
    sponsor = some_evenings(5)
    count_what_is_over(now=NOW)
    CountedWeek.objects.filter(sponsor=sponsor, monday__lt=NOW.date() - timedelta(weeks=3)).delete()
    assert told(sponsor) == told(sponsor, recount=True), "weeks that are missing are read"
    assert count_what_is_over(now=NOW) == 1
    assert CountedWeek.objects.filter(sponsor=sponsor).count() == YEAR.week(NOW.date())


@pytest.mark.parametrize("count", [lambda: call_command("figures"), lambda: rebuild(year=YEAR, now=timezone.now())])
def test_everything_can_be_counted_again(count: Callable[[], object]) -> None:
    sponsor = some_evenings(6)
    count_what_is_over(now=NOW)
    CountedWeek.objects.filter(sponsor=sponsor).update(visits=packed([], []))
    year = SchoolYear.holding(timezone.now().date())
    if year != YEAR:
        pytest.skip("the weeks of NOW are those of another school year")
    with pytest.raises(CommandError, match="diffèrent"):
        call_command("figures", "--check")
    count()
    call_command("figures", "--check")
    assert told(sponsor) == told(sponsor, recount=True)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 1 << 40), st.floats(0, 9000), st.booleans())))
def test_what_is_packed_is_unpacked(drawn: list[tuple[str, int, float, bool]]) -> None:
    visits = [Visit(0, pupil, {"subject": row}, seconds, seconds / 3, told) for row, pupil, seconds, told in drawn]
    without = [Visit(0, pupil, {"subject": row}) for row, pupil, _, _ in drawn]
    assert unpacked(packed(visits, without), 0) == (visits, without)
