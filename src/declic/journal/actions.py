"""Recording facts, and telling those who listen once they are committed."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, Protocol

import msgspec
from django.db import connection, transaction
from django.db.models import Model

from declic.journal.models import Fact

log = logging.getLogger("declic.journal")


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
    if not _listeners:
        return
    at = now.isoformat()
    said = [
        {"id": pk, "name": row["name"], "at": at, "subject": row["subject"], "data": row["data"]}
        for pk, row in zip(ids, rows, strict=True)
    ]
    transaction.on_commit(partial(_tell, said))


def insert_all(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Insert `rows`, column → value and all of the same columns, with one statement; their keys, in order.

    To PostgreSQL they go as one JSON document, which it takes apart in less time than Python makes a model of each.
    """
    if not rows:
        return []
    if connection.vendor != "postgresql":
        return [made.pk for made in model._default_manager.bulk_create([model(**row) for row in rows])]  # noqa: SLF001
    table, key = connection.ops.quote_name(model._meta.db_table), model._meta.pk.column  # noqa: SLF001
    columns = ", ".join(connection.ops.quote_name(name) for name in rows[0])
    statement = (
        f"INSERT INTO {table} ({columns}) "  # noqa: S608  (names of our own models)
        f"SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb) RETURNING {key}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [msgspec.json.encode(rows).decode()])
        return [key for (key,) in cursor.fetchall()]


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
