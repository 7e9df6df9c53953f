"""The door of the rooms: sockets on one side, `room.Room`, the log and the bus on the other."""

import asyncio
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from django.conf import settings

from declic.classroom import queries
from declic.classroom.models import ChatMessage
from declic.classroom.queries import RoomCard
from declic.classroom.rules import COLOURS, Ability, Role, worth_compacting
from declic.live.bus import Bus
from declic.live.door import Entry
from declic.live.ice import ice_servers
from declic.live.member import Member
from declic.live.protocol import limits
from declic.live.protocol.codes import Close, Fault
from declic.live.protocol.frames import STEP_1, STEP_2, UPDATE, sync_frame
from declic.live.protocol.room import IceServer, Person, Resumed, Welcome
from declic.live.recorder import Recorder
from declic.live.room import MOVED, Flow, Room
from declic.live.rooms.elsewhere import Elsewhere
from declic.live.rooms.gathering import Gathered
from declic.live.rooms.life import LessonLife, refused, uuid_in
from declic.live.rooms.log import RoomLog
from declic.live.rooms.loop_turn import LoopTurn
from declic.live.rooms.open_room import OpenRoom, chat_line, lesson_state
from declic.live.rooms.phones import Phones
from declic.live.rooms.reading import Threads, board_read, is_quick, known_boards, tails
from declic.live.rooms.room_socket import RoomSocket
from declic.live.step import Out, said_again

if TYPE_CHECKING:
    from uuid import UUID


SOON_S: Final = 0.05
POSTS_A_TURN: Final = 256


class RoomDoor:
    """`/room/<lesson>`. One per process."""

    prefix = "/room/"
    kind = "room"

    def __init__(self, *, bus: Bus, recorder: Recorder) -> None:
        self.bus = bus
        self.elsewhere = Elsewhere(self)
        self.life = LessonLife(self)
        self.phones = Phones(self)
        self.log = RoomLog(self, recorder)
        self.threads = Threads()
        self.rooms: dict[UUID, OpenRoom] = {}
        self._cards = Gathered(self.threads, queries.room_cards)
        self._lines = Gathered(self.threads, queries.last_lines_of)
        self._boards = Gathered(self.threads, known_boards)
        self._tails = Gathered(self.threads, tails)
        self.flow = Flow()
        self.loop_turn = LoopTurn(self.threads)
        self.stopping = False
        self._told_soon: list[RoomSocket] = []
        """Sockets with an acknowledgement that waits."""

    # -- the server's side --------------------------------------------------------------------------------------------
    async def start(self) -> None:
        await self.log.start()
        self.bus.hear(self.life.heard)
        self.bus.when_back(self.life.look_at_all)

    async def stop(self) -> None:
        self.stopping = True
        await self.phones.stop()
        await self.threads.settle(patience_s=5)
        await self.log.stop()
        await self.threads.stop()

    def open(self, entry: Entry) -> RoomSocket:
        return RoomSocket(self, entry)

    def sweep(self, now: float) -> None:
        clock = datetime.now(UTC)
        for opened in self.rooms.values():
            self.life.tell_soon(opened, clock)
            self.life.ask_if_still(opened, now)
            self.elsewhere.still_here(opened)
            self.phones.stir(opened)
        self.log.settle()
        self.life.forget_facts(now)
        self.life.note_still_there(self.rooms.values(), clock)

    # -- coming in ----------------------------------------------------------------------------------------------------
    async def admit(self, socket: RoomSocket, entry: Entry) -> None:
        """Everything a socket needs is read first; then, in one go, it is in the room and welcomed."""
        lesson_id = uuid_in(entry.path.removeprefix(self.prefix))
        if lesson_id is None or entry.ticket.s != str(lesson_id):
            socket.close(Close.NOT_FOUND if lesson_id is None else Close.WRONG_SUBJECT)
            return
        asked_at = asyncio.get_running_loop().time()
        card = await self._cards.get(lesson_id)
        if code := refused(card, entry.ticket.g):
            socket.close(code)
            return
        assert card is not None  # noqa: S101  (`refused` said so)
        # A plain Yjs client reads no chat.
        said = (await self._lines.get(card.board_id) or []) if socket.typed else []
        account, brought_at = entry.ticket.p, entry.ticket.v
        if brought_at and await self.threads.read(lambda: queries.is_put_out(lesson_id, account, brought_at)):
            socket.close(Close.TICKET_REVOKED)
            return
        name = dict(card.names).get(account, "")
        if Ability.INVITED.value in entry.ticket.a:
            name = await self.threads.read(lambda: queries.guest_name(lesson_id, account))
            if not name:
                socket.close(Close.TICKET_REVOKED)
                return
        elif not name:
            name = await self.threads.read(lambda: queries.name_in_room(card, account))
        if socket.closing:
            return
        if self.stopping:
            socket.close(Close.SHUTTING_DOWN)
            return
        if opened := self._enter(socket, _member(entry, name), card, said):
            self.life.came_in(opened, asked_at)

    def _enter(self, socket: RoomSocket, member: Member, card: RoomCard, said: list[ChatMessage]) -> OpenRoom | None:
        opened = self.rooms.get(card.lesson_id)
        if opened is None:
            opened = OpenRoom(Room(card.lesson_id, card.board_id, self.flow), card)
            self.rooms[card.lesson_id] = opened
            self.elsewhere.join(opened)
        opened.card = card
        if code := opened.room.may_enter(member.account, member.issued):
            socket.close(code)
            self.forget_if_empty(opened)
            return None
        for replaced in opened.room.enter(member):
            self.move_away(opened, replaced)
        if member.account in card.muted:
            opened.room.was_muted(member.person.id)
        opened.sockets[member] = socket
        socket.enter(opened, member)
        opened.wire()
        welcome = Welcome(
            you=member.person,
            people=opened.room.people(member),
            abilities=sorted(member.abilities),
            lesson=lesson_state(card),
            chat=opened.room.chat.with_those(chat_line(row) for row in said),
            ice_servers=self.ice(member),
            limits=limits.SHOWN,
            at=datetime.now(UTC).isoformat(),
            muted=member.person.id in opened.room.muted,
        )
        socket.say(welcome)
        self.deliver(opened, opened.room.announce(member), member)
        self.elsewhere.entered(opened, member)
        self.life.note(opened, member, present=True)
        self.phones.say_to(opened, socket)
        self.life.tell_soon(opened, datetime.now(UTC))
        socket.catch_up()
        return opened

    def move_away(self, opened: OpenRoom, member: Member) -> None:
        """The person came in from another device: the first is told."""
        socket = opened.sockets.pop(member, None)
        opened.room.members = [m for m in opened.room.members if m is not member]
        if socket is not None:
            socket.say(MOVED)
            socket.close(Close.MOVED)
        opened.wire()

    def leave(self, opened: OpenRoom, member: Member) -> None:
        if opened.sockets.pop(member, None) is None:
            return
        opened.wire()
        self.deliver(opened, opened.room.leave(member))
        self.elsewhere.left(opened, member)
        self.life.note(opened, member, present=False)
        self.forget_if_empty(opened)

    def forget_if_empty(self, opened: OpenRoom) -> None:
        """An empty room is compacted once all it received is written, then forgotten."""
        room = opened.room
        if opened.is_idle and self.rooms.get(room.lesson_id) is opened:
            del self.rooms[room.lesson_id]
            self.elsewhere.leave(opened)
            if room.size and not self.stopping:
                self.log.compact_soon(room.board_id, room_is_empty=True)

    def tell_soon(self, socket: RoomSocket) -> None:
        """Its acknowledgement leaves with the next frames for it, and at the latest in SOON_S."""
        if not self._told_soon:
            asyncio.get_running_loop().call_later(SOON_S, self._tell)
        self._told_soon.append(socket)

    def _tell(self) -> None:
        """Some at a time: what comes in meanwhile is relayed."""
        sockets = self._told_soon
        some, self._told_soon = sockets[:POSTS_A_TURN], sockets[POSTS_A_TURN:]
        for socket in some:
            socket.post()
        if self._told_soon:
            asyncio.get_running_loop().call_soon(self._tell)

    # -- sending ------------------------------------------------------------------------------------------------------
    def deliver(self, opened: OpenRoom, out: tuple[Out, ...], sender: Member | None = None) -> None:
        """Sends each message to its members here, and to the other processes when it is for everybody or the others."""
        for one in out:
            if isinstance(one.to, Member):
                if socket := opened.sockets.get(one.to):
                    socket.lay(one.message)
            else:
                self.elsewhere.pass_on(opened, one.message)
                for member, socket in list(opened.sockets.items()):
                    if member is not sender:
                        socket.lay(one.message)
        for socket in list(opened.sockets.values()) if out else ():
            socket.post()

    def ice(self, member: Member) -> list[IceServer]:
        return ice_servers(
            stun_urls=settings.STUN_URLS,
            turn_urls=settings.TURN_URLS,
            secret=settings.TURN_SECRET,
            account=member.account,
            now=time.time(),
        )

    # -- the board ----------------------------------------------------------------------------------------------------
    async def answer(self, socket: RoomSocket, opened: OpenRoom, state_vector: bytes | None) -> None:
        """Step 2 with what the client misses (unless it did not ask), then step 1 with what we have.

        What is in memory is taken before the disk is read: a frame is in one of them, or in both: Yjs does not mind.
        """
        room = opened.room
        if state_vector is not None and await self._resume(socket, opened):
            return
        unkept = room.unkept()
        known = await self._boards.get(room.board_id)
        assert known is not None  # noqa: S101  (an empty one, if nothing was ever drawn)
        try:
            if is_quick(known, unkept):
                read = board_read(known, unkept, state_vector)
            else:
                read = await self.threads.read(lambda: board_read(known, unkept, state_vector))
        except ValueError:
            socket.fault(Fault.MALFORMED)
            return
        room.size = max(room.size, read.size)
        if state_vector is not None:
            socket.give(sync_frame(STEP_2, read.missing))
            for update in read.waiting:
                socket.give(sync_frame(UPDATE, update))
            socket.is_in_step = True
        socket.give(sync_frame(STEP_1, read.state))
        if worth_compacting(read.rows, room_is_empty=False):
            self.log.compact_soon(room.board_id, room_is_empty=False)

    async def _resume(self, socket: RoomSocket, opened: OpenRoom) -> bool:
        """To a client that has everything up to a row of the log, what came after it: a few strokes, not the board.

        False when that cannot be told, because the board was compacted since then, or nobody said where they are.
        """
        row, socket.since = socket.since, 0
        if opened.is_shared or not self.log.may_have(row):
            return False
        unkept = opened.room.unkept()
        tail = await self._tails.get((opened.room.board_id, row))
        if tail is None or opened.is_shared:
            return False
        opened.room.size = max(opened.room.size, tail.size)
        for frame in (*tail.frames, *unkept):
            socket.lay(frame)
        socket.lay(Resumed())
        socket.post()
        socket.is_in_step = True
        return True

    def ask_those_refused(self) -> None:
        """Those whose updates were refused are asked for them, once they can be kept."""
        if not self.flow.refused or self.flow.full:
            return
        self.flow.refused = False
        for opened in self.rooms.values():
            for member in opened.room.resync():
                if socket := opened.sockets.get(member):
                    self.threads.start(self.answer(socket, opened, None))

    def read_again(self, opened: OpenRoom) -> None:
        """Something other processes said may have been missed: each client gets the whole board and the last lines."""
        for socket in list(opened.sockets.values()):
            self.threads.start(self.answer(socket, opened, b"\x00"))
        self.threads.start(self._say_lines(opened))

    async def _say_lines(self, opened: OpenRoom) -> None:
        for row in await self.threads.read(lambda: queries.last_lines(opened.room.board_id)):
            line = chat_line(row)
            opened.tell_all(said_again(line))


def _member(entry: Entry, name: str) -> Member:
    ticket = entry.ticket
    person = Person(str(ticket.p), name, ticket.r, COLOURS[Role(ticket.r)], Ability.TALK.value in ticket.a)
    page = ticket.o or ticket.x
    return Member(ticket.p, person, frozenset(ticket.a), entry.typed, ticket.g, page, time.time(), ticket.v)
