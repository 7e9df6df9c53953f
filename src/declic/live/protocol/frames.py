"""Binary frames: the y-protocols messages, as https://github.com/yjs/y-protocols/blob/master/PROTOCOL.md writes them.

A frame is `[kind, …]`; a sync frame is `[0, step, length (varint), body]`. Its body is never read here: it is relayed
and kept as it is. One kind is ours: `[4, left (varint), part]` is a piece of a frame, `left` bytes of which come later.
"""

from declic.live.protocol import limits

SYNC, AWARENESS, AUTH, QUERY_AWARENESS = range(4)
STEP_1, STEP_2, UPDATE = range(3)
PIECE = 4
EMPTY_UPDATE = b"\x00\x00"
SHORT_UPDATE = 0x83
"""Bytes from which a sync frame tells its length in more than one byte."""
ASK_AWARENESS = bytes([QUERY_AWARENESS])


class MalformedFrameError(ValueError):
    """The frame is not y-protocols."""


def sync_frame(step: int, body: bytes) -> bytes:
    return bytes((SYNC, step)) + varint(len(body)) + body


def body_of(frame: bytes, at: int = 2) -> bytes:
    """Body of the sync frame; of an awareness frame, its length is `at` 1. MalformedFrameError unless the announced
    length is the real one.
    """
    length, start = read_varint(frame, at)
    if start + length != len(frame):
        raise MalformedFrameError
    return frame[start:]


def piece(part: bytes, left: int) -> bytes:
    return bytes((PIECE,)) + varint(left) + part


def read_piece(frame: bytes) -> tuple[bytes, int]:
    """Its part, and the bytes that come later. MalformedFrameError."""
    left, start = read_varint(frame, 1)
    if len(frame) - start > limits.PIECE_BYTES:
        raise MalformedFrameError
    return frame[start:], left


def varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    """The number that stands there, and where it ends. MalformedFrameError."""
    number = shift = 0
    while True:
        if at >= len(data) or shift > 35:
            raise MalformedFrameError
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, at
        shift += 7
