"""The account of a sponsor: what was invoiced, what was paid, what is owed after each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum


class MovementKind(IntEnum):
    """In the order of one day."""

    INVOICE = 0
    CREDIT = 1
    PAYMENT = 2


@dataclass(frozen=True, order=True)
class Movement:
    on: date
    kind: MovementKind
    rank: int
    """Of those of one kind and day: as they were written."""
    what: str
    """« F2026-00001 », or the reference of a payment."""
    cents: int
    """What the sponsor owes more; less than zero: owes less."""


@dataclass(frozen=True)
class Entry:
    movement: Movement
    balance: int
    """Cents owed after it."""


def account(movements: Iterable[Movement]) -> list[Entry]:
    """The oldest first."""
    entries: list[Entry] = []
    balance = 0
    for one in sorted(movements):
        balance += one.cents
        entries.append(Entry(one, balance))
    return entries
