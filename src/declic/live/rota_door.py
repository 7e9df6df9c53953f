"""The door of `/rota`: searches under way and absences, read once for all the operators of this process."""

import asyncio
from typing import Any, Final

import msgspec

from declic.ground.moments import clock
from declic.live.bus import Bus
from declic.live.door import DoorSocket, Entry, RefusedSocket
from declic.live.protocol.codes import Close
from declic.live.protocol.rota import AbsentSeen, RotasAre, RotaSeen, decode
from declic.live.talk import TalkSocket, Threads, utc_now
from declic.live.turns import Turns
from declic.planning.queries.operator import planning_now

AT_MOST_EVERY_S: Final = 1.0
AT_LEAST_EVERY_S: Final = 15.0
"""A shift that ends takes its absence with it, without any fact."""
ABOUT: Final = frozenset({"rota", "shift"})
"""Kinds of subject (`<kind>:<id>`) whose facts change what is told; and `COMES`, when somebody late is on duty."""
COMES: Final = frozenset({"asked"})


class RotaDoor:
    """Nothing is read while nobody looks."""

    prefix = "/rota"
    kind = "rota"

    def __init__(self, bus: Bus) -> None:
        self.threads = Threads("rota", 1)
        self._told: RotasAre | None = None
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
        return RotaSocket(self, entry.ticket.p, typed=True)

    def sweep(self, now: float) -> None:
        if now - self._read_at >= AT_LEAST_EVERY_S:
            self._call()

    async def stop(self) -> None:
        await self._reading.close()
        await self.threads.stop()

    def entered(self, socket: TalkSocket) -> None:
        self._entered.append(socket)
        self._call()

    def left(self, socket: TalkSocket) -> None:
        for sockets in (self._watching, self._entered):
            if socket in sockets:
                sockets.remove(socket)

    async def hear(self, socket: TalkSocket, message: msgspec.Struct) -> None:
        """Only pings come, and they are answered before."""

    def fact(self, said: dict[str, Any]) -> None:
        """Something happened somewhere in the service. Called on the loop; returns at once."""
        came = said["name"] == "DutyChanged" and said["data"]["why"] in COMES
        if came or said["subject"].partition(":")[0] in ABOUT:
            self._call()

    def _call(self) -> None:
        if self._watching or self._entered:
            self._reading.call()

    async def _read(self) -> None:
        self._read_at = asyncio.get_running_loop().time()
        rotas, absent = await self.threads.run(planning_now, utc_now())
        seen = RotasAre(
            rotas=[RotaSeen(one.week.isoformat(), one.state, one.step, round(one.share, 3)) for one in rotas],
            absent=[
                AbsentSeen(one.shift_id, one.name, f"{clock(one.starts_at)} – {clock(one.ends_at)}") for one in absent
            ],
        )
        for socket in self._entered if seen == self._told else self._watching + self._entered:
            socket.say(seen)
        self._told = seen
        self._watching += self._entered
        self._entered = []


class RotaSocket(TalkSocket):
    def __init__(self, door: RotaDoor, account: int, *, typed: bool) -> None:
        super().__init__(account, decode, door.hear, door.threads, typed=typed)
        self._door = door

    def connected(self) -> None:
        self._door.entered(self)

    def gone(self) -> None:
        self._door.left(self)
