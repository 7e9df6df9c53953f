"""A real live server in a thread-free loop of its own, and clients that speak both ways of the protocol."""

import asyncio
import base64
import contextlib
import json
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pycrdt
import websockets
from django.conf import settings
from django.db import connections

from declic.classroom.tickets import Ticket, write_ticket
from declic.live.protocol.frames import STEP_1, STEP_2, UPDATE, sync_frame
from tests.servers import make_ready

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60


class Board:
    """A Yjs document, and the updates made on it."""

    def __init__(self) -> None:
        self.doc: Any = pycrdt.Doc()
        self.strokes = self.doc.get("strokes", type=pycrdt.Array)
        self.made: list[bytes] = []
        self._watch = self.doc.observe(lambda event: self.made.append(event.update))

    def draw(self, stroke: str) -> bytes:
        """The frame of a new stroke."""
        self.strokes.append(stroke)
        return sync_frame(UPDATE, self.made[-1])

    def take(self, frame: bytes) -> None:
        if frame[:1] == b"\x00" and frame[1] in (STEP_2, UPDATE):
            self.doc.apply_update(body(frame))

    @property
    def drawn(self) -> list[str]:
        return list(self.strokes)


def body(frame: bytes) -> bytes:
    at = 2
    while frame[at] & 0x80:
        at += 1
    return frame[at + 1 :]


class Client:
    """A `declic.v1` client (or a plain one): what it hears is kept, in order."""

    def __init__(self, socket: websockets.ClientConnection) -> None:
        self.socket = socket
        self.messages: list[dict[str, Any]] = []
        self.frames: list[bytes] = []
        self.kept = 0
        self._heard = asyncio.Condition()
        self.reader = asyncio.create_task(self._read())
        self._pinger = asyncio.create_task(self._ping())

    async def _read(self) -> None:
        try:
            async for data in self.socket:
                if isinstance(data, bytes):
                    self.frames.append(data)
                else:
                    message = json.loads(data)
                    self.messages.append(message)
                    if message["type"] == "kept":
                        self.kept = message["n"]
                async with self._heard:
                    self._heard.notify_all()
        except websockets.ConnectionClosed:
            pass
        async with self._heard:
            self._heard.notify_all()

    async def _ping(self) -> None:
        """Silence would have us closed, on a busy machine."""
        while self.socket.subprotocol and not self.reader.done():
            await asyncio.wait([self.reader], timeout=1)
            if not self.reader.done():
                with contextlib.suppress(websockets.ConnectionClosed):
                    await self.say(type="ping", n=0)

    async def until(self, true: Callable[[], bool]) -> None:
        async with self._heard:
            await asyncio.wait_for(self._heard.wait_for(true), PATIENCE_S)

    async def until_kept(self, number: int) -> None:
        """So many frames of ours are acknowledged, at least, or the socket is closed."""
        await self.until(lambda: self.kept >= number or self.reader.done())

    async def message(self, kind: str) -> dict[str, Any]:
        """The first message of this type not yet taken."""
        await self.until(lambda: any(m["type"] == kind for m in self.messages) or self.reader.done())
        found = next(m for m in self.messages if m["type"] == kind)
        self.messages.remove(found)
        return found

    async def frame(self, head: bytes) -> bytes:
        await self.until(lambda: any(f.startswith(head) for f in self.frames) or self.reader.done())
        found = next(f for f in self.frames if f.startswith(head))
        self.frames.remove(found)
        return found

    async def say(self, **message: Any) -> None:
        await self.socket.send(json.dumps(message))

    async def send(self, frame: bytes) -> None:
        await self.socket.send(frame)

    async def board(self) -> Board:
        """The whole board, by step 1 and step 2."""
        self.frames = [frame for frame in self.frames if frame[:2] != bytes((0, STEP_2))]
        await self.send(sync_frame(STEP_1, b"\x00"))
        board = Board()
        board.take(await self.frame(bytes((0, STEP_2))))
        return board

    async def closed(self) -> int:
        """The close code."""
        await asyncio.wait_for(asyncio.shield(self.reader), PATIENCE_S)
        return self.socket.close_code or 0

    async def close(self) -> None:
        await self.socket.close()
        await self.reader


async def connect(port: int, path: str, *, typed: bool = True, **options: Any) -> Client:
    protocols: Any = ["declic.v1"] if typed else None
    url = f"ws://127.0.0.1:{port}{path}"
    return Client(await websockets.connect(url, subprotocols=protocols, max_size=None, **options))


async def enter(port: int, path: str, **options: Any) -> Client:
    """In the room: the welcome has come (it is left in `messages`)."""
    client = await connect(port, path, **options)
    await client.until(lambda: bool(client.messages) or client.reader.done())
    return client


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    key = settings.SECRET_KEY  # the tests sign tickets too
    return {
        **kept,
        "DECLIC_SECRET_KEY": key,
        "DECLIC_MODE": "test",
        "DECLIC_DATA": str(folder),
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        **more,
    }


def prepare(environ: dict[str, str], lessons: int, migrated: Path | None = None) -> list[str]:
    """A database brought up to date (with SQLite, by a copy of `migrated` if it is given) and `lessons` open: the paths
    of their sockets, two by two."""
    if migrated is None or "DATABASE_URL" in environ:
        make_ready(environ)
    else:
        for file in migrated.glob("*.sqlite3*"):
            shutil.copy(file, environ["DECLIC_DATA"])
    command = [sys.executable, "-m", "declic", "tickets", "--skip-checks", "--lessons", str(lessons)]
    return subprocess.run(command, check=True, env=environ, capture_output=True, text=True).stdout.split()


@contextmanager
def live_process(environ: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The live server as a process of its own, and its port; stopped in order at the end if it still runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.room.ours"], env=environ, cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        deadline = time.monotonic() + 60
        port = None
        while port is None and time.monotonic() < deadline and process.poll() is None:
            if select.select([process.stdout], [], [], 1)[0]:
                found = re.search(r"ready (\d+)", process.stdout.readline())
                port = int(found.group(1)) if found else None
        assert port is not None, "the live server did not start"
        yield process, port
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)
        if process.stdout is not None:
            process.stdout.close()


async def with_database(act: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """In a thread, which leaves no connection behind: a test database in use cannot be dropped."""

    def whole() -> Any:
        try:
            return act(*arguments, **named)
        finally:
            connections.close_all()

    return await asyncio.to_thread(whole)


def run(work: Awaitable[Any]) -> Any:
    async def whole() -> Any:
        return await asyncio.wait_for(work, 120)

    return asyncio.run(whole())


@asynccontextmanager
async def both(port: int, paths: list[str]) -> AsyncIterator[tuple[Client, Client]]:
    """Pupil and teacher of one lesson, both in."""
    first = await enter(port, paths[0])
    second = await enter(port, paths[1])
    await first.message("joined")
    yield first, second
    await first.close()
    await second.close()


def forged(path: str, **changes: Any) -> str:
    """The same path, its ticket signed again with `changes` (same key: tests run beside the server)."""
    head, text = path.split("?ticket=")
    payload = text.split(":")[0]
    plain = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return f"{head}?ticket={write_ticket(Ticket(**{**plain, **changes}))}"
