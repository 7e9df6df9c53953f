"""A microphone muted in a lesson stays so for its person, whatever became of the room meanwhile."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from declic.classroom.management.commands.tickets import open_lessons
from declic.classroom.queries import room_cards
from declic.classroom.rules import Ability
from declic.classroom.tickets import path_of
from declic.lessons.actions import end, note_muted
from declic.lessons.models import Lesson, Presence
from declic.live.rooms import RoomDoor
from tests.live.clients import Client, enter, forged, run, with_database
from tests.live.serving import serving_by_a_door

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
    while not await with_database(Lesson.objects.filter(pupil_muted=muted, teacher_muted=False).exists):
        continue
    while not await with_database(Presence.objects.filter(left_at__isnull=False).exists):
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


def test_who_is_muted_is_read_with_the_lesson_at_no_query_more_and_is_forgotten_with_its_end() -> None:
    list(open_lessons(2, datetime.now(UTC)))
    lessons = list(Lesson.objects.select_related("pupil", "teacher"))
    with CaptureQueriesContext(connection) as before:
        cards = room_cards([lesson.pk for lesson in lessons])
    assert [cards[lesson.pk].muted for lesson in lessons] == [frozenset(), frozenset()]

    first, second = lessons
    for account in (first.pupil.account_id, second.teacher.account_id):
        for lesson in lessons:  # of the other lesson they are nobody
            note_muted(lesson_id=lesson.pk, account_id=account, muted=True)
    with CaptureQueriesContext(connection) as after:
        cards = room_cards([lesson.pk for lesson in lessons])
    assert cards[first.pk].muted == {first.pupil.account_id}
    assert cards[second.pk].muted == {second.teacher.account_id}
    assert len(after) <= len(before)

    end(lesson_id=first.pk, by_account_id=first.pupil.account_id, now=datetime.now(UTC))
    note_muted(lesson_id=first.pk, account_id=first.pupil.account_id, muted=True)
    assert room_cards([first.pk])[first.pk].muted == frozenset()
