"""However much comes in, a turn of the loop ends: what comes after its time waits for the next, and is not lost."""

import asyncio
import socket
from datetime import UTC, datetime

import pytest

from declic.classroom.management.commands.tickets import open_lessons
from declic.classroom.tickets import path_of
from declic.live.rooms import loop_turn
from declic.live.rooms.loop_turn import TURN_S, LoopTurn
from declic.live.rooms.reading import Threads
from tests.live.clients import both, run
from tests.live.serving import serving_by_a_door

pytestmark = pytest.mark.django_db(databases=["default", "rooms"], transaction=True)


async def _until(welcomed: asyncio.Event) -> None:
    await welcomed.wait()


def test_past_its_time_who_brings_more_is_read_again_in_the_next_turn_if_somebody_waits() -> None:
    async def story() -> None:
        loop, ours = asyncio.get_running_loop(), socket.socketpair()
        open_one, closed = [(await loop.create_connection(asyncio.Protocol, sock=one))[0] for one in ours]
        threads, welcomed = Threads(), asyncio.Event()
        rooms = LoopTurn(threads)
        now = loop.time()
        rooms.rest(open_one, now)
        assert open_one.is_reading(), "the first to read begins the turn"
        first = rooms.ends
        assert first == now + TURN_S
        rooms.rest(open_one, first)
        assert open_one.is_reading(), "nobody waits: it goes on"
        assert rooms.ends == first + TURN_S
        threads.start(_until(welcomed))
        for transport in (open_one, open_one, closed):
            rooms.rest(transport, rooms.ends)
        assert not open_one.is_reading()
        closed.close()
        await asyncio.sleep(0)
        assert open_one.is_reading()
        assert rooms.ends < now, "and the next turn begins with whoever reads"
        welcomed.set()
        await threads.settle(patience_s=5)
        await threads.stop()
        open_one.close()

    run(story())


def test_turns_that_are_always_over_lose_nothing_of_what_two_draw_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop_turn, "TURN_S", 0.0)
    paths = [path_of(ticket) for ticket in open_lessons(1, datetime.now(UTC))]
    rested = 0

    async def story() -> None:
        async with serving_by_a_door() as (port, door), both(port, paths) as (pupil, teacher):
            really_rest = door.loop_turn.rest

            def rest(transport: asyncio.Transport, now: float) -> None:
                nonlocal rested
                really_rest(transport, now)
                rested += not transport.is_reading()

            monkeypatch.setattr(door.loop_turn, "rest", rest)
            welcomed = asyncio.Event()
            door.threads.start(_until(welcomed))
            theirs, mine = await teacher.board(), await pupil.board()
            for number in range(60):
                await asyncio.gather(pupil.send(mine.draw(f"p{number}")), teacher.send(theirs.draw(f"t{number}")))
            await pupil.until(lambda: pupil.kept >= 60)
            await teacher.until(lambda: teacher.kept >= 60)
            welcomed.set()
            again = await pupil.board()
            assert sorted(again.drawn) == sorted([*(f"p{n}" for n in range(60)), *(f"t{n}" for n in range(60))])

    run(story())
    assert rested > 0
