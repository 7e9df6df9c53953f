"""WebSocket frames as no browser sends them: in a thousand pieces, or breaking the protocol."""

import logging
import struct
from collections.abc import Iterator
from contextlib import suppress

import pytest

from declic.classroom.tickets import Kind, path_of
from declic.live.protocol import limits
from tests.live.knocking import KINDS, every_door, good, knocking, still_there
from tests.live.talking import Talker, Talks

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "rooms"])

MORE, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
FIN = 0x80
MANY = 30_000


@pytest.fixture
def live() -> Iterator[Talks]:
    with every_door() as running:
        yield running


def frame(first: int, payload: bytes = b"", *, mask: bool = True) -> bytes:
    """As a client writes it, under a mask of zeros. `first`: its first byte."""
    size = len(payload)
    head = bytes([first, (0x80 if mask else 0) | (min(126, size))])
    return head + (struct.pack("!H", size) if size >= 126 else b"") + (b"\0\0\0\0" if mask else b"") + payload


def send(inside: Talker, sent: bytes) -> None:
    """Bytes on the wire, as they are; the door may shut before the last one."""
    with suppress(OSError):
        inside.connection.socket.sendall(sent)


FLOODS: dict[str, tuple[bytes, set[int]]] = {
    "one text in crumbs": (frame(TEXT, b"x") + frame(MORE, b"x") * MANY, {4413, 4429}),
    "one drawing in crumbs": (frame(BINARY, b"x") + frame(MORE, b"x") * MANY, {4413, 4429}),
    "pieces of nothing": (frame(BINARY) + frame(MORE) * MANY, {4413, 4429}),
    "begun and begun again": (frame(BINARY, b"x") * MANY, {4429}),
    "pings": (frame(FIN | PING, b"x") * MANY, {4429}),
    "pongs": (frame(FIN | PONG) * MANY, {4429}),
    "texts that say nothing": (frame(FIN | TEXT, b"{") * MANY, {4429}),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("flood", FLOODS)
def test_who_floods_is_put_out_and_the_others_wait_for_nothing(live: Talks, kind: Kind, flood: str) -> None:
    sent, codes = FLOODS[flood]
    with knocking(live, path_of(good("desk"))) as other, knocking(live, path_of(good(kind))) as inside:
        still_there(other)
        still_there(inside)
        send(inside, sent)
        other.answers()
        assert inside.closed_with() in codes
        still_there(other)


@pytest.mark.parametrize("kind", KINDS)
def test_a_message_comes_in_so_many_pieces_and_no_more(live: Talks, kind: Kind) -> None:
    whole = b'{"type": "ping", "n": 5}'
    first, last = frame(TEXT, whole), frame(FIN | MORE)
    with knocking(live, path_of(good(kind))) as inside:
        still_there(inside)
        send(inside, first + frame(MORE) * (limits.FRAGMENTS - 2) + last)
        assert inside.next("pong")["n"] == 5
    with knocking(live, path_of(good(kind))) as inside:
        still_there(inside)
        send(inside, first + frame(MORE) * (limits.FRAGMENTS - 1) + last)
        assert inside.next("error")["code"] == "too_large"
        assert inside.closed_with() == 4413


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("opcode", "most"), [(TEXT, limits.TEXT_BYTES), (BINARY, limits.FRAME_BYTES)])
def test_pieces_weigh_what_the_whole_may(live: Talks, kind: Kind, opcode: int, most: int) -> None:
    piece = b"x" * 8192
    with knocking(live, path_of(good(kind))) as inside:
        still_there(inside)
        send(inside, frame(opcode, piece) + frame(MORE, piece) * (most // len(piece)))
        assert inside.next("error")["code"] == "too_large"
        assert inside.closed_with() == 4413


@pytest.mark.parametrize("kind", KINDS)
def test_a_ping_of_the_protocol_is_answered(live: Talks, kind: Kind) -> None:
    with knocking(live, path_of(good(kind))) as inside:
        assert inside.connection.ping().wait(10)


BROKEN: dict[str, bytes] = {
    "an opcode that is none": frame(FIN | 0x3),
    "no mask": frame(FIN | TEXT, b"{}", mask=False),
    "a ping in pieces": frame(PING),
    "a long ping": frame(FIN | PING, b"x" * 126),
    "a size written long": bytes([FIN | TEXT, 0xFE, 0, 1]) + bytes(5),
    "a size past all": bytes([FIN | BINARY, 0xFF]) + b"\xff" * 8 + bytes(4),
    "too large a frame": bytes([FIN | BINARY, 0xFF]) + struct.pack("!Q", limits.PICOWS_FRAME_BYTES + 1) + bytes(4),
    "a code that is none": frame(FIN | CLOSE, struct.pack("!H", 1005)),
    "half a code": frame(FIN | CLOSE, b"x"),
    "a reason that is no text": frame(FIN | CLOSE, struct.pack("!H", 1000) + b"\xff"),
    "closing twice": frame(FIN | CLOSE) * 2,
    "a piece of nothing": frame(MORE, b"x"),
    "extensions nobody asked": frame(FIN | 0x70 | TEXT, b"{}"),
    "a text that is no text, in pieces": frame(TEXT, b"\xff") + frame(FIN | MORE, b"\xfe"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_broken_frame_is_its_senders_affair_and_nobody_reads_of_it(
    live: Talks, kind: Kind, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        for sent in BROKEN.values():
            with knocking(live, path_of(good(kind)), close_timeout=1) as inside:
                still_there(inside)
                send(inside, sent * 50)
        with knocking(live, path_of(good(kind))) as inside:
            still_there(inside)
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []
