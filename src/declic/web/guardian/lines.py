"""Children and lessons, as one line each."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from declic.curriculum.rules import is_small, subject_of
from declic.dispatch.models import HelpRequest, WrittenQuestion
from declic.dispatch.queries.call_backs import call_back_to_come, is_outside_hours, why_put_off
from declic.dispatch.rules import HelpState
from declic.ground.moments import DAYS, opens, when
from declic.ground.paris import in_paris
from declic.lessons.models import Lesson
from declic.lessons.queries import is_cut_short
from declic.people.models import Pupil
from declic.web.layout.pictures import face_of
from declic.web.layout.typography import french, short

SHORT = 120


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
        text=(report.understood or report.next_step) if report else _no_report_yet(lesson),
        meta=f"{lesson.pupil.first_name}, avec {french(lesson.teacher.account.name)} · {_when(lesson, now)}",
    )


def _no_report_yet(lesson: Lesson) -> str:
    return "La leçon s’est arrêtée avant la fin." if is_cut_short(lesson) else "Le professeur écrit son compte rendu."


def question_line(question: WrittenQuestion, now: datetime) -> LessonLine:
    answered = question.answered_at is not None
    by = f", par {french(question.written_by)}" if question.written_by else ""
    day = _day(question.answered_at or question.asked_at, now)
    return LessonLine(
        href=reverse("guardian:question", args=[question.pk]),
        subject=question.help_request.subject,
        title=f"{subject_of(question.help_request.subject).label}\u00a0: question écrite",
        text=_short(question.text) if answered else _awaited(question),
        meta=f"{question.help_request.pupil.first_name}{by} · {day}",
    )


def _awaited(question: WrittenQuestion) -> str:
    if question.family_told_at is not None:
        return "Pas encore de réponse\u00a0: la question n’est pas oubliée."
    return "Un professeur va répondre par écrit."


@dataclass(frozen=True)
class KeptLine:
    subject: str
    title: str
    text: str


def kept_line(request: HelpRequest, opens_at: datetime | None, now: datetime) -> KeptLine:
    """A call-back to come, a request kept for the opening, or one whose time has come; it rings on the child's page."""
    name, subject = request.pupil.first_name, subject_of(request.subject).label
    if request.state == HelpState.WAITING.value:
        due = "c’est l’heure du rappel" if request.call_back_at is not None else "sa place est gardée"
        title, text = f"{name}\u00a0: {due}", f"{subject}. {name} ouvre sa page Déclic\u00a0: c’est là qu’on appelle."
    elif (called_back := call_back_to_come(request, now)) is not None:
        title = f"{name}\u00a0: rappel {when(called_back, now)}"
        text = f"{subject}.{_put_off(request, now)} À cette heure-là, {name} ouvre sa page Déclic et passe en premier."
    else:
        at = f" {opens(opens_at, now)}" if opens_at is not None else ""
        title = f"{name}\u00a0: demande gardée pour l’ouverture{at}"
        text = f"{subject}.{_put_off(request, now)} Quand le service ouvre, {name} ouvre sa page et attend son tour."
    return KeptLine(request.subject, title, text)


def _put_off(request: HelpRequest, now: datetime) -> str:
    """Why a call-back is not at the hour that was chosen, in sentences; empty when it is."""
    if request.call_back_was is None:
        return ""
    if why := french(why_put_off(request, now)):
        said = why if why.endswith((".", "!", "?", "…")) else f"{why}."
    elif is_outside_hours(request, request.call_back_was, now):
        said = "Nos heures ont changé."
    else:
        said = "Déclic a fermé avant ce rappel."
    return f" L’heure choisie n’a pas pu être tenue. {said}"


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= SHORT else f"{words[:SHORT].rstrip()}…"


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
    said = _day(lesson.opened_at, now)
    return f"{said}, {minutes(lesson)}\u00a0min" if minutes(lesson) else said


def _day(moment: datetime, now: datetime) -> str:
    day, today = in_paris(moment).date(), in_paris(now).date()
    if day == today:
        return "aujourd’hui"
    if day == today - timedelta(days=1):
        return "hier"
    return DAYS[day.weekday()] if today - day < timedelta(days=7) else short(moment)
