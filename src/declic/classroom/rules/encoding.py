"""How a struct of a Yjs update is written: where it lies, and what it holds (Yjs, INTERNALS.md; lib0, encoding.js)."""

from collections.abc import Iterator
from typing import Final

from declic.classroom.rules.varints import past, read

GC, SKIP = 0, 10
DELETED, JSON, BINARY, STRING, EMBED, FORMAT, TYPE, ANY = range(1, 9)
ANY_STRING: Final = 119
_NAMED_TYPES: Final = (3, 5)
_LAST_TYPE: Final = 6
"""Of Yjs."""
_ANY_BYTES, _ANY_ARRAY, _ANY_OBJECT, _ANY_INTEGER = 116, 117, 118, 125
_ANY_SIZES: Final = {127: 0, 126: 0, 124: 4, 123: 8, 122: 8, 121: 0, 120: 0}

Id = tuple[int, int]
"""Client, clock."""


def values_in(update: bytes) -> Iterator[tuple[int, int, bool]]:
    """(from, to, whether it is JSON) of each plain value, in order. ValueError, IndexError: as `held_in`."""
    clients, at = read(update, 0)
    for _ in range(clients):
        structs, at = read(update, at)
        at = past(update, at, 2)
        for _ in range(structs):
            info = update[at]
            kind = info & 0x1F
            at = _past_place(update, at + 1, info)
            if kind not in {JSON, ANY}:
                at = past_content(update, at, kind)
                continue
            count, at = read(update, at)
            for _ in range(count):
                start = at
                at = past_string(update, at) if kind == JSON else past_any(update, at)
                yield start, at, kind == JSON


def _past_place(update: bytes, at: int, info: int) -> int:
    return at if info & 0x1F in {GC, SKIP} else place(update, at, info)[1]


def place(update: bytes, at: int, info: int) -> tuple[list[Id], int]:
    """What says where it lies: the ids it is beside, or the one it is in."""
    ids = list[Id]()
    for beside in (0x80, 0x40):
        if info & beside:
            client, at = read(update, at)
            clock, at = read(update, at)
            ids.append((client, clock))
    if ids:
        return ids, at
    is_named, at = read(update, at)
    if is_named:
        at = past_string(update, at)
    else:
        client, at = read(update, at)
        clock, at = read(update, at)
        ids.append((client, clock))
    return ids, past_string(update, at) if info & 0x20 else at


def past_content(update: bytes, at: int, kind: int) -> int:
    """Of any kind but plain values."""
    if kind in {GC, SKIP, DELETED}:
        return past(update, at, 1)
    if kind in {BINARY, STRING, EMBED}:
        return past_string(update, at)
    if kind == FORMAT:
        return past_string(update, past_string(update, at))
    if kind == TYPE:
        which, at = read(update, at)
        if which <= _LAST_TYPE:
            return past_string(update, at) if which in _NAMED_TYPES else at
    raise ValueError(kind)


def past_any(update: bytes, at: int) -> int:
    """No recursion: whoever sends it chooses how deep it is."""
    open_ones = [(1, False)]
    while open_ones:
        left, has_keys = open_ones.pop()
        if left == 0:
            continue
        open_ones.append((left - 1, has_keys))
        if has_keys:
            at = past_string(update, at)
        kind = update[at]
        at += 1
        if kind in {ANY_STRING, _ANY_BYTES}:
            at = past_string(update, at)
        elif kind in {_ANY_ARRAY, _ANY_OBJECT}:
            count, at = read(update, at)
            open_ones.append((count, kind == _ANY_OBJECT))
        elif kind == _ANY_INTEGER:
            at = past(update, at, 1)
        else:
            at += _ANY_SIZES[kind] if kind in _ANY_SIZES else len(update)
    return at


def past_string(update: bytes, at: int) -> int:
    length, at = read(update, at)
    if at + length > len(update):
        raise ValueError(length)
    return at + length
