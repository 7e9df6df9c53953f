"""Awareness frames, as y-protocols writes them: `[1, length, how many, then for each: client id, clock, JSON]`, numbers
as varints. Read as far as whose each state says it is: who sends it is known, what it says is not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from declic.live.protocol import limits
from declic.live.protocol.frames import AWARENESS, MalformedFrameError, body_of, read_varint, varint

UNREAD = object()
"""Whose a state is that nobody can read, or that is too long to be."""
_read = msgspec.json.Decoder().decode


@dataclass(slots=True)
class Entry:
    """What a frame says of one client."""

    client: int
    whose: Any
    """The `id` in it; None when it has none: another make of client, or one that leaves."""
    raw: bytes


def entries_of(frame: bytes) -> list[Entry]:
    """MalformedFrameError. What comes after the last is nothing to anybody."""
    body = body_of(frame, 1)
    number, at = read_varint(body, 0)
    found: list[Entry] = []
    while len(found) < number:
        start = at
        client, at = read_varint(body, at)
        _, at = read_varint(body, at)
        length, at = read_varint(body, at)
        text, at = body[at : at + length], at + length
        if at > len(body):
            raise MalformedFrameError
        found.append(Entry(client, _whose(text), body[start:at]))
    return found


def awareness_frame(entries: Iterable[Entry]) -> bytes:
    said = [one.raw for one in entries]
    body = varint(len(said)) + b"".join(said)
    return bytes((AWARENESS,)) + varint(len(body)) + body


def _whose(text: bytes) -> Any:
    if len(text) > limits.TEXT_BYTES:
        return UNREAD
    try:
        state = _read(text)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return UNREAD
    return state.get("id") if isinstance(state, dict) else None
