"""Three Yjs clients of three makes, who edit one room at random, each away now and then.

Ours, as the room's page wires it (board, link, socket); y-websocket's own `WebsocketProvider`; and pycrdt's.
"""

import asyncio
import json
import random
import subprocess
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pycrdt
import websockets

from declic.classroom.rules.updates import Known, held_in
from declic.live.protocol.frames import STEP_1, STEP_2, SYNC, UPDATE, sync_frame
from tests.live.clients import ROOT, body

SPELLS = 8
"""Absences of each."""
AWAY_FOR = 25
"""Acts made while away."""
PATIENCE_S = 60


def node_program(folder: Path) -> Path:
    """The editors that live in Node, built into one file."""
    build = ROOT / "frontend" / "tests" / "conformance" / "build.mjs"
    subprocess.run(["node", str(build), str(folder)], check=True, cwd=ROOT)
    return folder / "peer.mjs"


async def edit_together(program: Path, port: int, paths: list[str], *, acts: int, seed: int) -> list[Any]:
    """What the three see once all is quiet, and what one who comes in then sees. `paths`: of three who may write."""
    each = acts // 3
    async with AsyncExitStack() as stack:
        ours = await stack.enter_async_context(_in_node(program, "board", port, paths[0], seed, each))
        theirs = await stack.enter_async_context(_in_node(program, "provider", port, paths[1], seed + 1, each))
        third = PycrdtEditor(f"ws://127.0.0.1:{port}{paths[2]}", seed + 2)
        await asyncio.gather(ours.done(), theirs.done(), third.edit(each))
        deadline = asyncio.get_running_loop().time() + PATIENCE_S
        while True:
            boards = [await ours.board(), await theirs.board(), third.board()]
            if boards[0] is not None and all(board == boards[0] for board in boards):
                break
            assert asyncio.get_running_loop().time() < deadline, "they do not meet"
            await asyncio.sleep(0.05)
        await third.leave()
        late = PycrdtEditor(f"ws://127.0.0.1:{port}{paths[2]}", 0)
        await late.come()
        await asyncio.wait_for(late.synced.wait(), PATIENCE_S)
        boards.append(late.board())
        await late.leave()
        return boards


class NodeEditor:
    """frontend/tests/conformance/peer.ts, in a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def done(self) -> None:
        assert await self._line() == b"done\n"

    async def board(self) -> Any:
        """None while something of it is not acknowledged."""
        assert self._process.stdin is not None
        self._process.stdin.write(b"\n")
        answer = json.loads(await self._line())
        return answer["board"] if answer["quiet"] else None

    async def _line(self) -> bytes:
        assert self._process.stdout is not None
        return await asyncio.wait_for(self._process.stdout.readline(), PATIENCE_S)


@asynccontextmanager
async def _in_node(  # noqa: PLR0917  (the program's own arguments, in order)
    program: Path, role: str, port: int, path: str, seed: int, acts: int
) -> AsyncIterator[NodeEditor]:
    lesson, ticket = path.removeprefix("/room/").split("?ticket=")
    process = await asyncio.create_subprocess_exec(
        "node", "--experimental-websocket", str(program), role, f"127.0.0.1:{port}", lesson, ticket,
        str(seed), str(acts), str(SPELLS),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, limit=1 << 26,
    )  # fmt: skip
    try:
        yield NodeEditor(process)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


class PycrdtEditor:
    """A plain client over `websockets`, by docs/board.md and docs/protocol.md alone: what comes before what it needs
    is held until that comes, for pycrdt loses count of it.
    """

    def __init__(self, url: str, seed: int) -> None:
        self._url = url
        self._chance = random.Random(seed)
        self._seed = seed
        self._made = 0
        self._doc: Any = pycrdt.Doc()
        self._items: Any = self._doc.get("items", type=pycrdt.Map)
        self._meta: Any = self._doc.get("meta", type=pycrdt.Map)
        self._here = True
        self._sent: asyncio.Queue[bytes] = asyncio.Queue()
        self._watch = self._doc.observe(self._changed)
        self._tasks: list[asyncio.Task[None]] = []
        self._socket: websockets.ClientConnection | None = None
        self._theirs = False
        self._early: list[bytes] = []
        self.synced = asyncio.Event()

    async def edit(self, acts: int) -> None:
        await self.come()
        every = acts // (SPELLS + 1)
        for act in range(acts):
            if act and act % every == 0:
                await self.leave()
            if act % every == AWAY_FOR and act > every:
                await self.come()
            self._act()
            if act % 5 == 0:
                await asyncio.sleep(0.001)
        if self._socket is None:
            await self.come()

    async def come(self) -> None:
        self._socket = await websockets.connect(self._url, max_size=None)
        self._sent = asyncio.Queue()
        self._tasks = [asyncio.create_task(self._read(self._socket)), asyncio.create_task(self._write(self._socket))]
        self._sent.put_nowait(sync_frame(STEP_1, self._doc.get_state()))

    async def leave(self) -> None:
        assert self._socket is not None
        socket, self._socket = self._socket, None
        await socket.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def board(self) -> Any:
        return _plain({"items": self._items.to_py(), "meta": self._meta.to_py()})

    async def _read(self, socket: websockets.ClientConnection) -> None:
        async for frame in socket:
            assert isinstance(frame, bytes)
            if frame[:1] != bytes([SYNC]):
                continue
            if frame[1] == STEP_1:
                self._sent.put_nowait(sync_frame(STEP_2, self._doc.get_update(body(frame))))
                continue
            self._take(body(frame))
            if frame[1] == STEP_2:
                self.synced.set()

    def _take(self, update: bytes) -> None:
        self._theirs = True
        known, early = Known.of_state(self._doc.get_state()), [*self._early, update]
        while (ready := next((one for one in early if known.take(held_in(one)) is None), None)) is not None:
            early.remove(ready)
            self._doc.apply_update(ready)
        self._early = early
        self._theirs = False

    async def _write(self, socket: websockets.ClientConnection) -> None:
        while True:
            await socket.send(await self._sent.get())

    def _changed(self, event: Any) -> None:
        if self._socket is not None and not self._theirs:
            self._sent.put_nowait(sync_frame(UPDATE, event.update))

    def _act(self) -> None:
        chance, ids = self._chance, list(self._items.keys())
        name = chance.choice(ids) if ids else None
        dice = chance.randrange(10)
        if name is None or dice < 4:
            self._made += 1
            head = {"k": "pen", "a": "x", "t": chance.randrange(10**9), "c": "#14211C", "w": 3}
            self._items[f"{self._seed}-{self._made}"] = pycrdt.Map({"h": head, "p": pycrdt.Array([self._chunk()])})
        elif dice < 7:
            points = self._items[name].get("p")
            if points is None:
                self._items[name]["x"] = f"mots {chance.randrange(1000)}"
            else:
                points.append(self._chunk())
        elif dice < 9:
            self._items[name]["g"] = [chance.randrange(800) / 8, chance.randrange(800) / 8, 1]
        else:
            del self._items[name]

    def _chunk(self) -> bytes:
        return bytes([0, *(self._chance.randrange(100) for _ in range(8))])


def _plain(value: Any) -> Any:
    """As JSON has it, bytes in hexadecimal."""
    if isinstance(value, bytes | bytearray):
        return value.hex()
    if isinstance(value, dict):
        return {key: _plain(inside) for key, inside in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inside) for inside in value]
    return value
