"""Real Yjs updates, ready to be sent: what a pen that writes on a board sends, about 120 bytes each."""

import struct
from pathlib import Path
from typing import Any

import pycrdt

MASK = bytes.fromhex("37fa213d")
CLIENTS = (0x8A5B3C11, 0x8A5B3C12)
"""Yjs client ids of the two sockets of a room; they differ in the first byte of their varint."""
STROKE_SIGNS = 86


def write_streams(path: Path, frames: int) -> float:
    """Two streams of `frames` updates, one for each socket of a room. Gives the mean bytes of an update."""
    sizes = []
    with path.open("wb") as out:
        for client in CLIENTS:
            updates = _updates(client, frames)
            sizes += [len(update) for update in updates]
            ready = [_frame(b"\x00\x02" + _varint(len(update)) + update) for update in updates]
            starts = [0]
            for frame in ready:
                starts.append(starts[-1] + len(frame))
            out.write(struct.pack("=IB", frames, _varint(client)[0]))
            out.write(struct.pack(f"={frames + 1}I", *starts))
            out.write(b"".join(ready))
    return sum(sizes) / len(sizes)


def _updates(client: int, count: int) -> list[bytes]:
    doc: Any = pycrdt.Doc(client_id=client)
    updates: list[bytes] = []
    strokes = doc.get("strokes", type=pycrdt.Array)
    watched = doc.observe(lambda event: updates.append(event.update))
    for number in range(count):
        strokes.append(f"{number:06d}".ljust(STROKE_SIGNS, "~"))
    doc.unobserve(watched)
    return updates


def _frame(payload: bytes) -> bytes:
    size = len(payload)
    head = bytes((0x82, 0x80 | size)) if size < 126 else struct.pack("!BBH", 0x82, 0x80 | 126, size)
    return head + MASK + bytes(byte ^ MASK[i % 4] for i, byte in enumerate(payload))


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])
