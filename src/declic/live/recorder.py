"""The log's only writer in this process: a thread with its own connection, one commit at a time.

Nothing is acknowledged before its commit. A commit that fails is tried again, the same, until it succeeds or the
process stops: what it holds is then not acknowledged, and the clients send it again.
"""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from django.db import DatabaseError, connections

from declic.classroom import actions
from declic.classroom.actions import NewLine, NewReaction, Written

logger = logging.getLogger(__name__)

FIRST_RETRY_S: Final = 0.1
LAST_RETRY_S: Final = 2.0


@dataclass(frozen=True)
class Batch:
    """What one commit holds; `done` is called on the loop with what is kept."""

    frames: Sequence[tuple[UUID, Sequence[bytes]]]
    lines: Sequence[NewLine]
    reactions: Sequence[NewReaction]
    done: Callable[[Written], None]


class Recorder:
    def __init__(self) -> None:
        self._batches: queue.SimpleQueue[Batch | None] = queue.SimpleQueue()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()

    def submit(self, batch: Batch) -> None:
        self._batches.put(batch)

    async def stop(self, patience_s: float = 10.0) -> None:
        """Writes what was submitted, then ends; gives up after `patience_s` if the disk is stuck."""
        self._batches.put(None)
        if self._thread is not None:
            thread = self._thread
            await asyncio.to_thread(thread.join, patience_s)
            self._stopping.set()

    def _run(self) -> None:
        while (batch := self._batches.get()) is not None:
            written = self._keep(batch)
            if written is None:
                break
            self._tell(batch, written)
        connections["rooms"].close()

    def _keep(self, batch: Batch) -> Written | None:
        frames = [(board, b"".join(parts)) for board, parts in batch.frames]
        wait = FIRST_RETRY_S
        while True:
            try:
                return actions.keep(frames=frames, lines=batch.lines, reactions=batch.reactions, now=datetime.now(UTC))
            except DatabaseError:
                logger.exception("the room log could not be written; trying again")
                connections["rooms"].close_if_unusable_or_obsolete()
            if self._stopping.wait(wait):
                return None
            wait = min(2 * wait, LAST_RETRY_S)

    def _tell(self, batch: Batch, written: Written) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(batch.done, written)
