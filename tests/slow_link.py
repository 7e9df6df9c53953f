"""A narrow network before a server of these tests: every byte passes, at so many a second each way."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.servers import free_port

BUFFER_BYTES = 16 << 10
"""Little waits on the way, as on a telephone: what is late is late where it comes from."""
SLICES_PER_SECOND = 20


@dataclass
class SlowLink:
    """`address` → the server behind; only the connections whose first bytes begin with `only` are narrow."""

    behind: int
    down: float
    """Bytes a second towards the client."""
    up: float
    only: bytes = b""
    port: int = field(default_factory=free_port)
    opened: int = 0
    """Narrow connections, from the beginning."""
    sent_up: int = 0
    """Bytes they carried towards the server."""
    _loop: asyncio.AbstractEventLoop = field(init=False)
    _stop: asyncio.Event = field(init=False)

    async def serve(self, ready: threading.Event) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_BYTES)
        listening.bind(("127.0.0.1", self.port))
        await asyncio.start_server(self._carry, sock=listening, limit=BUFFER_BYTES)
        ready.set()
        await self._stop.wait()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        further = socket.socket()
        further.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_BYTES)
        further.setblocking(False)
        await asyncio.get_running_loop().sock_connect(further, ("127.0.0.1", self.behind))
        from_server, to_server = await asyncio.open_connection(sock=further, limit=BUFFER_BYTES)
        first = await reader.read(BUFFER_BYTES)
        to_server.write(first)
        narrow = first.startswith(self.only)
        self.opened += narrow
        up, down = (self.up, self.down) if narrow else (0, 0)
        with suppress(asyncio.CancelledError):  # at the end, with those still open
            await asyncio.gather(
                _pass(reader, to_server, up, self._count if narrow else _nothing),
                _pass(from_server, writer, down, _nothing),
            )

    def _count(self, size: int) -> None:
        self.sent_up += size


def _nothing(size: int) -> None:
    del size


async def _pass(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, rate: float, passed: Callable[[int], None]
) -> None:
    """`rate`: bytes a second; 0: as fast as they come."""
    slice_bytes = max(1, int(rate / SLICES_PER_SECOND)) if rate else BUFFER_BYTES
    with suppress(OSError):
        while data := await reader.read(slice_bytes):
            writer.write(data)
            await writer.drain()
            passed(len(data))
            if rate:
                await asyncio.sleep(len(data) / rate)
    with suppress(OSError):
        writer.close()


@contextmanager
def slow_link(behind: int, *, down: float, up: float, only: bytes = b"") -> Iterator[SlowLink]:
    link, ready = SlowLink(behind, down, up, only), threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(link.serve(ready)), daemon=True)
    thread.start()
    ready.wait()
    try:
        yield link
    finally:
        link.stop()
        thread.join()
