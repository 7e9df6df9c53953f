"""What the rooms do in threads: nothing that touches the database runs on the loop."""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from uuid import UUID

import pycrdt
from django.db import connections

from declic.classroom.queries import boards
from declic.classroom.queries.boards import StoredBoard
from declic.classroom.rules.documents import document_of
from declic.ground.strain import STRAIN
from declic.live.protocol.frames import UPDATE, sync_frame
from declic.live.threads import close_pool

logger = logging.getLogger(__name__)

READERS: Final = 2
Found = TypeVar("Found")


class Threads:
    """Readers, each with its own connection; and one thread where notes are taken in order."""

    def __init__(self) -> None:
        self._readers = ThreadPoolExecutor(READERS, "room-reader")
        self._notes = ThreadPoolExecutor(1, "presence")
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def are_awaited(self) -> bool:
        """Somebody comes in, or waits for their board."""
        return bool(self._tasks)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Goes on by itself; `settle` waits for it."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def read(self, work: Callable[[], Found]) -> Found:
        asked_at = time.monotonic()
        return await asyncio.get_running_loop().run_in_executor(self._readers, _in_its_turn, asked_at, work)

    def note(self, work: Callable[[], None]) -> None:
        """What fails is logged."""
        self._notes.submit(_with_fresh_connections, lambda: _noted(work))

    async def settle(self, patience_s: float) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=patience_s)

    async def stop(self) -> None:
        await asyncio.gather(close_pool(self._readers, READERS), close_pool(self._notes, 1))


@dataclass(frozen=True)
class KnownBoard:
    """A board as it is on disk, made into one update: both who come back to a room ask for it at the same time."""

    update: bytes
    waiting: list[bytes]
    """Updates that depend on others yet to come."""
    state: bytes
    rows: int
    """Of the log, after its snapshot."""
    size: int


@dataclass(frozen=True)
class BoardRead:
    missing: bytes
    """What the client that asked does not have, as one update."""
    waiting: list[bytes]
    """Updates that depend on others yet to come."""
    state: bytes
    """Our state vector."""
    rows: int
    """Of the log, after its snapshot."""
    size: int


QUICK_BYTES: Final = 64 << 10
"""A board no larger is read in less time than it takes to ask a thread."""


@dataclass(frozen=True)
class Tail:
    """The end of a board's log."""

    frames: list[bytes]
    """Sync frames, each an update."""
    size: int
    """Bytes of the board, as far as was read."""


def tails(asked: Collection[tuple[UUID, int]]) -> dict[tuple[UUID, int], Tail]:
    """After each (board, row of the log). Those whose log was compacted past that row are not there."""
    return {
        after: Tail([sync_frame(UPDATE, update) for log in logs for update in boards.updates_of(log)], size)
        for after, (logs, size) in boards.logs_after(asked).items()
    }


def known_boards(board_ids: Collection[UUID]) -> dict[UUID, KnownBoard]:
    return {board_id: known(stored) for board_id, stored in boards.stored_boards(board_ids).items()}


def known(stored: StoredBoard) -> KnownBoard:
    document, waiting = boards.document_on(stored)
    size = len(stored.snapshot) + sum(len(frames) for _, frames in stored.entries)
    return KnownBoard(bytes(document.get_update()), waiting, document.get_state(), len(stored.entries), size)


def is_quick(known: KnownBoard, unkept: list[bytes]) -> bool:
    return not (unkept or known.waiting) and len(known.update) <= QUICK_BYTES


def board_read(known: KnownBoard, unkept: list[bytes], state_vector: bytes | None) -> BoardRead:
    """A board as it is on disk and in `unkept`. ValueError: not a state vector; None: nothing was asked."""
    update, waiting, state = known.update, known.waiting, known.state
    if unkept or waiting:
        late = [one for frames in unkept for one in boards.updates_of(frames)]
        document, waiting = document_of([*waiting, *late], onto=update)
        update, state = bytes(document.get_update()), document.get_state()
    size = known.size + sum(map(len, unkept))
    return BoardRead(_missing(update, state_vector), waiting, state, known.rows, size)


def _missing(update: bytes, state_vector: bytes | None) -> bytes:
    if state_vector is None:
        return b""
    if state_vector in (b"", b"\x00"):
        return update
    try:
        return bytes(pycrdt.get_update(update, state_vector))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # pycrdt's panics are not exceptions
        raise ValueError("not a state vector") from error


def _in_its_turn(asked_at: float, work: Callable[[], Found]) -> Found:
    now = time.monotonic()
    STRAIN.waited(now - asked_at, now)
    return _with_fresh_connections(work)


def _with_fresh_connections(work: Callable[[], Found]) -> Found:
    try:
        return work()
    finally:
        for connection in connections.all(initialized_only=True):
            connection.close_if_unusable_or_obsolete()


def _noted(work: Callable[[], None]) -> None:
    try:
        work()
    except Exception:
        logger.exception("presence was not noted")
