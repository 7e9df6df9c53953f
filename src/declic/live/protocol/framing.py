"""Whole frames as a server sends them, ready for the transport (RFC 6455, 5.2)."""

import struct
from collections.abc import Iterable
from typing import Final

from declic.live.protocol.frames import SHORT_UPDATE


def _head(first: int, size: int) -> bytes:
    if size < 126:
        return bytes((first, size))
    if size < 1 << 16:
        return struct.pack("!BBH", first, 126, size)
    return struct.pack("!BBQ", first, 127, size)


SHORT: Final = SHORT_UPDATE
HEADS: Final = tuple(_head(0x82, size) for size in range(SHORT))
"""Head of a short binary frame from a server: whole, not masked (RFC 6455, 5.2)."""
TEXT_HEADS: Final = tuple(_head(0x81, size) for size in range(SHORT))
"""Of a short text frame."""


def framed(data: bytes) -> bytes:
    """A whole binary frame, as a server sends it (RFC 6455, 5.2)."""
    size = len(data)
    return (HEADS[size] if size < SHORT else _head(0x82, size)) + data


def framed_all(frames: Iterable[bytes]) -> bytes:
    """Several, one after the other."""
    wholes: list[bytes] = []
    for data in frames:
        size = len(data)
        wholes.append(HEADS[size] if size < SHORT else _head(0x82, size))
        wholes.append(data)
    return b"".join(wholes)


def parted(whole: bytes) -> list[bytes]:
    """What `framed_all` was given."""
    frames: list[bytes] = []
    at = 0
    while at < len(whole):
        size, at = whole[at + 1], at + 2
        if size >= 126:
            width = 2 if size == 126 else 8
            size, at = int.from_bytes(whole[at : at + width]), at + width
        frames.append(whole[at : at + size])
        at += size
    return frames


def text_framed(data: bytes) -> bytes:
    """The same, of a text frame."""
    size = len(data)
    return (TEXT_HEADS[size] if size < SHORT else _head(0x81, size)) + data
