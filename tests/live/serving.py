"""The live server on a test’s own loop."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from declic.journal.actions import subscribe
from declic.live.bus import open_bus
from declic.live.recorder import Recorder
from declic.live.rooms import RoomDoor
from declic.live.server import LiveServer


@asynccontextmanager
async def serving() -> AsyncIterator[int]:
    """The live server on this loop, told of this process's facts."""
    async with serving_by_a_door() as (port, _):
        yield port


@asynccontextmanager
async def serving_by_a_door() -> AsyncIterator[tuple[int, RoomDoor]]:
    async with open_bus("") as bus:
        door = RoomDoor(bus=bus, recorder=Recorder())
        server = LiveServer(doors=[door], bus=bus)
        sock = socket.create_server(("127.0.0.1", 0))
        await server.start(sock)
        unsubscribe = subscribe(bus.announce)
        try:
            yield sock.getsockname()[1], door
        finally:
            unsubscribe()
            await server.stop()
