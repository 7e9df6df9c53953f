"""Questions answered in writing: who may see one, and which wait for a teacher."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from declic.dispatch.models import AnswerDrawing, AnswerPage, WrittenQuestion
from declic.dispatch.rules import HelpState
from declic.ground.errors import NotYours
from declic.people.models import Account, Guardian, Pupil, Skill, Teacher
from declic.people.queries import may_teach
from declic.people.rules.teachers import TeacherState

PUPIL_LIST = 20


def access_question(account: Account, question_id: UUID | str) -> WrittenQuestion:
    """For its pupil, the pupil's guardian, and the teacher who took it or answered it; NotYours for anybody else."""
    family = Q(help_request__pupil__account=account) | Q(help_request__pupil__guardian__account=account)
    writer = Q(claimed_by__account=account, claimed_by__state=TeacherState.APPROVED.value)
    question = _with_people().filter(family | writer, pk=question_id).first()
    if question is None:
        raise NotYours
    return question


def access_question_to_take(teacher: Teacher, question_id: UUID | str, on: date) -> WrittenQuestion:
    """One that this teacher may answer that day, whoever holds it now; NotYours for anybody without the skill."""
    question = _for(teacher, on).filter(pk=question_id).first()
    if question is None:
        raise NotYours
    return question


def is_taken_back(question: WrittenQuestion) -> bool:
    """Its pupil, or what became of the request, ended it before anybody had answered."""
    return question.answered_at is None and question.help_request.state != HelpState.WRITTEN.value


def access_drawing(account: Account, question_id: UUID | str) -> AnswerDrawing:
    """The board of an answer: its teacher's while they write, and the family's too once it is sent.

    NotYours for anybody else, and when nothing was ever drawn.
    """
    question = access_question(account, question_id)
    drawing = drawing_of(question)
    writes = question.claimed_by is not None and question.claimed_by.account_id == account.pk
    if drawing is None or not (writes or question.answered_at is not None):
        raise NotYours
    return drawing


def drawing_of(question: WrittenQuestion) -> AnswerDrawing | None:
    """What the teacher who holds it has drawn; without the board itself until it is asked for."""
    found = AnswerDrawing.objects.defer("update").select_related("question")
    return found.filter(question=question, teacher=question.claimed_by_id).first()


@dataclass(frozen=True)
class Begun:
    """What a colleague had begun of an answer, before whoever holds its question took it over."""

    by: Teacher
    text: str
    pages: list[AnswerPage]
    drawing: AnswerDrawing | None


def begun_before(question: WrittenQuestion) -> Begun | None:
    """None when there is nothing, when who holds it goes on from it already, or when its teacher may not teach."""
    by = question.begun_by
    if by is None or question.goes_on or question.answered_at is not None or by.state != TeacherState.APPROVED.value:
        return None
    pages = question.pages.select_related("upload").filter(teacher=by)
    drawing = AnswerDrawing.objects.filter(question=question, teacher=by, drawn__gt=0).first()
    return Begun(by, question.begun_text, list(pages), drawing)


def questions_for(teacher: Teacher, now: datetime, on: date) -> list[WrittenQuestion]:
    """Those waiting that this teacher may answer and nobody else holds, oldest first. Two queries."""
    free = Q(claimed_by=None) | Q(claimed_by=teacher) | Q(claimed_until__lte=now)
    waiting = _for(teacher, on).filter(free, answered_at=None, help_request__state=HelpState.WRITTEN.value)
    return list(waiting.prefetch_related("help_request__pages"))


def questions_of(pupil: Pupil) -> list[WrittenQuestion]:
    """The pupil's, newest first; those taken back left out."""
    return list(_kept().filter(help_request__pupil=pupil).order_by("-asked_at")[:PUPIL_LIST])


def questions_of_family(guardian: Guardian) -> QuerySet[WrittenQuestion]:
    return _kept().filter(help_request__pupil__guardian=guardian).order_by("-asked_at")


@dataclass(frozen=True)
class Unanswered:
    """What waits for a written answer."""

    number: int
    oldest: datetime | None
    late: int = 0
    """Of them, those the team was told of."""


def unanswered() -> Unanswered:
    """One query."""
    waiting = WrittenQuestion.objects.filter(answered_at=None, help_request__state=HelpState.WRITTEN.value)
    return Unanswered(**waiting.aggregate(number=Count("pk"), oldest=Min("asked_at"), late=Count("team_told_at")))


def _for(teacher: Teacher, on: date) -> QuerySet[WrittenQuestion]:
    if not may_teach(teacher, on):
        return WrittenQuestion.objects.none()
    held = Skill.objects.filter(
        teacher=teacher, subject=OuterRef("help_request__subject"), level=OuterRef("help_request__level")
    )
    return _with_people().filter(Exists(held)).order_by("asked_at", "pk")


def _kept() -> QuerySet[WrittenQuestion]:
    return _with_people().filter(help_request__state__in=[HelpState.WRITTEN.value, HelpState.ANSWERED.value])


def _with_people() -> QuerySet[WrittenQuestion]:
    return WrittenQuestion.objects.select_related(
        "help_request__pupil__guardian__account",
        "help_request__pupil__account",
        "claimed_by__account",
        "begun_by__account",
    )
