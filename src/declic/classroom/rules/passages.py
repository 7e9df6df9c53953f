"""What came to a board, with its times, small enough to be kept: the board may be shown as it was at each moment.

A run is `milliseconds since the one before · length · Yjs update`, again and again, numbers as varints; a passage is a
run, deflated, whose first update counts from nothing.
"""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from declic.classroom.rules.varints import written

MOST_BYTES: Final = 4 << 20
"""Of the passages of one board, as they are kept: what comes past it is on the board, and not told again."""
_LEVEL: Final = 1
"""Points of strokes: the highest level takes five times as long, for 3 % less."""
_MILLISECOND: Final = timedelta(milliseconds=1)


@dataclass(frozen=True)
class Came:
    """One update, and when it was kept."""

    at: datetime
    update: bytes


@dataclass(frozen=True)
class Passage:
    """As it is kept."""

    since: datetime
    until: datetime
    body: bytes


def packed(came: list[Came]) -> Passage:
    """At least one, in the order they came."""
    return Passage(came[0].at, came[-1].at, zlib.compress(_run(came, came[0].at), _LEVEL))


def joined(passages: Iterable[Passage], tail: list[Came]) -> bytes:
    """Passages in order, and what came after them, as one run."""
    parts: list[bytes] = []
    last: datetime | None = None
    for passage in passages:
        run = zlib.decompress(passage.body)
        parts += [written(_between(last or passage.since, passage.since)), run[1:]]
        last = passage.until
    if tail:
        parts.append(_run(tail, last or tail[0].at))
    return b"".join(parts)


def _run(came: Iterable[Came], last: datetime) -> bytes:
    parts: list[bytes] = []
    for one in came:
        parts += [written(_between(last, one.at)), written(len(one.update)), one.update]
        last = one.at
    return b"".join(parts)


def _between(earlier: datetime, later: datetime) -> int:
    """Clocks of two processes differ a little: never less than nothing."""
    return max(0, (later - earlier) // _MILLISECOND)
