"""The door of `/staff`: facts in, boards out, one reading of the database for all the operators of this process."""

import asyncio
from typing import Any, Final

import msgspec

from declic.live.bus import Bus
from declic.live.door import DoorSocket, Entry, RefusedSocket
from declic.live.protocol.codes import Close
from declic.live.protocol.staff import decode
from declic.live.staff_board import StaffBoard
from declic.live.talk import TalkSocket, Threads, utc_now
from declic.live.turns import Turns
from declic.reports.queries.board import board_of

AT_MOST_EVERY_S: Final = 1.0
AT_LEAST_EVERY_S: Final = 15.0
"""A wait that passes the promise changes today's share without any fact."""
ABOUT: Final = frozenset({"help_request", "offer", "lesson", "account", "evening", "hours"})
"""Kinds of subject (`<kind>:<id>`) whose facts change the board."""


class StaffDoor:
    """Nothing is read while nobody looks."""

    prefix = "/staff"
    kind = "staff"

    def __init__(self, bus: Bus) -> None:
        self.threads = Threads("staff")
        self._board = StaffBoard()
        self._watching: list[TalkSocket] = []
        self._entered: list[TalkSocket] = []
        self._read_at = 0.0
        self._reading = Turns(self._read, apart_s=AT_MOST_EVERY_S)
        bus.hear(self.fact)
        bus.when_back(self._call)

    async def start(self) -> None: ...

    def open(self, entry: Entry) -> DoorSocket:
        """Only the operator's page gives such tickets; a plain client reads no text, and has nothing to see."""
        if not entry.typed:
            return RefusedSocket(Close.WRONG_SUBJECT, typed=False)
        return StaffSocket(self, entry.ticket.p, typed=True)

    def sweep(self, now: float) -> None:
        if now - self._read_at >= AT_LEAST_EVERY_S:
            self._call()

    async def stop(self) -> None:
        await self._reading.close()
        await self.threads.stop()

    # -- sockets --------------------------------------------------------------------------------------------------
    def entered(self, socket: TalkSocket) -> None:
        self._entered.append(socket)
        self._call()

    def left(self, socket: TalkSocket) -> None:
        for sockets in (self._watching, self._entered):
            if socket in sockets:
                sockets.remove(socket)
        if not self._watching and not self._entered:
            self._board = StaffBoard()

    async def hear(self, socket: TalkSocket, message: msgspec.Struct) -> None:
        """Only pings come, and they are answered before."""

    # -- facts ----------------------------------------------------------------------------------------------------
    def fact(self, said: dict[str, Any]) -> None:
        """Something happened somewhere in the service. Called on the loop; returns at once."""
        if said["subject"].partition(":")[0] in ABOUT:
            self._call()

    def _call(self) -> None:
        if self._watching or self._entered:
            self._reading.call()

    async def _read(self) -> None:
        board = self._board
        self._read_at = asyncio.get_running_loop().time()
        news = board.read(await self.threads.run(board_of, utc_now()))
        if board is not self._board or board.told is None:
            return
        if news is not None:
            for socket in self._watching:
                socket.say(news)
        for socket in self._entered:
            socket.say(board.told)
        self._watching += self._entered
        self._entered = []


class StaffSocket(TalkSocket):
    def __init__(self, door: StaffDoor, account: int, *, typed: bool) -> None:
        super().__init__(account, decode, door.hear, door.threads, typed=typed)
        self._door = door

    def connected(self) -> None:
        self._door.entered(self)

    def gone(self) -> None:
        self._door.left(self)
