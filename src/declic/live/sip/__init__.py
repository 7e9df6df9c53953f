"""Two telephones joined over SIP, and nothing else of it: no registration, no voice through here.

Third-party call control, flow II of RFC 3725. The first is called with a silent offer (RTP on nobody's port); the
second with none, so that its own offer comes with its answer; that offer goes to the first in a re-INVITE, whose answer
goes to the second in its ACK. From there on voices go between the two telephones, by way of the trunk.
"""

import asyncio
import contextlib
import re
import socket
from collections.abc import AsyncIterator, Awaitable
from typing import Any

from django.conf import settings

from declic.live.sip.leg import CallError, Leg, Line
from declic.live.telephony import Tell


class SipTelephony:
    """Through the trunk of `SIP_TRUNK`, whose operator knows this machine by its address or by `SIP_USER`."""

    async def join(self, first: str, second: str, tell: Tell) -> None:
        async with _line() as line:
            legs = (Leg(line, first), Leg(line, second))
            try:
                await _join(legs, tell)
            except CallError:
                pass  # it was told
            finally:
                for number, leg in enumerate(legs):
                    if leg.is_up or leg.over.done():
                        tell(number, "hung_up")
                await asyncio.gather(*(leg.hang_up() for leg in legs), return_exceptions=True)


async def _join(legs: "tuple[Leg, Leg]", tell: Tell) -> None:
    first, second = legs
    silent = _silence(first.line.host)
    await _ring(first, 0, silent, tell)
    first.ack()
    offer = await _while_up(first, _ring(second, 1, "", tell))
    answer = await first.invite(_as_ours(offer, first.line.host))
    first.ack()
    second.ack(_as_ours(answer, first.line.host))
    await asyncio.wait([first.over, second.over], return_when=asyncio.FIRST_COMPLETED)


async def _ring(leg: "Leg", number: int, offer: str, tell: Tell) -> str:
    tell(number, "calling")
    try:
        body = await leg.invite(offer)
    except CallError as error:
        tell(number, error.state)
        raise
    tell(number, "answered")
    return body


async def _while_up(leg: "Leg", work: Awaitable[str]) -> str:
    """What `work` comes to, unless the one who already waits on the line hangs up meanwhile."""
    ringing = asyncio.ensure_future(work)
    try:
        ends: list[asyncio.Future[Any]] = [ringing, leg.over]
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        if not ringing.done():
            raise CallError("hung_up")
        return ringing.result()
    finally:
        if not ringing.done():
            ringing.cancel()
            with contextlib.suppress(asyncio.CancelledError, CallError):
                await ringing


def _silence(host: str) -> str:
    return (
        f"v=0\r\no=declic 1 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\n"
        "m=audio 9 RTP/AVP 8 0 101\r\na=rtpmap:101 telephone-event/8000\r\na=inactive\r\n"
    )


def _as_ours(sdp: str, host: str) -> str:
    """The same session under our own origin, a version later than the silence it takes the place of."""
    return (
        re.sub(r"(?m)^o=.*?$", f"o=declic 1 2 IN IP4 {host}\r", sdp.replace("\r\n", "\n"))
        .replace("\r", "")
        .replace("\n", "\r\n")
    )


@contextlib.asynccontextmanager
async def _line() -> AsyncIterator[Line]:
    trunk, _, port = settings.SIP_TRUNK.partition(":")
    loop = asyncio.get_running_loop()
    where = (await loop.getaddrinfo(trunk, int(port or 5060), family=socket.AF_INET, type=socket.SOCK_DGRAM))[0][4]
    transport, line = await loop.create_datagram_endpoint(
        Line,
        local_addr=(settings.SIP_ADDRESS, 0) if settings.SIP_ADDRESS else None,
        remote_addr=(str(where[0]), int(where[1])),
    )
    try:
        yield line
    finally:
        transport.close()
