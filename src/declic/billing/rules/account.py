"""The account of a sponsor: what was invoiced, what was paid, what is owed after each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum


class MovementKind(IntEnum):
    """In the order of what was written in one moment; an invoice and a credit note come as they are numbered."""

    INVOICE = 0
    CREDIT = 1
    PAYMENT = 2
    REFUND = 3


@dataclass(frozen=True)
class Movement:
    on: date
    at: datetime
    """When it was written."""
    kind: MovementKind
    rank: int
    """Of those of one kind and moment: as they were written. Invoices and credit notes share theirs."""
    what: str
    """« F2026-00001 », or the reference of a payment."""
    cents: int
    """What the sponsor owes more; less than zero: owes less."""

    @property
    def place(self) -> tuple[date, datetime, int, int]:
        kind = MovementKind.INVOICE if self.kind is MovementKind.CREDIT else self.kind
        return self.on, self.at, kind, self.rank


@dataclass(frozen=True)
class Entry:
    movement: Movement
    balance: int
    """Cents owed after it."""


def account(movements: Iterable[Movement]) -> list[Entry]:
    """The oldest day first; of one day, as they were written."""
    entries: list[Entry] = []
    balance = 0
    for one in sorted(movements, key=lambda one: one.place):
        balance += one.cents
        entries.append(Entry(one, balance))
    return entries


@dataclass(frozen=True)
class Piece:
    """An invoice, and what came in for it."""

    id: int
    issued_on: date
    gross: int
    paid: int
    is_credited: bool

    @property
    def surplus(self) -> int:
        """Of what came in: all of it once a credit note cancels the invoice, else what is beyond it."""
        return self.paid if self.is_credited else max(0, self.paid - self.gross)

    @property
    def lacks(self) -> int:
        return 0 if self.is_credited else max(0, self.gross - self.paid)


@dataclass(frozen=True)
class Carried:
    """What a sponsor has in its favour, and where it goes."""

    to: Mapping[int, int]
    """Invoice → cents of it that pay it."""
    free: int
    """Cents that no invoice takes: what may be given back."""


def carried(pieces: Iterable[Piece], refunded: int) -> Carried:
    """What is in a sponsor's favour pays what it still owes, the oldest invoice first."""
    known = sorted(pieces, key=lambda one: (one.issued_on, one.id))
    left, to = sum(one.surplus for one in known) - refunded, {}
    for one in known:
        taken = min(left, one.lacks)
        if taken > 0:
            to[one.id] = taken
            left -= taken
    return Carried(to, left)
