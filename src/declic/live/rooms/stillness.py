"""Whether anything still happens in a room: voices, strokes, messages, a hand on the screen. No I/O.

A lesson forgotten open keeps a teacher from the next pupil. Nothing is ended without having been said first, in the
room, with time to answer by any sign at all.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

STILL_S: Final = 600
"""Without any sign for so long, the room asks whether somebody is there. A pupil may think long over a sheet."""
PATIENCE_S: Final = 300
"""And so long after having asked, the lesson is ended."""


class Due(Enum):
    ASK = "ask"
    ANSWERED = "answered"
    """Somebody gave a sign: who was asked as well need not any more."""
    END = "end"


@dataclass(slots=True)
class Stillness:
    """Looked at each sweep; `signs` is whatever changes when somebody does something."""

    signs: object = None
    since: float = 0.0
    """Seconds of a clock that only goes forward."""
    asked_at: float | None = None
    ended: bool = False

    def look(self, signs: object, now: float) -> Due | None:
        if signs != self.signs:
            answered = self.asked_at is not None and not self.ended
            self.signs, self.since, self.asked_at, self.ended = signs, now, None, False
            return Due.ANSWERED if answered else None
        if self.asked_at is None:
            if now - self.since < STILL_S:
                return None
            self.asked_at = now
            return Due.ASK
        if self.ended or now - self.asked_at < PATIENCE_S:
            return None
        self.ended = True
        return Due.END
