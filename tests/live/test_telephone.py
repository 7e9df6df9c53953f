"""A lesson that goes on by telephone: who may ask, what each page is told, and when it is hung up."""

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

import pytest
from django.db import transaction

from declic.classroom.actions.guests import invite
from declic.classroom.actions.telephone import MOST_CALLS
from declic.classroom.management.commands.tickets import open_lessons
from declic.classroom.rules import GuestKind
from declic.classroom.tickets import Ticket, path_of
from declic.ground.errors import Refusal
from declic.journal.models import Fact
from declic.lessons.actions import end
from declic.lessons.models import Lesson
from declic.live.rooms.phone import Phone
from declic.live.telephony import Tell, french_number
from tests.live.clients import Client, both, enter, run, with_database
from tests.live.serving import serving
from tests.live.test_elsewhere import process
from tests.live.test_guests import ticket_of
from tests.servers import redis
from tests.world import make_account

if TYPE_CHECKING:
    from declic.live.protocol.room import LegState

pytestmark = pytest.mark.django_db(databases=["default", "rooms"], transaction=True)
SHOWN, MINE, FAMILY = "+33100000000", "01 44 55 66 77", "06.12.34.56.78"


class Exchange:
    """A provider that rings whom it is told to, for a test to look at."""

    called: list[tuple[str, str]]
    ended: int
    hung_up: asyncio.Event

    async def join(self, first: str, second: str, tell: Tell) -> None:
        Exchange.called.append((first, second))
        for leg in (0, 1):
            tell(leg, "calling")
            tell(leg, "answered")
        try:
            await asyncio.Event().wait()
        finally:
            Exchange.ended += 1
            Exchange.hung_up.set()


class BusyExchange:
    """The teacher picks up, the family's line is taken: nothing more is said of the teacher's, who is let go."""

    async def join(self, first: str, second: str, tell: Tell) -> None:
        del first, second
        for leg, state in ((0, "calling"), (0, "answered"), (1, "calling"), (1, "busy")):
            tell(leg, cast("LegState", state))


class BrokenExchange(BusyExchange):
    """The same, and what carries the call breaks."""

    async def join(self, first: str, second: str, tell: Tell) -> None:
        await super().join(first, second, tell)
        raise OSError


@pytest.fixture(autouse=True)
def exchange(settings: Any) -> None:
    settings.TELEPHONY_PROVIDER, settings.TELEPHONY_NUMBER = f"{__name__}.Exchange", SHOWN
    Exchange.called, Exchange.ended, Exchange.hung_up = [], 0, asyncio.Event()


@pytest.fixture
def tickets() -> list[Ticket]:
    return list(open_lessons(1, datetime.now(UTC)))


async def told(client: Client, teacher: str, pupil: str) -> None:
    """Until this is what the page knows."""
    while True:
        message = await client.message("telephone")
        assert message["number"] == SHOWN
        if (message["teacher"], message["pupil"]) == (teacher, pupil):
            return


async def over(client: Client, teacher: str, pupil: str) -> None:
    """What the page is told next, once nobody is rung or speaks any more."""
    while True:
        message = await client.message("telephone")
        if not {message["teacher"], message["pupil"]} & {"", "given", "calling", "answered"}:
            assert (message["teacher"], message["pupil"]) == (teacher, pupil)
            return


async def error(client: Client) -> Any:
    return (await client.message("error"))["code"]


def test_both_give_a_number_are_called_and_nobody_is_told_the_others(
    tickets: list[Ticket], caplog: pytest.LogCaptureFixture
) -> None:
    async def story() -> None:
        async with serving() as port, both(port, [path_of(ticket) for ticket in tickets]) as (pupil, teacher):
            await teacher.say(type="call_me", number=MINE)
            await told(pupil, "given", "")
            await pupil.say(type="call_me", number=FAMILY, agreed=True)
            for client in (pupil, teacher):
                await told(client, "answered", "answered")
            assert Exchange.called == [("+33144556677", "+33612345678")]
            again = await enter(port, path_of(tickets[0]))  # on another device, in the middle of it
            await told(again, "answered", "answered")
            await again.say(type="hang_up")
            for client in (again, teacher):
                await told(client, "hung_up", "hung_up")
            assert Exchange.ended == 1
            await again.close()

    run(story())
    kept = " ".join(str(fact) + str(fact.data) for fact in Fact.objects.all())
    assert Fact.objects.filter(name="TelephoneCalled", subject=f"lesson:{tickets[0].s}").count() == 1
    for number in ("144556677", "612345678"):
        assert number not in kept
        assert number not in caplog.text


@pytest.mark.parametrize(("carries", "teachers"), [(BusyExchange, "hung_up"), (BrokenExchange, "failed")])
def test_a_line_that_was_taken_is_still_said_to_be_once_the_call_is_over(
    tickets: list[Ticket], settings: Any, carries: type[BusyExchange], teachers: str
) -> None:
    settings.TELEPHONY_PROVIDER = f"{__name__}.{carries.__name__}"

    async def story() -> None:
        async with serving() as port, both(port, [path_of(ticket) for ticket in tickets]) as (pupil, teacher):
            await pupil.say(type="call_me", number=FAMILY, agreed=True)
            await teacher.say(type="call_me", number=MINE)
            for client in (pupil, teacher):
                await over(client, teachers, "busy")
            await teacher.say(type="hang_up")  # at the very moment it ended by itself
            await over(pupil, teachers, "busy")

    run(story())


def test_an_asking_taken_back_before_any_call_leaves_nothing_hung_up(tickets: list[Ticket]) -> None:
    async def story() -> None:
        async with serving() as port, both(port, [path_of(ticket) for ticket in tickets]) as (pupil, teacher):
            for who in (teacher, pupil):  # it takes it back, the pupil refuses it
                await teacher.say(type="call_me", number=MINE)
                for client in (pupil, teacher):
                    await told(client, "given", "")
                await who.say(type="hang_up")
                for client in (pupil, teacher):
                    await told(client, "", "")
            again = await enter(port, path_of(tickets[0]))  # was cut off while it was asked
            await told(again, "", "")
            await again.close()
            assert Exchange.called == []

    run(story())


def test_a_call_agreed_to_while_the_teacher_is_out_begins_once_they_are_back(tickets: list[Ticket]) -> None:
    async def story() -> None:
        async with serving() as port, both(port, [path_of(ticket) for ticket in tickets]) as (pupil, teacher):
            await teacher.say(type="call_me", number=MINE)
            await told(pupil, "given", "")
            await teacher.close()
            await pupil.message("left")
            await pupil.say(type="call_me", number=FAMILY, agreed=True)
            await told(pupil, "given", "given")
            assert Exchange.called == []
            back = await enter(port, path_of(tickets[1]))
            for client in (pupil, back):
                await told(client, "answered", "answered")
            assert Exchange.called == [("+33144556677", "+33612345678")]
            await back.close()

    run(story())


@pytest.mark.services
def test_it_begins_too_on_a_process_that_opens_the_room_for_the_teacher(tickets: list[Ticket]) -> None:
    async def story(url: str) -> None:
        async with process(url) as (first, _), process(url) as (second, _):
            pupil, teacher = await enter(first, path_of(tickets[0])), await enter(first, path_of(tickets[1]))
            await teacher.say(type="call_me", number=MINE)
            await told(pupil, "given", "")
            await teacher.close()
            await pupil.message("left")
            await pupil.say(type="call_me", number=FAMILY, agreed=True)
            await told(pupil, "given", "given")
            back = await enter(second, path_of(tickets[1]))
            for client in (pupil, back):
                await told(client, "answered", "answered")
            assert Exchange.called == [("+33144556677", "+33612345678")]
            for client in (pupil, back):
                await client.close()

    with redis() as url:
        run(story(url))


def test_the_end_of_the_lesson_hangs_up(tickets: list[Ticket]) -> None:
    async def story() -> None:
        async with serving() as port, both(port, [path_of(ticket) for ticket in tickets]) as (pupil, teacher):
            await pupil.say(type="call_me", number=FAMILY, agreed=True)
            await teacher.say(type="call_me", number=MINE)
            await told(pupil, "answered", "answered")
            lesson = UUID(tickets[0].s)
            await with_database(end, lesson_id=lesson, by_account_id=tickets[1].p, now=datetime.now(UTC))
            assert await pupil.closed() == 4410
            await asyncio.wait_for(Exchange.hung_up.wait(), 10)

    run(story())


def test_a_child_does_not_decide_alone_and_a_number_that_costs_is_not_called(tickets: list[Ticket]) -> None:
    async def story() -> None:
        async with serving() as port, both(port, [path_of(ticket) for ticket in tickets]) as (pupil, teacher):
            await pupil.say(type="call_me", number=FAMILY)
            assert await error(pupil) == "not_agreed"
            await teacher.say(type="call_me", number="0899 70 12 34")
            assert await error(teacher) == "bad_number"
            assert Exchange.called == []

    run(story())


def test_without_a_provider_nobody_is_called(tickets: list[Ticket], settings: Any) -> None:
    settings.TELEPHONY_PROVIDER = ""

    async def story() -> None:
        async with serving() as port, both(port, [path_of(ticket) for ticket in tickets]) as (_, teacher):
            await teacher.say(type="call_me", number=MINE)
            assert await error(teacher) == "no_telephone"

    run(story())


def test_so_many_calls_in_a_lesson_and_no_more(tickets: list[Ticket]) -> None:
    async def story() -> None:
        async with serving() as port, both(port, [path_of(ticket) for ticket in tickets]) as (pupil, teacher):
            for _ in range(MOST_CALLS):
                await pupil.say(type="call_me", number=FAMILY, agreed=True)
                await teacher.say(type="call_me", number=MINE)
                await told(teacher, "answered", "answered")
                await teacher.say(type="hang_up")
                await told(teacher, "hung_up", "hung_up")
            await pupil.say(type="call_me", number=FAMILY, agreed=True)
            await teacher.say(type="call_me", number=MINE)
            assert await error(teacher) == "too_many_calls"
            assert len(Exchange.called) == MOST_CALLS

    run(story())


@pytest.mark.parametrize("kind", list(GuestKind))
def test_a_guest_calls_nobody(tickets: list[Ticket], kind: GuestKind) -> None:
    lesson = Lesson.objects.get(pk=UUID(tickets[0].s))
    guest = make_account("Mme Ba")
    with transaction.atomic():
        invite(lesson=lesson, account=guest, kind=kind, now=datetime.now(UTC))

    async def story() -> None:
        async with serving() as port:
            client = await enter(port, ticket_of(tickets[0], guest.pk, kind))
            for message in ({"type": "call_me", "number": MINE, "agreed": True}, {"type": "hang_up"}):
                await client.say(**message)
                assert await error(client) == "not_allowed"
            await client.close()

    run(story())


def test_numbers_are_forgotten_once_the_call_begins_or_is_given_up() -> None:
    phone = Phone()
    phone.give("pupil", "+33612345678")
    assert phone.take() is None
    phone.give("teacher", "+33144556677")
    assert phone.take() == ("+33144556677", "+33612345678")
    assert phone.numbers == {}
    phone.give("pupil", "+33612345678")
    phone.forget()
    assert phone.numbers == {}


def test_only_a_telephone_that_rang_is_hung_up() -> None:
    phone = Phone()
    phone.give("teacher", "+33144556677")
    phone.forget()
    assert (phone.shown(SHOWN).teacher, phone.shown(SHOWN).pupil) == ("", "")
    phone.give("teacher", "+33144556677")
    phone.give("pupil", "+33612345678")
    phone.states["teacher"] = "calling"
    phone.forget()
    assert (phone.shown(SHOWN).teacher, phone.shown(SHOWN).pupil) == ("hung_up", "hung_up")


@pytest.mark.parametrize("typed", ["06 12 34 56 78", "+33 (0)6 12 34 56 78", "0033612345678", "06.12.34.56.78"])
def test_a_french_number_however_it_is_spaced(typed: str) -> None:
    assert french_number(typed) == "+33612345678"


@pytest.mark.parametrize("typed", ["", "112", "3949", "0812345678", "+447700900123", "06123456789", "sip:x@y"])
def test_nothing_else_is_called(typed: str) -> None:
    with pytest.raises(Refusal, match=r"numéro français"):
        french_number(typed)
