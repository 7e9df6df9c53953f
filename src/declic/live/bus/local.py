"""The bus of a service that is one process."""

import asyncio
from collections.abc import Callable, Iterable, Sequence

from declic.live.bus.contract import Ears, FactListener, Receive, Said


class LocalBus:
    """One process: facts go straight to their listeners, rooms have nobody elsewhere."""

    remote = False

    def __init__(self) -> None:
        self._ears = Ears()

    async def start(self) -> None:
        self._ears.loop = asyncio.get_running_loop()

    async def stop(self) -> None:
        self._ears.loop = None

    def announce(self, said: Said) -> None:
        self._ears.on_loop(self._ears.tell, said)

    def hear(self, listener: FactListener) -> None:
        self._ears.listeners.append(listener)

    def join(self, room: str, receive: Receive, ready: Callable[[], None]) -> None: ...

    def leave(self, room: str) -> None: ...

    def publish(self, room: str, frames: Sequence[bytes]) -> None: ...

    def send(self, processes: Iterable[bytes], room: str, frames: Sequence[bytes]) -> None: ...

    def when_back(self, act: Callable[[], None]) -> None: ...
