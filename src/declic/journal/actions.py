"""Recording facts, and telling those who listen once they are committed."""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, Protocol

import msgspec
from django.db import transaction

from declic.journal.models import Fact
from declic.statements import insert_all

log = logging.getLogger("declic.journal")


class FactData(Protocol):
    """A frozen dataclass in the past tense; `subject()` is `<kind>:<id>`."""

    def subject(self) -> str: ...


Listener = Callable[[dict[str, Any]], None]
Witness = Callable[[Sequence[dict[str, Any]]], None]
_listeners: list[Listener] = []
_witnesses: list[Witness] = []


def subscribe(listener: Listener) -> Callable[[], None]:
    """`listener` gets `{"id", "name", "at", "subject", "data"}` (JSON values) after each commit, in order.

    What is returned unsubscribes it.

    It runs in the thread that committed: it must hand over and return at once.
    """
    _listeners.append(listener)
    return lambda: _listeners.remove(listener)


def attend(witness: Witness) -> Callable[[], None]:
    """As `subscribe`, in the transaction itself: what `witness` writes is committed with the facts, or not at all.

    It gets facts recorded together, before all that they tell is written.
    """
    _witnesses.append(witness)
    return lambda: _witnesses.remove(witness)


def record(fact: FactData, *, now: datetime, actor_id: int | None = None) -> None:
    """Write `fact` in the current transaction. Called by actions only."""
    record_all([fact], now=now, actor_id=actor_id)


def record_all(facts: Iterable[FactData], *, now: datetime, actor_id: int | None = None) -> None:
    """Write `facts` in the current transaction, in their order, with one statement. Called by actions only."""
    rows = [
        {"name": type(fact).__name__, "at": now, "subject": fact.subject(), "actor_id": actor_id, "data": _plain(fact)}
        for fact in facts
    ]
    ids = insert_all(Fact, rows)
    if not _listeners and not _witnesses:
        return
    at = now.isoformat()
    said = [
        {"id": pk, "name": row["name"], "at": at, "subject": row["subject"], "data": row["data"]}
        for pk, row in zip(ids, rows, strict=True)
    ]
    for witness in tuple(_witnesses):
        witness(said)
    transaction.on_commit(partial(_tell, said))


def _tell(said: Sequence[dict[str, Any]]) -> None:
    """What is committed is done, even if one listener fails."""
    for fact in said:
        for listener in tuple(_listeners):
            try:
                listener(fact)
            except Exception:
                log.exception("a listener failed on %s", fact["name"])


def _plain(fact: FactData) -> dict[str, Any]:
    """JSON values."""
    values: dict[str, Any] = msgspec.to_builtins(fact, builtin_types=(datetime, date))
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
