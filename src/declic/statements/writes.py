"""Rows changed where they are still what they were, and rows inserted together."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

import msgspec
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model

M = TypeVar("M", bound=Model)
Shape = tuple[tuple[str, bool], ...]
"""Names of fields, and whether the value is None."""


def change(model: type[Model], where: Mapping[str, Any], to: Mapping[str, Any]) -> int:
    """`UPDATE` of the rows whose fields are exactly `where` (None: is null); how many there were."""
    if any(hasattr(value, "resolve_expression") for value in to.values()):
        return model._default_manager.filter(**where).update(**to)  # noqa: SLF001  (reckoned by the database)
    sql, fields = _update(connection.vendor, model, _shape(where), _shape(to))
    values = _given(to) + _given(where)
    with connection.cursor() as cursor:
        cursor.execute(sql, _written(fields, values))
        return int(cursor.rowcount)


def change_all(model: type[Model], keys: Sequence[Any], to: Mapping[str, Any]) -> None:
    """`UPDATE` of the rows of these keys, with one statement."""
    sets, fields = _sets(connection.vendor, model, _shape(to))
    values = _written(fields, _given(to))
    written: list[Any] = _written([model._meta.pk] * len(keys), keys)  # noqa: SLF001
    if connection.vendor == "postgresql":
        which, written = "= ANY(%s)", [written]
    else:
        which = f"IN ({', '.join(['%s'] * len(keys))})"
    with connection.cursor() as cursor:
        cursor.execute(f"{sets} WHERE {_column(model, 'pk')} {which}", values + written)


def insert(row: M) -> M:
    """The model, which is a row now; its key was given to it when it was made."""
    fields = row._meta.concrete_fields  # noqa: SLF001
    insert_all(type(row), [{field.attname: getattr(row, field.attname) for field in fields}])
    row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001
    return row


def insert_all(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Insert `rows`, column → value and all of the same columns, with one statement; their keys, in order.

    To PostgreSQL they go as one JSON document, which it takes apart in less time than Python writes each value.
    """
    if not rows:
        return []
    if connection.vendor == "postgresql":
        return _insert_document(model, rows)
    names = tuple(rows[0])
    keys: list[Any] = []
    for begin in range(0, len(rows), _TOGETHER):
        keys += _insert(model, names, rows[begin : begin + _TOGETHER])
    return keys


_TOGETHER = 500
"""Rows of one statement to SQLite, which takes so many values and no more."""


def _insert(model: type[Model], names: tuple[str, ...], rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    sql, fields = _insertion(connection.vendor, model, names, len(rows))
    values = _written(fields * len(rows), [row[name] for row in rows for name in names])
    key = model._meta.pk  # noqa: SLF001
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [key.to_python(made) for (made,) in cursor.fetchall()]


def put(model: type[Model], row: Mapping[str, Any], *, unique: tuple[str, ...], update: tuple[str, ...] = ()) -> None:
    """Insert `row`; where one is there with the same `unique` fields, it takes its `update` fields, or stays."""
    sql, fields = _putting(connection.vendor, model, tuple(row), unique, update)
    with connection.cursor() as cursor:
        cursor.execute(sql, _written(fields, list(row.values())))


def _insert_document(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    table, key = connection.ops.quote_name(model._meta.db_table), model._meta.pk.column  # noqa: SLF001
    columns = ", ".join(connection.ops.quote_name(name) for name in rows[0])
    statement = (
        f"INSERT INTO {table} ({columns}) "  # noqa: S608  (names of our own models)
        f"SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb) RETURNING {key}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [msgspec.json.encode(rows).decode()])
        return [key for (key,) in cursor.fetchall()]


@lru_cache(maxsize=256)
def _update(vendor: str, model: type[Model], where: Shape, to: Shape) -> tuple[str, tuple[Any, ...]]:
    """The statement, and the fields whose values it takes."""
    del vendor  # the statement is in its words
    sets, _ = _sets(connection.vendor, model, to)
    tests = " AND ".join(f"{_column(model, name)} {'IS NULL' if is_null else '= %s'}" for name, is_null in where)
    sql = f"{sets} WHERE {tests}"
    return sql, tuple(_field(model, name) for shape in (to, where) for name, is_null in shape if not is_null)


@lru_cache(maxsize=256)
def _insertion(vendor: str, model: type[Model], names: tuple[str, ...], number: int) -> tuple[str, tuple[Any, ...]]:
    del vendor  # the statement is in its words
    table, key = connection.ops.quote_name(model._meta.db_table), model._meta.pk.attname  # noqa: SLF001
    row = f"({', '.join(['%s'] * len(names))})"
    columns = ", ".join(_column(model, name) for name in names)
    values = ", ".join([row] * number)
    sql = f"INSERT INTO {table} ({columns}) VALUES {values} RETURNING {_column(model, key)}"  # noqa: S608  (same)
    return sql, tuple(_field(model, name) for name in names)


@lru_cache(maxsize=256)
def _putting(
    vendor: str, model: type[Model], names: tuple[str, ...], unique: tuple[str, ...], update: tuple[str, ...]
) -> tuple[str, tuple[Any, ...]]:
    del vendor  # the statement is in its words
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001
    columns, same = (", ".join(_column(model, name) for name in some) for some in (names, unique))
    values = ", ".join(["%s"] * len(names))
    taken = ", ".join(f"{_column(model, name)} = EXCLUDED.{_column(model, name)}" for name in update)
    then = f"DO UPDATE SET {taken}" if taken else "DO NOTHING"
    sql = f"INSERT INTO {table} ({columns}) VALUES ({values}) ON CONFLICT ({same}) {then}"  # noqa: S608  (same)
    return sql, tuple(_field(model, name) for name in names)


@lru_cache(maxsize=256)
def _sets(vendor: str, model: type[Model], to: Shape) -> tuple[str, tuple[Any, ...]]:
    del vendor  # the statement is in its words
    sets = ", ".join(f"{_column(model, name)} = {'NULL' if is_null else '%s'}" for name, is_null in to)
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001
    sql = f"UPDATE {table} SET {sets}"  # noqa: S608  (names of our own models)
    return sql, tuple(_field(model, name) for name, is_null in to if not is_null)


def _given(fields: Mapping[str, Any]) -> list[Any]:
    return [value for value in fields.values() if value is not None]


def _shape(given: Mapping[str, Any]) -> Shape:
    return tuple((name, value is None) for name, value in given.items())


def _field(model: type[Model], name: str) -> Any:
    return model._meta.pk if name == "pk" else model._meta.get_field(name)  # noqa: SLF001


def _column(model: type[Model], name: str) -> str:
    return connection.ops.quote_name(_field(model, name).column)


def _written(fields: Sequence[Any], values: Sequence[Any]) -> list[Any]:
    """The values as the database takes them."""
    real = connections[DEFAULT_DB_ALIAS]  # `connection` looks for it anew at each of the thousands of times it is asked
    return [
        field.get_db_prep_save(value.pk if isinstance(value, Model) else value, real)
        for field, value in zip(fields, values, strict=True)
    ]
