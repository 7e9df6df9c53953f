"""The door of the rooms: sockets on one side, `room.Room`, the recorder and the bus on the other."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, TypeVar
from uuid import UUID

import pycrdt
from django.conf import settings
from django.db import DatabaseError, connections
from django.urls import NoReverseMatch, reverse

from declic.classroom import actions, queries
from declic.classroom.actions import NewLine
from declic.classroom.models import ChatMessage
from declic.classroom.queries import RoomCard
from declic.classroom.rules import COLOURS, Role, worth_compacting
from declic.ground.errors import Refusal
from declic.lessons import actions as lessons
from declic.lessons.rules import LIVE_STATES
from declic.live.bus import Bus, Said
from declic.live.door import Entry
from declic.live.ice import ice_servers
from declic.live.protocol import limits
from declic.live.protocol.codes import Close, Fault
from declic.live.protocol.frames import STEP_1, STEP_2, sync_frame
from declic.live.protocol.room import (
    Chat,
    ChatLine,
    IceServer,
    LessonState,
    Message,
    Notice,
    Over,
    Person,
    State,
    Welcome,
)
from declic.live.recorder import Batch, KeptLine, Recorder
from declic.live.room import MOVED, Cut, Flow, Member, Out, Room
from declic.live.room_bus import Elsewhere
from declic.live.room_socket import RoomSocket

logger = logging.getLogger(__name__)

LINGER_S: Final = 0.025
"""A commit takes what came in so long: with the commit itself, well under 50 ms."""
READERS: Final = 2
_LIVE: Final = frozenset(state.value for state in LIVE_STATES)
_SOON_S: Final = 300
Found = TypeVar("Found")


@dataclass(eq=False)
class OpenRoom:
    """A room, its sockets, and what is known of its lesson."""

    room: Room
    card: RoomCard
    sockets: dict[Member, RoomSocket] = field(default_factory=dict)
    lines: list[tuple[NewLine, Member]] = field(default_factory=list)
    """Chat that waits for the next commit."""
    told_soon: bool = False
    dirty: bool = False

    def wire(self) -> None:
        """Each socket knows the others' `send`: relaying is a loop over a tuple."""
        for member, socket in self.sockets.items():
            socket.others = tuple(s.send for m, s in self.sockets.items() if m is not member and s.send is not None)


class RoomDoor:
    """`/room/<lesson>`. One per process."""

    prefix = "/room/"
    kind = "room"

    def __init__(self, *, bus: Bus, recorder: Recorder) -> None:
        self.bus = bus
        self.elsewhere = Elsewhere(self)
        self.rooms: dict[UUID, OpenRoom] = {}
        self.flow = Flow()
        self._recorder = recorder
        self._dirty: list[OpenRoom] = []
        self._timer: asyncio.TimerHandle | None = None
        self._writing = False
        self._readers: Executor = ThreadPoolExecutor(READERS, "room-reader")
        self._presence: Executor = ThreadPoolExecutor(1, "presence")
        self._tasks: set[asyncio.Task[None]] = set()
        self._idle = asyncio.Event()
        self._stopping = False

    # -- the server's side --------------------------------------------------------------------------------------------
    async def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._recorder.start()
        self.bus.hear(self._heard)
        self.bus.when_back(self.elsewhere.resync)
        self._idle.set()

    async def stop(self) -> None:
        self._stopping = True
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=5)
        self._flush()
        try:
            await asyncio.wait_for(self._idle.wait(), 10)
        except TimeoutError:
            logger.exception("the log is stuck: what was not acknowledged is lost here, and will be sent again")
        await self._recorder.stop()
        self._readers.shutdown(wait=False)
        self._presence.shutdown(wait=True)

    def open(self, entry: Entry) -> RoomSocket:
        return RoomSocket(self, entry)

    def sweep(self, now: float) -> None:
        del now
        clock = datetime.now(UTC)
        for opened in self.rooms.values():
            self._tell_soon(opened, clock)
            for member in opened.room.members:
                self._note(opened, member, present=True)
            self.elsewhere.still_here(opened)

    def task(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def read(self, work: Callable[[], Found]) -> Found:
        """`work` touches the database: in a thread of its own, with its own connection."""
        return await self._loop.run_in_executor(self._readers, _with_fresh_connections, work)

    # -- coming in ----------------------------------------------------------------------------------------------------
    async def admit(self, socket: RoomSocket, entry: Entry) -> None:
        """Everything a socket needs is read first; then, in one go, it is in the room and welcomed."""
        lesson_id = _uuid(entry.path.removeprefix(self.prefix))
        if lesson_id is None or entry.ticket.s != str(lesson_id):
            socket.close(Close.NOT_FOUND if lesson_id is None else Close.WRONG_SUBJECT)
            return
        card = await self.read(lambda: queries.room_card(lesson_id))
        if refused := _refused(card, entry.ticket.g):
            socket.close(refused)
            return
        assert card is not None  # noqa: S101  (`_refused` said so)
        said = await self.read(lambda: queries.last_lines(card.board_id)) if socket.typed else []
        if socket.closing:
            return
        if self._stopping:
            socket.close(Close.SHUTTING_DOWN)
            return
        self._enter(socket, _member(entry), card, said)

    def _enter(self, socket: RoomSocket, member: Member, card: RoomCard, said: list[ChatMessage]) -> None:
        opened = self.rooms.get(card.lesson_id)
        if opened is None:
            opened = OpenRoom(Room(card.lesson_id, card.board_id, self.flow), card)
            self.rooms[card.lesson_id] = opened
            self.elsewhere.join(opened)
        opened.card = card
        if refused := opened.room.may_enter(member.account, member.issued):
            socket.close(refused)
            self.forget_if_empty(opened)
            return
        for replaced in opened.room.enter(member):
            self.move_away(opened, replaced)
        opened.sockets[member] = socket
        socket.enter(opened, member)
        opened.wire()
        welcome = Welcome(
            you=member.person,
            people=opened.room.people(member),
            abilities=sorted(member.abilities),
            lesson=lesson_state(opened),
            chat=opened.room.lines(chat_line(row) for row in said),
            ice_servers=self.ice(member),
            limits=limits.SHOWN,
            at=datetime.now(UTC).isoformat(),
        )
        socket.say(welcome)
        self.deliver(opened, opened.room.announce(member), member)
        self.elsewhere.entered(opened)
        self._note(opened, member, present=True)
        socket.catch_up()

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
        out = opened.room.leave(member)
        self.deliver(opened, out)
        self.elsewhere.left(opened, member)
        self._note(opened, member, present=False)
        self.forget_if_empty(opened)

    def forget_if_empty(self, opened: OpenRoom) -> None:
        """An empty room is compacted once all it received is written, then forgotten."""
        room = opened.room
        if room.members or opened.dirty or room.in_flight or opened.lines:
            return
        if self.rooms.pop(room.lesson_id, None) is opened:
            self.elsewhere.leave(opened)
            if room.size and not self._stopping:
                self.task(self._compact(room.board_id, room_is_empty=True))

    async def _compact(self, board_id: UUID, *, room_is_empty: bool) -> None:
        try:
            await self.read(
                lambda: actions.compact(board_id=board_id, room_is_empty=room_is_empty, now=datetime.now(UTC))
            )
        except DatabaseError:
            logger.exception("board %s was not compacted; the next join will try again", board_id)

    # -- sending ------------------------------------------------------------------------------------------------------
    def deliver(self, opened: OpenRoom, out: tuple[Out, ...], sender: Member | None = None) -> None:
        """Sends each message to its members here, and to the other processes when it is for everybody or the others."""
        for one in out:
            if isinstance(one.to, Member):
                if socket := opened.sockets.get(one.to):
                    socket.give(one.message)
            else:
                self.elsewhere.pass_on(opened, one.message)
                for member, socket in list(opened.sockets.items()):
                    if member is not sender:
                        socket.give(one.message)

    def tell_all(self, opened: OpenRoom, message: Message) -> None:
        """To the members here only: every process hears of the same fact by itself."""
        for socket in list(opened.sockets.values()):
            socket.say(message)

    def ice(self, member: Member) -> list[IceServer]:
        return ice_servers(
            stun_urls=settings.STUN_URLS,
            turn_urls=settings.TURN_URLS,
            secret=settings.TURN_SECRET,
            account=member.account,
            now=time.time(),
        )

    # -- the log ------------------------------------------------------------------------------------------------------
    def soil(self, opened: OpenRoom) -> None:
        """Something of this room waits to be kept."""
        if opened.dirty:
            return
        opened.dirty = True
        self._dirty.append(opened)
        self._idle.clear()
        if self._timer is None and not self._writing:
            self._timer = self._loop.call_later(LINGER_S, self._flush)

    def keep_line(self, opened: OpenRoom, member: Member, line: Chat) -> None:
        new = NewLine(opened.room.board_id, member.account, member.person.name, line.cid, line.text)
        opened.lines.append((new, member))
        self.soil(opened)

    def _flush(self) -> None:
        self._timer = None
        if self._writing or not self._dirty:
            return
        self._writing = True
        dirty, self._dirty = self._dirty, []
        cuts: list[tuple[OpenRoom, Cut]] = []
        lines: list[tuple[OpenRoom, NewLine, Member]] = []
        for opened in dirty:
            opened.dirty = False
            cuts.append((opened, opened.room.cut()))
            lines += [(opened, line, author) for line, author in opened.lines]
            opened.lines = []
        self._recorder.submit(
            Batch(
                frames=[(opened.room.board_id, cut.frames) for opened, cut in cuts if cut.frames],
                lines=[line for _, line, _ in lines],
                done=lambda kept: self._committed(cuts, [(opened, author) for opened, _, author in lines], kept),
            )
        )

    def _committed(
        self, cuts: list[tuple[OpenRoom, Cut]], said: list[tuple[OpenRoom, Member]], kept: list[KeptLine]
    ) -> None:
        self._writing = False
        for opened, cut in cuts:
            for member, ack in opened.room.committed(cut):
                if socket := opened.sockets.get(member):
                    socket.say(ack)
        for (opened, author), (row, new) in zip(said, kept, strict=True):
            self.deliver(opened, (opened.room.said(chat_line(row), None if new else author),))
        for opened, _ in cuts:
            self._ask_again(opened)
            self.forget_if_empty(opened)
        if self._dirty:
            self._timer = self._loop.call_later(LINGER_S, self._flush)
        else:
            self._idle.set()

    def _ask_again(self, opened: OpenRoom) -> None:
        for member in opened.room.resync():
            if socket := opened.sockets.get(member):
                self.task(self.answer(socket, opened, None))

    async def answer(self, socket: RoomSocket, opened: OpenRoom, state_vector: bytes | None) -> None:
        """Step 2 with what the client misses (unless it did not ask), then step 1 with what we have.

        What is in memory is taken before the disk is read: a frame is in one of them, or in both: Yjs does not mind.
        """
        room = opened.room
        unkept = room.unkept()
        try:
            missing, ours, rows, size = await self.read(lambda: _board(room.board_id, unkept, state_vector))
        except ValueError:
            socket.fault(Fault.MALFORMED)
            return
        room.size = max(room.size, size)
        if state_vector is not None:
            socket.give(sync_frame(STEP_2, missing))
        socket.give(sync_frame(STEP_1, ours))
        if worth_compacting(rows, room_is_empty=False):
            self.task(self._compact(room.board_id, room_is_empty=False))

    # -- the lesson's life --------------------------------------------------------------------------------------------
    async def end(self, socket: RoomSocket, opened: OpenRoom, member: Member) -> None:
        """The fact comes back by the bus, and closes the room everywhere."""
        try:
            await self.read(
                lambda: lessons.end(
                    lesson_id=opened.room.lesson_id, by_account_id=member.account, now=datetime.now(UTC)
                )
            )
        except Refusal as refusal:
            socket.fault(Fault.REFUSED, refusal.message)
        except Exception:
            logger.exception("lesson %s could not be ended", opened.room.lesson_id)
            socket.fault(Fault.REFUSED)

    def _heard(self, said: Said) -> None:
        """Any fact about an open room's lesson: look at the lesson again."""
        kind, _, name = str(said.get("subject", "")).partition(":")
        lesson_id = _uuid(name) if kind == "lesson" else None
        if lesson_id is not None and (opened := self.rooms.get(lesson_id)):
            self.task(self._look_again(opened, dict(said.get("data") or {})))

    async def _look_again(self, opened: OpenRoom, data: dict[str, Any]) -> None:
        card = await self.read(lambda: queries.room_card(opened.room.lesson_id))
        if card is None or card.state not in _LIVE:
            self._over(opened, data)
            return
        changed = card != opened.card
        opened.card = card
        for member, socket in list(opened.sockets.items()):
            if member.generation < card.generation:
                socket.close(Close.TICKET_REVOKED)
        if changed:
            self.tell_all(opened, State(lesson_state(opened)))

    def _over(self, opened: OpenRoom, data: dict[str, Any]) -> None:
        by = data.get("by_account_id")
        for member, socket in list(opened.sockets.items()):
            next_url = _next_url(member.person.role, opened.room.lesson_id)
            socket.say(Over(by="" if by is None else str(by), why=str(data.get("why", "over")), next_url=next_url))
            socket.close(Close.OVER)

    def _tell_soon(self, opened: OpenRoom, clock: datetime) -> None:
        if opened.card.closes_at is None or opened.told_soon:
            return
        if (opened.card.closes_at - clock).total_seconds() <= _SOON_S:
            opened.told_soon = True
            self.tell_all(opened, Notice("five_minutes", "La permanence ferme dans cinq minutes."))

    def _note(self, opened: OpenRoom, member: Member, *, present: bool) -> None:
        """In order, and never on the loop; a load test's people are nobody."""
        if not member.paced or self._stopping:
            return
        lesson_id, account, now = opened.room.lesson_id, member.account, datetime.now(UTC)
        self._presence.submit(
            _with_fresh_connections,
            lambda: _noted(
                lambda: lessons.note_presence(lesson_id=lesson_id, account_id=account, present=present, now=now)
            ),
        )


def lesson_state(opened: OpenRoom) -> LessonState:
    card = opened.card
    return LessonState(
        id=str(card.lesson_id),
        state=card.state,
        opened_at=card.opened_at.isoformat(),
        started_at=card.started_at.isoformat() if card.started_at else None,
        closes_at=card.closes_at.isoformat() if card.closes_at else None,
    )


def chat_line(row: ChatMessage) -> ChatLine:
    return ChatLine(str(row.pk), row.cid, str(row.author_id), row.name, row.text, row.at.isoformat())


def _member(entry: Entry) -> Member:
    ticket = entry.ticket
    person = Person(str(ticket.p), ticket.n, ticket.r, COLOURS[Role(ticket.r)])
    return Member(ticket.p, person, frozenset(ticket.a), entry.typed, ticket.g, ticket.x)


def _refused(card: RoomCard | None, generation: int) -> Close | None:
    if card is None:
        return Close.NOT_FOUND
    if card.state not in _LIVE:
        return Close.OVER
    return Close.TICKET_REVOKED if generation < card.generation else None


def _board(board_id: UUID, unkept: list[bytes], state_vector: bytes | None) -> tuple[bytes, bytes, int, int]:
    """(what the client misses, our state vector, rows of the log, bytes of the board). ValueError: no state vector."""
    stored = queries.stored_board(board_id)
    whole = queries.merged(stored, unkept)
    try:
        missing = b"" if state_vector is None else pycrdt.get_update(whole, state_vector or b"\x00")
    except Exception as error:
        raise ValueError("not a state vector") from error
    return missing, pycrdt.get_state(whole), len(stored.entries), len(whole)


def _with_fresh_connections(work: Callable[[], Found]) -> Found:
    try:
        return work()
    finally:
        for connection in connections.all(initialized_only=True):
            connection.close_if_unusable_or_obsolete()


def _noted(work: Callable[[], None]) -> None:
    try:
        work()
    except Exception:
        logger.exception("presence was not noted")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _next_url(role: str, lesson_id: UUID) -> str:
    name = {"pupil": "pupil:lesson", "teacher": "teacher:report"}.get(role)
    try:
        return reverse(name, args=[lesson_id]) if name else "/"
    except NoReverseMatch:
        return "/"
