"""Lessons, drafts and the request under way, as one line each."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from declic.curriculum.rules import subject_of
from declic.dispatch.models import HelpRequest, WrittenQuestion
from declic.dispatch.queries import open_request_of
from declic.dispatch.queries.call_backs import call_back_to_come
from declic.dispatch.rules import HelpState
from declic.ground.moments import when
from declic.lessons.models import Lesson
from declic.lessons.queries import live_lesson_of
from declic.people.models import Pupil
from declic.web.layout.typography import french
from declic.web.pupil.words import ago

_SHORT = 60


@dataclass(frozen=True)
class LessonLine:
    href: str
    subject: str
    title: str
    meta: str
    """« mardi, avec Mme Lefèvre »."""
    next_step: str


def lesson_line(lesson: Lesson, now: datetime) -> LessonLine:
    report = getattr(lesson, "report", None)
    return LessonLine(
        href=reverse("pupil:lesson", args=[lesson.pk]),
        subject=lesson.subject,
        title=report.worked_on if report else subject_of(lesson.subject).label,
        meta=f"{ago(lesson.opened_at, now)}, avec {french(lesson.teacher.account.name)}",
        next_step=report.next_step if report else "",
    )


@dataclass(frozen=True)
class QuestionLine:
    """A question asked in writing."""

    href: str
    subject: str
    title: str
    """« Maths : on t’a répondu »."""
    meta: str
    is_answered: bool
    is_new: bool
    """Answered, and not read yet."""


def question_line(question: WrittenQuestion, now: datetime) -> QuestionLine:
    label = subject_of(question.help_request.subject).short
    answered = question.answered_at is not None
    by = f", par {french(question.written_by)}" if question.written_by else ""
    return QuestionLine(
        href=reverse("pupil:question", args=[question.pk]),
        subject=question.help_request.subject,
        title=f"{label}\u00a0: on t’a répondu" if answered else f"{label}\u00a0: question écrite",
        meta=f"{ago(question.answered_at or question.asked_at, now)}{by}" if answered else "Un prof va te répondre.",
        is_answered=answered,
        is_new=answered and question.read_at is None,
    )


@dataclass(frozen=True)
class DraftLine:
    subject: str
    label: str
    text: str


def draft_line(draft: HelpRequest) -> DraftLine:
    words = " ".join(draft.tried.split())
    photos = len(draft.pages.all())
    kept = f"{photos} photo{'s' if photos > 1 else ''}" if photos else ""
    begun = f"« {words[:_SHORT].rstrip()}{'…' if len(words) > _SHORT else ''} »" if words else ""
    return DraftLine(draft.subject, subject_of(draft.subject).short, ", ".join(part for part in (kept, begun) if part))


@dataclass(frozen=True)
class OpenOne:
    """The request under way, as the banner of the other pages says it."""

    subject: str
    title: str
    text: str
    href: str
    action: str
    is_ringing: bool


def open_one(pupil: Pupil, now: datetime) -> OpenOne | None:
    help_request = open_request_of(pupil)
    if help_request is None:
        return None
    label = subject_of(help_request.subject).short
    waiting = reverse("pupil:waiting")
    if help_request.state == HelpState.ACCEPTED.value:
        lesson = live_lesson_of(pupil)
        room = reverse("room:room", args=[lesson.pk]) if lesson else waiting
        return OpenOne(help_request.subject, "Ton prof t’attend.", label, room, "Décrocher", is_ringing=True)
    if (called_back := call_back_to_come(help_request, now)) is not None:
        back = f"{label}\u00a0: on te rappelle {when(called_back, now)}."
        return OpenOne(help_request.subject, "Ta question est prête.", back, waiting, "Voir", is_ringing=False)
    title, text, action = {
        HelpState.WAITING.value: ("On cherche ton prof.", label, "Voir"),
        HelpState.SENT_BACK.value: ("Montre ton essai.", f"{label} : tu gardes ta place.", "Compléter"),
        HelpState.SCHEDULED.value: ("Ta question est prête.", f"{label} : elle partira à l’ouverture.", "Voir"),
    }[help_request.state]
    return OpenOne(help_request.subject, title, text, waiting, action, is_ringing=False)
