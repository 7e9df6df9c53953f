"""The life of a lesson, what becomes of it when somebody vanishes, and what a report holds."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from declic.ground.contacts import check_no_contact
from declic.ground.errors import Refusal
from declic.ground.lifecycle import Lifecycle


class LessonState(Enum):
    OPENED = "opened"
    RUNNING = "running"
    ENDED = "ended"
    ABANDONED = "abandoned"
    LOST = "lost"


LIVE_STATES = (LessonState.OPENED, LessonState.RUNNING)
WORD_MAX = 300
"""Signs, from a teacher to the colleague who goes on."""
CUT_SHORT = (LessonState.LOST, LessonState.ABANDONED)
"""Over without having ended: the pupil goes back to the queue, the teacher to the desk."""

LESSON_LIFE = Lifecycle(
    "Lesson",
    LessonState.OPENED,
    {
        LessonState.OPENED: frozenset({LessonState.RUNNING, LessonState.ABANDONED, LessonState.LOST}),
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


TEACHER_GONE = timedelta(seconds=12)
"""A teacher away from the room for so long is gone: longer than a reload, shorter than a pupil's patience."""
TEACHER_AWAITED = timedelta(minutes=2)
"""The same, once the service is closed: a lesson under way may finish, and nobody else can be rung to take it on."""
PUPIL_EXPECTED = timedelta(seconds=30)
"""A pupil not in the room so long after the acceptance did not come."""
BOTH_GONE = timedelta(seconds=60)
"""Nobody in a running lesson for so long: it is over."""
PUPIL_GONE = timedelta(minutes=5)
"""A pupil away from a running lesson for so long has ended it."""
SOONEST = min(TEACHER_GONE, PUPIL_EXPECTED, BOTH_GONE, PUPIL_GONE)
"""Nothing becomes of a lesson both of whose people gave a sign within so long, unless it lasts too long."""
LONGEST = timedelta(hours=3)
"""No lesson lasts longer: a room forgotten open is ended."""
START_UP_GRACE = timedelta(seconds=8)
"""After a restart rooms need so long to fill again: whoever has not been heard since is away from then on only."""


class Fate(Enum):
    """What becomes of a live lesson, and the reason it is given."""

    LINE_LOST = "line_lost"
    NOT_JOINED = "not_joined"
    NO_SHOW = "no_show"
    BOTH_LEFT = "both_left"
    PUPIL_GONE = "pupil_gone"
    TOO_LONG = "too_long"


@dataclass(frozen=True)
class Attendance:
    """`last_there`: the last sign of somebody in the room; the opening of the lesson if they never `came`."""

    came: bool
    last_there: datetime
    gone_after: timedelta = TEACHER_GONE
    """How long a teacher may be away from a lesson under way."""


def fate(
    state: LessonState, opened_at: datetime, *, teacher: Attendance, pupil: Attendance, now: datetime
) -> Fate | None:
    """What is due for a live lesson now; None: it goes on."""
    teacher_away, pupil_away = now - teacher.last_there, now - pupil.last_there
    if now - opened_at >= LONGEST:
        return Fate.TOO_LONG if state is LessonState.RUNNING else Fate.NO_SHOW
    if state is LessonState.OPENED:
        if teacher_away >= TEACHER_GONE:
            return Fate.LINE_LOST if teacher.came else Fate.NOT_JOINED
        return Fate.NO_SHOW if pupil_away >= PUPIL_EXPECTED else None
    if teacher_away >= teacher.gone_after and pupil_away < TEACHER_GONE:
        return Fate.LINE_LOST
    if min(teacher_away, pupil_away) >= BOTH_GONE:
        return Fate.BOTH_LEFT
    return Fate.PUPIL_GONE if pupil_away >= PUPIL_GONE else None


def last_there(last_sign: datetime, up_since: datetime | None) -> datetime:
    """Since when somebody not in the room counts as away. `up_since`: when the clock that looks started."""
    return last_sign if up_since is None or last_sign >= up_since else up_since + START_UP_GRACE


WORKED_ON_MAX = 300
"""Signs."""
NOTE_MAX = 1000
"""Signs, for a teacher's own note on a pupil."""
LONG_TEXT_MAX = 1000
"""Signs, for what is understood and for the next step."""


def checked_report(worked_on: str, understood: str, next_step: str) -> tuple[str, str, str]:
    """The three texts without outer blanks. Refusals `report_empty`, `report_too_long`, `contact_details`."""
    words = (worked_on.strip(), understood.strip(), next_step.strip())
    if not words[0]:
        raise Refusal("report_empty", "Dites en quelques mots ce que vous avez travaillé.")
    for text, limit in zip(words, (WORKED_ON_MAX, LONG_TEXT_MAX, LONG_TEXT_MAX), strict=True):
        if len(text) > limit:
            raise Refusal("report_too_long", f"C’est un peu long : {limit} signes au plus.")
        check_no_contact(text, formal=True)
    return words


def checked_note(text: str) -> str:
    """Without outer blanks. Refusals `note_too_long`, `contact_details`."""
    words = text.strip()
    if len(words) > NOTE_MAX:
        raise Refusal("note_too_long", f"C’est un peu long : {NOTE_MAX} signes au plus.")
    check_no_contact(words, formal=True)
    return words


def checked_word(text: str) -> str:
    """To a colleague, without outer blanks. Refusals `too_long`, `contact_details`."""
    words = text.strip()
    if len(words) > WORD_MAX:
        raise Refusal("too_long", f"C’est un peu long : {WORD_MAX} signes au plus.")
    check_no_contact(words, formal=True)
    return words


def goes_on(state: LessonState, why: str) -> bool:
    """Whether the pupil of a lesson that is over waits again for another teacher, or may."""
    return state in CUT_SHORT or why == "handed_over"
