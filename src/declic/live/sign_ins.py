"""Sockets of a browser that was signed out: they are shut, wherever they are, whichever door they came by.

Those of somebody who is shut out are too, devices that a code brought included: a pupil whose card is said to be lost,
an account that is closed.
"""

import math
import time
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from declic.classroom.tickets import LIFE_S, Ticket
from declic.live.bus import Bus, Said
from declic.live.door import DoorSocket
from declic.live.protocol.codes import Close
from declic.live.talk import Threads
from declic.live.turns import Turns
from declic.people.queries import ended_among, shut_out_among

LOOK_EVERY_S: Final = 0.25
"""After a restart thousands of pages come back within a second or two: they are looked up together."""


class SignIns:
    """Hears that sign-ins end, and shuts those of `sockets` that came by them."""

    def __init__(self, bus: Bus, sockets: AbstractSet[DoorSocket]) -> None:
        self._bus = bus
        self._sockets = sockets
        self._over: dict[int, float] = {}
        """Ended ones, and when what they were given before ends too: a ticket may still be on its way."""
        self._lost: dict[int, float] = {}
        """Accounts that were just shut out, and until when what they were given opens nothing."""
        self._sure_from = math.inf
        """Since when all that ended was heard of: before, this process was not there, or its bus was broken."""
        self._unsure: list[DoorSocket] = []
        """To be looked up."""
        self._looking = Turns(self._look, apart_s=LOOK_EVERY_S)
        self._threads: Threads | None = None

    def start(self) -> None:
        self._threads = Threads("sign-ins", 1)
        self._sure_from = time.time()
        self._bus.hear(self._fact)
        self._bus.when_back(self._back)

    async def stop(self) -> None:
        await self._looking.close()
        if self._threads is not None:
            await self._threads.stop()

    def is_over(self, ticket: Ticket) -> bool:
        """The browser it was given to is signed out, or its person was shut out after it was given."""
        return ticket.d in self._over or self._lost.get(ticket.p, 0) > ticket.x - LIFE_S

    def entered(self, socket: DoorSocket) -> None:
        """Its ticket may have been taken back before anything was heard here: it is looked up."""
        if socket.given_at <= self._sure_from:
            self._unsure.append(socket)
            self._looking.call()

    def _fact(self, said: Said) -> None:
        match said["name"]:
            case "SignInEnded":
                self._shut({int(said["data"]["sign_in_id"])})
            case "CardRevoked":
                self._shut_out({int(said["data"]["pupil_account_id"]): math.inf})
            case "AccountClosed":
                self._shut_out({int(said["data"]["account_id"]): math.inf})

    def _shut(self, ended: set[int]) -> None:
        now = time.monotonic()
        self._over = {one: until for one, until in self._over.items() if until > now}
        self._over.update(dict.fromkeys(ended, now + LIFE_S))
        for socket in list(self._sockets):
            if socket.sign_in in ended:
                socket.close(Close.TICKET_REVOKED)

    def _shut_out(self, lost: Mapping[int, float]) -> None:
        """By account: until when what it was given opens nothing; for ever, of what is here now."""
        now = time.time()
        self._lost = {one: at for one, at in self._lost.items() if at > now - LIFE_S}
        self._lost |= {one: min(until, now) for one, until in lost.items()}
        for socket in list(self._sockets):
            if socket.given_at < lost.get(socket.account, -math.inf):
                socket.close(Close.TICKET_REVOKED)

    def _back(self) -> None:
        """Facts may have been missed: those who are here are looked up, and those whose ticket is still on its way."""
        self._sure_from = time.time()
        self._unsure = list(self._sockets)
        self._looking.call()

    async def _look(self) -> None:
        assert self._threads is not None  # noqa: S101  (it was started)
        sockets, self._unsure = self._unsure, []
        here = {socket.sign_in for socket in sockets if socket.sign_in}
        if here:
            self._shut(await self._threads.run(ended_among, here))
        given: dict[int, float] = {}
        for socket in sockets:
            given[socket.account] = min(socket.given_at, given.get(socket.account, math.inf))
        if given:
            self._shut_out(await self._threads.run(shut_out_among, given))
