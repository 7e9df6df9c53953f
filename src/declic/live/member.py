"""One socket in a room, and how fast it may send. No I/O."""

from collections import deque
from dataclasses import dataclass, field
from typing import Final

from declic.live.pace import Pace
from declic.live.protocol import limits
from declic.live.protocol.room import Person

LATELY: Final = 4


@dataclass(slots=True, eq=False)
class Member:
    """One socket in the room. Compared by identity: a person may have left one and entered another."""

    account: int
    person: Person
    abilities: frozenset[str]
    typed: bool = True
    """Speaks `declic.v1`; otherwise a plain y-websocket client, never sent a text frame."""
    generation: int = 1
    issued: float = 0.0
    """When its page was opened, or else its ticket ends: of two sockets of a person, that of the older page goes,
    whose network may come back after the other came in.
    """
    entered: float = 0.0
    """When it came in: of two of the same page, the first goes."""
    brought_at: float = 0.0
    """When its code was typed, of a device that a code brought; 0 for the others."""
    paced: bool = field(init=False)
    writes: bool = field(init=False)
    pace: Pace = field(init=False)
    sent: int = 0
    """Durable frames eaten on this connection."""
    cut: int = 0
    """Of which so many were handed over to be committed."""
    waits_resync: bool = False
    """An update of theirs was refused while nothing could be kept."""
    told_soon: bool = False
    """That the service closes in five minutes."""
    lately: deque[tuple[str, str]] = field(default_factory=lambda: deque(maxlen=LATELY))
    """Their last lines of chat, with their `cid`: a telephone number may come in pieces."""

    def __post_init__(self) -> None:
        self.paced = "load" not in self.abilities
        self.writes = "write" in self.abilities
        self.pace = Pace(limits.FRAMES_PER_SECOND, limits.FRAMES_BURST)
