"""How long a question put in writing waited for its answer: in ranges, as waits are, and out of the cells shown alone.

Asked by the pupil, answered by the teacher: what the pupil waited before they chose to write is told with the waits.
Those still waiting waited longer than any other, so that a percentile never gets better by leaving questions alone.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from declic.reports.rules.counts import Count
from declic.reports.rules.waits import between


class AnsweredIn(Enum):
    """The order is the page's."""

    HOUR = "hour"
    EVENING = "evening"
    DAY = "day"
    TWO_DAYS = "two_days"
    LATER = "later"
    WAITING = "waiting"

    @property
    def label(self) -> str:
        return {
            "hour": "moins de 1 h",
            "evening": "1 à 4 h",
            "day": "4 à 24 h",
            "two_days": "1 à 2 jours",
            "later": "plus de 2 jours",
            "waiting": "attendent encore",
        }[self.value]


_ENDS: Final = (3600, 4 * 3600, 24 * 3600, 48 * 3600)
"""Seconds, excluded, of each range but the last two."""


def answered_in(seconds: float) -> AnsweredIn:
    return list(AnsweredIn)[bisect_right(_ENDS, seconds)]


@dataclass(frozen=True)
class AnswerDelay:
    """What a share of the questions did not exceed: between `first` and `last`."""

    first: AnsweredIn
    last: AnsweredIn


def answer_delay(cells: Mapping[AnsweredIn, Count], asked: int, share: float) -> AnswerDelay | None:
    """The percentile of `asked` questions, as far as `cells` let; None when it says nothing."""
    found = between([cells[one] for one in AnsweredIn], asked, share)
    return None if found is None else AnswerDelay(list(AnsweredIn)[found[0]], list(AnsweredIn)[found[1]])
