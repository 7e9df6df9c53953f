"""The door of the rooms, when things go wrong: the disk is stuck, a client does not read, the ticket is taken back."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import uvicorn
from django.db import DatabaseError

from declic.classroom import actions, queries
from declic.classroom.management.commands.tickets import open_lessons
from declic.classroom.queries import room_card
from declic.classroom.rules.varints import written
from declic.classroom.tickets import path_of
from declic.dispatch.actions import close_exceptionally, lift_closing
from declic.dispatch.models import ExceptionalClosing, OpeningHours
from declic.ground.moments import clock
from declic.ground.paris import in_paris
from declic.journal.actions import subscribe
from declic.lessons.actions import lose_teacher, revoke_tickets
from declic.lessons.models import Lesson
from declic.live.bus import open_bus
from declic.live.front_door import sockets_of
from declic.live.protocol import limits
from declic.live.protocol.frames import UPDATE, sync_frame
from declic.live.recorder import Recorder
from declic.live.rooms import RoomDoor
from declic.live.rooms.stillness import PATIENCE_S, STILL_S
from declic.live.server import LiveServer
from tests.live.clients import Board, Client, both, connect, enter, forged, run, with_database
from tests.world import make_operator

pytestmark = pytest.mark.django_db(databases=["default", "rooms"], transaction=True)


@pytest.fixture
def paths() -> list[str]:
    return [path_of(ticket) for ticket in open_lessons(1, datetime.now(UTC))]


@asynccontextmanager
async def serving() -> AsyncIterator[int]:
    """The live server on this loop, told of this process's facts."""
    async with serving_by_a_door() as (port, _):
        yield port


@asynccontextmanager
async def serving_by_a_door() -> AsyncIterator[tuple[int, RoomDoor]]:
    async with open_bus("") as bus:
        door = RoomDoor(bus=bus, recorder=Recorder())
        server = LiveServer(doors=[door], bus=bus)
        sock = socket.create_server(("127.0.0.1", 0))
        await server.start(sock)
        unsubscribe = subscribe(bus.announce)
        try:
            yield sock.getsockname()[1], door
        finally:
            unsubscribe()
            await server.stop()


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


def test_five_minutes_before_closing_each_is_told_once_and_whoever_comes_later_too(paths: list[str]) -> None:
    lesson = UUID(paths[0].removeprefix("/room/").split("?")[0])
    close = in_paris(datetime.now(UTC) + timedelta(minutes=4))

    async def story() -> None:
        await with_database(_open_until, lesson, close)
        async with open_bus("") as bus:
            door = RoomDoor(bus=bus, recorder=Recorder())
            server = LiveServer(doors=[door], bus=bus)
            sock = socket.create_server(("127.0.0.1", 0))
            await server.start(sock)
            pupil = await enter(sock.getsockname()[1], paths[0])
            closes_at = (await pupil.message("welcome"))["lesson"]["closes_at"]
            assert datetime.fromisoformat(closes_at) == close.replace(second=0, microsecond=0)
            door.sweep(0)
            door.sweep(0)
            assert (await pupil.message("notice"))["code"] == "five_minutes"
            await pupil.say(type="ping", n=1)
            await pupil.message("pong")
            assert not [message for message in pupil.messages if message["type"] == "notice"]
            late = await enter(sock.getsockname()[1], paths[1])
            assert await late.message("welcome")
            told = await late.message("notice")
            assert told["code"] == "five_minutes"
            assert told["message"].startswith("La permanence ferme dans ")
            assert told["message"].endswith(f", à {clock(close)}."), "it stays true for as long as it is read"
            door.sweep(0)
            for client in (pupil, late):
                await client.say(type="ping", n=2)
                await client.until(lambda client=client: any(m.get("n") == 2 for m in client.messages))
                assert not [message for message in client.messages if message["type"] == "notice"]
            again = await enter(sock.getsockname()[1], paths[0])
            assert (await again.message("notice"))["code"] == "five_minutes", "a page loaded again"
            await again.close()
            await late.close()
            await server.stop()

    run(story())


def test_a_closing_decided_or_lifted_in_the_middle_of_a_lesson_is_told_in_its_room(paths: list[str]) -> None:
    lesson = UUID(paths[0].removeprefix("/room/").split("?")[0])
    usual, sooner = (in_paris(datetime.now(UTC) + timedelta(minutes=minutes)) for minutes in (20, 3))

    async def story() -> None:
        await with_database(_open_until, lesson, usual)
        async with serving() as port, both(port, paths) as people:
            for person in people:
                await person.message("welcome")
            closing = await with_database(_close, sooner)
            for person in people:
                told = await person.message("notice")
                assert told["code"] == "five_minutes"
                assert told["message"].endswith(f", à {clock(sooner)}.")
            await with_database(_lift, closing)
            for person in people:
                told = await person.message("notice")
                assert told == {
                    "type": "notice",
                    "code": "hours",
                    "message": f"La permanence ferme finalement à {clock(usual)}.",
                }
            await with_database(_close, datetime.now(UTC) - timedelta(hours=1))
            for person in people:
                assert (await person.message("notice"))["message"] == "La permanence est fermée."

    run(story())


def _close(starts_at: datetime) -> ExceptionalClosing:
    at, by = datetime.now(UTC), make_operator()
    starts_at = starts_at.replace(second=0, microsecond=0)
    return close_exceptionally(
        starts_at=starts_at, ends_at=at + timedelta(days=2), reason="Panne de courant.", by=by, now=at
    )


def _lift(closing: ExceptionalClosing) -> None:
    lift_closing(closing=closing, by=make_operator(), now=datetime.now(UTC))


def _open_until(lesson: UUID, close: datetime) -> None:
    """Opening hours of these minutes, school holidays too."""
    opened = close - timedelta(minutes=30)
    OpeningHours.objects.all().delete()
    OpeningHours.objects.create(
        weekday=opened.weekday(), opens_at=opened.time(), closes_at=close.time().replace(second=0, microsecond=0),
        in_holidays=True,
    )  # fmt: skip
    Lesson.objects.filter(pk=lesson).update(opened_at=opened + timedelta(minutes=10))


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


async def _until_drawn(client: Client, strokes: list[str]) -> None:
    deadline = asyncio.get_running_loop().time() + 20
    while (await client.board()).drawn != strokes:
        assert asyncio.get_running_loop().time() < deadline


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
