"""States and moves of a file that was sent; how long it, and what it left, are kept."""

from datetime import date, timedelta
from enum import Enum
from typing import Final

from declic.ground.lifecycle import Lifecycle

FILE_KEPT: Final = timedelta(hours=24)
"""A file that was not applied, and its rows, in the temporary folder."""
SILENT: Final = timedelta(seconds=60)
"""Work on a file that said nothing for so long died with its process: it is taken up again."""


class FileState(Enum):
    SENT = "sent"
    CHECKING = "checking"
    CHECKED = "checked"
    APPLYING = "applying"
    APPLIED = "applied"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return {
            "sent": "colonnes à vérifier",
            "checking": "essai en cours",
            "checked": "essai fait, à appliquer",
            "applying": "en train d’être appliqué",
            "applied": "appliqué",
            "refused": "refusé",
        }[self.value]


FILE_LIFE = Lifecycle(
    "RollFile",
    FileState.SENT,
    {
        FileState.SENT: frozenset({FileState.CHECKING}),
        FileState.CHECKING: frozenset({FileState.CHECKED, FileState.REFUSED}),
        FileState.CHECKED: frozenset({FileState.CHECKING, FileState.APPLYING}),
        FileState.APPLYING: frozenset({FileState.APPLIED, FileState.REFUSED}),
        FileState.APPLIED: frozenset(),
        FileState.REFUSED: frozenset(),
    },
)


def kept_until(day: date) -> date:
    """The end of the school year that `day` is in, and a month: 5 August. From July on, the year that comes."""
    return date(day.year + (day.month >= 7), 8, 5)


def held_on(day: date) -> date:
    """When a list sent that day holds: then; from July on, a fortnight into the school year that comes, when whoever
    is a pupil of it has begun.
    """
    return max(day, date(day.year, 9, 15)) if day.month >= 7 else day
