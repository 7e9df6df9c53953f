"""A room without sockets or I/O: it eats one message from one member, and says what to send to whom and what to log.

The board is never decoded here: an update is relayed at once, waits in `Room.cut()` for the next commit, and is
acknowledged by `Room.committed()`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

from declic.live.member import Member
from declic.live.protocol import limits
from declic.live.protocol.awareness import Entry, awareness_frame, entries_of
from declic.live.protocol.codes import Close, Fault
from declic.live.protocol.frames import (
    ASK_AWARENESS,
    AWARENESS,
    EMPTY_UPDATE,
    PIECE,
    SHORT_UPDATE,
    STEP_1,
    STEP_2,
    SYNC,
    UPDATE,
    MalformedFrameError,
    body_of,
)
from declic.live.protocol.framing import framed_all, parted
from declic.live.protocol.room import (
    AskIce,
    Incoming,
    Joined,
    Kept,
    Left,
    Media,
    Moved,
    Network,
    Person,
    Ping,
    Signal,
    Since,
    Took,
)
from declic.live.said import Lately, heard
from declic.live.step import (
    NOTHING,
    RELAY,
    RELAY_AND_KEEP,
    Out,
    Step,
    Whom,
    fault,
    too_fast,
    too_large,
)


@dataclass(slots=True)
class Flow:
    """How much waits to be kept, all rooms together."""

    unkept_bytes: int = 0
    refused: bool = False
    """Something was not taken, because nothing could be kept: its sender is to be asked for it again."""

    @property
    def full(self) -> bool:
        return self.unkept_bytes > limits.UNKEPT_BYTES


@dataclass(slots=True, eq=False)
class Cut:
    """What a room hands over to be committed: nothing of it stays in memory after."""

    room: "Room"
    frames: list[bytes]
    acks: list[tuple[Member, int]]


@dataclass(slots=True, eq=False)
class Room:
    lesson_id: UUID
    board_id: UUID
    flow: Flow
    members: list[Member] = field(default_factory=list)
    elsewhere: dict[str, Person] = field(default_factory=dict)
    """By person id: those whose socket is on another process."""
    waiting: list[bytes] = field(default_factory=list)
    in_flight: list[bytes] = field(default_factory=list)
    overheard: tuple[list[bytes], list[bytes]] = field(default_factory=lambda: ([], []))
    """Updates other processes passed on since the last `forget_overheard`, and before it: their commits may be late.

    As whole frames for a client, some together, as they came.
    """
    clients: dict[int, str] = field(default_factory=dict)
    """Yjs client id → the person who speaks with it. Kept when they leave: they come back with the same."""
    muted: set[str] = field(default_factory=set)
    """Ids of those who muted their microphone. Kept when they leave: they may come back on another device."""
    of_microphones: set[str] = field(default_factory=set)
    """Ids of those who muted or opened theirs here: what was noted of them may be older."""
    size: int = 0
    """Bytes of the board on disk, as far as is known, and of what came since."""
    stirs: int = 0
    """Grows when somebody says or does something; strokes make `size` grow."""
    chat: Lately = field(default_factory=Lately)

    # -- coming and going ---------------------------------------------------------------------------------------------
    def may_enter(self, account: int, issued: float) -> Close | None:
        """Why this ticket is not let in now."""
        same = next((m for m in self.members if m.account == account), None)
        if same is not None:
            return Close.MOVED if issued < same.issued else None
        others = len(self.members) + len(self.elsewhere.keys() - {str(account)})
        return Close.SHUTTING_DOWN if others >= limits.ROOM_SOCKETS else None

    def enter(self, member: Member) -> list[Member]:
        """`member` is in; those it replaces (same person, other device) are out: the caller tells and closes them."""
        replaced = [m for m in self.members if m.account == member.account]
        self.members = [m for m in self.members if m.account != member.account] + [member]
        self.elsewhere.pop(member.person.id, None)
        return replaced

    def was_muted(self, person_id: str) -> None:
        """As it was noted before, in this room or on another process."""
        if person_id not in self.of_microphones:
            self.muted.add(person_id)

    def is_elsewhere(self, person_id: str) -> None:
        """On another process, which knows of their microphone from now on."""
        self.muted.discard(person_id)
        self.of_microphones.discard(person_id)

    def announce(self, member: Member) -> tuple[Out, ...]:
        """Tells the others, and asks them for their cursors."""
        return (Out(Whom.OTHERS, Joined(member.person)), Out(Whom.OTHERS, ASK_AWARENESS))

    def leave(self, member: Member) -> tuple[Out, ...]:
        if member not in self.members:
            return ()
        self.members = [m for m in self.members if m is not member]
        return (Out(Whom.ALL, Left(member.person.id)),)

    def people(self, but: Member) -> list[Person]:
        here = {m.person.id: m.person for m in self.members if m is not but}
        return list({**self.elsewhere, **here}.values())

    # -- the board ----------------------------------------------------------------------------------------------------
    def binary(self, member: Member, frame: bytes, now: float) -> Step:
        """One binary frame; `now` in seconds of any clock that only goes forward. The hot path allocates nothing."""
        if member.paced and not member.pace.allows(now):
            return too_fast(member)
        if frame[:2] == _UPDATE_HEAD:
            size, flow = len(frame), self.flow
            # The common, short update is checked and eaten without a call.
            if (
                5 < size < SHORT_UPDATE
                and frame[2] == size - 3
                and member.writes
                and self.size + size <= limits.DOCUMENT_BYTES
                and flow.unkept_bytes <= limits.UNKEPT_BYTES
            ):
                self.waiting.append(frame)
                self.size += size
                flow.unkept_bytes += size
                member.sent += 1
                return RELAY_AND_KEEP
            return self._update(member, frame)
        if frame[:1] == _AWARENESS_HEAD or frame == ASK_AWARENESS:
            return self._awareness(member, frame)
        if frame[:1] == _PIECE_HEAD:
            return Step(piece=frame)
        return self._sync(member, frame)

    def _awareness(self, member: Member, frame: bytes) -> Step:
        """Of what it says, only what is the sender's goes on: nobody moves, names or takes away another's cursor."""
        if len(frame) > limits.FRAME_BYTES:
            return too_large(member)
        if frame == ASK_AWARENESS:
            return RELAY
        try:
            said = entries_of(frame)
        except MalformedFrameError:
            return fault(member, Fault.MALFORMED)
        own = [one for one in said if self._is_own(one, member.person.id)]
        if len(own) == len(said):
            return RELAY
        return Step(out=(Out(Whom.OTHERS, awareness_frame(own)),)) if own else NOTHING

    def _is_own(self, said: Entry, person: str) -> bool:
        if said.whose is not None and said.whose != person:
            return False
        return self._client_of(said.client, person) == person

    def _client_of(self, client: int, person: str) -> str:
        """Whose it is: theirs who spoke with it first. A person has few, the one known longest is forgotten first."""
        known = self.clients.get(client)
        if known is not None:
            return known
        theirs = [one for one, of in self.clients.items() if of == person]
        if len(theirs) >= CLIENTS_EACH:
            del self.clients[theirs[0]]
        self.clients[client] = person
        return person

    def updates(self, member: Member, frames: Sequence[bytes], now: float) -> int:
        """Takes the short updates `frames` begin with, each to be relayed and kept, as `binary` would. How many."""
        taken = size = 0
        most = min(limits.DOCUMENT_BYTES - self.size, limits.UNKEPT_BYTES - self.flow.unkept_bytes)
        if not member.writes:
            return 0
        for frame in frames:
            length = len(frame)
            if (
                not 5 < length < SHORT_UPDATE
                or frame[2] != length - 3
                or frame[:2] != _UPDATE_HEAD
                or size + length > most
                or (member.paced and not member.pace.allows(now))
            ):
                break
            taken += 1
            size += length
        self.waiting += frames[:taken]
        self.size += size
        self.flow.unkept_bytes += size
        member.sent += taken
        return taken

    def _update(self, member: Member, frame: bytes) -> Step:
        if len(frame) > limits.FRAME_BYTES:
            return too_large(member)
        try:
            body = body_of(frame)
        except MalformedFrameError:
            return fault(member, Fault.MALFORMED)
        if body == b"":
            return fault(member, Fault.MALFORMED)
        if body == EMPTY_UPDATE:
            return NOTHING
        if refused := self._unwelcome(member, len(frame)):
            return refused
        size = len(frame)
        self.waiting.append(frame)
        self.size += size
        self.flow.unkept_bytes += size
        member.sent += 1
        return RELAY_AND_KEEP

    def _unwelcome(self, member: Member, size: int) -> Step | None:
        if not member.writes:
            return fault(member, Fault.NOT_ALLOWED)
        if self.size + size > limits.DOCUMENT_BYTES:
            return fault(member, Fault.DOCUMENT_FULL)
        if self.flow.unkept_bytes > limits.UNKEPT_BYTES:
            told = member.waits_resync
            member.waits_resync = self.flow.refused = True
            return NOTHING if told else fault(member, Fault.NOT_KEPT)
        return None

    def _sync(self, member: Member, frame: bytes) -> Step:  # noqa: PLR0911  (one line per case)
        if len(frame) > limits.FRAME_BYTES:
            return too_large(member)
        if len(frame) < 3 or frame[0] != SYNC or frame[1] not in (STEP_1, STEP_2):
            return fault(member, Fault.MALFORMED)
        try:
            body = body_of(frame)
        except MalformedFrameError:
            return fault(member, Fault.MALFORMED)
        if frame[1] == STEP_1:
            return Step(sync_from=body)
        if body in (b"", EMPTY_UPDATE):
            return NOTHING
        update = _UPDATE_HEAD + frame[2:]
        step = self._update(member, update)
        if step is not RELAY_AND_KEEP:
            return step
        return Step(keep=True, out=(Out(Whom.OTHERS, update),))

    def resync(self) -> list[Member]:
        """Members whose updates were refused, once things can be kept again: they are to be asked for what we miss."""
        if self.flow.full:
            return []
        waiting = [m for m in self.members if m.waits_resync]
        for member in waiting:
            member.waits_resync = False
        return waiting

    # -- the log ------------------------------------------------------------------------------------------------------
    def cut(self) -> Cut:
        """Everything that waits, in order, and what to acknowledge once it is committed."""
        frames, self.waiting = self.waiting, []
        self.in_flight = frames
        acks = [(m, m.sent) for m in self.members if m.sent != m.cut]
        for member, sent in acks:
            member.cut = sent
        return Cut(self, frames, acks)

    def committed(self, cut: Cut) -> list[tuple[Member, Kept]]:
        self.in_flight = []
        self.flow.unkept_bytes -= sum(map(len, cut.frames))
        return [(m, Kept(n)) for m, n in cut.acks if m.typed]

    def unkept(self) -> list[bytes]:
        """Frames that a reader of the disk may miss."""
        overheard = parted(b"".join(self.overheard[1] + self.overheard[0]))
        return overheard + self.in_flight + self.waiting

    def overhear(self, frames: Sequence[bytes]) -> None:
        """What another process passed on, of which the updates are to be kept there. It has seen to it that cursors
        are their senders' own."""
        for frame in frames:
            if frame[:1] == _AWARENESS_HEAD:
                for one in entries_of(frame):
                    if isinstance(one.whose, str):
                        self._client_of(one.client, one.whose)
        if updates := [frame for frame in frames if frame[:2] == _UPDATE_HEAD]:
            self.overhear_updates(framed_all(updates))

    def overhear_updates(self, whole: bytes) -> None:
        """The same, of updates alone, framed as for a client."""
        self.stirs += 1
        self.overheard[0].append(whole)

    def forget_overheard(self) -> None:
        """Called every few seconds: what was passed on before the last call is on disk by now."""
        self.overheard = ([], self.overheard[0])

    # -- text ---------------------------------------------------------------------------------------------------------
    def text(self, member: Member, message: Incoming, *, now: float, at: str, row: int = 0) -> Step:
        """One typed message; for a pong, `at`: the server's clock; `row`: of the log, 0 when none is said."""
        if member.paced and not member.pace.allows(now):
            return too_fast(member)
        self.stirs += not isinstance(message, Ping | AskIce | Network | Signal | Took | Since)
        step = heard(member, message, at=at, row=row)
        if isinstance(message, Media) and "talk" in member.abilities:
            return self._of_microphone(member.person.id, step, muted=message.muted)
        return step

    def _of_microphone(self, person_id: str, step: Step, *, muted: bool) -> Step:
        if muted == (person_id in self.muted):
            return step
        self.of_microphones.add(person_id)
        (self.muted.add if muted else self.muted.discard)(person_id)
        return replace(step, muted=muted)


MOVED: Final = Moved()
CLIENTS_EACH: Final = 16
"""A page has one, and another each time it is loaded."""
_UPDATE_HEAD: Final = bytes((SYNC, UPDATE))
_AWARENESS_HEAD: Final = bytes((AWARENESS,))
_PIECE_HEAD: Final = bytes((PIECE,))
