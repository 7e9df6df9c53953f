"""Messages that one read of a socket brings together: as if they had come one by one, whatever is among them."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from declic.live.protocol.frames import AWARENESS, UPDATE, sync_frame
from tests.live.clients import Board, Client, both, run
from tests.live.serving import serving

pytestmark = pytest.mark.django_db(databases=["default", "rooms"], transaction=True)


def at_once(client: Client, *messages: bytes | dict[str, Any], more: bytes = b"") -> None:
    """In one write, which one read brings: RFC 6455 frames whose mask is nought, and `more` as it is."""
    wholes = []
    for message in messages:
        body = message if isinstance(message, bytes) else json.dumps(message).encode()
        size = bytes((0x80 | len(body),)) if len(body) < 126 else bytes((0x80 | 126,)) + len(body).to_bytes(2, "big")
        wholes.append(bytes((0x82 if isinstance(message, bytes) else 0x81,)) + size + bytes(4) + body)
    client.socket.transport.write(b"".join(wholes) + more)


def strokes(board: Board, number: int, signs: int) -> Iterator[bytes]:
    for stroke in range(number):
        yield board.draw(f"{stroke}" + "~" * signs)


@pytest.mark.parametrize("signs", [1, 90, 100, 110, 400, 9000], ids=lambda signs: f"{signs} signs")
def test_strokes_of_every_size_reach_the_other_in_order_and_are_acknowledged(paths: list[str], signs: int) -> None:
    async def story() -> None:
        async with serving() as port, both(port, paths) as (pupil, teacher):
            board = await pupil.board()
            sent = list(strokes(board, 6, signs))
            teacher.frames.clear()
            at_once(pupil, *sent)
            await pupil.until_kept(6)
            await teacher.until(lambda: len(updates(teacher)) == 6)
            assert updates(teacher) == sent
            assert (await teacher.board()).drawn == board.drawn

    run(story())


def test_a_cursor_a_line_and_a_ping_among_them_keep_their_places(paths: list[str]) -> None:
    async def story() -> None:
        async with serving() as port, both(port, paths) as (pupil, teacher):
            board = await pupil.board()
            one, two, three, four = strokes(board, 4, 20)
            cursor = bytes((AWARENESS, 1, 0))
            teacher.frames.clear()
            teacher.messages.clear()
            line = {"type": "chat", "cid": "c1", "text": "là ?"}
            at_once(pupil, one, cursor, two, {"type": "hand", "up": True}, three, line, {"type": "ping", "n": 9}, four)
            await pupil.until_kept(4)
            await teacher.until(lambda: len(updates(teacher)) == 4)
            assert [frame for frame in teacher.frames if frame[0] in (0, AWARENESS)] == [one, cursor, two, three, four]
            assert (await teacher.message("hand"))["up"] is True
            assert (await teacher.message("chat"))["text"] == "là ?"
            assert (await pupil.message("pong"))["n"] == 9

    run(story())


def test_one_that_means_nothing_is_told_and_what_follows_is_kept(paths: list[str]) -> None:
    async def story() -> None:
        async with serving() as port, both(port, paths) as (pupil, teacher):
            board = await pupil.board()
            one, two = strokes(board, 2, 20)
            teacher.frames.clear()
            at_once(pupil, one, b"\x07nonsense", two)
            assert (await pupil.message("error"))["code"] == "malformed"
            await pupil.until_kept(2)
            await teacher.until(lambda: len(updates(teacher)) == 2)
            assert updates(teacher) == [one, two]

    run(story())


def test_what_comes_before_a_goodbye_is_kept_and_a_half_message_waits(paths: list[str]) -> None:
    async def story() -> None:
        async with serving() as port, both(port, paths) as (pupil, teacher):
            board = await pupil.board()
            one, two, three = strokes(board, 3, 20)
            half = bytes((0x82, 0x80 | len(three))) + bytes(4) + three
            teacher.frames.clear()
            at_once(pupil, one, two, more=half[:9])
            await teacher.until(lambda: len(updates(teacher)) == 2)
            pupil.socket.transport.write(half[9:])
            await teacher.until(lambda: len(updates(teacher)) == 3)
            assert updates(teacher) == [one, two, three]
            four, five = strokes(board, 2, 30)
            at_once(pupil, four, five, more=bytes((0x88, 0x82)) + bytes(4) + (1000).to_bytes(2, "big"))
            await teacher.until(lambda: len(updates(teacher)) == 5)
            assert (await teacher.board()).drawn == board.drawn

    run(story())


def updates(client: Client) -> list[bytes]:
    return [frame for frame in client.frames if frame[:2] == sync_frame(UPDATE, b"")[:2]]
