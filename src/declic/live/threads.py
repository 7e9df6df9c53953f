"""Threads that touch the database leave no connection behind, and end when they are told to."""

import asyncio
import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from django.db import connections

PATIENCE_S: Final = 5.0


async def close_pool(pool: ThreadPoolExecutor, threads: int) -> None:
    """What the pool has is done first, for PATIENCE_S; what has not begun by then is not, and nobody was told it was.

    Each of its `threads` closes its own connection. One that is stuck keeps it, and is not waited for.
    """
    together = threading.Barrier(threads)

    def close() -> None:
        with contextlib.suppress(threading.BrokenBarrierError):
            together.wait(PATIENCE_S)  # else one idle thread could do it for all
        connections.close_all()

    loop = asyncio.get_running_loop()
    await asyncio.wait([loop.run_in_executor(pool, close) for _ in range(threads)], timeout=PATIENCE_S + 1)
    pool.shutdown(wait=False, cancel_futures=True)
