"""Reads for many at once: what is asked for while one is under way goes with the next.

When a process starts again, everybody comes back in the same second: one by one they would wait for a minute.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Final, Generic, TypeVar

from declic.live.rooms.reading import Threads

AT_ONCE: Final = 100
"""Nobody waits long for the others, and as many boards fit in memory."""
Key = TypeVar("Key")
Found = TypeVar("Found")


class Gathered(Generic[Key, Found]):
    """`read_many`, called in a thread, gives what there is of what was asked; it begins after the asking."""

    def __init__(self, threads: Threads, read_many: Callable[[Sequence[Key]], Mapping[Key, Found]]) -> None:
        self._threads = threads
        self._read_many = read_many
        self._asked: dict[Key, list[asyncio.Future[Found | None]]] = {}
        self._reading = False

    async def get(self, key: Key) -> Found | None:
        """None when there is no such thing. Raises what the read raised."""
        future: asyncio.Future[Found | None] = asyncio.get_running_loop().create_future()
        self._asked.setdefault(key, []).append(future)
        if not self._reading:
            self._reading = True
            self._threads.start(self._read_all())
        return await future

    async def _read_all(self) -> None:
        try:
            while self._asked:
                taken = {key: self._asked.pop(key) for key in list(islice(self._asked, AT_ONCE))}
                await self._read(taken)
        finally:
            self._reading = False

    async def _read(self, taken: dict[Key, list[asyncio.Future[Found | None]]]) -> None:
        keys = list(taken)
        try:
            found = await self._threads.read(lambda: self._read_many(keys))
        except Exception as error:  # noqa: BLE001  (told to each who asked)
            for future in (one for futures in taken.values() for one in futures if not one.done()):
                future.set_exception(error)
            return
        for key, futures in taken.items():
            for future in futures:
                if not future.done():
                    future.set_result(found.get(key))
