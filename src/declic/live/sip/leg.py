"""One telephone called over SIP (RFC 3261, UDP): invite, ack, cancel, bye, and who asks proved by digest."""

import asyncio
import contextlib
import hashlib
import re
import secrets
from dataclasses import dataclass, field
from typing import Any, Final, cast

from django.conf import settings

from declic.live.protocol.room import LegState
from declic.live.sip.packets import Packet, read

RING_S: Final = 40.0
"""A telephone that rings for so long has nobody beside it."""
_T1_S: Final = 0.5
"""First wait before a request is said again, doubled each time up to 4 s (RFC 3261, 17.1)."""
_REPLY_S: Final = 16.0
"""Without a word from the trunk for so long, it is not there."""
_BUSY: Final = frozenset({486, 600, 603})
_NO_ANSWER: Final = frozenset({408, 480, 487})
_ASKS_PASSWORD: Final = frozenset({401, 407})
_PAIR: Final = re.compile(r'(\w+)=(?:"([^"]*)"|([^\s,]+))')


class CallError(Exception):
    """The call is not, or no longer, up; `state` says how."""

    def __init__(self, state: LegState) -> None:
        super().__init__(state)
        self.state: LegState = state


class Line(asyncio.DatagramProtocol):
    """A socket towards the trunk; its packets go to the legs by their `Call-ID`."""

    transport: asyncio.DatagramTransport

    def __init__(self) -> None:
        self.legs: dict[str, Leg] = {}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)
        self.host, self.port = transport.get_extra_info("sockname")[:2]
        self.trunk = "{}:{}".format(*transport.get_extra_info("peername")[:2])

    def datagram_received(self, data: bytes, addr: Any) -> None:
        del addr
        packet = read(data)
        leg = self.legs.get(packet.get("call-id")) if packet is not None else None
        if packet is not None and leg is not None:
            leg.received(packet)

    def error_received(self, exc: Exception) -> None:
        """Nobody listens there: what waits for a reply is not left to wait."""
        del exc
        for leg in self.legs.values():
            leg.unreachable()

    def send(self, packet: str) -> None:
        self.transport.sendto(packet.encode())


@dataclass(eq=False)
class Leg:
    """One telephone, from its INVITE to its BYE."""

    line: Line
    number: str
    is_up: bool = False
    cseq: int = 0
    ours: str = ""
    theirs: str = ""
    target: str = ""
    route: list[str] = field(default_factory=list)
    credentials: str = ""

    def __post_init__(self) -> None:
        self.call_id = f"{secrets.token_hex(12)}@{self.line.host}"
        self.target = f"sip:{self.number}@{self.line.trunk}"
        domain = settings.SIP_TRUNK.partition(":")[0]
        self.ours = f"<sip:{settings.TELEPHONY_NUMBER}@{domain}>;tag={secrets.token_hex(6)}"
        self.theirs = f"<{self.target}>"
        self.replies: asyncio.Queue[Packet | None] = asyncio.Queue()
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._acked = ""
        self.line.legs[self.call_id] = self

    # -- what we ask --------------------------------------------------------------------------------------------------
    async def invite(self, offer: str) -> str:
        """Body of the answer; `ack` it. CallError when there is none."""
        self._acked = ""
        reply = await self._ask("INVITE", offer)
        if reply.status >= 300:
            self._ack_refused(reply)
            raise CallError(_why(reply.status))
        self.theirs = reply.get("to")
        if contact := re.search(r"<([^>]+)>", reply.get("contact")):
            self.target = contact[1]
        self.route = self.route or reply.all("record-route")[::-1]
        self.is_up = True
        return reply.body

    def ack(self, answer: str = "") -> None:
        self._acked = self._request("ACK", answer)
        self.line.send(self._acked)

    async def hang_up(self) -> None:
        if not self.is_up:
            return
        if not self._acked:
            self.ack()
        self.is_up = False
        with contextlib.suppress(CallError):
            await self._ask("BYE", "")

    async def _ask(self, method: str, body: str) -> Packet:
        """Its final reply, once it was proved who asks."""
        reply = await self._ask_once(method, body)
        if reply.status not in _ASKS_PASSWORD or not settings.SIP_USER:
            return reply
        if method == "INVITE":
            self._ack_refused(reply)
        self._prove(reply, method)
        return await self._ask_once(method, body)

    async def _ask_once(self, method: str, body: str) -> Packet:
        """Cancelled or without an answer, what rings is told to stop."""
        self.cseq += 1
        request = self._request(method, body)
        patience = RING_S if method == "INVITE" else _REPLY_S
        try:
            async with asyncio.timeout(patience):
                return await self._final(method, request)
        except TimeoutError:
            await self._cancel(method, request)
            raise CallError("no_answer") from None
        except asyncio.CancelledError:
            await self._cancel(method, request)
            raise

    async def _final(self, method: str, request: str) -> Packet:
        rings = False
        wait, waited = _T1_S, 0.0
        self.line.send(request)
        while True:
            try:
                reply = await asyncio.wait_for(self.replies.get(), None if rings else wait)
            except TimeoutError:
                waited += wait
                if waited >= _REPLY_S:
                    raise CallError("failed") from None
                wait = min(2 * wait, 4.0)
                self.line.send(request)
                continue
            if reply is None:
                raise CallError("failed")
            if reply.get("cseq") != f"{self.cseq} {method}":
                continue
            if reply.status >= 200:
                return reply
            rings = method == "INVITE"

    async def _cancel(self, method: str, request: str) -> None:
        """Should it be picked up at that very moment, it is hung up."""
        if method != "INVITE" or self.is_up:
            return
        lines = request.split("\r\n")
        kept = [line for line in lines[1:] if line.startswith(("Via:", "From:", "To:", "Call-ID:", "Route:"))]
        start = lines[0].replace("INVITE", "CANCEL", 1)
        last = [f"CSeq: {self.cseq} CANCEL", "Max-Forwards: 70", "Content-Length: 0", "", ""]
        self.line.send("\r\n".join([start, *kept, *last]))
        with contextlib.suppress(TimeoutError, CallError):
            async with asyncio.timeout(_T1_S * 4):
                reply = await self._last_word()
                if reply.status < 300:
                    self.theirs = reply.get("to")
                    self.ack()
                    self.cseq += 1
                    self.line.send(self._request("BYE", ""))
                else:
                    self._ack_refused(reply)

    async def _last_word(self) -> Packet:
        while True:
            reply = await self.replies.get()
            if reply is None:
                raise CallError("failed")
            if reply.method == "INVITE" and reply.status >= 200:
                return reply

    def _ack_refused(self, reply: Packet) -> None:
        lines = [
            f"ACK {self.target} SIP/2.0",
            f"Via: {reply.get('via')}",
            f"From: {self.ours}",
            f"To: {reply.get('to')}",
        ]
        lines += [f"Call-ID: {self.call_id}", f"CSeq: {self.cseq} ACK", "Max-Forwards: 70", "Content-Length: 0", "", ""]
        self.line.send("\r\n".join(lines))

    def _request(self, method: str, body: str) -> str:
        line = self.line
        lines = [
            f"{method} {self.target} SIP/2.0",
            f"Via: SIP/2.0/UDP {line.host}:{line.port};branch=z9hG4bK{secrets.token_hex(8)};rport",
            *(f"Route: {route}" for route in self.route),
            f"From: {self.ours}",
            f"To: {self.theirs}",
            f"Call-ID: {self.call_id}",
            f"CSeq: {self.cseq} {method}",
            f"Contact: <sip:declic@{line.host}:{line.port}>",
            "Max-Forwards: 70",
            "Allow: INVITE, ACK, BYE, CANCEL, OPTIONS",
            *([self.credentials] if self.credentials else []),
            *(["Content-Type: application/sdp"] if body else []),
            f"Content-Length: {len(body.encode())}",
        ]
        return "\r\n".join([*lines, "", body])

    def _prove(self, asked: Packet, method: str) -> None:
        """Digest (RFC 2617, MD5): what trunks speak."""
        proxy = asked.status == 407
        said = asked.get("proxy-authenticate" if proxy else "www-authenticate")
        given = {name.lower(): quoted or plain for name, quoted, plain in _PAIR.findall(said)}
        user, realm, nonce, count, own = (
            settings.SIP_USER,
            given.get("realm", ""),
            given.get("nonce", ""),
            "00000001",
            "d",
        )
        secret = _md5(f"{user}:{realm}:{settings.SIP_PASSWORD}")
        asks = _md5(f"{method}:{self.target}")
        quality = "auth" in given.get("qop", "").split(",")
        proof = _md5(f"{secret}:{nonce}:{count}:{own}:auth:{asks}" if quality else f"{secret}:{nonce}:{asks}")
        name = "Proxy-Authorization" if proxy else "Authorization"
        more = f', qop=auth, nc={count}, cnonce="{own}"' if quality else ""
        more += f', opaque="{given["opaque"]}"' if "opaque" in given else ""
        self.credentials = (
            f'{name}: Digest username="{user}", realm="{realm}", nonce="{nonce}", uri="{self.target}", '
            f'response="{proof}", algorithm=MD5{more}'
        )

    # -- what comes ---------------------------------------------------------------------------------------------------
    def received(self, packet: Packet) -> None:
        if packet.status:
            if packet.method == "INVITE" and packet.status == 200 and self._acked:
                self.line.send(self._acked)  # it did not hear us
                return
            self.replies.put_nowait(packet)
        elif packet.method == "BYE":
            self._reply(packet, "200 OK")
            self.is_up = False
            if not self.over.done():
                self.over.set_result(None)
        elif packet.method in ("OPTIONS", "INFO", "UPDATE"):
            self._reply(packet, "200 OK")
        elif packet.method == "INVITE":
            self._reply(packet, "488 Not Acceptable Here")

    def unreachable(self) -> None:
        self.replies.put_nowait(None)

    def _reply(self, asked: Packet, status: str) -> None:
        lines = [f"SIP/2.0 {status}", *(f"Via: {via}" for via in asked.all("via"))]
        lines += [f"{name}: {asked.get(name.lower())}" for name in ("From", "To", "Call-ID", "CSeq")]
        self.line.send("\r\n".join([*lines, "Content-Length: 0", "", ""]))


def _why(status: int) -> LegState:
    if status in _BUSY:
        return "busy"
    return "no_answer" if status in _NO_ANSWER else "failed"


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
