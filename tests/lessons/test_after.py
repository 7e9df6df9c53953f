"""What is said of a lesson once it is over: the teacher's report, the pupil's answer."""

import pytest

from declic.ground.errors import Refusal
from declic.journal.models import Fact
from declic.lessons.actions import (
    answer,
    report,
)
from declic.lessons.models import Report, SelfAssessment
from tests.lessons.seen import duty_state, facts
from tests.world import (
    NOW,
    later,
    make_lesson,
)

pytestmark = pytest.mark.django_db


def test_the_report_is_written_once_corrected_later_and_frees_the_teacher() -> None:
    lesson = make_lesson(state="ended")
    report(lesson=lesson, worked_on=" Les fractions. ", understood="Réduire.", next_step="", now=later(1300))
    assert duty_state(lesson.teacher) == "free"
    report(lesson=lesson, worked_on="Les fractions", understood="", next_step="Exercice 5.", now=later(1400))
    written = Report.objects.get()
    assert (written.worked_on, written.next_step, written.written_at) == ("Les fractions", "Exercice 5.", later(1300))
    assert facts().count("ReportWritten") == 1


@pytest.mark.parametrize(
    ("worked_on", "understood", "code"),
    [
        ("  ", "", "report_empty"),
        ("x" * 301, "", "report_too_long"),
        ("x", "x" * 1001, "report_too_long"),
        ("x", "@ines_95", "contact_details"),
    ],
)
def test_a_report_says_something_and_not_too_much(worked_on: str, understood: str, code: str) -> None:
    lesson = make_lesson(state="ended")
    with pytest.raises(Refusal) as refused:
        report(lesson=lesson, worked_on=worked_on, understood=understood, next_step="", now=later(1300))
    assert refused.value.code == code


def test_no_report_nor_answer_before_the_end() -> None:
    lesson = make_lesson()
    with pytest.raises(Refusal):
        report(lesson=lesson, worked_on="x", understood="", next_step="", now=NOW)
    with pytest.raises(Refusal):
        answer(lesson=lesson, confidence="yes", now=NOW)


def test_the_pupils_last_answer_counts() -> None:
    lesson = make_lesson(state="ended")
    answer(lesson=lesson, confidence="not_yet", now=later(1201))
    answer(lesson=lesson, confidence="almost", now=later(1202))
    assert SelfAssessment.objects.get().answer == "almost"
    with pytest.raises(Refusal):
        answer(lesson=lesson, confidence="perhaps", now=later(1203))
    answer(lesson=lesson, confidence="almost", now=later(1204))
    assert Fact.objects.filter(name="PupilAnswered").count() == 1
    assert Fact.objects.filter(name="AnswerChanged").count() == 1, "the same again is no change"
