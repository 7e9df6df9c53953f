"""The door of `/desk`: facts and gestures in, messages out; the database in other threads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from declic.dispatch import actions as dispatch
from declic.dispatch.queries.hours import hours_digest
from declic.ground.errors import Refusal
from declic.lessons.actions import open_lesson
from declic.lessons.queries.at_desks import DeskDuty, RingCard, desks_of, ring_cards
from declic.live.bus import Bus
from declic.live.desk import ROOM, Desks, Saying
from declic.live.door import DoorSocket, Entry, RefusedSocket
from declic.live.protocol.codes import Close, Fault
from declic.live.protocol.desk import Accept, Closings, Decline, Incoming, LessonOpen, Prefer, SendBack, Want, decode
from declic.live.talk import TalkSocket, Threads, utc_now
from declic.live.turns import Turns
from declic.people.actions import prefer
from declic.people.models import Teacher
from declic.people.queries import teachers_among
from declic.people.rules.teachers import TeacherState

ABOUT_DUTY = {"DutyChanged", "LessonOpened", "LessonEnded", "ReportWritten"}
"""Facts after which a desk may show something else."""
ABOUT_HOURS = {"ClosingDecided", "ClosingLifted"}
"""Facts after which a desk that has been open for long knows the hours no more."""

READ_EVERY_S: Final = 0.03
"""Between two readings: what happens meanwhile is read by one. At most this is added to a ring."""


@dataclass
class _News:
    """What has been heard since the last reading of the database."""

    entered: list[TalkSocket] = field(default_factory=list)
    offers: set[UUID] = field(default_factory=set)
    requests: set[UUID] = field(default_factory=set)
    duties: set[int] = field(default_factory=set)
    teachers: set[int] = field(default_factory=set)
    """Suspended, or rung otherwise from now on."""


class DeskDoor:
    """One reading of the database for all the news there is."""

    prefix = "/desk"
    kind = "desk"

    def __init__(self, bus: Bus) -> None:
        self.desks: Desks[TalkSocket] = Desks()
        self.threads = Threads("desk")
        self._reader = Threads("desk-reader", 1)
        """Its own: neither a ring nor the news that desks are there waits behind the gestures of the teachers."""
        self._news = _News()
        self._reading = Turns(self._read, apart_s=READ_EVERY_S)
        bus.hear(self.fact)
        bus.when_back(self.back)

    async def start(self) -> None: ...

    def open(self, entry: Entry) -> DoorSocket:
        if entry.ticket.r != "teacher":
            return RefusedSocket(Close.WRONG_SUBJECT, typed=entry.typed)
        return DeskSocket(self, entry.ticket.p, typed=entry.typed)

    def sweep(self, now: float) -> None:
        """The desks that are open are there: written down all at once."""
        del now
        if accounts := self.desks.accounts:
            self._reader.start(self._seen(accounts))

    async def stop(self) -> None:
        await self._reading.close()
        await self.threads.stop()
        await self._reader.stop()

    # -- sockets --------------------------------------------------------------------------------------------------
    def entered(self, socket: TalkSocket) -> None:
        self.desks.enter(socket, socket.account)
        self._news.entered.append(socket)
        self._reading.call()

    async def hear(self, socket: TalkSocket, message: Incoming) -> None:
        """One gesture. Refusals are those of the actions, said to the teacher."""
        now, account = utc_now(), socket.account
        match message:
            case Want(state=state):
                await self.threads.run(dispatch.want, teacher_account_id=account, state=state, now=now)
            case Prefer():
                await self.threads.run(prefer, teacher_account_id=account, now=now, **msgspec.structs.asdict(message))
            case Accept(offer_id=text):
                await self._accept(socket, offer_of(text), now)
            case Decline(offer_id=text):
                offer = offer_of(text)
                await self.threads.run(dispatch.decline, offer_id=offer, teacher_account_id=account, now=now)
            case SendBack(offer_id=text):
                offer = offer_of(text)
                await self.threads.run(dispatch.send_back, offer_id=offer, teacher_account_id=account, now=now)

    def left(self, socket: TalkSocket) -> None:
        """A server that stops is no teacher that leaves: the pages come back."""
        if self.desks.leave(socket, socket.account) and socket.closed_with is not Close.SHUTTING_DOWN:
            self.threads.start(self._left(socket.account))

    async def _accept(self, socket: TalkSocket, offer_id: UUID, now: datetime) -> None:
        self.desks.taking(socket, offer_id)
        try:
            lesson = await self.threads.run(open_lesson, offer_id=offer_id, teacher_account_id=socket.account, now=now)
        except BaseException:
            self.desks.not_taking(socket)
            raise
        socket.say(LessonOpen(offer_id=str(offer_id), url=ROOM.format(lesson)))

    async def _left(self, account: int) -> None:
        await self.threads.run(dispatch.desk_left, teacher_account_id=account, now=utc_now())

    async def _seen(self, accounts: list[int]) -> None:
        await self._reader.run(dispatch.note_desk_seen, teacher_account_ids=accounts, now=utc_now())

    # -- facts ----------------------------------------------------------------------------------------------------
    def fact(self, said: dict[str, Any]) -> None:
        """Something happened somewhere in the service. Called on the loop; returns at once."""
        name, data = said["name"], said["data"]
        account = data.get("teacher_account_id", 0)
        if name in ABOUT_HOURS:
            self._say((socket, Closings()) for socket in self.desks.sockets)
            return
        if name == "HelpCompleted" and self.desks.accounts:
            self._news.requests.add(UUID(data["help_request_id"]))
        elif not self.desks.has(account):
            return
        elif name == "OfferMade":
            self._news.offers.add(UUID(data["offer_id"]))
            self._news.duties.add(account)
        elif name == "OfferEnded":
            self._say(self.desks.ring_over(account, UUID(data["offer_id"]), data["why"]))
            self._news.duties.add(account)
        elif name in ABOUT_DUTY:
            self._news.duties.add(account)
        elif name in {"TeacherSuspended", "TeacherPreferred"}:
            self._news.teachers.add(account)
        else:
            return
        self._reading.call()

    def back(self) -> None:
        """Facts may have been missed: every page is welcomed again, and so told everything."""
        self._news.entered += self.desks.sockets
        self._reading.call()

    async def _read(self) -> None:
        news, self._news = self._news, _News()
        self.desks.forget_over()
        arrived = {socket.account for socket in news.entered}
        cards, duties, teachers, hours = await self._reader.run(_read_desks, news, arrived, utc_now())
        for socket in self.desks.sockets:
            if socket.account in teachers and teachers[socket.account].state == TeacherState.SUSPENDED.value:
                self._say(self.desks.shut(socket.account))
                socket.close(Close.TICKET_REVOKED)
        for socket in news.entered:
            duty = duties.get(socket.account)
            self._say(self.desks.welcome(socket, socket.account, duty, cards, hours=hours, now=utc_now()))
            if teacher := teachers.get(socket.account):
                self._say(self.desks.preferred(socket.account, teacher, entered=socket))
        for account in news.teachers & teachers.keys():
            self._say(self.desks.preferred(account, teachers[account]))
        for account in news.duties:
            self._say(self.desks.duty(account, duties.get(account), utc_now()))
        for card in cards:
            if card.offer_id in news.offers or card.help_request_id in news.requests:
                self._say(self.desks.ring(card))

    def _say(self, sayings: Iterable[Saying[TalkSocket]]) -> None:
        for socket, message in sayings:
            if not socket.closing:
                socket.say(message)


class DeskSocket(TalkSocket):
    def __init__(self, door: DeskDoor, account: int, *, typed: bool) -> None:
        super().__init__(account, decode, door.hear, door.threads, typed=typed)
        self._door = door

    def connected(self) -> None:
        self._door.entered(self)

    def gone(self) -> None:
        self._door.left(self)


def _read_desks(
    news: _News, arrived: set[int], now: datetime
) -> tuple[list[RingCard], dict[int, DeskDuty], Mapping[int, Teacher], str]:
    """What rings, where the duties stand, the teachers to tell how they are rung, or that they have no desk any more:
    a ticket from before may still come; and the digest of the hours, for those who arrived.
    """
    if arrived:
        dispatch.note_desk_seen(teacher_account_ids=arrived, now=now)
    teachers = teachers_among(arrived | news.teachers) if arrived or news.teachers else {}
    duties = desks_of(arrived | news.duties)
    if not (news.offers or news.requests or arrived):
        return [], duties, teachers, ""
    cards = ring_cards(news.offers, of_requests=news.requests, at_desks=arrived)
    return cards, duties, teachers, hours_digest() if arrived else ""


def offer_of(text: str) -> UUID:
    """Refusal `malformed`."""
    try:
        return UUID(text)
    except ValueError:
        raise Refusal(Fault.MALFORMED.value, Fault.MALFORMED.message) from None
