"""Threads that touch the database leave no connection behind."""

import asyncio
import contextlib
import threading
from concurrent.futures import Executor
from typing import Final

from django.db import connections

PATIENCE_S: Final = 5.0


async def close_connections(pool: Executor, threads: int) -> None:
    """Each of the `threads` of `pool` closes its own. One that is stuck keeps it, and is not waited for."""
    together = threading.Barrier(threads)

    def close() -> None:
        with contextlib.suppress(threading.BrokenBarrierError):
            together.wait(PATIENCE_S)  # else one idle thread could do it for all
        connections.close_all()

    loop = asyncio.get_running_loop()
    await asyncio.wait([loop.run_in_executor(pool, close) for _ in range(threads)], timeout=PATIENCE_S + 1)
