"""The live server's rooms alone, in one process, SQLite in DECLIC_DATA unless DATABASE_URL. Prints `ready <port>`."""

import asyncio
import os
import signal
import socket
import sys

import django
import uvloop

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "declic.config.settings")
django.setup()

from declic.config.interpreter import settle_interpreter  # noqa: E402  (models need Django set up)
from declic.live.bus import open_bus  # noqa: E402
from declic.live.recorder import Recorder  # noqa: E402
from declic.live.rooms import RoomDoor  # noqa: E402
from declic.live.server import LiveServer  # noqa: E402


async def serve(port: int) -> None:
    settle_interpreter()
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    sock = socket.create_server(("127.0.0.1", port), backlog=4096)
    async with open_bus(os.environ.get("REDIS_URL", "")) as bus:
        server = LiveServer(doors=[RoomDoor(bus=bus, recorder=Recorder())], bus=bus)
        await server.start(sock)
        sys.stdout.write(f"ready {sock.getsockname()[1]}\n")
        sys.stdout.flush()
        await stop.wait()
        await server.stop()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1]) if len(sys.argv) > 1 else 0))
