"""The lesson of an open room: who is there is noted, its facts are heard, its end closes the room."""

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from math import inf
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.urls import NoReverseMatch, reverse

from declic.classroom import queries
from declic.classroom.queries import RoomCard
from declic.classroom.rules import Ability, Role
from declic.ground.errors import Refusal
from declic.ground.moments import clock
from declic.lessons import actions as lessons
from declic.lessons.rules import CUT_SHORT, LIVE_STATES, LessonState, goes_on
from declic.live.bus import Said
from declic.live.member import Member
from declic.live.protocol.codes import Close, Fault
from declic.live.protocol.room import Notice, Over, State
from declic.live.rooms.open_room import OpenRoom, lesson_state
from declic.live.rooms.stillness import Due

if TYPE_CHECKING:
    from declic.live.rooms.door import RoomDoor
    from declic.live.rooms.room_socket import RoomSocket

logger = logging.getLogger(__name__)

_LIVE: Final = frozenset(state.value for state in LIVE_STATES)
_SOON_S: Final = 300
_LET_IN_S: Final = 60
ABOUT_HOURS: Final = frozenset({"ClosingDecided", "ClosingLifted"})
_MINUTES: Final = ("une minute", "deux minutes", "trois minutes", "quatre minutes", "cinq minutes")
"""By whole minutes gone of what is left."""


class LessonLife:
    def __init__(self, door: "RoomDoor") -> None:
        self._door = door
        self._lately: dict[UUID, tuple[float, dict[str, Any]]] = {}
        """By lesson, when the last fact about it came (by the loop's clock), and what it said."""

    async def end(self, socket: "RoomSocket", opened: OpenRoom, member: Member) -> None:
        """The fact comes back by the bus, and closes the room everywhere."""
        lesson_id, account = opened.room.lesson_id, member.account
        try:
            await self._door.threads.read(
                lambda: lessons.end(lesson_id=lesson_id, by_account_id=account, now=datetime.now(UTC))
            )
        except Refusal as refusal:
            socket.fault(Fault.REFUSED, refusal.message)
        except Exception:
            logger.exception("lesson %s could not be ended", lesson_id)
            socket.fault(Fault.REFUSED)

    def heard(self, said: Said) -> None:
        """Any fact about an open room's lesson: look at the lesson again. About the hours: at those of all rooms."""
        if said.get("name") in ABOUT_HOURS and self._door.rooms:
            self._door.threads.start(self._read_hours_again())
            return
        kind, _, name = str(said.get("subject", "")).partition(":")
        lesson_id = uuid_in(name) if kind == "lesson" else None
        if lesson_id is None:
            return
        data = dict(said.get("data") or {})
        self._lately[lesson_id] = asyncio.get_running_loop().time(), data
        if opened := self._door.rooms.get(lesson_id):
            self._door.threads.start(self._look_again(opened, data))

    def came_in(self, opened: OpenRoom, asked_at: float) -> None:
        """What was read of the lesson since they asked to come in may be old: a fact came meanwhile, its end even."""
        heard_at, data = self._lately.get(opened.room.lesson_id, (-inf, {}))
        if heard_at >= asked_at:
            self._door.threads.start(self._look_again(opened, data))

    def forget_facts(self, now: float) -> None:
        """Nobody takes longer to be let in."""
        self._lately = {lesson: said for lesson, said in self._lately.items() if now - said[0] < _LET_IN_S}

    def look_at_all(self) -> None:
        """Facts may have been missed."""
        self._door.threads.start(self._read_hours_again())
        for opened in self._door.rooms.values():
            self._door.threads.start(self._look_again(opened, {}))

    async def _read_hours_again(self) -> None:
        """A closing decided in the middle of a lesson is told before it comes; one that was told and comes no more,
        as well.
        """
        rooms = list(self._door.rooms.values())
        hours = await self._door.threads.read(lambda: queries.closing_hours([opened.card for opened in rooms]))
        now = datetime.now(UTC)
        for opened in rooms:
            closes_at = hours[opened.room.lesson_id]
            if closes_at == opened.card.closes_at:
                continue
            opened.card = replace(opened.card, closes_at=closes_at)
            opened.tell_all(State(lesson_state(opened.card)))
            _unsay_soon(opened, closes_at, now)
            self.tell_soon(opened, now)

    async def _look_again(self, opened: OpenRoom, data: dict[str, Any]) -> None:
        card = await self._door.threads.read(lambda: queries.room_card_again(opened.card))
        if card is None or card.state not in _LIVE:
            opened.card = card or opened.card
            self._over(opened, data)
            return
        changed = card != opened.card
        opened.card = card
        for member, socket in list(opened.sockets.items()):
            if member.generation < card.generation:
                socket.close(Close.TICKET_REVOKED)
        if changed:
            opened.tell_all(State(lesson_state(card)))
        await self._see_guests_out(opened)
        await self._put_devices_out(opened)

    async def _see_guests_out(self, opened: OpenRoom) -> None:
        guests = [member for member in opened.room.members if Ability.INVITED.value in member.abilities]
        if not guests:
            return
        invited = await self._door.threads.read(lambda: queries.guest_of(opened.room.lesson_id))
        for member in guests:
            socket = opened.sockets.get(member)
            if socket is not None and (invited is None or invited.account_id != member.account):
                socket.close(Close.TICKET_REVOKED)

    async def _put_devices_out(self, opened: OpenRoom) -> None:
        brought = [member for member in opened.room.members if member.brought_at]
        if not brought:
            return
        lesson_id = opened.room.lesson_id
        out = await self._door.threads.read(
            lambda: [one for one in brought if queries.is_put_out(lesson_id, one.account, one.brought_at)]
        )
        for member in out:
            if socket := opened.sockets.get(member):
                socket.close(Close.TICKET_REVOKED)

    def _over(self, opened: OpenRoom, data: dict[str, Any]) -> None:
        self._door.phones.hang_up(opened)
        by, why = data.get("by_account_id"), opened.card.end_reason or "over"
        for member, socket in list(opened.sockets.items()):
            if socket.closing:
                continue
            next_url = _next_url(member.person.role, opened.card)
            socket.say(Over(by="" if by is None else str(by), why=why, next_url=next_url))
            put_out = member.generation < opened.card.generation and member.person.role == Role.TEACHER.value
            socket.close(Close.TICKET_REVOKED if put_out else Close.OVER)

    def tell_soon(self, opened: OpenRoom, clock: datetime) -> None:
        """Each person once, five minutes before the service closes; whoever comes in later, as soon as they are in."""
        if opened.card.closes_at is None:
            return
        left_s = (opened.card.closes_at - clock).total_seconds()
        if left_s > _SOON_S:
            return
        for member, socket in list(opened.sockets.items()):
            if not member.told_soon:
                member.told_soon = True
                socket.say(Notice("five_minutes", _closes_in(left_s, opened.card.closes_at)))

    def ask_if_still(self, opened: OpenRoom, now: float) -> None:
        """A running lesson in which nothing happens: it is asked aloud whether somebody is there, then ended."""
        if opened.card.state != LessonState.RUNNING.value or not opened.room.members:
            return
        due = opened.stillness.look(opened.signs, now)
        if due is Due.ASK:
            opened.tell_all(Notice("still", "Personne n’a parlé ni écrit depuis dix minutes."))
        elif due is Due.ANSWERED:
            opened.tell_all(Notice("there", "Quelqu’un est là : la leçon continue."))
        elif due is Due.END:
            self._door.threads.start(self._end_forgotten(opened.room.lesson_id))

    async def _end_forgotten(self, lesson_id: UUID) -> None:
        try:
            await self._door.threads.read(
                lambda: lessons.end(lesson_id=lesson_id, by_account_id=None, now=datetime.now(UTC), why="inactive")
            )
        except Exception:
            logger.exception("forgotten lesson %s could not be ended", lesson_id)

    def note(self, opened: OpenRoom, member: Member, *, present: bool) -> None:
        """In order, and never on the loop; a load test's people are nobody, and from a lesson that is over all left."""
        if not self._leaves_a_trace(opened, member):
            return
        lesson_id, account, now = opened.room.lesson_id, member.account, datetime.now(UTC)
        self._door.threads.note(
            lambda: lessons.note_presence(lesson_id=lesson_id, account_id=account, present=present, now=now)
        )

    def note_muted(self, opened: OpenRoom, member: Member, *, muted: bool) -> None:
        if not self._leaves_a_trace(opened, member):
            return
        lesson_id, account = opened.room.lesson_id, member.account
        self._door.threads.note(lambda: lessons.note_muted(lesson_id=lesson_id, account_id=account, muted=muted))

    def note_still_there(self, rooms: Iterable["OpenRoom"], now: datetime) -> None:
        """All who are in a room, at once."""
        people = [
            (opened.room.lesson_id, member.account)
            for opened in rooms
            for member in opened.room.members
            if self._leaves_a_trace(opened, member)
        ]
        if people:
            self._door.threads.note(lambda: lessons.note_still_there(people=people, now=now))

    def _leaves_a_trace(self, opened: "OpenRoom", member: Member) -> bool:
        return member.paced and not self._door.stopping and opened.card.state in _LIVE


def _unsay_soon(opened: OpenRoom, closes_at: datetime | None, now: datetime) -> None:
    """Those who were told of another hour are told of this one, and once more when it comes near."""
    is_near = closes_at is not None and (closes_at - now).total_seconds() <= _SOON_S
    for member, socket in list(opened.sockets.items()):
        if member.told_soon and not is_near:
            socket.say(Notice("hours", _closes_later(closes_at)))
        member.told_soon = False


def _closes_later(at: datetime | None) -> str:
    return f"La permanence ferme finalement à {clock(at)}." if at else "Finalement, la permanence ne ferme pas."


def _closes_in(left_s: float, at: datetime) -> str:
    """With the hour: it is read for as long as nobody has shut it."""
    if left_s <= 0:
        return "La permanence est fermée."
    return f"La permanence ferme dans {_MINUTES[min(int(left_s) // 60, 4)]}, à {clock(at)}."


def refused(card: RoomCard | None, generation: int) -> Close | None:
    """Why a ticket of this generation does not open this lesson's room."""
    if card is None:
        return Close.NOT_FOUND
    if card.state not in _LIVE:
        return Close.OVER
    return Close.TICKET_REVOKED if generation < card.generation else None


def uuid_in(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _next_url(role: str, card: RoomCard) -> str:
    """After a lesson that did not end as one: the queue and the desk; handed over, the queue and the report."""
    state = LessonState(card.state)
    if role == Role.PUPIL.value:
        waits = goes_on(state, card.end_reason)
        name, given = ("pupil:waiting", []) if waits else ("pupil:lesson", [card.lesson_id])
    elif role == Role.TEACHER.value:
        name, given = ("teacher:desk", []) if state in CUT_SHORT else ("teacher:report", [card.lesson_id])
    else:
        return "/"
    try:
        return reverse(name, args=given)
    except NoReverseMatch:
        return "/"
