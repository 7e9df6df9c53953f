"""What the rooms receive and must keep: gathered for a moment, committed together, then acknowledged."""

import asyncio
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import DatabaseError

from declic.classroom import actions
from declic.classroom.actions import NewLine, NewReaction, Written
from declic.classroom.queries import boards
from declic.classroom.rules import worth_compacting
from declic.classroom.tickets import read_files
from declic.live.member import Member
from declic.live.protocol.codes import Fault
from declic.live.protocol.room import Chat, React, Reacted
from declic.live.recorder import Batch, Recorder
from declic.live.room import Cut
from declic.live.rooms.open_room import OpenRoom, chat_line
from declic.live.step import fault

if TYPE_CHECKING:
    from declic.live.rooms.door import RoomDoor

logger = logging.getLogger(__name__)

LINGER_S: Final = 0.025
"""A commit takes what came in so long: with the commit itself, well under 50 ms."""
LINGER_BUSY: Final = 5.0
"""Or so many times as long as the last commit and its acknowledgements took: the busier, the more each one holds."""
LINGER_MOST_S: Final = 0.2
REST: Final = 4.0
"""After a board is compacted, so many times as long as it took before the next."""
REST_MOST_S: Final = 0.5
ROOMS_A_TURN: Final = 128
"""Rooms whose people are told at once that they were kept: some milliseconds in which nothing is relayed."""


class RoomLog:
    """One commit at a time, for all the rooms that have something."""

    def __init__(self, door: "RoomDoor", recorder: Recorder) -> None:
        self._door = door
        self._recorder = recorder
        self._dirty: list[OpenRoom] = []
        self._timer: asyncio.TimerHandle | None = None
        self._writing = False
        self._began = 0.0
        self._first = self._written = 0
        """Rows of the log: the last when this process started; the last it wrote."""
        self._unsettled = self._settled = 0
        """The last it had written at the last sweep, and at the one before."""
        self._to_compact: dict[UUID, bool] = {}
        """Boards, in order, and whether their room was empty when it was asked."""
        self._compacting = False
        self._idle = asyncio.Event()

    @property
    def row(self) -> int:
        """All rows up to it, of the rooms that are here only, have been relayed to those who are in. With other
        processes it is some seconds old: that they have a room open too may not be known yet.
        """
        return self._settled if self._door.bus.remote else self._written

    def may_have(self, row: int) -> bool:
        """Whether such a row may have been told to anybody: not when the database is an older one put back."""
        return 0 < row <= max(self._first, self._written)

    def settle(self) -> None:
        """Called every sweep."""
        self._settled, self._unsettled = self._unsettled, self._written

    async def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._first = await self._door.threads.read(boards.last_row)
        self._recorder.start()
        self._idle.set()

    async def stop(self) -> None:
        """Writes what came in."""
        self._flush()
        try:
            await asyncio.wait_for(self._idle.wait(), 10)
        except TimeoutError:
            logger.exception("the log is stuck: what was not acknowledged is lost here, and will be sent again")
        await self._recorder.stop()

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
        pages = read_files(line.file, lesson=opened.name, account=member.account) if line.file else ()
        new = NewLine(opened.room.board_id, member.account, member.person.name, line.cid, line.text, pages)
        opened.lines.append((new, member))
        self.soil(opened)

    def keep_reaction(self, opened: OpenRoom, member: Member, given: React) -> None:
        new = NewReaction(opened.room.board_id, int(given.line), member.account, given.what)
        opened.reactions.append((new, member, Reacted(given.line, member.person.id, given.what)))
        self.soil(opened)

    def _kept(self, opened: OpenRoom, cut: Cut) -> None:
        """Its people are told; its log is one row longer, and is not left to grow for as long as the lesson lasts."""
        for member, ack in opened.room.committed(cut):
            if socket := opened.sockets.get(member):
                socket.acknowledge(ack)
        opened.tail += bool(cut.frames)
        if worth_compacting(opened.tail, room_is_empty=False):
            opened.tail = 0
            self.compact_soon(opened.room.board_id, room_is_empty=False)

    def compact_soon(self, board_id: UUID, *, room_is_empty: bool) -> None:
        """One board after the other, with rests: when everybody comes back at once, who comes in goes first."""
        self._to_compact[board_id] = room_is_empty
        if not self._compacting:
            self._compacting = True
            self._door.threads.start(self._compact_all())

    async def _compact_all(self) -> None:
        try:
            while self._to_compact and not self._door.stopping:
                board_id = next(iter(self._to_compact))
                began = self._loop.time()
                await self._compact(board_id, room_is_empty=self._to_compact.pop(board_id))
                if self._to_compact:
                    await asyncio.sleep(min(REST * (self._loop.time() - began), REST_MOST_S))
        finally:
            self._compacting = False

    async def _compact(self, board_id: UUID, *, room_is_empty: bool) -> None:
        try:
            await self._door.threads.read(
                lambda: actions.compact(board_id=board_id, room_is_empty=room_is_empty, now=datetime.now(UTC))
            )
        except DatabaseError:
            logger.exception("board %s was not compacted; the next join will try again", board_id)

    def _flush(self) -> None:
        self._timer = None
        if self._writing or not self._dirty:
            return
        self._writing = True
        self._began = self._loop.time()
        dirty, self._dirty = self._dirty, []
        cuts: list[tuple[OpenRoom, Cut]] = []
        lines: list[tuple[OpenRoom, NewLine, Member]] = []
        reactions: list[tuple[OpenRoom, NewReaction, Member, Reacted]] = []
        for opened in dirty:
            opened.dirty = False
            cuts.append((opened, opened.room.cut()))
            lines += [(opened, line, author) for line, author in opened.lines]
            opened.lines = []
            reactions += [(opened, *given) for given in opened.reactions]
            opened.reactions = []
        self._recorder.submit(
            Batch(
                frames=[(opened.room.board_id, cut.frames) for opened, cut in cuts if cut.frames],
                lines=[line for _, line, _ in lines],
                reactions=[new for _, new, *_ in reactions],
                done=lambda written: self._committed(
                    cuts,
                    [(opened, author) for opened, _, author in lines],
                    [(opened, author, said) for opened, _, author, said in reactions],
                    written,
                ),
            )
        )

    def _committed(
        self,
        cuts: list[tuple[OpenRoom, Cut]],
        said: list[tuple[OpenRoom, Member]],
        given: list[tuple[OpenRoom, Member, Reacted]],
        written: Written,
        told: int = 0,
    ) -> None:
        """Rooms before `told` know it already. Between some and the next, what came in meanwhile is relayed."""
        self._written = max(self._written, written.last_row)
        for opened, cut in cuts[told : told + ROOMS_A_TURN]:
            self._kept(opened, cut)
        if len(cuts) > told + ROOMS_A_TURN:
            self._loop.call_soon(self._committed, cuts, said, given, written, told + ROOMS_A_TURN)
            return
        self._writing = False
        for (opened, author), (row, new) in zip(said, written.lines, strict=True):
            self._door.deliver(opened, (opened.room.chat.said(chat_line(row), None if new else author),))
        for (opened, author, reacted), kept in zip(given, written.reactions, strict=True):
            answer = (opened.room.chat.reacted(reacted),) if kept else fault(author, Fault.MALFORMED).out
            self._door.deliver(opened, answer)
        for opened, _ in cuts:
            if not opened.sockets:
                self._door.forget_if_empty(opened)
        self._door.ask_those_refused()
        if self._dirty:
            took = self._loop.time() - self._began
            linger = min(max(LINGER_S, LINGER_BUSY * took), LINGER_MOST_S)
            self._timer = self._loop.call_later(linger, self._flush)
        else:
            self._idle.set()
