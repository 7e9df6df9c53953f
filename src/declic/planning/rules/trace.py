"""What a simulated evening leaves behind: the fate of each request, a census every minute, the rings."""

from dataclasses import dataclass
from enum import Enum

from declic.planning.rules.scenario import Request, Scenario


class Outcome(Enum):
    LESSON = "lesson"
    LEFT = "left"
    UNMET = "unmet"
    """Still waiting when the last teacher had gone."""


@dataclass(slots=True)
class Fate:
    """What became of one request. `waited_s` runs to the acceptance, or to the leaving."""

    request: Request
    outcome: Outcome
    waited_s: float
    teacher: str
    rings: int


@dataclass(frozen=True)
class Census:
    """The evening at one moment: teachers by state, and who waits."""

    at_s: float
    waiting: int
    """At once since the census before, at most."""
    free: int
    ringing: int
    teaching: int
    wrapping_up: int
    paused: int


@dataclass
class Trace:
    """All that happened."""

    scenario: Scenario
    fates: list[Fate]
    censuses: list[Census]
    rings: int
    missed: int
    declined: int
