"""Who is silent is let go; a server that was not listening takes its own delay for nobody's silence."""

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import pytest

from declic.live import server
from declic.live.bus import LocalBus
from declic.live.door import DoorSocket, Entry
from declic.live.protocol import limits
from declic.live.protocol.room import Pong
from declic.live.server import LiveServer
from tests.live.clients import run
from tests.live.talking import Talker, Talks, ticket

SILENCE_S = 1.5


class Echo(DoorSocket):
    def text(self, data: bytes) -> None:
        del data
        self.say(Pong(n=0, at=""))


class EchoDoor:
    prefix = "/wait"
    kind = "wait"

    async def start(self) -> None: ...

    def open(self, entry: Entry) -> DoorSocket:
        return Echo(typed=entry.typed)

    def sweep(self, now: float) -> None: ...

    async def stop(self) -> None: ...


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SILENCE_S", SILENCE_S)
    monkeypatch.setattr(server, "LISTEN_S", 0.2)


@asynccontextmanager
async def _entered() -> AsyncIterator[Talker]:
    """A socket, its client in other threads than the server's."""
    sock = socket.create_server(("127.0.0.1", 0))
    live = LiveServer(doors=[EchoDoor()], bus=LocalBus())
    await live.start(sock)
    talker = await asyncio.to_thread(
        partial(Talks(sock.getsockname()[1]).enter, ticket("wait", 1, "pupil"), is_silent=True)
    )
    try:
        yield talker
    finally:
        await asyncio.to_thread(talker.leave)
        await live.stop()


def _ping_until(stop: threading.Event, talker: Talker) -> None:
    while not stop.wait(0.05):
        talker.say({"type": "ping", "n": 0})


def test_who_says_nothing_is_let_go() -> None:
    async def story() -> None:
        async with _entered() as talker:
            assert await asyncio.to_thread(talker.closed_with) == 4408

    run(story())


def test_a_server_that_was_busy_lets_nobody_go() -> None:
    """What they said meanwhile waits to be read: it must be, before anybody is found silent."""

    async def story() -> None:
        async with _entered() as talker:
            stop = threading.Event()
            pinging = asyncio.create_task(asyncio.to_thread(_ping_until, stop, talker))
            for _ in range(2):
                time.sleep(SILENCE_S * 2)  # noqa: ASYNC251  (the loop itself is stuck: that is the story)
                await asyncio.to_thread(talker.next, "pong")
            stop.set()
            await pinging
            await asyncio.to_thread(talker.answers)

    run(story())
