"""The rows of boards: a process that starts again reads a million of them before everybody is back in their room.

Plain SQL. From SQLite they come some boards at a time, all their rows as one (see `statements/together.py`): row by
row, each would wait for a loop that is busy with those who are back.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connections

from declic.statements.together import as_one, rows_of

_ALIAS = "rooms"
_BOARDS_A_STATEMENT = 500
TOGETHER_BYTES = 1 << 20
"""Of boards read in one statement, unless there is only one."""


class _Read(NamedTuple):
    """What is read of a table: board, number, bytes. `size` of one row."""

    columns: str
    hexed: str
    size: str
    table: str


_ENTRIES = _Read("board_id, id, frames", "board_id, id, hex(frames)", "length(frames)", "classroom_boardentry")
_SNAPSHOTS = _Read(
    'board_id, version, "update"', 'board_id, version, hex("update")', 'length("update")', "classroom_boardsnapshot"
)


def entries(board_ids: Collection[UUID]) -> Iterator[tuple[UUID, int, bytes]]:
    """(board, row, frames) of the log, each board in its order."""
    return _rows(_ENTRIES, board_ids, " ORDER BY board_id, id")


def snapshots(board_ids: Collection[UUID]) -> Iterator[tuple[UUID, int, bytes]]:
    """(board, version, update)."""
    return _rows(_SNAPSHOTS, board_ids, "")


def entries_after(asked: Collection[tuple[UUID, int]]) -> Iterator[tuple[UUID, int, bytes]]:
    """(board, row asked, frames) of each row of the log after it, in order."""
    pairs = list(asked)
    for start in range(0, len(pairs), _BOARDS_A_STATEMENT):
        some = pairs[start : start + _BOARDS_A_STATEMENT]
        if connections[_ALIAS].vendor == "sqlite":
            by_key = {board_id.hex: board_id for board_id, _ in some}
            keyed = [(board_id.hex, row) for board_id, row in some]
            for key, row, body in _told_of_pairs("hex(entry.frames)", keyed):
                yield by_key[key], row, bytes.fromhex(body)
        else:
            with connections[_ALIAS].cursor() as cursor:
                cursor.execute(*_after("entry.frames", some))
                yield from ((board_id, row, bytes(body)) for board_id, row, body in cursor.fetchall())


def _told_of_pairs(body: str, keyed: list[tuple[str, int]]) -> list[list[Any]]:
    sql, values = _after(body, keyed)
    with connections[_ALIAS].cursor() as cursor:
        cursor.execute(as_one(sql, 3), values)
        return rows_of(cursor.fetchone()[0])


def _after(body: str, pairs: Sequence[tuple[Any, int]]) -> tuple[str, list[Any]]:
    """CROSS JOIN: SQLite then looks up each pair in the index, rather than each row among the pairs."""
    sql = (
        f"SELECT asked.column1, asked.column2, {body} FROM (VALUES {', '.join(['(%s, %s)'] * len(pairs))}) AS asked"  # noqa: S608  (ours)
        " CROSS JOIN classroom_boardentry AS entry"
        " WHERE entry.board_id = asked.column1 AND entry.id > asked.column2"
        " ORDER BY asked.column1, asked.column2, entry.id"
    )
    return sql, [value for pair in pairs for value in pair]


def snapshot_sizes(board_ids: Collection[UUID]) -> Iterator[tuple[UUID, tuple[int, int]]]:
    """board → (last row merged, bytes)."""
    columns = 'board_id, last_row, length("update")'
    if connections[_ALIAS].vendor == "sqlite":
        by_key = {board_id.hex: board_id for board_id in board_ids}
        for key, last_row, size in _told(f"SELECT {columns}", _SNAPSHOTS, list(by_key), "", 3):
            yield by_key[key], (last_row, size)
    else:
        with connections[_ALIAS].cursor() as cursor:
            sql = f"SELECT {columns} FROM {_SNAPSHOTS.table} WHERE board_id = ANY(%s)"  # noqa: S608  (ours)
            cursor.execute(sql, [list(board_ids)])
            yield from ((board_id, (last_row, size)) for board_id, last_row, size in cursor.fetchall())


def _rows(read: _Read, board_ids: Collection[UUID], order: str) -> Iterator[tuple[UUID, int, bytes]]:
    ids = list(board_ids)
    for start in range(0, len(ids), _BOARDS_A_STATEMENT):
        some = ids[start : start + _BOARDS_A_STATEMENT]
        if connections[_ALIAS].vendor == "sqlite":
            by_key = {board_id.hex: board_id for board_id in some}
            for keys in _packed(
                _told(f"SELECT board_id, sum({read.size})", read, list(by_key), " GROUP BY board_id", 2)
            ):
                for key, number, body in _told(f"SELECT {read.hexed}", read, keys, order, 3):
                    yield by_key[key], number, bytes.fromhex(body)
        else:
            with connections[_ALIAS].cursor() as cursor:
                sql = f"SELECT {read.columns} FROM {read.table} WHERE board_id = ANY(%s){order}"  # noqa: S608  (ours)
                cursor.execute(sql, [some])
                yield from ((board_id, number, bytes(body)) for board_id, number, body in cursor.fetchall())


def _told(select: str, read: _Read, keys: list[str], end: str, columns: int) -> list[list[Any]]:
    sql = f"{select} FROM {read.table} WHERE board_id IN ({', '.join(['%s'] * len(keys))}){end}"
    with connections[_ALIAS].cursor() as cursor:
        cursor.execute(as_one(sql, columns), keys)
        return rows_of(cursor.fetchone()[0])


def _packed(sizes: list[list[Any]]) -> Iterator[list[str]]:
    keys: list[str] = []
    held = 0
    for key, size in sizes:
        if keys and held + size > TOGETHER_BYTES:
            yield keys
            keys, held = [], 0
        keys.append(key)
        held += size
    if keys:
        yield keys
