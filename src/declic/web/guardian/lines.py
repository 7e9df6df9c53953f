"""Children and lessons, as one line each."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from declic.curriculum.rules import is_small, subject_of
from declic.ground.paris import in_paris
from declic.lessons.models import Lesson
from declic.people.models import Pupil
from declic.web.layout.pictures import face_of
from declic.web.layout.typography import french, short

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


@dataclass(frozen=True)
class LessonLine:
    href: str
    subject: str
    title: str
    text: str
    meta: str


@dataclass(frozen=True)
class ChildLine:
    pupil: Pupil
    face: str
    """A picture for those who do not read yet; empty: the initials."""
    this_week: int
    """Lessons in the last seven days."""
    has_come: bool


def lesson_line(lesson: Lesson, now: datetime) -> LessonLine:
    report = getattr(lesson, "report", None)
    return LessonLine(
        href=reverse("guardian:lesson", args=[lesson.pk]),
        subject=lesson.subject,
        title=report.worked_on if report else subject_of(lesson.subject).label,
        text=(report.understood or report.next_step) if report else "Le professeur écrit son compte rendu.",
        meta=f"{lesson.pupil.first_name}, avec {french(lesson.teacher.account.name)} · {_when(lesson, now)}",
    )


def child_line(pupil: Pupil, lessons: list[Lesson], now: datetime) -> ChildLine:
    own = [lesson for lesson in lessons if lesson.pupil_id == pupil.pk]
    week = sum(lesson.opened_at >= now - timedelta(days=7) for lesson in own)
    return ChildLine(pupil, face_of(pupil.pk) if is_small(pupil.level) else "", week, bool(own))


def minutes(lesson: Lesson) -> int:
    """Both there, rounded up."""
    if lesson.started_at is None or lesson.ended_at is None:
        return 0
    return max(1, round((lesson.ended_at - lesson.started_at).total_seconds() / 60))


def _when(lesson: Lesson, now: datetime) -> str:
    day, today = in_paris(lesson.opened_at).date(), in_paris(now).date()
    if day == today:
        said = "aujourd’hui"
    elif day == today - timedelta(days=1):
        said = "hier"
    elif today - day < timedelta(days=7):
        said = DAYS[day.weekday()]
    else:
        said = short(lesson.opened_at)
    return f"{said}, {minutes(lesson)}\u00a0min" if minutes(lesson) else said
