"""A door through which operators only look: facts in, what they see out, read once for all who look in this process."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Final

import msgspec

from declic.live.bus import Bus
from declic.live.door import DoorSocket, Entry, RefusedSocket
from declic.live.protocol.codes import Close
from declic.live.talk import TalkSocket, Threads
from declic.live.turns import Turns

AT_MOST_EVERY_S: Final = 1.0
AT_LEAST_EVERY_S: Final = 15.0
"""What only time changes (a wait past the promise, a shift that ends) comes without any fact."""


class WatchDoor(ABC):
    """Nothing is read while nobody looks. A door of its kind says what it reads, and which facts change it."""

    prefix: str
    kind: str

    def __init__(self, bus: Bus, threads: Threads, decode: Callable[[bytes], msgspec.Struct]) -> None:
        self.threads = threads
        self.decode = decode
        self._watching: list[TalkSocket] = []
        self._entered: list[TalkSocket] = []
        self._read_at = 0.0
        self._reading = Turns(self._read, apart_s=AT_MOST_EVERY_S)
        bus.hear(self.fact)
        bus.when_back(self._call)

    # -- for the door of its kind to write ----------------------------------------------------------------------------
    @abstractmethod
    def concerned(self, said: dict[str, Any]) -> bool:
        """Whether this fact changes what is seen."""

    @abstractmethod
    async def look(self) -> tuple[msgspec.Struct | None, msgspec.Struct | None]:
        """What those who watch are told (None: nothing new), and what whoever has just entered is (None: not yet)."""

    def unwatched(self) -> None:  # noqa: B027  (a door that keeps nothing has nothing to forget)
        """The last one has left."""

    # -- the server ---------------------------------------------------------------------------------------------------
    async def start(self) -> None: ...  # noqa: B027  (every door has one; there is nothing to begin here)

    def open(self, entry: Entry) -> DoorSocket:
        """Only the operators' pages give such tickets; a plain client reads no text, and has nothing to see."""
        if not entry.typed:
            return RefusedSocket(Close.WRONG_SUBJECT, typed=False)
        return WatchSocket(self, entry.ticket.p, typed=True)

    def sweep(self, now: float) -> None:
        if now - self._read_at >= AT_LEAST_EVERY_S:
            self._call()

    async def stop(self) -> None:
        await self._reading.close()
        await self.threads.stop()

    # -- sockets ------------------------------------------------------------------------------------------------------
    def entered(self, socket: TalkSocket) -> None:
        self._entered.append(socket)
        self._call()

    def left(self, socket: TalkSocket) -> None:
        for sockets in (self._watching, self._entered):
            if socket in sockets:
                sockets.remove(socket)
        if not self._watching and not self._entered:
            self.unwatched()

    async def hear(self, socket: TalkSocket, message: msgspec.Struct) -> None:  # noqa: B027  (its docstring says why)
        """Only pings come, and they are answered before."""

    # -- facts --------------------------------------------------------------------------------------------------------
    def fact(self, said: dict[str, Any]) -> None:
        """Something happened somewhere in the service. Called on the loop; returns at once."""
        if self.concerned(said):
            self._call()

    def _call(self) -> None:
        if self._watching or self._entered:
            self._reading.call()

    async def _read(self) -> None:
        self._read_at = asyncio.get_running_loop().time()
        news, whole = await self.look()
        if whole is None:
            return
        if news is not None:
            for socket in self._watching:
                socket.say(news)
        for socket in self._entered:
            socket.say(whole)
        self._watching += self._entered
        self._entered = []


class WatchSocket(TalkSocket):
    def __init__(self, door: WatchDoor, account: int, *, typed: bool) -> None:
        super().__init__(account, door.decode, door.hear, door.threads, typed=typed)
        self._door = door

    def connected(self) -> None:
        self._door.entered(self)

    def gone(self) -> None:
        self._door.left(self)
