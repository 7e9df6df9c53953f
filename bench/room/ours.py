"""The live server's rooms alone, in one process, SQLite in DECLIC_DATA unless DATABASE_URL.

    python -m bench.room.ours [PORT [arbiter]]

Prints `ready <port> <its number>`. `arbiter`: a parent forks another when it is killed, as that of `declic live` does.
"""

import asyncio
import os
import signal
import socket
import sys

import django
import uvloop

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "declic.config.settings")
django.setup()

from declic.config.arbiter import Arbiter  # noqa: E402
from declic.config.interpreter import settle_interpreter  # noqa: E402  (models need Django set up)
from declic.live.bus import open_bus  # noqa: E402
from declic.live.recorder import Recorder  # noqa: E402
from declic.live.rooms import RoomDoor  # noqa: E402
from declic.live.server import LiveServer  # noqa: E402


async def serve(sock: socket.socket) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with open_bus(os.environ.get("REDIS_URL", "")) as bus:
        server = LiveServer(doors=[RoomDoor(bus=bus, recorder=Recorder())], bus=bus)
        await server.start(sock)
        sys.stdout.write(f"ready {sock.getsockname()[1]} {os.getpid()}\n")
        sys.stdout.flush()
        await stop.wait()
        await server.stop()


if __name__ == "__main__":
    listening = socket.create_server(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 0))
    settle_interpreter()
    if "arbiter" in sys.argv:
        sys.exit(Arbiter(lambda: uvloop.run(serve(listening)) or 0, listening).run())
    uvloop.run(serve(listening))
