"""What the rooms do in threads: nothing that touches the database runs on the loop."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from django.db import connections

from declic.classroom import queries
from declic.classroom.queries import StoredBoard
from declic.ground.strain import STRAIN
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


def board_read(stored: StoredBoard, unkept: list[bytes], state_vector: bytes | None) -> BoardRead:
    """A board as it is on disk and in `unkept`. ValueError: not a state vector; None: nothing was asked."""
    document, waiting = queries.document_on(stored, unkept)
    try:
        missing = b"" if state_vector is None else bytes(document.get_update(state_vector or b"\x00"))
    except Exception as error:
        raise ValueError("not a state vector") from error
    size = len(stored.snapshot) + sum(len(frames) for _, frames in stored.entries) + sum(map(len, unkept))
    return BoardRead(missing, waiting, document.get_state(), len(stored.entries), size)


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
