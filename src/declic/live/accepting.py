"""Who connects is taken some at a time, so that those who are in are heard meanwhile.

When a process starts again, everybody it had comes back in the same second. A loop that took them all at once would be
seconds in one turn: those already back would hear nothing, believe the line dead, and come back once more, without end.
The others wait in the kernel, in the order they came.
"""

import asyncio
import logging
import socket
from collections.abc import Callable
from typing import Final

logger = logging.getLogger(__name__)

A_TURN: Final = 64
"""Connections taken in one turn of the loop: some milliseconds of work."""
BACKLOG: Final = 8192
"""That may wait in the kernel, where its own limit (`net.core.somaxconn`) allows."""
REST_S: Final = 0.2
"""When none can be taken: no file is left to open."""


class Accepting:
    """`make` gives the protocol of each connection to `sock`, which listens; it is closed with this."""

    def __init__(self, sock: socket.socket, make: Callable[[], asyncio.BaseProtocol]) -> None:
        self._sock = sock
        self._make = make
        self._loop = asyncio.get_running_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False
        sock.setblocking(False)
        sock.listen(BACKLOG)
        self._loop.add_reader(sock, self._take_some)

    def close(self) -> None:
        """Nobody is taken any more."""
        if not self._closed:
            self._closed = True
            self._loop.remove_reader(self._sock)
            self._sock.close()

    def _take_some(self) -> None:
        for _ in range(A_TURN):
            try:
                connection, _address = self._sock.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError:
                logger.exception("no connection could be taken")
                self._loop.remove_reader(self._sock)
                self._loop.call_later(REST_S, self._take_again)
                return
            task = self._loop.create_task(self._connect(connection))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _take_again(self) -> None:
        if not self._closed:
            self._loop.add_reader(self._sock, self._take_some)

    async def _connect(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            await self._loop.connect_accepted_socket(self._make, connection)
        except OSError:  # it is gone already
            connection.close()
