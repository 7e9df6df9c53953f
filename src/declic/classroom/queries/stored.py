"""The rows of boards: a process that starts again reads a million of them before everybody is back in their room.

Plain SQL. From SQLite they come some boards at a time, all their rows as one (see `statements/together.py`): row by
row, each would wait for a loop that is busy with those who are back.
"""

from collections.abc import Collection, Iterator
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
