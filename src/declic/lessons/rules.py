"""The life of a lesson."""

from enum import Enum

from declic.ground.lifecycle import Lifecycle


class LessonState(Enum):
    OPENED = "opened"
    RUNNING = "running"
    ENDED = "ended"
    ABANDONED = "abandoned"
    LOST = "lost"


LIVE_STATES = (LessonState.OPENED, LessonState.RUNNING)

LESSON_LIFE = Lifecycle(
    "Lesson",
    LessonState.OPENED,
    {
        LessonState.OPENED: frozenset({LessonState.RUNNING, LessonState.ABANDONED, LessonState.LOST, LessonState.ENDED}),
        LessonState.RUNNING: frozenset({LessonState.ENDED, LessonState.LOST}),
        LessonState.ENDED: frozenset(),
        LessonState.ABANDONED: frozenset(),
        LessonState.LOST: frozenset(),
    },
)


class Confidence(Enum):
    """The pupil's answer to « Tu saurais le refaire seul(e) ? »."""

    YES = "yes"
    ALMOST = "almost"
    NOT_YET = "not_yet"

    @property
    def label(self) -> str:
        return {"yes": "Oui", "almost": "Presque", "not_yet": "Pas encore"}[self.value]
