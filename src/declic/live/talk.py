"""Doors where little is said: small JSON messages, each acted upon in a thread that has its own database connection."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, ParamSpec, TypeVar

import msgspec
from django.db import close_old_connections

from declic.ground.errors import Refusal
from declic.ground.strain import STRAIN
from declic.live.door import DoorSocket
from declic.live.pace import Pace
from declic.live.protocol import limits
from declic.live.protocol.codes import UNREADABLE, Close, Fault
from declic.live.protocol.room import Error, Ping, Pong
from declic.live.threads import PATIENCE_S, close_pool

logger = logging.getLogger(__name__)

THREADS: Final = 2
"""Database connections of one door. More would only wait for each other: Python runs one at a time."""

P = ParamSpec("P")
T = TypeVar("T")


def utc_now() -> datetime:
    return datetime.now(UTC)


class Threads:
    """Runs what blocks elsewhere than on the loop."""

    def __init__(self, name: str, number: int = THREADS) -> None:
        self._number = number
        self._pool = ThreadPoolExecutor(number, thread_name_prefix=name)
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self, act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        work = partial(_fresh, time.monotonic(), act, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Goes on by itself; what fails is logged."""
        task = asyncio.get_running_loop().create_task(_logged(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Finishes what is under way, for a time: who was not told that it is done asks again."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=PATIENCE_S)
        for task in self._tasks:
            task.cancel()
        await close_pool(self._pool, self._number)


def _fresh(asked_at: float, act: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    now = time.monotonic()
    STRAIN.waited(now - asked_at, now)
    close_old_connections()
    return act(*args, **kwargs)


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Exception:
        logger.exception("work of a live door failed")


class TalkSocket(DoorSocket):
    """One person at such a door. Messages are acted upon one after the other, in the order they came."""

    def __init__(
        self,
        account: int,
        decode: Callable[[bytes], msgspec.Struct],
        hear: "Callable[[TalkSocket, Any], Coroutine[Any, Any, None]]",
        threads: Threads,
        *,
        typed: bool,
    ) -> None:
        super().__init__(typed=typed)
        self.account = account
        self._decode = decode
        self._hear = hear
        self._threads = threads
        self._turn = asyncio.Lock()
        self._talk = Pace(limits.TALK_PER_SECOND, limits.TALK_BURST)
        self._warned_at = 0.0
        self.closed_with: Close | None = None

    def close(self, code: Close) -> None:
        self.closed_with = code
        super().close(code)

    def text(self, data: bytes) -> None:
        now = asyncio.get_running_loop().time()
        if not self._in_pace(now):
            return
        try:
            message = self._decode(data)
        except UNREADABLE:
            self.fault(Fault.MALFORMED)
            return
        if isinstance(message, Ping):
            self.say(Pong(n=message.n, at=utc_now().isoformat()))
        else:
            self._threads.start(self._act(message))

    def binary(self, data: bytes) -> None:
        del data
        if self._in_pace(asyncio.get_running_loop().time()):
            self.fault(Fault.MALFORMED)

    async def _act(self, message: msgspec.Struct) -> None:
        async with self._turn:
            try:
                await self._hear(self, message)
            except Refusal as refusal:
                self.say(Error(code=refusal.code, message=refusal.message))
            except Exception:
                logger.exception("%s was not done", type(message).__name__)
                self.fault(Fault.REFUSED)

    def _in_pace(self, now: float) -> bool:
        """Too fast is said once a second, and what came is dropped: the socket stays."""
        if self._talk.allows(now):
            return True
        if now - self._warned_at >= 1:
            self._warned_at = now
            self.fault(Fault.TOO_FAST)
        return False
