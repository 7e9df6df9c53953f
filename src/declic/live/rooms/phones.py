"""Lessons that go on by telephone. The process of the teacher's socket calls; a number stays in memory till then.

A pupil in a lesson whose voice does not pass gives a number of their family, who said yes; the teacher gives theirs.
Both are called, see the platform's number alone, and are hung up on when the lesson ends.
"""

import asyncio
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
from django.conf import settings

from declic.classroom.actions.telephone import note_call
from declic.classroom.rules import Role
from declic.ground.errors import Refusal
from declic.live.member import Member
from declic.live.protocol.room import CallMe, Error, HangUp, LegState
from declic.live.rooms.phone import SIDES
from declic.live.step import Out, Whom
from declic.live.telephony import french_number, provider

if TYPE_CHECKING:
    from declic.live.rooms.door import RoomDoor
    from declic.live.rooms.open_room import OpenRoom
    from declic.live.rooms.room_socket import RoomSocket

logger = logging.getLogger(__name__)


class Given(msgspec.Struct, frozen=True, tag=True):
    """Said to the other processes; an empty number: hung up."""

    role: str
    account: int
    number: str


class Became(msgspec.Struct, frozen=True, tag=True):
    """Said by the process that calls."""

    states: dict[str, LegState]


class Phones:
    def __init__(self, door: "RoomDoor") -> None:
        self._door = door
        self._calls: dict[OpenRoom, asyncio.Task[None]] = {}

    def asked(self, socket: "RoomSocket", opened: "OpenRoom", member: Member, message: CallMe | HangUp) -> None:
        try:
            given = _given(opened, member, message)
        except Refusal as refusal:
            socket.say(Error(refusal.code, refusal.message))
            return
        self._door.elsewhere.tell_of_phone(opened, given)
        self._take(opened, given)

    def heard(self, opened: "OpenRoom", body: bytes) -> None:
        said = msgspec.json.decode(body, type=Given | Became)
        if isinstance(said, Given):
            self._take(opened, said)
        elif opened.phone.states != said.states:
            opened.phone.numbers.clear()
            opened.phone.states = said.states
            self._say(opened)

    def say_to(self, opened: "OpenRoom", socket: "RoomSocket") -> None:
        """To whoever comes in while a call is asked for, or made; one that waited for them begins."""
        if opened.phone.states:
            socket.say(opened.phone.shown(settings.TELEPHONY_NUMBER))
        self._begin(opened)

    def hand_over(self, opened: "OpenRoom") -> None:
        """To a process that has just opened the room, perhaps for the teacher whom a call waits for."""
        phone = opened.phone
        for role, number in phone.numbers.items():
            self._door.elsewhere.tell_of_phone(opened, Given(role, phone.asked_by, number))

    def stir(self, opened: "OpenRoom") -> None:
        """Who speaks by telephone may touch nothing for long; a process may have come since the call began."""
        if opened in self._calls:
            opened.room.stirs += 1
            self._door.elsewhere.tell_of_phone(opened, Became(opened.phone.states))

    def hang_up(self, opened: "OpenRoom") -> None:
        opened.phone.forget()
        if call := self._calls.get(opened):
            call.cancel()

    async def stop(self) -> None:
        calls = list(self._calls.values())
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)

    # -- the call -----------------------------------------------------------------------------------------------------
    def _take(self, opened: "OpenRoom", given: Given) -> None:
        if not given.number:
            self.hang_up(opened)
            self._say(opened)
            return
        if call := self._calls.get(opened):
            # Both have hung up, and what carried the call is not done yet: the number waits for it, not its owner.
            if not opened.phone.is_in_call:
                call.add_done_callback(lambda _: self._take(opened, given))
            return
        opened.phone.give(given.role, given.number, given.account)
        self._say(opened)
        self._begin(opened)

    def _begin(self, opened: "OpenRoom") -> None:
        """Once both numbers are there, where the teacher is: nobody is rung for a teacher who is out of the room."""
        if opened in self._calls or not self._has_teacher(opened):
            return
        account = opened.phone.asked_by
        if numbers := opened.phone.take():
            call = asyncio.get_running_loop().create_task(self._call(opened, account, numbers))
            self._calls[opened] = call
            call.add_done_callback(lambda _: self._done(opened))

    def _has_teacher(self, opened: "OpenRoom") -> bool:
        return any(member.person.role == Role.TEACHER.value for member in opened.room.members)

    async def _call(self, opened: "OpenRoom", account: int, numbers: tuple[str, str]) -> None:
        carries, lesson_id = provider(), opened.room.lesson_id
        try:
            await self._door.threads.read(
                lambda: note_call(lesson_id=lesson_id, by_account_id=account, now=datetime.now(UTC))
            )
            assert carries is not None  # noqa: S101  (`_given` looked)
            await carries.join(*numbers, lambda leg, state: self._became(opened, {SIDES[leg]: state}))
        except Refusal as refusal:
            self._became(opened, opened.phone.ended("failed"))
            self._door.deliver(opened, (Out(Whom.ALL, Error(refusal.code, refusal.message)),))
        except Exception:
            logger.exception("no call by telephone in lesson %s", opened.name)
            self._became(opened, opened.phone.ended("failed"))

    def _done(self, opened: "OpenRoom") -> None:
        del self._calls[opened]
        if opened.phone.is_in_call:
            self._became(opened, opened.phone.ended("hung_up"))
        self._door.forget_if_empty(opened)

    def _became(self, opened: "OpenRoom", states: dict[str, LegState]) -> None:
        opened.phone.states |= states
        self._door.elsewhere.tell_of_phone(opened, Became(opened.phone.states))
        self._say(opened)

    def _say(self, opened: "OpenRoom") -> None:
        """To the members here: every process tells its own."""
        opened.tell_all(opened.phone.shown(settings.TELEPHONY_NUMBER))


def _given(opened: "OpenRoom", member: Member, message: CallMe | HangUp) -> Given:
    role = member.person.role
    if isinstance(message, HangUp):
        return Given(role, member.account, "")
    if not settings.TELEPHONY_PROVIDER:
        raise Refusal("no_telephone", "Le téléphone n’est pas installé ici. On continue par écrit.")
    if opened.phone.is_in_call:
        raise Refusal("no_telephone", "L’appel est déjà en cours.")
    if role == Role.PUPIL.value and not message.agreed:
        raise Refusal("not_agreed", "Demande d’abord à un adulte : c’est lui qui dit oui.")
    return Given(role, member.account, french_number(message.number))
