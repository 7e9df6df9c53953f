"""Who may do what in a room, and when a board is worth compacting."""

from datetime import timedelta
from enum import Enum
from typing import Final

from declic.ground.errors import Refusal


class Ability(Enum):
    WRITE = "write"
    """On the board."""
    CHAT = "chat"
    TALK = "talk"
    """Call signalling."""
    END = "end"
    LISTEN = "listen"
    """Signalling of a call in which one only hears."""
    WATCH = "watch"
    """Be in the room at all."""
    INVITED = "invited"
    """Only as long as the invitation lasts."""
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


class GuestKind(Enum):
    """A third person in the room: one at a time, whom everybody sees and is told of."""

    COLLEAGUE = "colleague"
    TEAM = "team"
    GUARDIAN = "guardian"

    @property
    def label(self) -> str:
        return _GUESTS[self][0]

    @property
    def abilities(self) -> list[str]:
        return [ability.value for ability in Ability if ability in _GUESTS[self][1]]


_GUESTS: Final = {
    GuestKind.COLLEAGUE: (
        "collègue",
        frozenset({Ability.WRITE, Ability.CHAT, Ability.TALK, Ability.WATCH, Ability.INVITED}),
    ),
    GuestKind.TEAM: ("de l’équipe Déclic", frozenset({Ability.CHAT, Ability.TALK, Ability.WATCH, Ability.INVITED})),
    GuestKind.GUARDIAN: ("parent", frozenset({Ability.LISTEN, Ability.WATCH, Ability.INVITED})),
}

COLOURS: Final[dict[Role, str]] = {Role.PUPIL: "#2B4C9B", Role.TEACHER: "#A3440C", Role.GUEST: "#5A4A78"}
"""Ink and cursor on the board."""

LONG_TAIL: Final = 200
"""Rows after a snapshot past which the board is compacted, so that who joins is quickly in: after a kill, everybody."""


MOST_FILES: Final = 40
"""Pages put on one board during a lesson: four PDFs of ten."""


REACTIONS: Final = (
    ("understood", "check", "Compris"),
    ("thanks", "heart", "Merci"),
    ("bravo", "star", "Bravo"),
    ("lost", "help", "Je ne comprends pas"),
)
"""To a message, without a word: code, icon, words."""
REACTION_WORDS: Final = {code: word for code, _, word in REACTIONS}


DEVICE_CODE_LENGTH: Final = 6
DEVICE_CODE_LIFE: Final = timedelta(minutes=2)


def digits_of(typed: str) -> str:
    """Its figures, as a code is typed with or without spaces; « ٣ » is no figure of ours."""
    return "".join(sign for sign in typed if sign in "0123456789")


def over() -> Refusal:
    return Refusal("over", "La leçon est finie.")


def one_guest() -> Refusal:
    return Refusal("one_guest", "Quelqu’un est déjà invité dans cette salle : une seule personne à la fois.")


def not_invited(*, signed_in: bool) -> Refusal:
    whom = "professeur, parent de l’élève ou équipe Déclic"
    words = f"Ce code est une invitation. Connectez-vous d’abord : {whom}."
    return Refusal("not_invited", f"Ce code invite quelqu’un d’autre : {whom}." if signed_in else words)


def wrong_device_code() -> Refusal:
    # Mistyped more often than past: whoever reads this may be a pupil or a teacher.
    words = "Ce n’est pas le bon code, ou ses deux minutes sont passées. Il faut le retaper, ou en demander un autre."
    return Refusal("wrong_device_code", words)


def abilities_of(role: Role) -> list[str]:
    """In the order of `Ability`, as tickets carry them."""
    return [ability.value for ability in Ability if ability in ABILITIES[role]]


def worth_compacting(rows: int, *, room_is_empty: bool) -> bool:
    return rows > (0 if room_is_empty else LONG_TAIL)
