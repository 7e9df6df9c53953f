"""A microphone muted in a lesson stays so for its person, whatever became of the room meanwhile."""

from datetime import UTC, datetime

import pytest

from declic.classroom.management.commands.tickets import open_lessons
from declic.classroom.rules import Ability
from declic.classroom.tickets import path_of
from declic.lessons.models import Presence
from declic.live.rooms import RoomDoor
from tests.live.clients import Client, enter, forged, run, with_database
from tests.live.test_rooms import serving_by_a_door

pytestmark = pytest.mark.django_db(databases=["default", "rooms"], transaction=True)


@pytest.fixture
def path() -> str:
    """Of the pupil alone, whose presence is noted."""
    ticket = next(iter(open_lessons(1, datetime.now(UTC))))
    return forged(path_of(ticket), a=[Ability.TALK.value, Ability.LISTEN.value])


async def said(client: Client, *, muted: bool) -> None:
    await client.say(type="media", mic=not muted, camera=False, muted=muted)
    await client.say(type="ping", n=1)
    await client.message("pong")


async def left_empty(client: Client, door: RoomDoor, *, muted: bool) -> None:
    """Nobody is in any room, and what they did last is noted."""
    await client.close()
    while not await with_database(Presence.objects.filter(muted=muted, left_at__isnull=False).exists):
        continue
    assert not door.rooms


async def is_muted(port: int, path: str) -> tuple[Client, bool]:
    client = await enter(port, path)
    return client, (await client.message("welcome"))["muted"]


def test_whoever_comes_back_to_a_room_left_empty_is_muted_as_they_were(path: str) -> None:
    async def story() -> None:
        async with serving_by_a_door() as (port, door):
            client, muted = await is_muted(port, path)
            assert muted is False
            await said(client, muted=True)
            await left_empty(client, door, muted=True)
            client, muted = await is_muted(port, path)
            assert muted is True
            await said(client, muted=False)
            await left_empty(client, door, muted=False)
            client, muted = await is_muted(port, path)
            assert muted is False
            await said(client, muted=True)
            await client.close()
        async with serving_by_a_door() as (port, _):
            client, muted = await is_muted(port, path)
            assert muted is True, "the server was started again"
            await client.close()

    run(story())
