"""One port for pages and sockets: uvicorn answers HTTP and hands each upgrade over to picows, on the same loop.

uvicorn already reads the request to find that it is an upgrade, and lets a class of ours take the connection
(`uvicorn.Config(ws=…)`). Nothing is peeked at, and an upgrade on a connection a proxy kept alive works too.
"""

import asyncio
from typing import Any

from picows.picows import WSProtocol  # type: ignore[attr-defined]  # its stub leaves it out

from declic.live.server import LiveServer


def sockets_of(server: LiveServer) -> type[asyncio.Protocol]:
    """For `uvicorn.Config(ws=sockets_of(server))`. The server must be started on uvicorn's loop before it serves."""

    class Upgraded(WSProtocol):  # type: ignore[misc]  # no type of it
        """uvicorn makes it, gives it the transport, feeds it the request again, then leaves them alone."""

        def __init__(self, config: Any, server_state: Any, app_state: Any) -> None:
            del config, server_state, app_state
            super().__init__(*server.protocol_arguments())

        def data_received(self, data: bytes) -> None:
            rest = memoryview(data)
            while rest:
                room = self.get_buffer(-1)
                size = min(len(room), len(rest))
                room[:size] = rest[:size]
                self.buffer_updated(size)
                rest = rest[size:]

    made: type[asyncio.Protocol] = Upgraded
    return made
