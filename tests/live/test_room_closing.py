"""What a room is told of the hour at which the service closes."""

import socket
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from declic.dispatch.actions import close_exceptionally, lift_closing
from declic.dispatch.models import ExceptionalClosing, OpeningHours
from declic.ground.moments import clock
from declic.ground.paris import in_paris
from declic.lessons.models import Lesson
from declic.live.bus import open_bus
from declic.live.recorder import Recorder
from declic.live.rooms import RoomDoor
from declic.live.server import LiveServer
from tests.live.clients import both, enter, run, with_database
from tests.live.serving import serving
from tests.world import make_operator

pytestmark = pytest.mark.django_db(databases=["default", "rooms"], transaction=True)


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
