"""Two processes that have one room: one forgets the other, and finds it again."""

import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from declic.live import server as live_server
from declic.live.bus import open_bus
from declic.live.recorder import Recorder
from declic.live.rooms import RoomDoor
from declic.live.rooms.elsewhere import FORGET_SWEEPS
from declic.live.server import LiveServer
from tests.live.clients import Board, Client, enter, forged, run
from tests.servers import redis

pytestmark = [pytest.mark.django_db(databases=["default", "rooms"], transaction=True), pytest.mark.services]


@pytest.fixture(autouse=True)
def _no_sweep_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_server, "SWEEP_S", 3600)


@asynccontextmanager
async def process(url: str) -> AsyncIterator[tuple[int, RoomDoor]]:
    async with open_bus(url) as bus:
        door = RoomDoor(bus=bus, recorder=Recorder())
        serving = LiveServer(doors=[door], bus=bus)
        listening = socket.create_server(("127.0.0.1", 0))
        await serving.start(listening)
        try:
            yield listening.getsockname()[1], door
        finally:
            await serving.stop()


def sweep(door: RoomDoor) -> None:
    for opened in door.rooms.values():
        door.elsewhere.still_here(opened)


async def draw(client: Client, board: Board, stroke: str) -> None:
    kept = client.kept
    await client.send(board.draw(stroke))
    await client.until(lambda: client.kept > kept)


async def seen(client: Client, board: Board, strokes: set[str]) -> None:
    """Sent to it without asking."""

    def all_are_there() -> bool:
        frames, client.frames = client.frames, []
        for frame in frames:
            board.take(frame)
        return set(board.drawn) == strokes

    await client.until(all_are_there)


def test_a_process_forgotten_and_back_misses_nothing_and_the_other_neither(paths: list[str]) -> None:
    async def story(url: str) -> None:
        async with process(url) as (first, door), process(url) as (second, silent):
            pupil, teacher = await enter(first, paths[0]), await enter(second, paths[1])
            await pupil.message("joined")
            mine, theirs = await pupil.board(), await teacher.board()
            await draw(pupil, mine, "avant")
            await seen(teacher, theirs, {"avant"})
            for _ in range(FORGET_SWEEPS + 1):
                sweep(door)
            await pupil.message("left")
            await draw(pupil, mine, "oublié")
            await draw(teacher, theirs, "de l’oublié")
            sweep(silent)
            await pupil.message("joined")
            await seen(teacher, theirs, {"avant", "oublié", "de l’oublié"})
            await seen(pupil, mine, {"avant", "oublié", "de l’oublié"})
            await draw(pupil, mine, "après")
            await seen(teacher, theirs, {"avant", "oublié", "de l’oublié", "après"})
            await pupil.close()
            await teacher.close()

    with redis() as url:
        run(story(url))


@pytest.mark.parametrize("teacher_is_there_too", [True, False], ids=["open already", "opened by who comes"])
def test_a_mute_follows_its_person_to_another_process_and_no_further_than_they_open_it(
    paths: list[str], *, teacher_is_there_too: bool
) -> None:
    pupil, teacher = paths

    async def story(url: str) -> None:
        async with process(url) as (first, door), process(url) as (second, other_door):
            there = await enter(second if teacher_is_there_too else first, teacher)
            phone = await enter(first, pupil)
            assert (await phone.message("welcome"))["muted"] is False
            if teacher_is_there_too:
                await phone.message("joined")
            await phone.say(type="media", mic=False, camera=False, muted=True)
            assert (await there.message("media"))["mic"] is False
            computer = await enter(second, forged(pupil, x=time.time() + 4000))
            me = (await computer.message("welcome"))["you"]["id"]
            await phone.message("moved")
            heard = await computer.message("media")
            assert (heard["from"], heard["mic"]) == (me, False)
            await computer.say(type="media", mic=False, camera=False, muted=True)
            await there.message("media")
            await computer.say(type="media", mic=True, camera=False)
            assert (await there.message("media"))["mic"] is True
            sweep(door)
            sweep(other_door)
            await computer.until(lambda: not any(opened.room.muted for opened in door.rooms.values()))
            tablet = await enter(first, forged(pupil, x=time.time() + 4300))
            await computer.message("moved")
            assert (await tablet.message("welcome"))["muted"] is False
            for client in (there, phone, computer, tablet):
                await client.close()

    with redis() as url:
        run(story(url))


def test_what_is_said_at_once_on_another_process_is_heard(paths: list[str]) -> None:
    """Before the two have told each other who is there: an open microphone is in no log to read again."""
    pupil, teacher = paths

    async def story(url: str) -> None:
        async with process(url) as (first, _), process(url) as (second, _):
            there = await enter(first, teacher)
            for seconds in range(5):
                here = await enter(second, forged(pupil, x=time.time() + 4000 + seconds))
                await here.say(type="media", mic=True, camera=False)
                assert (await there.message("media"))["mic"] is True
                await here.close()
                await there.message("left")
            await there.close()

    with redis() as url:
        run(story(url))
