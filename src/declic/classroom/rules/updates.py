"""What an update of Yjs holds and what it needs, read in its bytes.

Each client numbers its acts, one clock after another; an update holds stretches of them, and may only go into a
document that has what comes before each and what each refers to.
"""

import re
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from declic.classroom.rules.encoding import ANY, BINARY, DELETED, GC, SKIP, TYPE, Id, past_any, past_string, place
from declic.classroom.rules.varints import read

MOST_CLOCK: Final = (1 << 31) - 1
"""pycrdt counts on 32 bits, and does not look when it passes them. Nobody makes so many acts."""

_ARRAY, _MAP = 0, 1
_N: Final = rb"([\x80-\xff]{0,8}[\x00-\x7f])"
_POINTS: Final = re.compile(
    rb"\x01\x01" + _N + _N + rb"(?:\x83" + _N + _N + rb"|\x88" + _N + _N + rb"\x01\x74)" + _N, re.DOTALL
)


class Struct(NamedTuple):
    clock: int
    end: int
    """The clock after it."""
    needs: tuple[Id, ...]
    """Of other clients."""
    is_skip: bool = False
    """Nothing is there: the update does not have it."""


@dataclass(frozen=True, slots=True)
class Held:
    stretches: tuple[tuple[int, list[Struct]], ...]
    """By client."""
    erased: tuple[Id, ...] = ()
    """Client, and the clock after the last it erases of that client's."""


def held_in(update: bytes) -> Held:
    """ValueError, IndexError: it is no update, or it has what no board has (docs/board.md): maps and lists of plain
    values are merged; texts, markup and links, which nobody draws, are ways into pycrdt that are not needed.
    """
    return _of_points(update) or _of_any(update)


def points_in(update: bytes) -> re.Match[bytes] | None:
    """When all it does is to lengthen a stroke, as nearly all updates do."""
    begun = _POINTS.match(update)
    if begun is None:
        return None
    length, _ = read(begun[7], 0)
    return begun if begun.end() + length + 1 == len(update) and update[-1] == 0 else None


def _of_points(update: bytes) -> Held | None:
    begun = points_in(update)
    if begun is None:
        return None
    client, clock = read(begun[1], 0)[0], read(begun[2], 0)[0]
    origin = read(begun[3] or begun[5], 0)[0], read(begun[4] or begun[6], 0)[0]
    needs = _of_others(client, clock, [origin])
    return Held(((client, [Struct(clock, _end(clock, 1), needs)]),))


def _of_any(update: bytes) -> Held:
    clients, at = read(update, 0)
    stretches: dict[int, list[Struct]] = {}
    for _ in range(clients):
        count, at = read(update, at)
        client, at = read(update, at)
        clock, at = read(update, at)
        if client in stretches or count == 0:
            raise ValueError(client)
        stretches[client] = structs = []
        for _ in range(count):
            struct, at = _struct(update, at, client, clock)
            clock = struct.end
            structs.append(struct)
    return Held(tuple(stretches.items()), _erased(update, at))


def _struct(update: bytes, at: int, client: int, clock: int) -> tuple[Struct, int]:
    info = update[at]
    if info in {GC, SKIP}:
        length, at = read(update, at + 1)
        return Struct(clock, _end(clock, length), (), info == SKIP), at
    ids, at = place(update, at + 1, info)
    length, at = _content(update, at, info & 0x1F)
    return Struct(clock, _end(clock, length), _of_others(client, clock, ids) if ids else ()), at


def _of_others(client: int, clock: int, ids: list[Id]) -> tuple[Id, ...]:
    """ValueError: it needs what its own client did later."""
    if any(whose == client and when >= clock for whose, when in ids):
        raise ValueError(clock)
    return tuple(one for one in ids if one[0] != client)


def _end(clock: int, length: int) -> int:
    if length == 0 or clock + length > MOST_CLOCK:
        raise ValueError(clock)
    return clock + length


def _content(update: bytes, at: int, kind: int) -> tuple[int, int]:
    """How many clocks it takes, and where it ends."""
    if kind == BINARY:
        return 1, past_string(update, at)
    if kind == DELETED:
        return read(update, at)
    if kind == ANY:
        count, at = read(update, at)
        for _ in range(count):
            at = past_any(update, at)
        return count, at
    which, at = read(update, at)
    if kind != TYPE or which not in {_ARRAY, _MAP}:
        raise ValueError(kind)
    return 1, at


def _erased(update: bytes, at: int) -> tuple[Id, ...]:
    erased = list[Id]()
    clients, at = read(update, at)
    for _ in range(clients):
        client, at = read(update, at)
        count, at = read(update, at)
        last = 0
        for _ in range(count):
            clock, at = read(update, at)
            length, at = read(update, at)
            last = max(last, _end(clock, length))
        erased.append((client, last))
    return tuple(erased)


@dataclass(slots=True)
class Known:
    """How far each client's acts are in a document."""

    clocks: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of_state(cls, state: bytes) -> "Known":
        """Of a state vector."""
        count, at = read(state, 0)
        clocks: dict[int, int] = {}
        for _ in range(count):
            client, at = read(state, at)
            clocks[client], at = read(state, at)
        return cls(clocks)

    def take(self, held: Held) -> Id | None:
        """What it lacks: a client, and the clock that one must have come to; when nothing, it is counted as there."""
        clocks = self.clocks.copy()
        left = [(client, iter(structs)) for client, structs in held.stretches]
        heads = {client: next(structs, None) for client, structs in left}
        lacks, moved = dict[int, Id](), True
        while moved:
            lacks, moved = {}, False
            for client, structs in left:
                head = heads[client]
                while head is not None:
                    if (lack := _lack(head, client, clocks)) is not None:
                        lacks[client] = lack
                        break
                    if not head.is_skip:
                        clocks[client] = max(head.end, clocks.get(client, 0))
                    head, moved = next(structs, None), True
                heads[client] = head
        if lacks:
            return _of_another(lacks)
        for client, last in held.erased:
            if last > clocks.get(client, 0):
                return client, last
        self.clocks = clocks
        return None


def _lack(struct: Struct, client: int, clocks: dict[int, int]) -> Id | None:
    if struct.is_skip:
        return None
    if struct.clock > clocks.get(client, 0):
        return client, struct.clock
    for whose, when in struct.needs:
        if when >= clocks.get(whose, 0):
            return whose, when + 1
    return None


def _of_another(lacks: dict[int, Id]) -> Id:
    """One that another update may bring; when its parts wait for each other, none will."""
    for client, (whose, clock) in lacks.items():
        if whose == client or whose not in lacks:
            return whose, clock
    return next(iter(lacks)), MOST_CLOCK + 1
