"""An end to each turn of the loop, however much comes in.

libuv reads all that is ready before anything else runs, and looks again up to 48 times as long as it finds 1,024
sockets at once (`uv__io_poll`). With thousands who write while others come in, a turn then lasts seconds: strokes go
by, relayed as they are read, and nobody is welcomed, since what a thread has read for them waits for the turn's end.
Past TURN_S, and while somebody waits for what is read, a socket that brings more is not read again before the rest has
run.
"""

import asyncio
import math
from typing import Final

from declic.live.rooms.reading import Threads

TURN_S: Final = 0.05
"""Some three of them, and who comes in has all that is read for them."""


class LoopTurn:
    """Of one loop. `ends` is by its clock: whoever reads at that hour or later calls `rest`."""

    def __init__(self, threads: Threads) -> None:
        self._loop = asyncio.get_running_loop()
        self._threads = threads
        self._resting: list[asyncio.Transport] = []
        self.ends = -math.inf
        """In no turn: the first who reads begins one."""

    def rest(self, transport: asyncio.Transport, now: float) -> None:
        if self.ends == -math.inf:
            self.ends = now + TURN_S
            self._loop.call_soon(self._is_over)
        elif not self._threads.are_awaited:
            self.ends = now + TURN_S
        elif transport.is_reading():
            transport.pause_reading()
            self._resting.append(transport)

    def _is_over(self) -> None:
        self.ends = -math.inf
        resting, self._resting = self._resting, []
        for transport in resting:
            if not transport.is_closing():
                transport.resume_reading()
