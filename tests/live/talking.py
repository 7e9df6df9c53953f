"""A live server in a thread of its own, and people who talk to it through real sockets."""

import asyncio
import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from declic.classroom.tickets import Kind, Ticket, path_of
from declic.journal.actions import subscribe
from declic.live.bus import Bus, LocalBus
from declic.live.door import Door
from declic.live.server import LiveServer
from declic.people.models import Pupil, Teacher

PATIENCE_S = 60.0
ALIVE = 1 << 30
"""Number of the pings that only say somebody is there."""


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Talker:
    """One socket. What is heard while waiting for something else is kept in `heard`."""

    connection: ClientConnection
    heard: list[dict[str, Any]] = field(default_factory=list)
    left: threading.Event = field(default_factory=threading.Event)

    def stay_alive(self) -> None:
        """As a page does: who says nothing is let go."""
        with contextlib.suppress(ConnectionClosed, OSError):
            while not self.left.wait(1):
                self.say({"type": "ping", "n": ALIVE})

    def say(self, message: dict[str, Any] | str | bytes) -> None:
        self.connection.send(message if isinstance(message, str | bytes) else json.dumps(message))

    def next(self, *types: str, patience_s: float = PATIENCE_S) -> dict[str, Any]:
        """The next message of one of these types, those of other types being passed over."""
        deadline = time.monotonic() + patience_s
        while True:
            data = self.connection.recv(timeout=max(0.0, deadline - time.monotonic()))
            if isinstance(data, bytes):
                continue  # the board's
            message: dict[str, Any] = json.loads(data)
            if message == {**message, "type": "pong", "n": ALIVE}:
                continue
            self.heard.append(message)
            if message["type"] in types:
                return message

    def answers(self) -> None:
        """Everything said before is acted upon by now: a ping comes back after it."""
        self.say({"type": "ping", "n": len(self.heard)})
        self.next("pong")

    def closed_with(self) -> int:
        """The code the server closed with."""
        deadline = time.monotonic() + PATIENCE_S
        try:
            while True:
                self.connection.recv(timeout=max(0.0, deadline - time.monotonic()))
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 0

    def leave(self) -> None:
        self.left.set()
        self.connection.close()

    def vanish(self) -> None:
        """The browser is killed: the connection breaks without a word."""
        self.left.set()
        self.connection.socket.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()


@dataclass
class Talks:
    """The server, and the ways in."""

    port: int

    def desk(self, teacher: Teacher) -> Talker:
        return self.enter(ticket("desk", teacher.account_id, "teacher"))

    def wait(self, pupil: Pupil) -> Talker:
        return self.enter(ticket("wait", pupil.account_id, "pupil"))

    def enter(self, given: Ticket, path: str = "", *, is_silent: bool = False) -> Talker:
        address = f"ws://127.0.0.1:{self.port}{path or path_of(given)}"
        opening = connect(address, subprotocols=[Subprotocol("declic.v1")], proxy=None)
        talker = Talker(opening.__enter__())  # left by `leave`
        if not is_silent:
            threading.Thread(target=talker.stay_alive, daemon=True).start()
        return talker


def ticket(kind: Kind, account_id: int, role: Any) -> Ticket:
    return Ticket(k=kind, s="", p=account_id, r=role, a=["watch"], g=1, x=time.time() + 60)


@contextmanager
def talks(*doors: Callable[[Bus], Door], bus: Bus | None = None) -> Iterator[Talks]:
    """Facts recorded in this process reach the doors, as they do in `declic serve`."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.setblocking(False)
    ready, stop = threading.Event(), threading.Event()
    thread = threading.Thread(
        target=lambda: asyncio.run(_serve(doors, bus or LocalBus(), listening, ready, stop)), daemon=True
    )
    thread.start()
    assert ready.wait(PATIENCE_S)
    try:
        yield Talks(listening.getsockname()[1])
    finally:
        stop.set()
        thread.join(PATIENCE_S)


async def _serve(
    doors: Sequence[Callable[[Bus], Door]],
    bus: Bus,
    listening: socket.socket,
    ready: threading.Event,
    stop: threading.Event,
) -> None:
    await bus.start()
    unsubscribe = subscribe(bus.announce)
    server = LiveServer(doors=[make(bus) for make in doors], bus=bus)
    await server.start(listening)
    ready.set()
    await asyncio.to_thread(stop.wait)
    unsubscribe()
    await server.stop()
    await bus.stop()


def until(happens: Callable[[], bool]) -> None:
    """Looks again until it is so."""
    deadline = time.monotonic() + PATIENCE_S
    while not happens():
        assert time.monotonic() < deadline, "it never happened"
