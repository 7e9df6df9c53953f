"""What can have happened to a lesson."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from declic.lessons.models import Lesson


@dataclass(frozen=True)
class _OfLesson:
    lesson_id: UUID
    help_request_id: UUID
    pupil_account_id: int
    teacher_account_id: int

    def subject(self) -> str:
        return f"lesson:{self.lesson_id}"


class LessonOpened(_OfLesson):
    """A teacher accepted; the room is open."""


class LessonStarted(_OfLesson):
    """Both were in the room."""


@dataclass(frozen=True)
class LessonEnded(_OfLesson):
    by_account_id: int | None
    why: str
    """`finished`, `closing_time`, `no_show`…"""
    seconds: int


class LessonLost(_OfLesson):
    """The teacher vanished, or was suspended; the pupil is first in line again."""


class LessonAbandoned(_OfLesson):
    """The pupil never came in."""


class TicketsRevoked(_OfLesson):
    """Tickets given so far open the room no more, and the sockets they opened are closed."""


class ReportWritten(_OfLesson):
    """The teacher's report is there to read."""


class PupilAnswered(_OfLesson):
    """« Tu saurais le refaire seul(e) ? » has its answer."""


class AnswerChanged(_OfLesson):
    """The pupil chose another answer since."""


def who(lesson: "Lesson") -> tuple[UUID, UUID, int, int]:
    """The first fields of every fact about `lesson`."""
    return lesson.pk, lesson.help_request_id, lesson.pupil.account_id, lesson.teacher.account_id
