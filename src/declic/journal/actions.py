"""Recording facts, and telling those who listen once they are committed."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, Protocol

from django.db import transaction

from declic.journal.models import Fact


class FactData(Protocol):
    """A frozen dataclass in the past tense; `subject()` is `<kind>:<id>`."""

    def subject(self) -> str: ...


Listener = Callable[[dict[str, Any]], None]
_listeners: list[Listener] = []


def subscribe(listener: Listener) -> Callable[[], None]:
    """`listener` gets `{"id", "name", "at", "subject", "data"}` (JSON values) after each commit, in order.

    What is returned unsubscribes it.

    It runs in the thread that committed: it must hand over and return at once.
    """
    _listeners.append(listener)
    return lambda: _listeners.remove(listener)


def record(fact: FactData, *, now: datetime, actor_id: int | None = None) -> Fact:
    """Write `fact` in the current transaction. Called by actions only."""
    row = _row(fact, now, actor_id)
    row.save(force_insert=True)
    _tell(row)
    return row


def record_all(facts: Iterable[FactData], *, now: datetime) -> None:
    """Write `facts` in the current transaction, in their order, with one statement. Called by actions only."""
    for row in Fact.objects.bulk_create([_row(fact, now) for fact in facts]):
        _tell(row)


def _row(fact: FactData, now: datetime, actor_id: int | None = None) -> Fact:
    return Fact(name=type(fact).__name__, at=now, subject=fact.subject(), actor_id=actor_id, data=_plain(fact))


def _tell(row: Fact) -> None:
    said = {"id": row.pk, "name": row.name, "at": row.at.isoformat(), "subject": row.subject, "data": row.data}
    for listener in tuple(_listeners):
        _tell_after_commit(listener, said)


def _tell_after_commit(listener: Listener, said: dict[str, Any]) -> None:
    """Robust: what is committed is done, even if one listener fails."""

    def tell() -> None:
        listener(said)

    transaction.on_commit(tell, robust=True)


def _plain(fact: FactData) -> dict[str, Any]:
    return {name: _json(getattr(fact, name)) for name in _names(type(fact))}


@cache
def _names(kind: type) -> tuple[str, ...]:
    assert is_dataclass(kind)  # noqa: S101  (tells the type checker what the protocol cannot)
    return tuple(field.name for field in fields(kind))


def _json(value: object) -> object:
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value
