"""Teachers and requests of a simulated evening, as they stand."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Final
from uuid import UUID

from declic.dispatch.rules.matcher import FreeTeacher, Skill
from declic.planning.rules.lines import Place
from declic.planning.rules.scenario import Request, Teacher


class At(Enum):
    OFF = "off"
    FREE = "free"
    RINGING = "ringing"
    TEACHING = "teaching"
    WRAPPING_UP = "wrapping_up"
    PAUSED = "paused"


ON_DUTY: Final = (At.FREE, At.RINGING, At.TEACHING, At.WRAPPING_UP, At.PAUSED)


@dataclass(slots=True, eq=False)
class Person:
    """A teacher."""

    number: int
    told: Teacher
    skills: frozenset[Skill]
    wide: frozenset[Skill]
    at: At = At.OFF
    idle_since: float = 0.0
    ends: bool = False
    """In the last minutes of the shift, in which nobody is rung."""
    gone: bool = False
    wraps_up_until: float = 0.0
    """When the report is written, if nothing rings meanwhile."""
    owed_s: float = 0.0
    """Of a report put off for a lesson."""
    as_free: FreeTeacher | None = None
    """As the matcher saw them last, there."""
    place: Place = (0.0, 0)
    stands: bool = False
    """In the lines of those who can be rung, at that place."""


@dataclass(slots=True, eq=False)
class Call:
    """A request. `live`: teacher number → (slot, rung at)."""

    number: int
    told: Request
    skill: Skill
    id: UUID
    asked_at: datetime
    live: dict[int, tuple[int, float]] = field(default_factory=dict)
    excluded: dict[int, float] = field(default_factory=dict)
    """Teacher number → until when."""
    declined: set[int] = field(default_factory=set)
    """Teacher numbers, for good."""
    rings: int = 0
    tries: dict[int, int] = field(default_factory=dict)
    """Teacher number → how often it rang there."""
    waits: bool = False
    is_wide: bool = False
    shown: bool = False
    """It will be shown again, unanswered."""
