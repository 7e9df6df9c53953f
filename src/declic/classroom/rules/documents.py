"""Many updates, one pycrdt document.

Nothing goes into a pycrdt document before what it needs is there. pycrdt 0.14 keeps by itself what comes too early, and
loses count when that comes a second time, as after a cut: it writes clocks below nothing, 2³² less one, then reads
memory that is not its own, and the process dies. Clocks past 32 bits do the same, whoever sends them.
"""

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, NamedTuple, TypeVar

import pycrdt

from declic.classroom.rules.updates import Held, Known, held_in

EMPTY_UPDATE: Final = b"\x00\x00"
"""Nothing drawn, nothing erased."""
AT_ONCE: Final = 200
"""Updates applied in one transaction. One for each takes twice the time; one for all takes memory as the square of
their number: 40,000 updates of one stroke, 22 GB."""

Made = TypeVar("Made")


def document_of(updates: Iterable[bytes], *, onto: bytes = EMPTY_UPDATE) -> tuple[Any, list[bytes]]:
    """A pycrdt document of these Yjs updates, in the order they came, and those that wait for one it has not seen.

    What cannot be read is left out. `onto`: a board as such a document made it, which waits for nothing.
    Nothing is merged as bytes: pycrdt's merge takes the square of the number of updates, holding up the whole process,
    and where one holds a thing and another its remains it panics, or writes an update no Yjs client can read.
    """
    ready, waiting = _in_order(updates, _known(onto))
    return _applied(onto, ready), waiting


def _known(onto: bytes) -> Known:
    state = _try(pycrdt.get_state, onto)
    return Known() if state is None else Known.of_state(state)


class _Late(NamedTuple):
    """It waits for a client to come to that clock."""

    clock: int
    number: int
    update: bytes
    held: Held


def _in_order(updates: Iterable[bytes], known: Known) -> tuple[list[bytes], list[bytes]]:
    """Each after what it needs, and those that need what is not there."""
    ready, late = list[bytes](), defaultdict[int, list[_Late]](list)
    for number, update in enumerate(updates):
        try:
            tried = [_Late(0, number, update, held_in(update))]
        except (IndexError, ValueError):
            continue
        while tried:
            one = tried.pop()
            lack = known.take(one.held)
            if lack is None:
                ready.append(one.update)
                tried += _woken(late, known, one.held)
            else:
                heapq.heappush(late[lack[0]], one._replace(clock=lack[1]))
    waiting = sorted((one for heap in late.values() for one in heap), key=lambda one: one.number)
    return ready, [one.update for one in waiting]


def _woken(late: dict[int, list[_Late]], known: Known, held: Held) -> Iterator[_Late]:
    for client, _ in held.stretches:
        heap = late.get(client)
        while heap and heap[0].clock <= known.clocks.get(client, 0):
            yield heapq.heappop(heap)


def _applied(onto: bytes, ready: list[bytes]) -> Any:
    """A few at once; if one of them cannot be read, each in its own, after what it needs all the same."""
    document: Any = pycrdt.Doc()
    if _try(_apply_all, document, [onto, *ready]):
        return document
    document = pycrdt.Doc()
    _try(document.apply_update, onto)
    for update in ready:
        if Known.of_state(document.get_state()).take(held_in(update)) is None:
            _try(document.apply_update, update)
    return document


def _apply_all(document: Any, updates: list[bytes]) -> bool:
    for first in range(0, len(updates), AT_ONCE):
        with document.transaction():
            for update in updates[first : first + AT_ONCE]:
                document.apply_update(update)
    return True


def _try(work: Callable[..., Made], *arguments: Any) -> Made | None:
    """None when pycrdt cannot: it raises plain exceptions, and panics of Rust, which are not among those."""
    try:
        return work(*arguments)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001
        return None
