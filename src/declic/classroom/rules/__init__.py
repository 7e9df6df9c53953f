"""Who may do what in a room, when a board is worth compacting, and how its updates become one."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from enum import Enum
from typing import Any, Final, TypeVar

import pycrdt

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


def not_invited() -> Refusal:
    words = "Ce code est une invitation. Connectez-vous d’abord : professeur, parent de l’élève ou équipe Déclic."
    return Refusal("not_invited", words)


def wrong_device_code() -> Refusal:
    return Refusal("wrong_device_code", "Ce n’est pas le bon code, ou ses deux minutes sont passées. Redemande-le.")


def abilities_of(role: Role) -> list[str]:
    """In the order of `Ability`, as tickets carry them."""
    return [ability.value for ability in Ability if ability in ABILITIES[role]]


def worth_compacting(rows: int, *, room_is_empty: bool) -> bool:
    return rows > (0 if room_is_empty else LONG_TAIL)


EMPTY_UPDATE: Final = b"\x00\x00"
"""Nothing drawn, nothing erased."""
ROUNDS: Final = 8
"""Updates that wait for each other are tried again so many times, the others before them."""

Made = TypeVar("Made")


def document_of(updates: Iterable[bytes]) -> tuple[Any, list[bytes]]:
    """A pycrdt document of these Yjs updates, in the order they came, and those that wait for one it has not seen.

    What cannot be read is left out. Nothing is merged as bytes: pycrdt's merge takes the square of the number of
    updates, holding up the whole process, and where one holds a thing and another its remains it panics, or writes an
    update no Yjs client can read. So does a document in which something waits: what waits is kept out of it.
    """
    document, ready, waiting = _apart(list(updates))
    for _ in range(ROUNDS if waiting else 0):
        again = _apart([*ready, *waiting])
        if len(again[2]) >= len(waiting):
            break
        document, ready, waiting = again
    return document, waiting


def _apart(updates: list[bytes]) -> tuple[Any, list[bytes], list[bytes]]:
    """A document in which nothing waits, the updates it is made of, and the others."""
    ready, waiting = updates, list[bytes]()
    while True:
        document = _applied(ready)
        state = document.get_state()
        late = {number for number, update in enumerate(ready) if _waits(update, state)}
        if not late:
            return document, ready, waiting
        waiting += [update for number, update in enumerate(ready) if number in late]
        ready = [update for number, update in enumerate(ready) if number not in late]


AT_ONCE: Final = 200
"""Updates applied in one transaction. One for each takes twice the time; one for all takes memory as the square of
their number: 40,000 updates of one stroke, 22 GB."""


def _applied(updates: list[bytes]) -> Any:
    """A few at once; if one of them cannot be read, each in its own."""
    document: Any = pycrdt.Doc()
    if _try(_apply_all, document, updates):
        return document
    document = pycrdt.Doc()
    for update in updates:
        _try(document.apply_update, update)
    return document


def _apply_all(document: Any, updates: list[bytes]) -> bool:
    for first in range(0, len(updates), AT_ONCE):
        with document.transaction():
            for update in updates[first : first + AT_ONCE]:
                document.apply_update(update)
    return True


def _try(work: Callable[..., Made], *arguments: Any) -> Made | None:
    """None when pycrdt cannot: it raises plain exceptions, and panics of Rust, which are not among those."""
    try:
        return work(*arguments)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001
        return None


def _waits(update: bytes, state: bytes) -> bool:
    """Whether something of it, drawn or erased, is not in a document of this state vector."""
    missing = _try(pycrdt.get_update, update, state)
    if missing is None or missing == EMPTY_UPDATE:
        return False
    return missing[0] != 0 or _erases_ahead(missing[1:], state)


def _erases_ahead(erased: bytes, state: bytes) -> bool:
    """A delete set against a state vector: both are lists of numbers (Yjs, INTERNALS.md)."""
    known = numbers(state)
    clocks = {next(known): next(known) for _ in range(next(known))}
    said = numbers(erased)
    for _ in range(next(said)):
        drawn = clocks.get(next(said), 0)
        for _ in range(next(said)):
            if next(said) + next(said) > drawn:
                return True
    return False


def numbers(data: bytes) -> Iterator[int]:
    """The varints of `data`."""
    number = shift = 0
    for byte in data:
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield number
            number = shift = 0
