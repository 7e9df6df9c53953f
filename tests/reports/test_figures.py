"""An officer's figures: equal to a recount, of their sponsor only, in a constant number of queries."""

from datetime import date, datetime, time, timedelta
from math import inf
from random import Random

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from declic.dispatch.models import HelpRequest
from declic.dispatch.rules import HelpState
from declic.ground.paris import at_paris
from declic.lessons.models import Lesson, SelfAssessment
from declic.lessons.rules import LessonState
from declic.people.models import Pupil, Teacher
from declic.reports.queries.cells import Cell
from declic.reports.queries.figures import figures_of
from declic.reports.queries.page import Figures
from declic.reports.rules import Delay, Share, Wait, percentile, wait_of
from declic.sponsors.models import Sponsor
from tests.world import NOW, make_pupil, make_sponsor, make_teacher

pytestmark = pytest.mark.django_db
SEPTEMBER = date(2026, 9, 1)


def helped(
    pupil: Pupil,
    teacher: Teacher,
    at: datetime,
    *,
    subject: str = "MAT",
    wait_s: float = 60,
    length_min: int = 20,
    answer: str | None = None,
) -> Lesson:
    """A request accepted after `wait_s`, and its lesson, over."""
    sponsor = pupil.enrolments.get().sponsor
    opened = at + timedelta(seconds=wait_s)
    request = HelpRequest.objects.create(
        pupil=pupil,
        sponsor=sponsor,
        subject=subject,
        level=pupil.level,
        state=HelpState.HELPED.value,
        drafted_at=at,
        asked_at=at,
        wait_from=at,
        first_accepted_at=opened,
    )
    lesson = Lesson.objects.create(
        help_request=request,
        pupil=pupil,
        teacher=teacher,
        sponsor=sponsor,
        subject=subject,
        level=pupil.level,
        state=LessonState.ENDED.value,
        opened_at=opened,
        started_at=opened,
        ended_at=opened + timedelta(minutes=length_min),
    )
    if answer:
        SelfAssessment.objects.create(lesson=lesson, answer=answer, at=opened)
    return lesson


def unanswered(pupil: Pupil, at: datetime, *, state: HelpState = HelpState.UNMET, waited_s: float = 600) -> None:
    HelpRequest.objects.create(
        pupil=pupil,
        sponsor=pupil.enrolments.get().sponsor,
        subject="MAT",
        level=pupil.level,
        state=state.value,
        drafted_at=at,
        asked_at=at,
        wait_from=at,
        closed_at=at + timedelta(seconds=waited_s) if state is not HelpState.WAITING else None,
    )


def since_september(sponsor: Sponsor, now: datetime = NOW) -> Figures:
    """As read once the week of `now` is over."""
    then = now + timedelta(days=7)
    return figures_of(sponsor, first_day=SEPTEMBER, last_day=then.date(), now=then)


def values(cells: tuple[Cell, ...]) -> dict[str, int | None]:
    return {cell.code or cell.label: cell.value for cell in cells}


@pytest.fixture
def town() -> Sponsor:
    """24 pupils of 4e and 3e, eight weeks, lessons of two subjects, waits known; and another sponsor beside it."""
    dice = Random(4)
    sponsor, other, teacher = make_sponsor(), make_sponsor(), make_teacher()
    for index in range(24):
        pupil = make_pupil("4E" if index % 2 else "3E", sponsor)
        for week in range(8):
            at = NOW - timedelta(weeks=week, minutes=dice.randint(1, 300))
            helped(
                pupil,
                teacher,
                at,
                subject=dice.choice(["MAT", "FRA"]),
                wait_s=dice.randint(5, 420),
                length_min=dice.randint(5, 40),
                answer=dice.choice(["yes", "almost", "not_yet", None]),
            )
        if index < 6:
            unanswered(pupil, NOW - timedelta(days=8))
    for _ in range(7):
        helped(make_pupil("4E", other), teacher, NOW - timedelta(days=1), subject="ANG")
    return sponsor


def test_the_figures_are_those_of_a_recount(town: Sponsor) -> None:
    figures = since_september(town)
    lessons = list(Lesson.objects.filter(sponsor=town))
    waits = [
        (request.first_accepted_at - request.asked_at).total_seconds() if request.first_accepted_at else inf
        for request in HelpRequest.objects.filter(sponsor=town)
    ]
    assert figures.enrolled == 20, "24, in fives"
    assert figures.helped == 20, "24 children, told in fives"
    assert figures.lessons == len(lessons) == 192
    assert figures.seconds == sum((lesson.ended_at - lesson.started_at).total_seconds() for lesson in lessons)
    assert figures.median == Delay(*[wait_of(percentile(waits, 0.5) or 0)] * 2)
    assert figures.p95 == Delay(*[wait_of(sorted(waits)[188])] * 2)
    assert figures.unmet == 6
    assert figures.asked == 198
    under = sum(wait < 300 for wait in waits)
    assert figures.kept == Share(100 * under // 198, 198)
    before = SelfAssessment.objects.filter(lesson__sponsor=town, lesson__opened_at__lt=NOW - timedelta(days=1))
    answers = list(before.values_list("answer", flat=True))
    assert SelfAssessment.objects.filter(answer="yes").exclude(pk__in=before).values("lesson__pupil").count() in range(
        1, 5
    )
    assert figures.redo == Share(100 * answers.count("yes") // len(answers), len(answers))
    assert values(figures.subjects) == {
        code: sum(lesson.subject == code for lesson in lessons) for code in ("MAT", "FRA")
    }
    assert values(figures.levels) == {"4E": 96, "3E": 96}
    assert sum(cell.value or 0 for cell in figures.weeks) == 192
    assert values(figures.enrolled_by_level) == {"4E": 10, "3E": 10}, "twelve of each, told in fives"
    assert {line.code: line.unmet for line in figures.subject_lines} == {"MAT": 6, "FRA": 0}
    assert {line.code: line.unmet for line in figures.level_lines} == {"4E": None, "3E": None}, "three children each"


def test_each_row_of_lessons_says_its_time_too(town: Sponsor) -> None:
    def seconds(**rows: str) -> int:
        lessons = Lesson.objects.filter(sponsor=town, **rows)
        return round(sum((lesson.ended_at - lesson.started_at).total_seconds() for lesson in lessons))

    figures = since_september(town)
    assert {cell.code: cell.seconds for cell in figures.subjects} == {
        code: seconds(subject=code) for code in ("MAT", "FRA")
    }
    assert {cell.code: cell.seconds for cell in figures.levels} == {code: seconds(level=code) for code in ("4E", "3E")}
    assert sum(cell.seconds or 0 for cell in figures.weeks) == figures.seconds


def test_each_line_says_who_was_helped_how_long_they_waited_and_who_was_left(town: Sponsor) -> None:
    figures = since_september(town)
    for name, lines in (("subject", figures.subject_lines), ("level", figures.level_lines)):
        for line in lines:
            lessons = Lesson.objects.filter(sponsor=town, **{name: line.code}).select_related("help_request")
            waits = [
                (lesson.help_request.first_accepted_at - lesson.help_request.wait_from).total_seconds()
                for lesson in lessons
            ]
            assert line.lessons == len(lessons)
            assert line.helped == len({lesson.pupil_id for lesson in lessons}) // 5 * 5
            assert line.median == Delay(*[wait_of(percentile(waits, 0.5) or 0)] * 2)
    assert {line.code: line.enrolled for line in figures.level_lines} == {"4E": 10, "3E": 10}, "in fives"
    assert {line.enrolled for line in figures.subject_lines} == {None}
    assert [line.enrolled for line in figures.week_lines][-4:] == [20] * 4, "24 enrolled a month ago"
    assert sum(line.lessons or 0 for line in figures.week_lines) == figures.lessons
    assert all(line.helped == 20 for line in figures.week_lines if line.lessons)


def test_a_row_of_few_lessons_tells_no_wait(town: Sponsor) -> None:
    teacher = make_teacher()
    pupils = list(Pupil.objects.filter(enrolments__sponsor=town)[:10])
    for pupil in pupils:
        helped(pupil, teacher, NOW - timedelta(days=2), subject="PHI")
    (line,) = [line for line in since_september(town).subject_lines if line.code == "PHI"]
    assert (line.lessons, line.helped, line.median, line.p95) == (10, 10, None, None)
    for pupil in pupils:
        helped(pupil, teacher, NOW - timedelta(days=2), subject="PHI")
    (line,) = [line for line in since_september(town).subject_lines if line.code == "PHI"]
    assert (line.median, line.p95) == (Delay(Wait.UNDER_1, Wait.UNDER_2), None), "those of the last week are not told"


def test_a_subject_nobody_ever_came_for_has_its_line(town: Sponsor) -> None:
    for pupil in Pupil.objects.filter(enrolments__sponsor=town)[:6]:
        unanswered(pupil, NOW - timedelta(days=2))
    HelpRequest.objects.filter(sponsor=town, state=HelpState.UNMET.value, asked_at__gt=NOW - timedelta(days=3)).update(
        subject="PHI"
    )
    told = {line.code: (line.lessons, line.unmet) for line in since_september(town).subject_lines}
    assert told["PHI"] == (0, 6)


def test_two_unmet_requests_are_not_given_away_by_the_number_of_requests() -> None:
    sponsor, teacher = make_sponsor(), make_teacher()
    pupils = [make_pupil("4E", sponsor) for _ in range(12)]
    for pupil in pupils:
        helped(pupil, teacher, NOW - timedelta(days=1))
    for pupil in pupils[:2]:
        unanswered(pupil, NOW - timedelta(days=1))
    figures = since_september(sponsor)
    assert (figures.lessons, figures.unmet, figures.asked) == (12, None, None)
    assert figures.kept == Share(100, 12), "of the lessons alone"
    assert values(figures.waits) == {
        "under_1": 0,
        "under_2": 12,
        "under_3": 0,
        "under_5": 0,
        "late": 0,
        "written": 0,
        "unmet": None,
    }
    assert [line.unmet for line in (*figures.subject_lines, *figures.level_lines)] == [None, None]


def test_a_request_with_a_lesson_is_not_unmet_whatever_became_of_it() -> None:
    sponsor, teacher = make_sponsor(), make_teacher()
    for _ in range(6):
        lesson = helped(make_pupil("4E", sponsor), teacher, NOW - timedelta(days=1))
        HelpRequest.objects.filter(pk=lesson.help_request_id).update(state=HelpState.UNMET.value)
    figures = since_september(sponsor)
    assert (figures.lessons, figures.unmet) == (6, 0)


def test_the_time_of_a_row_is_masked_and_put_together_as_its_lessons_are(town: Sponsor) -> None:
    teacher = make_teacher()
    for pupil in Pupil.objects.filter(enrolments__sponsor=town)[:3]:
        helped(pupil, teacher, NOW - timedelta(days=2), subject="PHI")
    figures = since_september(town)
    for table in (figures.weeks, figures.subjects, figures.levels):
        assert all((cell.value is None) == (cell.seconds is None) for cell in table)
        assert all((cell.value == 0) == (cell.seconds == 0) for cell in table)
    assert sum(cell.seconds or 0 for cell in figures.subjects) == figures.seconds


def test_another_sponsor_sees_its_own_lessons_only(town: Sponsor) -> None:
    other = Sponsor.objects.exclude(pk=town.pk).filter(help_requests__subject="ANG").distinct().get()
    figures = since_september(other)
    assert (figures.enrolled, figures.lessons) == (5, 7)
    assert values(figures.subjects) == {"ANG": 7}


def test_the_number_of_queries_does_not_depend_on_the_number_of_lessons(town: Sponsor) -> None:
    with CaptureQueriesContext(connection) as many:
        since_september(town)
    empty = make_sponsor()
    with CaptureQueriesContext(connection) as none:
        since_september(empty)
    assert len(many) == 5, "enrolments, the year added up (not yet), the weeks kept, lessons, requests"
    assert len(none) == 5


def test_one_more_lesson_is_one_more(town: Sponsor) -> None:
    before = since_september(town)
    helped(Pupil.objects.filter(enrolments__sponsor=town).first(), make_teacher(), NOW - timedelta(minutes=40))
    after = since_september(town)
    assert (before.lessons, after.lessons) == (192, 193)


def test_under_five_children_nothing_is_told(town: Sponsor) -> None:
    village, teacher = make_sponsor(), make_teacher()
    for _ in range(4):
        helped(make_pupil("4E", village), teacher, NOW - timedelta(days=3), answer="yes")
    figures = since_september(village)
    told = (figures.enrolled, figures.helped, figures.lessons, figures.seconds, figures.median, figures.p95)
    assert told == (None,) * 6
    assert (figures.kept, figures.redo, figures.asked) == (None,) * 3
    assert figures.unmet == 0, "nobody is nobody"
    tables = (figures.weeks, figures.levels, figures.subjects, figures.enrolled_by_level)
    assert all(cell.value in {None, 0} for table in tables for cell in table)


def test_a_subject_of_three_children_is_told_with_others_and_cannot_be_subtracted(town: Sponsor) -> None:
    teacher = make_teacher()
    for pupil in Pupil.objects.filter(enrolments__sponsor=town)[:3]:
        helped(pupil, teacher, NOW - timedelta(days=2), subject="PHI")
    figures = since_september(town)
    assert "PHI" not in values(figures.subjects)
    told = values(figures.subjects)
    assert "Autres matières et leçons non réparties" in told
    assert sum(told.values()) == figures.lessons
    (partner,) = [cell for cell in figures.subjects if cell.told is not None]
    assert partner.told is not None
    since = at_paris(figures.year.monday(partner.told.after), time())
    hidden = Lesson.objects.filter(Q(subject="PHI") | Q(subject=partner.code, opened_at__gte=since), sponsor=town)
    assert told["Autres matières et leçons non réparties"] == hidden.count()
    assert hidden.values("pupil").distinct().count() >= 5


def test_days_that_would_isolate_a_child_are_widened() -> None:
    sponsor, teacher = make_sponsor(), make_teacher()
    pupils = [make_pupil("4E", sponsor) for _ in range(8)]
    for at, pupil in enumerate(pupils):
        helped(pupil, teacher, NOW - timedelta(weeks=2 if at < 3 else 1))
    monday = (NOW - timedelta(weeks=1)).date()
    figures = figures_of(sponsor, first_day=monday, last_day=monday, now=NOW)
    assert figures.widened
    assert figures.lessons == 8
    assert figures.first_day == (NOW - timedelta(weeks=2)).date()


def test_a_lesson_that_went_on_after_its_teacher_vanished_counts_once() -> None:
    sponsor, teacher = make_sponsor(), make_teacher()
    for _ in range(6):
        lost = helped(make_pupil("4E", sponsor), teacher, NOW - timedelta(days=1), length_min=10)
        Lesson.objects.filter(pk=lost.pk).update(state=LessonState.LOST.value)
        lost.pk = None
        Lesson.objects.create(
            **{
                name: getattr(lost, name)
                for name in ("board_id", "help_request", "pupil", "teacher", "sponsor", "subject", "level")
            },
            state=LessonState.ENDED.value,
            opened_at=lost.ended_at,
            started_at=lost.ended_at,
            ended_at=lost.ended_at + timedelta(minutes=5),
        )
    figures = since_september(sponsor)
    assert figures.lessons == 6
    assert figures.seconds == 6 * 15 * 60


def test_the_wait_of_a_request_kept_for_the_opening_begins_at_the_opening() -> None:
    sponsor, teacher = make_sponsor(), make_teacher()
    for _ in range(12):
        lesson = helped(make_pupil("4E", sponsor), teacher, NOW - timedelta(days=1), wait_s=3600)
        HelpRequest.objects.filter(pk=lesson.help_request_id).update(wait_from=lesson.opened_at - timedelta(seconds=30))
    figures = since_september(sponsor)
    assert figures.median == Delay(Wait.UNDER_1, Wait.UNDER_1)
    assert figures.kept == Share(100, 12)


def test_four_late_requests_are_told_by_no_sentence() -> None:
    """The 66th of 69 is late, nobody is without answer: any word on who is late would leave four, and the others."""
    sponsor, teacher = make_sponsor(), make_teacher()
    pupils = [make_pupil("4E", sponsor) for _ in range(20)]
    for wait_s, requests in ((30, 20), (90, 20), (150, 16), (240, 9), (361, 4)):
        for pupil in pupils[:requests]:
            helped(pupil, teacher, NOW - timedelta(days=1), wait_s=wait_s)
    figures = since_september(sponsor)
    assert values(figures.waits) == {
        "under_1": 20,
        "under_2": 20,
        "under_3": 16,
        "under_5": None,
        "late": None,
        "written": 0,
        "unmet": 0,
    }
    assert figures.p95 == Delay(Wait.UNDER_5, Wait.LATE)
    assert figures.kept == Share(81, 69, at_least=True)
    assert figures.median == Delay(Wait.UNDER_2, Wait.UNDER_2)


@pytest.mark.parametrize(
    ("state", "waited_s", "counted"),
    [
        (HelpState.UNMET, 30, 5),
        (HelpState.CANCELLED, 299, 0),
        (HelpState.CANCELLED, 300, 5),
        (HelpState.WAITING, 0, 5),
        (HelpState.SCHEDULED, 4000, 0),
    ],
)
def test_what_counts_as_left_without_answer(state: HelpState, waited_s: float, counted: int) -> None:
    sponsor = make_sponsor()
    for _ in range(5):
        unanswered(make_pupil("4E", sponsor), NOW - timedelta(minutes=20), state=state, waited_s=waited_s)
    assert since_september(sponsor).asked == counted


def test_an_answer_in_writing_is_a_line_of_its_own_and_a_promise_not_kept() -> None:
    sponsor, teacher = make_sponsor(), make_teacher()
    for number in range(20):
        helped(make_pupil("4E", sponsor), teacher, NOW - timedelta(days=1), wait_s=60 + number)
    for state in (HelpState.WRITTEN, HelpState.ANSWERED) * 3:
        unanswered(make_pupil("4E", sponsor), NOW - timedelta(days=1), state=state, waited_s=30)
    figures = since_september(sponsor)
    assert values(figures.waits)["written"] == 6
    assert figures.kept == Share(76, 26)
    assert figures.unmet == 0
    assert figures.p95 == Delay(Wait.WRITTEN, Wait.WRITTEN)


def test_under_five_children_the_answers_in_writing_are_masked() -> None:
    sponsor, teacher = make_sponsor(), make_teacher()
    for number in range(20):
        helped(make_pupil("4E", sponsor), teacher, NOW - timedelta(days=1), wait_s=60 + number)
    for _ in range(4):
        unanswered(make_pupil("4E", sponsor), NOW - timedelta(days=1), state=HelpState.WRITTEN)
    figures = since_september(sponsor)
    assert values(figures.waits)["written"] is None
    assert (figures.lessons, figures.unmet, figures.asked) == (20, 0, None), "20 and 24 would say four"


def test_the_first_week_of_a_year_is_not_in_the_year_before(town: Sponsor) -> None:
    summer = figures_of(town, first_day=date(2026, 6, 1), last_day=date(2026, 8, 30), now=NOW)
    assert (summer.lessons, summer.year.label) == (0, "2025–2026")
