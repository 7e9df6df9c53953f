"""Sockets of a browser that was signed out: they are shut, wherever they are, whichever door they came by.

A pupil's browsers are not told apart: those their card opened are shut, all of them, when it is said to be lost.
"""

import time
from collections.abc import Set as AbstractSet

from declic.classroom.tickets import LIFE_S, Ticket
from declic.live.bus import Bus, Said
from declic.live.door import DoorSocket
from declic.live.protocol.codes import Close
from declic.live.talk import Threads
from declic.people.queries import ended_among


class SignIns:
    """Hears that sign-ins end, and shuts those of `sockets` that came by them."""

    def __init__(self, bus: Bus, sockets: AbstractSet[DoorSocket]) -> None:
        self._bus = bus
        self._sockets = sockets
        self._over: dict[int, float] = {}
        """Ended ones, and when what they were given before ends too: a ticket may still be on its way."""
        self._lost: dict[int, float] = {}
        """Pupils whose card was just revoked, and when."""
        self._threads: Threads | None = None

    def start(self) -> None:
        self._threads = Threads("sign-ins", 1)
        self._bus.hear(self._fact)
        self._bus.when_back(self._back)

    async def stop(self) -> None:
        if self._threads is not None:
            await self._threads.stop()

    def is_over(self, ticket: Ticket) -> bool:
        """The browser it was given to is signed out, or it is a pupil's, given before their card was revoked."""
        return ticket.d in self._over or self._lost.get(ticket.p, 0) > ticket.x - LIFE_S

    def _fact(self, said: Said) -> None:
        if said["name"] == "SignInEnded":
            self._shut({int(said["data"]["sign_in_id"])})
        elif said["name"] == "CardRevoked":
            self._shut_pupil(int(said["data"]["pupil_account_id"]))

    def _shut(self, ended: set[int]) -> None:
        now = time.monotonic()
        self._over = {one: until for one, until in self._over.items() if until > now}
        self._over.update(dict.fromkeys(ended, now + LIFE_S))
        for socket in list(self._sockets):
            if socket.sign_in in ended:
                socket.close(Close.TICKET_REVOKED)

    def _shut_pupil(self, account: int) -> None:
        now = time.time()
        self._lost = {one: at for one, at in self._lost.items() if at > now - LIFE_S}
        self._lost[account] = now
        for socket in list(self._sockets):
            if socket.account == account:
                socket.close(Close.TICKET_REVOKED)

    def _back(self) -> None:
        """Facts may have been missed: those who are here are looked up."""
        if self._threads is not None:
            self._threads.start(self._look())

    async def _look(self) -> None:
        assert self._threads is not None  # noqa: S101  (it was started)
        here = {socket.sign_in for socket in self._sockets if socket.sign_in}
        if here:
            self._shut(await self._threads.run(ended_among, here))
