"""Why a socket is closed, and why a message is turned down. Both lists are closed: a client may rely on them."""

from enum import Enum, IntEnum
from typing import Final

import msgspec

SUBPROTOCOL = "declic.v1"
UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What reading a client's JSON may raise: it is malformed. The last: nested deeper than can be followed."""


class Close(IntEnum):
    """A browser cannot read the status of a refused handshake: the socket opens, then closes with one of these."""

    TICKET_INVALID = 4401
    TICKET_EXPIRED = 4402
    ORIGIN_REFUSED = 4403
    NOT_FOUND = 4404
    WRONG_SUBJECT = 4406
    SILENT = 4408
    MOVED = 4409
    OVER = 4410
    TICKET_REVOKED = 4411
    TOO_SLOW = 4412
    TOO_LARGE = 4413
    TOO_FAST = 4429
    SHUTTING_DOWN = 4503

    @property
    def reason(self) -> str:
        """Sent in the close frame."""
        return self.name.lower()


MEANINGS: dict[Close, tuple[str, bool]] = {
    Close.TICKET_INVALID: ("no ticket, or not one of ours", False),
    Close.TICKET_EXPIRED: ("the ticket is too old: ask for another", True),
    Close.ORIGIN_REFUSED: ("the page that opened the socket is not one of ours", False),
    Close.NOT_FOUND: ("no such room", False),
    Close.WRONG_SUBJECT: ("the ticket is for another lesson, or another door", False),
    Close.SILENT: ("nothing heard for too long", True),
    Close.MOVED: ("the person came in from another device", False),
    Close.OVER: ("the lesson is over", False),
    Close.TICKET_REVOKED: ("the ticket was taken back", False),
    Close.TOO_SLOW: ("the client does not read what it is sent: come back, and sync again", True),
    Close.TOO_LARGE: ("a frame above the limit", True),
    Close.TOO_FAST: ("too many frames", True),
    Close.SHUTTING_DOWN: ("the room is full, or the server stops: come back", True),
}
"""What each code means, and whether coming back makes sense."""


class Fault(Enum):
    """Why a message was turned down; the socket stays open."""

    MALFORMED = "malformed"
    NOT_ALLOWED = "not_allowed"
    TOO_LONG = "too_long"
    TOO_LARGE = "too_large"
    TOO_FAST = "too_fast"
    EMPTY = "empty"
    DOCUMENT_FULL = "document_full"
    NOT_KEPT = "not_kept"
    REFUSED = "refused"

    @property
    def message(self) -> str:
        return _SENTENCES[self]


_SENTENCES = {
    Fault.MALFORMED: "Ce message n’a pas été compris.",
    Fault.NOT_ALLOWED: "Cette action n’est pas permise ici.",
    Fault.TOO_LONG: "Ce message est trop long : 2 000 signes au plus.",
    Fault.TOO_LARGE: "Cet envoi est trop lourd.",
    Fault.TOO_FAST: "Trop d’envois à la fois : la liaison va reprendre.",
    Fault.EMPTY: "Ce message est vide.",
    Fault.DOCUMENT_FULL: "Le tableau est plein : rien de plus ne peut y être écrit.",
    Fault.NOT_KEPT: "Le serveur ne peut rien garder pour l’instant. Tout sera renvoyé dès que possible.",
    Fault.REFUSED: "Ce n’est pas possible pour l’instant.",
}
