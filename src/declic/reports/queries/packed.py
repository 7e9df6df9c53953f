"""The visits of a week, packed in some twenty bytes each."""

import zlib
from collections.abc import Iterable
from math import inf
from typing import Final

import msgspec

from declic.reports.queries.retold import Both
from declic.reports.queries.visits import Visit

_Line = tuple[int, int, float, float | None, bool]
"""Which row, which child, seconds, waited (None: nobody came), whether an answer was given."""


class _Sheet(msgspec.Struct, array_like=True):
    rows: list[dict[str, str]]
    lessons: list[_Line]
    without: list[_Line]


_WRITE: Final = msgspec.msgpack.Encoder()
_READ: Final = msgspec.msgpack.Decoder(_Sheet)


def packed(lessons: Iterable[Visit], without: Iterable[Visit]) -> bytes:
    """The visits of one week; which one is not in it."""
    rows: list[dict[str, str]] = []
    known: dict[tuple[tuple[str, str], ...], int] = {}

    def line(visit: Visit) -> _Line:
        at = known.setdefault(tuple(visit.rows.items()), len(rows))
        if at == len(rows):
            rows.append(dict(visit.rows))
        return at, visit.pupil, visit.seconds, None if visit.waited == inf else visit.waited, visit.told

    sheet = _Sheet(rows, [], [])
    sheet.lessons = [line(visit) for visit in lessons]
    sheet.without = [line(visit) for visit in without]
    return zlib.compress(_WRITE.encode(sheet), 1)


def unpacked(kept: bytes, week: int) -> Both:
    sheet = _READ.decode(zlib.decompress(kept))

    def visit(line: _Line) -> Visit:
        at, pupil, seconds, waited, told = line
        return Visit(week, pupil, sheet.rows[at], seconds, inf if waited is None else waited, told)

    return list(map(visit, sheet.lessons)), list(map(visit, sheet.without))
