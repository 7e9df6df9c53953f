"""The door of the rooms when something is slow: the disk is stuck, a client does not read, frames are large."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError

from declic.classroom import actions
from declic.classroom.queries import room_card
from declic.classroom.rules.varints import written
from declic.live.protocol import limits
from declic.live.protocol.frames import UPDATE, sync_frame
from tests.live.clients import Board, Client, both, enter, run, with_database
from tests.live.serving import serving

pytestmark = pytest.mark.django_db(databases=["default", "rooms"], transaction=True)


def test_a_stuck_disk_stops_acknowledgements_then_refuses_then_catches_up(
    paths: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "UNKEPT_BYTES", 1000)
    really_keep, stuck = actions.keep, asyncio.Event()

    def keep(**batch: Any) -> Any:
        if stuck.is_set():
            raise DatabaseError("disk full")
        return really_keep(**batch)

    monkeypatch.setattr(actions, "keep", keep)

    async def story() -> None:
        async with serving() as port, both(port, paths) as (pupil, teacher):
            board = await pupil.board()
            stuck.set()
            for number in range(40):
                await pupil.send(board.draw(f"{number}" + "~" * 100))
            assert (await pupil.message("error"))["code"] == "not_kept"
            assert pupil.kept == 0
            stuck.clear()
            await pupil.frame(b"\x00\x00")  # the first one answered our own step 1
            theirs = await pupil.frame(b"\x00\x00")
            await pupil.send(sync_frame(1, board.doc.get_update(theirs[3:])))
            await pupil.until(lambda: pupil.kept > 0)
            await _until_drawn(teacher, board.drawn)

    run(story())


def test_a_client_that_does_not_read_is_let_go_and_the_others_go_on(
    paths: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "UNREAD_BYTES", 200_000)

    async def story() -> None:
        async with serving() as port:
            pupil = await enter(port, paths[0])
            deaf = await enter(port, paths[1])
            deaf.reader.cancel()
            deaf.socket.transport.pause_reading()
            await pupil.message("joined")
            for number in range(200):
                await pupil.send(sync_frame(UPDATE, bytes([1]) * 100_000))
                await pupil.until_kept(number - 4)
                if any(message["type"] == "left" for message in pupil.messages):
                    break
            await pupil.message("left")
            await pupil.close()
            deaf.socket.transport.abort()

    run(story())


def test_what_waits_for_another_process_to_write_is_sent_too(paths: list[str]) -> None:
    drawn = Board()
    first, second, third = (drawn.draw(f"trait {number}") for number in range(3))
    lesson = UUID(paths[0].removeprefix("/room/").split("?")[0])

    async def story() -> None:
        card = await with_database(room_card, lesson)
        for frame in (first, third):
            await with_database(actions.keep, frames=[(card.board_id, frame)], lines=[], now=datetime.now(UTC))
        async with serving() as port:
            pupil = await enter(port, paths[0])
            board = await pupil.board()
            assert board.drawn == ["trait 0"]
            board.take(await pupil.frame(b"\x00\x02"))
            board.take(second)
            assert board.drawn == ["trait 0", "trait 1", "trait 2"]
            await pupil.close()

    run(story())


def awareness(size: int, filled: int) -> bytes:
    """A frame of `size` bytes in all that speaks of nobody: what it says of its length is so."""
    for body in range(size - 2, size - 6, -1):
        if 1 + len(written(body)) + body == size:
            return b"\x01" + written(body) + b"\x00" + bytes([filled]) * (body - 1)
    raise ValueError(size)


def test_frames_of_every_size_reach_the_other_whole_and_in_order(paths: list[str]) -> None:
    """The sizes around which the head of a frame changes (RFC 6455, 5.2)."""
    sizes = [4, 125, 126, 127, 200, 65_535, 65_536, 300_000, 5]

    async def story() -> None:
        async with serving() as port, both(port, paths) as (pupil, teacher):
            sent = [awareness(size, number) for number, size in enumerate(sizes, 1)]
            for frame in sent:
                await pupil.send(frame)
            last = sent[-1]
            await teacher.until(lambda: last in teacher.frames)
            assert [frame for frame in teacher.frames if frame[:1] == b"\x01"] == sent

    run(story())


async def _until_drawn(client: Client, strokes: list[str]) -> None:
    deadline = asyncio.get_running_loop().time() + 20
    while (await client.board()).drawn != strokes:
        assert asyncio.get_running_loop().time() < deadline
