"""Which of the processes that run a clock leads: a lease that no wrong time of day can break. Pure.

Its row says who holds it and how often they have renewed it (the beat), and no time at all. Whoever looks times with a
clock of their own that never jumps (`time.monotonic`; `at` below, in seconds) how long the row has said the same.
Others begin to count once a renewal is written, the holder before it writes it, so the holder stops first.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

HOLD_S: Final = 2.5
"""So long after it began to renew the lease, a holder no longer acts on it."""
PATIENCE_S: Final = 2.8
"""A lease that said the same for so long may be taken from whoever holds it."""
JUMP_S: Final = 2.0
"""Two readings of the database's clock, and the time between them, may disagree by so much."""


@dataclass(frozen=True)
class Sight:
    """The lease as one process sees it."""

    holder: str
    """Empty: nobody."""
    beat: int
    since: float
    """When this process first read it so."""


def sight(before: Sight | None, holder: str, beat: int, at: float) -> Sight:
    """What was read at `at`: as old as the sight `before`, when nothing changed."""
    if before is not None and (before.holder, before.beat) == (holder, beat):
        return before
    return Sight(holder, beat, at)


def may_take(seen: Sight, me: str, at: float) -> bool:
    """It is mine to renew, left, or its holder has been silent for long."""
    return seen.holder in ("", me) or at - seen.since >= PATIENCE_S


@dataclass(frozen=True)
class Reading:
    """What the database's clock said, and when it was asked: what time it is by that clock, without asking again."""

    said: datetime
    at: float

    def now(self, at: float) -> datetime:
        return self.said + timedelta(seconds=at - self.at)

    def agrees(self, later: "Reading", took: float) -> bool:
        """Whether the database's clock went on evenly up to `later`, an answer that came after `took` seconds."""
        ahead = (later.said - self.now(later.at)).total_seconds()
        return -took - JUMP_S < ahead < JUMP_S
