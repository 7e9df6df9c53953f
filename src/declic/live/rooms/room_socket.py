"""A socket in a room. The hot path of the whole service: a binary frame in, the same frame out to the others."""

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import msgspec
from picows import WSFrame, WSMsgType, WSTransport

from declic.classroom.tickets import read_files
from declic.ground.errors import Refusal
from declic.live.door import DoorSocket, Entry
from declic.live.member import Member
from declic.live.protocol.codes import UNREADABLE, Close, Fault
from declic.live.protocol.frames import MalformedFrameError
from declic.live.protocol.framing import HEADS, SHORT, TEXT_HEADS, framed, framed_all, text_framed
from declic.live.protocol.limits import PIECE_BYTES
from declic.live.protocol.pings import pong_to
from declic.live.protocol.room import Chat, Ice, Kept, Message, Took, decode, encode
from declic.live.rooms.parcels import Receiving, Sending
from declic.live.step import RELAY, RELAY_AND_KEEP, Step

if TYPE_CHECKING:
    from collections.abc import Callable

    from declic.live.rooms.door import RoomDoor
    from declic.live.rooms.open_room import OpenRoom

BINARY: Final = WSMsgType.BINARY
TEXT: Final = WSMsgType.TEXT
EARLY_FRAMES: Final = 64
"""Frames a client may send before it is welcomed; they wait."""


class RoomSocket(DoorSocket):
    def __init__(self, door: "RoomDoor", entry: Entry) -> None:
        super().__init__(typed=entry.typed)
        self.paced = "load" not in entry.ticket.a
        self.door = door
        self.member: Member | None = None
        self.opened: OpenRoom | None = None
        self.others: tuple[RoomSocket, ...] = ()
        self.outbox: list[bytes] = []
        """Frames on their way to this client, whole: what one read brought leaves together."""
        self.kept = b""
        """The last acknowledgement, a whole frame; it leaves with the next frames, or soon."""
        self.sending: Sending | None = None
        """Of a client that knows pieces."""
        self.is_in_step = False
        """All that is in the log was sent to it once; since then, all that came."""
        self.since = 0
        """The row of the log up to which its client has everything already; 0: it did not say."""
        self._receiving: Receiving | None = None
        self._read: list[bytes] = []
        """Binary messages of a read that brings more: all are eaten together."""
        self._clock: Callable[[], float] = asyncio.get_running_loop().time
        self._loop_turn = door.loop_turn
        self._entry: Entry | None = entry
        self._early: list[tuple[bool, bytes]] = []

    # -- coming in ----------------------------------------------------------------------------------------------------
    def connected(self) -> None:
        entry, self._entry = self._entry, None
        if entry is not None:
            self.door.threads.start(self._admit(entry))

    async def _admit(self, entry: Entry) -> None:
        try:
            await self.door.admit(self, entry)
        except Exception:
            self.close(Close.SHUTTING_DOWN)
            raise

    def enter(self, opened: "OpenRoom", member: Member) -> None:
        self.opened, self.member = opened, member

    def catch_up(self) -> None:
        """What came before the welcome is eaten now, in order."""
        early, self._early = self._early, []
        for is_text, data in early:
            if is_text:
                self.text(data)
            else:
                self.binary(data)

    def gone(self) -> None:
        if self.opened is not None and self.member is not None:
            self.door.leave(self.opened, self.member)
        self.others = ()

    # -- receiving ----------------------------------------------------------------------------------------------------
    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        member, opened = self.member, self.opened
        if (
            frame.msg_type != BINARY
            or member is None
            or opened is None
            or self.closing
            or self._parts is not None
            or not frame.fin
        ):
            self._seldom(transport, frame)
            return
        data = frame.get_payload_as_bytes()
        if not frame.last_in_buffer:
            self._read.append(data)
            return
        if self._read:
            self._read.append(data)
            self._eat(opened, member, self._heard(transport))
            return
        now = self._heard(transport)
        step = opened.room.binary(member, data, now)
        if step is RELAY_AND_KEEP:
            if not opened.dirty:
                self.door.log.soil(opened)
        elif step is not RELAY:
            self._act(step)
            return
        size = len(data)
        if size > PIECE_BYTES:
            self._relay_large(opened, data)
            return
        whole = HEADS[size] + data if size < SHORT else framed(data)
        self._relay(whole)
        if self.door.bus.remote:
            if step is RELAY_AND_KEEP:
                self.door.elsewhere.pass_on_updates(opened, whole)
            else:
                self.door.elsewhere.pass_on(opened, data)

    def _heard(self, transport: WSTransport) -> float:
        """Now, by the loop's clock. What is read past the end of a turn is the last of this socket in it."""
        self.heard_at = now = self._clock()
        if now >= self._loop_turn.ends:
            self._loop_turn.rest(transport.underlying_transport, now)
        return now

    def _eat(self, opened: "OpenRoom", member: Member, now: float) -> None:
        """What one read brought, in order: the others get it in one write."""
        frames, self._read = self._read, []
        taken = opened.room.updates(member, frames, now)
        if taken:
            self.door.log.soil(opened)
            whole = framed_all(frames[:taken])
            self._relay(whole)
            if self.door.bus.remote:
                self.door.elsewhere.pass_on_updates(opened, whole)
        to_relay: list[bytes] = []
        for data in frames[taken:]:
            step = opened.room.binary(member, data, now)
            if step.keep:
                self.door.log.soil(opened)
            if step.relay and len(data) <= PIECE_BYTES:
                to_relay.append(data)
                continue
            self._relay_all(opened, to_relay)
            to_relay = []
            if step.relay:
                self._relay_large(opened, data)
            else:
                self._act(step)
            if self.closing:
                return
        self._relay_all(opened, to_relay)

    def _relay_all(self, opened: "OpenRoom", frames: list[bytes]) -> None:
        if not frames:
            return
        if self.others:
            self._relay(framed_all(frames))
        if self.door.bus.remote:
            self.door.elsewhere.pass_on_all(opened, frames)

    def _relay(self, whole: bytes) -> None:
        for other in self.others:
            if other.outbox or other.kept:
                other.outbox.append(whole)
                other.post()
            else:
                other.write(whole)

    def _relay_large(self, opened: "OpenRoom", data: bytes) -> None:
        for other in self.others:
            other.give(data)
        if self.door.bus.remote:
            self.door.elsewhere.pass_on(opened, data)

    def _seldom(self, transport: WSTransport, frame: WSFrame) -> None:
        """Whatever is not a whole binary message of somebody who is in; after what came before it."""
        if self._read and self.opened is not None and self.member is not None:
            self._eat(self.opened, self.member, self._heard(transport))
        if frame.msg_type != TEXT or not self._answered(frame):
            super().on_ws_frame(transport, frame)

    def _answered(self, frame: WSFrame) -> bool:
        """Whether it was a ping, and nothing stands in the way of its pong. Its sender has one more in its pace."""
        member = self.member
        if member is None or self.closing or self._parts is not None or not frame.fin:
            return False
        pong = pong_to(frame.get_payload_as_bytes(), datetime.now(UTC).isoformat(), self._row())
        now = self._clock()
        if pong is None or (member.paced and not (self._pace.allows(now) and member.pace.allows(now))):
            return False
        self.heard_at = now
        self.outbox.append(TEXT_HEADS[len(pong)] + pong)
        self.post()
        return True

    def _row(self) -> int:
        """Of the log: up to it, all of this room was sent to this client. 0: nobody can say."""
        opened = self.opened
        if opened is None or opened.is_shared or not self.is_in_step:
            return 0
        return self.door.log.row if self.sending is None or self.sending.is_done else 0

    def acknowledge(self, kept: Kept) -> None:
        """With the next frames for this client, if there are any soon: each a call to the system less."""
        if self.closing:
            return
        if not self.kept:
            self.door.tell_soon(self)
        body = encode(kept)
        self.kept = TEXT_HEADS[len(body)] + body

    def post(self) -> None:
        """What waits for this client leaves."""
        frames = self.outbox
        if self.kept:
            frames.append(self.kept)
            self.kept = b""
        if frames:
            self.outbox = []
            self.write(frames[0] if len(frames) == 1 else b"".join(frames))

    def say(self, message: msgspec.Struct) -> None:
        self.post()  # in the order it was said
        super().say(message)

    def close(self, code: Close) -> None:
        self.post()
        super().close(code)

    def binary(self, data: bytes) -> None:
        """The same, for a message that came in WebSocket fragments, in pieces, or before the welcome."""
        if self.member is None or self.opened is None:
            self._wait(data, is_text=False)
            return
        step = self.opened.room.binary(self.member, data, self._clock())
        if step.keep:
            self.door.log.soil(self.opened)
        if step.relay:
            self._relay_large(self.opened, data)
        self._act(step)

    def text(self, data: bytes) -> None:
        if self.member is None or self.opened is None:
            self._wait(data, is_text=True)
            return
        try:
            message = decode(data)
        except UNREADABLE:
            self.fault(Fault.MALFORMED)
            return
        if isinstance(message, Chat) and message.file and not self._sent(message.file):
            self.fault(Fault.MALFORMED)
            return
        at = datetime.now(UTC).isoformat()
        step = self.opened.room.text(self.member, message, now=self._clock(), at=at, row=self._row())
        try:
            self._act(step)
        except RecursionError:  # nested just not deeply enough to be refused when it was read
            self.fault(Fault.MALFORMED)

    def _sent(self, files: str) -> bool:
        """Whether this person sent them here."""
        assert self.opened is not None  # noqa: S101  (both are in: `text` looked)
        assert self.member is not None  # noqa: S101
        try:
            read_files(files, lesson=self.opened.name, account=self.member.account)
        except Refusal:
            return False
        return True

    def _wait(self, data: bytes, *, is_text: bool) -> None:
        if len(self._early) >= EARLY_FRAMES:
            self._refuse(Fault.TOO_FAST, Close.TOO_FAST)
        else:
            self._early.append((is_text, data))

    def _act(self, step: Step) -> None:
        opened, member = self.opened, self.member
        if opened is None or member is None:
            return
        if step.keep:
            self.door.log.soil(opened)
        self.door.deliver(opened, step.out, member)
        if step.since is not None:
            self.since = step.since
        if step.sync_from is not None:
            self.door.threads.start(self.door.answer(self, opened, step.sync_from))
        self._of_pieces(step)
        self._of_the_chat(opened, member, step)
        if step.muted is not None:
            self.door.life.note_muted(opened, member, muted=step.muted)
        if step.telephone is not None:
            self.door.phones.asked(self, opened, member, step.telephone)
        if step.ice:
            self.say(Ice(self.door.ice(member)))
        if step.end:
            self.door.threads.start(self.door.life.end(self, opened, member))
        if step.close is not None:
            self.close(step.close)

    def _of_pieces(self, step: Step) -> None:
        if step.piece is not None:
            self._take(step.piece)
        if step.took is not None and self.sending is not None:
            self.sending.took(step.took)

    def _of_the_chat(self, opened: "OpenRoom", member: Member, step: Step) -> None:
        if step.say is not None:
            self.door.log.keep_line(opened, member, step.say)
        if step.react is not None:
            self.door.log.keep_reaction(opened, member, step.react)

    def pass_text(self, message: bytes) -> None:
        """A typed message another process has already written."""
        if self.typed and self.transport is not None:
            self.transport.send(WSMsgType.TEXT, message)

    def _take(self, piece: bytes) -> None:
        """Whoever sends pieces may be sent some: an empty one says no more than that."""
        if self._receiving is None:
            self._receiving, self.sending = Receiving(), Sending(self._give_whole)
        try:
            whole = self._receiving.take(piece)
        except MalformedFrameError:
            self.fault(Fault.MALFORMED)
            return
        if whole != b"":
            self.say(Took(self._receiving.taken))
        if whole:
            self.binary(whole)

    def give(self, message: Message | bytes) -> None:
        if not isinstance(message, bytes):
            self.say(message)
        elif self.sending is None or len(message) <= PIECE_BYTES:
            self._give_whole(message)
        elif not self.closing and not self.sending.send(message):
            self.close(Close.TOO_SLOW)

    def lay(self, message: Message | bytes) -> None:
        """To be given with what comes next, by `post`: each leaving by itself is a call to the system."""
        if not isinstance(message, bytes):
            if self.typed:
                self.outbox.append(text_framed(encode(message)))
        elif len(message) <= PIECE_BYTES:
            self.outbox.append(framed(message))
        else:
            self.give(message)

    def _give_whole(self, message: bytes) -> None:
        self.post()
        if self.transport is not None:
            self.transport.send(BINARY, message)
