"""A lesson as one line of a teacher's list."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from declic.curriculum.rules import LEVELS, SUBJECTS
from declic.dispatch.models import WrittenQuestion
from declic.lessons.models import Lesson
from declic.lessons.queries import last_reports
from declic.lessons.rules import LIVE_STATES, Confidence, LessonState
from declic.people.models import Teacher

_LIVE = {state.value for state in LIVE_STATES}


@dataclass(frozen=True)
class LessonLine:
    id: UUID
    at: datetime
    subject: str
    title: str
    """« Maths, 4e »."""
    pupil: str
    worked_on: str
    length: timedelta | None
    report: str
    """`live` (still under way), `to_write`, `written`, `cut` (it broke off) or `none` (it never began)."""
    answer: str
    """What the pupil said afterwards: « Oui », « Presque », « Pas encore », or nothing."""


def line(lesson: Lesson) -> LessonLine:
    written = getattr(lesson, "report", None)
    said = getattr(lesson, "self_assessment", None)
    return LessonLine(
        id=lesson.pk,
        at=lesson.started_at or lesson.opened_at,
        subject=lesson.subject,
        title=title(lesson),
        pupil=lesson.pupil.first_name,
        worked_on=written.worked_on if written else "",
        length=lesson.ended_at - lesson.started_at if lesson.started_at and lesson.ended_at else None,
        report=_report(lesson, written=written is not None),
        answer=Confidence(said.answer).label if said else "",
    )


@dataclass(frozen=True)
class QuestionLine:
    id: UUID
    at: datetime
    subject: str
    title: str
    """« Maths, 4e »."""
    pages: int
    is_mine: bool
    """Taken by this teacher, and not answered yet."""


def question_line(question: WrittenQuestion, teacher: Teacher, now: datetime) -> QuestionLine:
    """Before it is taken: no name, no words."""
    asked = question.help_request
    still = question.claimed_until is not None and question.claimed_until > now
    return QuestionLine(
        id=question.pk,
        at=question.asked_at,
        subject=asked.subject,
        title=f"{SUBJECTS[asked.subject].short}, {LEVELS[asked.level].label}",
        pages=len(asked.pages.all()),
        is_mine=question.claimed_by_id == teacher.pk and still,
    )


@dataclass(frozen=True)
class PastReport:
    at: datetime
    subject: str
    worked_on: str
    understood: str
    next_step: str


def past_reports(lesson: Lesson) -> list[PastReport]:
    """What the last teachers of this lesson's pupil wrote, newest first: for the desk's report, and for the room."""
    return [
        PastReport(
            at=report.written_at,
            subject=title(report.lesson),
            worked_on=report.worked_on,
            understood=report.understood,
            next_step=report.next_step,
        )
        for report in last_reports(lesson.pupil, but=lesson)
    ]


def title(lesson: Lesson) -> str:
    return f"{SUBJECTS[lesson.subject].short}, {LEVELS[lesson.level].label}"


def _report(lesson: Lesson, *, written: bool) -> str:
    if lesson.state in _LIVE:
        return "live"
    if written:
        return "written"
    if lesson.started_at is None:
        return "none"
    return "to_write" if lesson.state == LessonState.ENDED.value else "cut"
