"""Tickets: what lets the live server admit someone, and take the files of a message, without asking the web side."""

from typing import Any, Literal

import msgspec
from django.core import signing

from declic.ground.errors import Refusal

SALT = "declic.ticket"
LIFE_S = 120
"""To connect; a socket once admitted stays."""
LOAD_LIFE_S = 3600
PATHS = {"room": "/room/", "desk": "/desk", "wait": "/wait", "staff": "/staff", "rota": "/rota"}

Kind = Literal["room", "desk", "wait", "staff", "rota"]


class Ticket(msgspec.Struct, frozen=True):
    """One person, one door, one subject. It travels in an address: short field names, and nobody's own name."""

    k: Kind
    s: str
    """Id of the lesson; empty for the other doors."""
    p: int
    """Account."""
    r: Literal["pupil", "teacher", "guest"]
    a: list[str]
    """Abilities."""
    g: int
    """Generation: a lesson whose generation has grown refuses it."""
    x: float
    """Good until, in seconds of the Unix epoch."""
    v: float = 0.0
    """When the six digits were typed that brought this device, in seconds of the Unix epoch. 0: it came otherwise."""
    o: float = 0.0
    """When the page it was given to was opened, in seconds of the Unix epoch. 0: nobody said."""
    d: int = 0
    """The sign-in (somebody's browser) it was given to: when that ends, what the ticket opened is shut. 0: none."""


def write_ticket(ticket: Ticket) -> str:
    return signing.dumps(msgspec.to_builtins(ticket), salt=SALT)


def read_ticket(text: str, *, now: float) -> Ticket:
    """The ticket, if we wrote it and it still holds. Refusal `ticket_invalid`, `ticket_expired`."""
    try:
        plain: Any = signing.loads(text, salt=SALT)
        ticket = msgspec.convert(plain, Ticket)
    except (signing.BadSignature, msgspec.ValidationError, ValueError) as error:
        raise Refusal("ticket_invalid", "Ce lien d’entrée n’est pas valable.") from error
    if ticket.x < now:
        raise Refusal("ticket_expired", "Ce lien d’entrée a expiré.")
    return ticket


def path_of(ticket: Ticket) -> str:
    """Path and query of the socket this ticket opens."""
    return f"{PATHS[ticket.k]}{ticket.s}?ticket={write_ticket(ticket)}"


# -- files of a message -----------------------------------------------------------------------------------------------
FILES_SALT = "declic.sent_files"


class SentPage(msgspec.Struct, frozen=True):
    id: str
    """Of the upload."""
    width: int
    height: int
    number: int
    """Which page of a PDF, from 1; 0 for a photo."""


class SentFiles(msgspec.Struct, frozen=True):
    """What one person sent in one lesson, cleaned and kept: it may go with a message of theirs there."""

    s: str
    """Id of the lesson."""
    p: int
    """Account."""
    f: list[SentPage]


def write_files(files: SentFiles) -> str:
    return signing.dumps(msgspec.to_builtins(files), salt=FILES_SALT)


def read_files(text: str, *, lesson: str, account: int) -> list[SentPage]:
    """The pages, if we said so of this person in this lesson. Refusal `not_sent`."""
    try:
        files = msgspec.convert(signing.loads(text, salt=FILES_SALT), SentFiles)
    except (signing.BadSignature, msgspec.ValidationError, ValueError) as error:
        raise _not_sent() from error
    if (files.s, files.p) != (lesson, account):
        raise _not_sent()
    return files.f


def _not_sent() -> Refusal:
    return Refusal("not_sent", "Ce fichier n’est pas de cette leçon.")
