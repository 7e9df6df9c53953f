"""The thin skin: a connection's ticket and origin are checked here, then it belongs to a door."""

import asyncio
import contextlib
import logging
import socket
import time
from collections.abc import Collection, Sequence
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from picows import WSAutoPingStrategy, WSUpgradeRequest, WSUpgradeResponse, WSUpgradeResponseWithListener
from picows.picows import WSProtocol, _validate_upgrade_request  # type: ignore[attr-defined]  # its stub leaves them out

from declic.classroom.tickets import LIFE_S, Ticket, read_ticket
from declic.ground.errors import Refusal
from declic.live.accepting import Accepting
from declic.live.bus import Bus
from declic.live.door import Door, DoorSocket, Entry, RefusedSocket
from declic.live.protocol import limits
from declic.live.protocol.codes import SUBPROTOCOL, Close
from declic.live.sign_ins import SignIns

NO_PAGE: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Content-Type": "text/plain; charset=utf-8",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""With a few words, to a browser that asks a page of this server: what pages say (`web.layout.headers`), and less."""


class CalmLogger(logging.LoggerAdapter[logging.Logger]):
    """What picows says. Frames that break the protocol are their sender's errors, not ours: anybody could fill the log.

    An adapter: of a plain logger picows would make one more per socket.
    """

    def error(self, msg: object, *args: object, **kwargs: Any) -> None:
        theirs = str(msg).startswith("WS parser error")
        self.log(logging.DEBUG if theirs else logging.ERROR, msg, *args, **kwargs)


logger = CalmLogger(logging.getLogger("declic.live.picows"), {})

SWEEP_S: Final = 5.0
LISTEN_S: Final = 1.0
"""Between two looks at who has gone silent: the other one in a room learns it so much later at most."""
LATE_S: Final = 1.0
READ_BUFFER_BYTES: Final = 2048
"""To begin with; it doubles when a frame does not fit."""


class LiveServer:
    """Serves `doors`. `origins`: whole origins (`https://declic.example`) let in besides the host itself."""

    def __init__(self, *, doors: Sequence[Door], bus: Bus, origins: Collection[str] = ()) -> None:
        self.doors = doors
        self.bus = bus
        self.stopping = False
        self._origins = frozenset(origins)
        self._sockets: set[DoorSocket] = set()
        self._sign_ins = SignIns(bus, self._sockets)
        self._accepting: Accepting | None = None
        self._rounds: list[asyncio.Task[None]] = []

    async def start(self, sock: socket.socket | None = None) -> None:
        """`sock`: already bound, to listen on; else sockets come by the front door. The bus is started."""
        self._sign_ins.start()
        for door in self.doors:
            await door.start()
        if sock is not None:
            self._accepting = Accepting(sock, self.protocol)
        self._rounds = [asyncio.create_task(self._sweep()), asyncio.create_task(self._listen())]

    async def stop(self) -> None:
        """Nobody enters any more, everybody is told to come back, and what they sent is written."""
        self.stopping = True
        if self._accepting is not None:
            self._accepting.close()
        for going_round in self._rounds:
            going_round.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await going_round
        for opened in list(self._sockets):
            opened.close(Close.SHUTTING_DOWN)
        deadline = time.monotonic() + 2
        while self._sockets and time.monotonic() < deadline:  # noqa: ASYNC110  (clients hang up when they like)
            await asyncio.sleep(0.02)
        await asyncio.gather(self._sign_ins.stop(), *(door.stop() for door in self.doors))

    def protocol(self) -> asyncio.BaseProtocol:
        """A picows protocol for one connection, for any transport of this loop."""
        made: asyncio.BaseProtocol = WSProtocol(*self.protocol_arguments())
        return made

    def protocol_arguments(self) -> tuple[Any, ...]:
        """What picows' own `ws_create_server` gives to its protocol, in order."""
        return (
            None,  # host and port
            None,  # path
            False,  # client side
            self._admit,
            logger,
            True,  # disconnect on exception
            5,  # handshake timeout, s
            False,  # auto ping: see DoorSocket.check_silence
            20,
            20,
            WSAutoPingStrategy.PING_WHEN_IDLE,
            False,  # auto pong: pings count in the pace, see DoorSocket.on_ws_frame
            limits.PICOWS_FRAME_BYTES,
            None,  # extra headers
            READ_BUFFER_BYTES,
        )

    def _admit(self, request: WSUpgradeRequest) -> WSUpgradeResponseWithListener:
        path, _, query = request.path.decode("latin-1").partition("?")
        door = next((d for d in self.doors if _leads_to(d, path)), None)
        if door is None:
            return _plainly(HTTPStatus.NOT_FOUND)
        if "upgrade" in request.headers.get("Connection", "").lower():
            request.headers["Connection"] = "Upgrade"  # Firefox says `keep-alive, Upgrade`, which picows refuses
        try:
            _validate_upgrade_request(request)
        except RuntimeError:  # said by picows itself after a door was opened, it would go without our headers
            return _plainly(HTTPStatus.BAD_REQUEST)
        asked = [name.strip() for name in request.headers.get("Sec-WebSocket-Protocol", "").split(",")]
        typed = SUBPROTOCOL in asked
        extra = {"Sec-WebSocket-Protocol": SUBPROTOCOL} if typed else {}
        opened = self._socket_for(door, request, path, query, typed=typed)
        opened.register = self._sockets
        return WSUpgradeResponseWithListener(WSUpgradeResponse.create_101_response(extra), opened)

    def _socket_for(self, door: Door, request: WSUpgradeRequest, path: str, query: str, *, typed: bool) -> DoorSocket:
        if self.stopping:
            return RefusedSocket(Close.SHUTTING_DOWN, typed=typed)
        if not self._origin_is_ours(request):
            return RefusedSocket(Close.ORIGIN_REFUSED, typed=typed)
        try:
            ticket = _ticket(door, query)
        except Refusal as refusal:
            return RefusedSocket(Close[refusal.code.upper()], typed=typed)
        if self._sign_ins.is_over(ticket):
            return RefusedSocket(Close.TICKET_REVOKED, typed=typed)
        opened = door.open(Entry(path, ticket, typed))
        opened.sign_in, opened.account, opened.given_at = ticket.d, ticket.p, ticket.x - LIFE_S
        self._sign_ins.entered(opened)
        return opened

    def _origin_is_ours(self, request: WSUpgradeRequest) -> bool:
        """A browser always says where its page comes from; what says nothing is none, and its ticket is enough."""
        origin = request.headers.get("Origin")
        if origin is None or origin in self._origins:
            return True
        try:
            theirs = urlsplit(origin).netloc
        except ValueError:
            return False
        return bool(host := request.headers.get("Host")) and theirs == host

    async def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + LISTEN_S
            await asyncio.sleep(LISTEN_S)
            now = loop.time()
            if now - due < LATE_S:  # else it is us who were not listening: what they said is still to be read
                for opened in list(self._sockets):
                    opened.check_silence(now)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_S)
            now = asyncio.get_running_loop().time()
            for door in self.doors:
                try:
                    door.sweep(now)
                except Exception:
                    logger.exception("sweep of %s", door.prefix)


def _plainly(status: HTTPStatus) -> WSUpgradeResponseWithListener:
    """To who asks for a page here, where there is none."""
    words = f"{status.value} {status.phrase}\n".encode()
    return WSUpgradeResponseWithListener(WSUpgradeResponse.create_error_response(status, words, NO_PAGE), None)


def _leads_to(door: Door, path: str) -> bool:
    return path.startswith(door.prefix) if door.prefix.endswith("/") else path == door.prefix


def _ticket(door: Door, query: str) -> Ticket:
    """Refusal `ticket_invalid`, `ticket_expired`, `wrong_subject`."""
    given = parse_qs(query).get("ticket", [""])[0]
    ticket = read_ticket(given, now=time.time())
    if ticket.k != door.kind:
        raise Refusal("wrong_subject", "Ce lien d’entrée ouvre une autre porte.")
    return ticket
