"""Whose a cursor is: the server knows who speaks, and lets nobody speak of anybody else."""

import json
from typing import Any

import pytest

from declic.live.protocol import limits
from declic.live.protocol.frames import varint
from declic.live.room import CLIENTS_EACH
from declic.live.step import NOTHING, RELAY, Out, Step, Whom
from tests.live.on_paper import fault, room_of, someone

MINE, THEIRS = 3_912_345_678, 41


def entry(client: int, state: Any, clock: int = 1) -> bytes:
    text = state if isinstance(state, bytes) else json.dumps(state).encode()
    return varint(client) + varint(clock) + varint(len(text)) + text


def cursors(*entries: bytes) -> bytes:
    body = varint(len(entries)) + b"".join(entries)
    return b"\x01" + varint(len(body)) + body


def at(person: str) -> dict[str, Any]:
    return {"id": person, "at": [12.5, 40], "last": [12.5, 40], "view": [0, 0, 1280, 800]}


@pytest.mark.parametrize("state", [at("1"), None, {"user": {"name": "Inès"}}, {"id": None}, "a word", 5, [1]])
def test_what_one_says_of_oneself_goes_on_as_it_came(state: Any) -> None:
    """Other makes of clients have no `id`; who leaves says null."""
    member = someone(1)
    assert room_of(member, someone(2)).binary(member, cursors(entry(MINE, state)), 0) is RELAY


@pytest.mark.parametrize(
    "state",
    [
        at("2"),
        at("3"),
        {"id": 1},
        {"id": ["1"]},
        b'{"id":"1","id":"2"}',
        b'{"id":"1","\\u0069d":"2"}',
        b'{"id":"2"',
        b'{"id":"2","x":"\xff"}',
        b"[" * limits.TEXT_BYTES,
        json.dumps({"id": "1", "x": "x" * limits.TEXT_BYTES}).encode(),
    ],
)
def test_a_cursor_with_the_name_of_another_or_that_nobody_can_read_goes_no_further(state: Any) -> None:
    member = someone(1)
    room = room_of(member, someone(2), someone(3))
    assert room.binary(member, cursors(entry(MINE, state)), 0) is NOTHING
    assert room.cut().frames == []


@pytest.mark.parametrize("state", [at("1"), None, {}])
def test_the_cursor_another_speaks_with_is_neither_moved_nor_taken_away(state: Any) -> None:
    member, other = someone(1), someone(2)
    room = room_of(member, other)
    assert room.binary(other, cursors(entry(THEIRS, at("2"))), 0) is RELAY
    assert room.binary(member, cursors(entry(THEIRS, state, clock=9)), 0) is NOTHING
    room.leave(other)
    assert room.binary(member, cursors(entry(THEIRS, state, clock=9)), 0) is NOTHING, "they come back with the same"
    room.enter(other)
    assert room.binary(other, cursors(entry(THEIRS, at("2"), clock=3)), 0) is RELAY


def test_of_what_is_said_of_all_at_once_ones_own_goes_on() -> None:
    """y-websocket's provider tells what it knows of everybody when somebody comes."""
    member, other = someone(1), someone(2)
    room = room_of(member, other)
    room.binary(other, cursors(entry(THEIRS, {})), 0)
    own = entry(MINE, {"user": 1})
    step = room.binary(member, cursors(entry(THEIRS, {}), own, entry(7, at("2"))), 0)
    assert step == Step(out=(Out(Whom.OTHERS, cursors(own)),))


def test_a_cursor_heard_on_another_process_is_its_own_too() -> None:
    member = someone(1)
    room = room_of(member)
    room.overhear([cursors(entry(THEIRS, at("2")))])
    assert room.binary(member, cursors(entry(THEIRS, at("1"))), 0) is NOTHING


def test_a_page_loaded_again_and_again_fills_nothing() -> None:
    member = someone(1)
    room = room_of(member)
    for client in range(10 * CLIENTS_EACH):
        assert room.binary(member, cursors(entry(client, at("1"))), 0) is RELAY
    assert len(room.clients) == CLIENTS_EACH


@pytest.mark.parametrize("cut", range(1, 12))
def test_a_frame_that_ends_in_the_middle_is_turned_down(cut: int) -> None:
    member = someone(1)
    body = cursors(entry(MINE, at("1")))[2:][:-cut]
    assert fault(room_of(member).binary(member, b"\x01" + varint(len(body)) + body, 0)) == "malformed"
