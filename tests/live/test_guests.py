"""The third person's socket: told to all, within its abilities, shut when seen out."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import transaction

from declic.classroom.actions import put_out_devices, see_out
from declic.classroom.actions.guests import invite
from declic.classroom.management.commands.tickets import open_lessons
from declic.classroom.rules import GuestKind
from declic.classroom.tickets import Ticket, path_of
from declic.lessons.models import Lesson
from tests.live.clients import both, connect, enter, forged, run, with_database
from tests.live.serving import serving
from tests.world import make_account

pytestmark = pytest.mark.django_db(databases=["default", "rooms"], transaction=True)


def ticket_of(lesson: Ticket, account: int, kind: GuestKind) -> str:
    return path_of(Ticket(k="room", s=lesson.s, p=account, r="guest", a=kind.abilities, g=lesson.g, x=lesson.x))


def test_a_guest_is_told_to_all_hears_and_is_shut_out_when_seen_out() -> None:
    tickets = list(open_lessons(1, datetime.now(UTC)))
    lesson = Lesson.objects.select_related("teacher__account").get(pk=UUID(tickets[0].s))
    parent = make_account("Mme Ba")
    with transaction.atomic():
        invite(lesson=lesson, account=parent, kind=GuestKind.GUARDIAN, now=datetime.now(UTC))
    path = ticket_of(tickets[0], parent.pk, GuestKind.GUARDIAN)

    async def story() -> None:
        async with serving() as port, both(port, [path_of(ticket) for ticket in tickets]) as (pupil, teacher):
            guest = await enter(port, path)
            for client in (pupil, teacher):
                person = (await client.message("joined"))["person"]
                assert (person["name"], person["role"], person["talks"]) == ("Mme Ba, parent", "guest", False)
            await guest.say(type="signal", data={"kind": "start"}, to=str(tickets[0].p))
            signal = await pupil.message("signal")
            assert (signal["from"], signal["to"]) == (str(parent.pk), str(tickets[0].p))
            offer = {"kind": "offer", "call": "c", "sdp": "v=0\r\nm=audio 9 X 111\r\na=sendrecv\r\n"}
            await guest.say(type="signal", data=offer, to=str(tickets[0].p))
            relayed = (await pupil.message("signal"))["data"]
            assert relayed == {**offer, "sdp": "v=0\r\nm=audio 9 X 111\r\na=recvonly\r\n"}, "they only listen"
            await teacher.say(type="signal", data=offer, to=str(tickets[0].p))
            assert (await pupil.message("signal"))["data"] == offer
            for refused in ({"type": "chat", "cid": "c", "text": "Bonjour", "file": ""}, {"type": "end"}):
                await guest.say(**refused)
                assert (await guest.message("error"))["code"] == "not_allowed"
            await with_database(see_out, lesson=lesson, by=lesson.teacher.account, now=datetime.now(UTC))
            assert await guest.closed() == 4411
            assert (await pupil.message("left"))["id"] == str(parent.pk)
            again = await connect(port, path)
            assert await again.closed() == 4411

    run(story())


def test_a_device_that_a_code_brought_is_put_out_and_the_others_stay() -> None:
    tickets = list(open_lessons(1, datetime.now(UTC)))
    lesson = Lesson.objects.select_related("pupil__account", "teacher__account").get(pk=UUID(tickets[0].s))
    brought = forged(path_of(tickets[0]), v=datetime.now(UTC).timestamp())

    async def story() -> None:
        async with serving() as port, both(port, [brought, path_of(tickets[1])]) as (device, teacher):
            await with_database(put_out_devices, lesson=lesson, by=lesson.teacher.account, now=datetime.now(UTC))
            assert await device.closed() == 4411
            assert (await teacher.message("left"))["id"] == str(lesson.pupil.account_id)
            assert await (await connect(port, brought)).closed() == 4411, "nor does the ticket it has left"
            first = await enter(port, path_of(tickets[0]))
            assert await first.message("welcome")
            await first.close()

    run(story())


def test_whoever_was_not_invited_does_not_come_in() -> None:
    tickets = list(open_lessons(1, datetime.now(UTC)))
    path = ticket_of(tickets[0], make_account().pk, GuestKind.COLLEAGUE)

    async def story() -> None:
        async with serving() as port:
            stranger = await connect(port, path)
            assert await stranger.closed() == 4411

    run(story())
