"""Work that news calls for: once for all the news there is, never two at once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger("declic.live")


class Turns:
    """Runs `turn` after `call()`, once more if called meanwhile, and at most once in `apart_s` seconds."""

    def __init__(self, turn: Callable[[], Awaitable[None]], *, apart_s: float = 0.0) -> None:
        self._turn = turn
        self._apart_s = apart_s
        self._called = False
        self._task: asyncio.Task[None] | None = None

    def call(self) -> None:
        self._called = True
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while self._called:
            self._called = False
            try:
                await self._turn()
            except Exception:
                log.exception("a turn failed")
            if self._apart_s:
                await asyncio.sleep(self._apart_s)
