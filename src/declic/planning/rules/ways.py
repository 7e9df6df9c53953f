"""How the rings of a simulated evening are decided."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from declic.dispatch.rules.matcher import FreeTeacher, Ring, Skill, Waiting, decide_wave
from declic.dispatch.rules.policy import Policy


class Decide(Protocol):
    def __call__(
        self,
        waiting: Iterable[Waiting],
        teachers: Iterable[FreeTeacher],
        now: datetime,
        policy: Policy,
        holders: Mapping[Skill, int] | None = None,
    ) -> list[Ring]: ...


@dataclass(frozen=True)
class Way:
    """How rings are decided: as in the service, or otherwise, for comparison."""

    decide: Decide = decide_wave
    apiece: int = 1
    """Teachers of the same skills that a request may ring in one wave: no more than can be rung are shown to the
    matcher, for which they differ by the time they have been free."""
    every_s: float = 0.0
    """Waves at multiples of it only; 0: as soon as something changes."""
    again_s: float = 0.0
    """A request that rings unanswered is shown again after so long, however many it rings; 0: once, for the hedge."""


OURS: Final = Way()
