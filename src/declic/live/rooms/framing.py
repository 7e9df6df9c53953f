"""Whole frames as a server sends them, ready for the transport (RFC 6455, 5.2)."""

import struct
from typing import Final

SHORT: Final = 126
HEADS: Final = tuple(bytes((0x82, size)) for size in range(SHORT))
"""Head of a short binary frame from a server: whole, not masked (RFC 6455, 5.2)."""
TEXT_HEADS: Final = tuple(bytes((0x81, size)) for size in range(SHORT))
"""Of a short text frame."""


def framed(data: bytes) -> bytes:
    """A whole binary frame, as a server sends it (RFC 6455, 5.2)."""
    size = len(data)
    return (HEADS[size] if size < SHORT else _long_head(0x82, size)) + data


def text_framed(data: bytes) -> bytes:
    """The same, of a text frame."""
    size = len(data)
    return (TEXT_HEADS[size] if size < SHORT else _long_head(0x81, size)) + data


def _long_head(first: int, size: int) -> bytes:
    if size < 1 << 16:
        return struct.pack("!BBH", first, 126, size)
    return struct.pack("!BBQ", first, 127, size)
