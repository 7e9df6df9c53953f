"""What passes between processes: committed facts, and frames of rooms that live in two of them.

`LocalBus` for one process, `RedisBus` for several: nothing else differs between the small form and the large one.
"""

import contextlib
from collections.abc import AsyncIterator

from declic.live.bus.contract import Bus, Said
from declic.live.bus.local import LocalBus

__all__ = ["Bus", "LocalBus", "Said", "open_bus"]


@contextlib.asynccontextmanager
async def open_bus(redis_url: str) -> AsyncIterator[Bus]:
    """The bus of this installation, started: over Redis when there is one."""
    bus = _over_redis(redis_url) if redis_url else LocalBus()
    await bus.start()
    try:
        yield bus
    finally:
        await bus.stop()


def _over_redis(url: str) -> Bus:
    from declic.live.bus.over_redis import RedisBus  # noqa: PLC0415  (without Redis, its library is not loaded)

    return RedisBus(url)
