"""Who may do what in a room, and when a board is worth compacting."""

from enum import Enum
from typing import Final


class Ability(Enum):
    WRITE = "write"
    """On the board."""
    CHAT = "chat"
    TALK = "talk"
    """Call signalling."""
    END = "end"
    WATCH = "watch"
    """Be in the room at all."""
    LOAD = "load"
    """Load tests: no rate limit, no presence. Given by `declic tickets` only, in demo and test mode only."""


class Role(Enum):
    PUPIL = "pupil"
    TEACHER = "teacher"
    GUEST = "guest"
    """A third person, always announced."""


ABILITIES: Final[dict[Role, frozenset[Ability]]] = {
    Role.PUPIL: frozenset({Ability.WATCH, Ability.WRITE, Ability.CHAT, Ability.TALK, Ability.END}),
    Role.TEACHER: frozenset({Ability.WATCH, Ability.WRITE, Ability.CHAT, Ability.TALK, Ability.END}),
    Role.GUEST: frozenset({Ability.WATCH, Ability.CHAT, Ability.TALK}),
}

COLOURS: Final[dict[Role, str]] = {Role.PUPIL: "#2B4C9B", Role.TEACHER: "#A3440C", Role.GUEST: "#5A4A78"}
"""Ink and cursor on the board."""

LONG_TAIL: Final = 400
"""Rows after a snapshot past which a join compacts the board, so that the next join is quick."""


def abilities_of(role: Role) -> list[str]:
    """In the order of `Ability`, as tickets carry them."""
    return [ability.value for ability in Ability if ability in ABILITIES[role]]


def worth_compacting(rows: int, *, room_is_empty: bool) -> bool:
    return rows > (0 if room_is_empty else LONG_TAIL)
