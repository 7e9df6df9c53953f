"""The door of the rooms, when things go wrong: a lesson ends, a ticket is taken back, the server stops."""

import asyncio
import socket
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import uvicorn

from declic.classroom import queries
from declic.lessons.actions import lose_teacher, revoke_tickets
from declic.lessons.models import Lesson
from declic.live.bus import open_bus
from declic.live.front_door import sockets_of
from declic.live.recorder import Recorder
from declic.live.rooms import RoomDoor
from declic.live.rooms.stillness import PATIENCE_S, STILL_S
from declic.live.server import LiveServer
from tests.live.clients import Client, both, connect, enter, forged, run, with_database
from tests.live.serving import serving, serving_by_a_door

pytestmark = pytest.mark.django_db(databases=["default", "rooms"], transaction=True)


def test_whoever_is_being_let_in_as_the_lesson_ends_is_told_that_it_is_over(
    paths: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = UUID(paths[0].removeprefix("/room/").split("?")[0])
    really_read = queries.last_lines_of

    def read(boards: Any) -> Any:
        # Its card was read just before, and nobody is in the room.
        lose_teacher(lesson_id=lesson, now=datetime.now(UTC))
        return really_read(boards)

    monkeypatch.setattr(queries, "last_lines_of", read)

    async def story() -> None:
        async with serving() as port:
            pupil = await enter(port, paths[0])
            assert (await pupil.message("over"))["why"] == "line_lost"
            assert await pupil.closed() == 4410

    run(story())


def test_ending_closes_the_room_for_both_and_says_where_to_go(paths: list[str]) -> None:
    async def story() -> None:
        async with serving() as port:
            pupil, teacher = await enter(port, paths[0]), await enter(port, paths[1])
            await teacher.say(type="end")
            for client in (pupil, teacher):
                over = await client.message("over")
                assert over["why"]
                assert over["next_url"].startswith("/")
                assert await client.closed() == 4410
            assert await (await connect(port, paths[0])).closed() == 4410

    run(story())


def test_a_lost_teacher_leaves_the_pupil_in_the_queue(paths: list[str]) -> None:
    async def story() -> None:
        async with serving() as port:
            pupil, teacher = await enter(port, paths[0]), await enter(port, paths[1])
            await teacher.close()
            lesson_id = UUID(paths[0].split("?")[0].rpartition("/")[2])
            await with_database(lose_teacher, lesson_id=lesson_id, now=datetime.now(UTC))
            over = await pupil.message("over")
            assert (over["why"], over["by"], over["next_url"]) == ("line_lost", "", "/eleve/attente/")
            assert await pupil.closed() == 4410

    run(story())


def test_a_ticket_taken_back_closes_the_socket_it_opened_and_a_new_one_comes_in(paths: list[str]) -> None:
    lesson = UUID(paths[0].removeprefix("/room/").split("?")[0])

    async def story() -> None:
        async with serving() as port:
            pupil, teacher = await enter(port, paths[0]), await enter(port, paths[1])
            await with_database(_revoke, lesson)
            assert await pupil.closed() == 4411
            assert await teacher.closed() == 4411
            assert await (await connect(port, paths[0])).closed() == 4411
            again = await enter(port, forged(paths[0], g=2))
            await again.message("welcome")
            await again.close()

    run(story())


def _revoke(lesson: UUID) -> None:
    revoke_tickets(lesson=Lesson.objects.get(pk=lesson), now=datetime.now(UTC))


def test_a_server_that_stops_says_so_and_keeps_what_it_received(paths: list[str]) -> None:
    async def story() -> list[str]:
        async with serving() as port:
            pupil = await enter(port, paths[0])
            board = await pupil.board()
            for number in range(50):
                await pupil.send(board.draw(f"{number}"))
            await pupil.say(type="ping", n=1)
            await pupil.message("pong")
        assert await pupil.closed() == 4503
        async with serving() as port:
            pupil = await enter(port, paths[0])
            found = (await pupil.board()).drawn
            await pupil.close()
        return found

    assert run(story()) == [f"{number}" for number in range(50)]


def test_one_port_for_pages_and_sockets(paths: list[str]) -> None:
    """uvicorn answers pages; an upgrade on a connection kept alive is handed over to the live server."""

    async def page(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
            await send({"type": "http.response.body", "body": b"page"})

    async def story() -> None:
        async with open_bus("") as bus:
            live = LiveServer(doors=[RoomDoor(bus=bus, recorder=Recorder())], bus=bus)
            await live.start()
            sock = socket.create_server(("127.0.0.1", 0))
            port = sock.getsockname()[1]
            config = uvicorn.Config(page, ws=sockets_of(live), lifespan="off", log_config=None)
            web = uvicorn.Server(config)
            web.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
            serving = asyncio.create_task(web.serve(sockets=[sock]))
            pupil = await _enter_when_up(port, paths[0])
            board = await pupil.board()
            await pupil.send(board.draw("trait"))
            await pupil.until(lambda: pupil.kept == 1)
            assert await _get(port) == b"page"
            await pupil.close()
            await live.stop()
            web.should_exit = True
            await serving

    run(story())


async def _enter_when_up(port: int, path: str) -> Client:
    while True:
        try:
            return await enter(port, path)
        except OSError:
            await asyncio.sleep(0.02)


async def _get(port: int) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    answer = await reader.read()
    writer.close()
    return answer.split(b"\r\n\r\n")[1]


def test_a_room_forgotten_open_is_asked_about_and_ended_unless_somebody_stirs(paths: list[str]) -> None:
    async def story() -> None:
        async with serving_by_a_door() as (port, door), both(port, paths) as (pupil, teacher):
            # A whole second: to it, times add up without rounding.
            now = float(int(asyncio.get_running_loop().time()))
            door.sweep(now)
            door.sweep(now + STILL_S)
            for client in (pupil, teacher):
                assert (await client.message("notice"))["code"] == "still"
            await teacher.say(type="stir")
            await teacher.say(type="ping", n=1)
            await teacher.message("pong")
            for later in (STILL_S + PATIENCE_S, 2 * STILL_S + PATIENCE_S, 2 * STILL_S + 2 * PATIENCE_S):
                door.sweep(now + later)
            for client in (pupil, teacher):
                assert (await client.message("notice"))["code"] == "there", "the other answered"
            over = await pupil.message("over")
            assert (over["by"], over["why"]) == ("", "inactive")

    run(story())
