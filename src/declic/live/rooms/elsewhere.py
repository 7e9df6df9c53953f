"""A room whose sockets are on several processes: what each tells the others.

A frame on the bus is a binary frame for everybody, as it came (its first byte is a small number), or one letter and
what goes with it: `u` updates of the board, framed as they leave for a client; `t` a typed message for everybody; `j`
JSON `Present`: somebody came in; `m` an id: whoever came in had muted their microphone here; `l` an id: they left; `h`
JSON `Here`: who is here, said every sweep, and to bring processes into step; `p` JSON `phones.Given` or `Became`: the
call by telephone.

Comings and goings, and who is here, are told to all who have the room; what is drawn and said, to the processes known
to have it, each by itself: Redis then carries one message for all their rooms. What is said before the first sweep is
told to all as well: others may have answered whose answer is on its way, and a signal is in no log to read again.

Coming into step, when a process begins to hear a room, and after any break: it sends again what is not yet kept, and
asks. The others do the same, answer, and whoever was asked or answered reads the disk again for its own clients: every
stroke and line is then in one of the frames heard or on disk, or in both, which Yjs and the chat do not mind.
"""

import asyncio
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from declic.live.protocol.framing import framed_all
from declic.live.protocol.limits import PIECE_BYTES
from declic.live.protocol.room import Joined, Left, MediaFrom, Message, Person, encode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from declic.live.member import Member
    from declic.live.rooms.door import RoomDoor
    from declic.live.rooms.open_room import OpenRoom
    from declic.live.rooms.room_socket import RoomSocket

_UPDATES = b"u"
_LETTERS = ord("a")
FORGET_SWEEPS = 3
"""People of a process that has not spoken for so many sweeps are gone with it."""


class Present(msgspec.Struct, frozen=True):
    person: Person
    issued: float
    entered: float

    @property
    def seniority(self) -> tuple[float, float]:
        return self.issued, self.entered


class Here(msgspec.Struct, frozen=True):
    people: list[Present]
    ask: bool = False
    answer: bool = False
    stirs: int = 0
    """Of the room on that process: when it grew, somebody there did something."""


_here = msgspec.json.Decoder(Here)
_present = msgspec.json.Decoder(Present)


class Elsewhere:
    """Does nothing in one process: every method returns at once when the bus has nobody else."""

    def __init__(self, door: "RoomDoor") -> None:
        self._door = door
        self._bus = door.bus
        self._unheard: dict[str, dict[bytes, int]] = {}
        self._people: dict[str, dict[bytes, set[str]]] = {}
        self._not_yet_swept: set[str] = set()
        self._outgoing: list[RoomSocket] = []

    # -- telling ------------------------------------------------------------------------------------------------------
    def join(self, opened: "OpenRoom") -> None:
        if self._bus.remote:
            name = opened.name
            self._people[name], self._unheard[name] = {}, {}
            self._not_yet_swept.add(name)
            self._bus.join(
                name,
                partial(self._receive, opened),
                lambda: self._come_into_step(opened, Here(_present_in(opened), ask=True)),
            )

    def leave(self, opened: "OpenRoom") -> None:
        if self._bus.remote:
            self._people.pop(opened.name, None)
            self._unheard.pop(opened.name, None)
            self._not_yet_swept.discard(opened.name)
            self._bus.leave(opened.name)

    def pass_on(self, opened: "OpenRoom", message: Message | bytes) -> None:
        """Comings and goings are told by `entered` and `left`."""
        if not self._bus.remote or isinstance(message, Joined | Left):
            return
        if isinstance(message, bytes):
            self.pass_on_all(opened, [message])
        elif opened.name in self._not_yet_swept:
            self._bus.publish(opened.name, [b"t" + encode(message)])
        else:
            self.pass_on_all(opened, [b"t" + encode(message)])

    def pass_on_all(self, opened: "OpenRoom", frames: "Sequence[bytes]") -> None:
        """To the processes known to have the room: none, often. One that is not known yet will ask."""
        if self._bus.remote and (known := self._unheard.get(opened.name)):
            self._bus.send(known, opened.name, frames)

    def pass_on_updates(self, opened: "OpenRoom", whole: bytes) -> None:
        """The same, of updates of the board, framed for a client already: nothing picks them apart on their way."""
        if known := self._unheard.get(opened.name):
            self._bus.send(known, opened.name, (_UPDATES + whole,))

    def tell_of_phone(self, opened: "OpenRoom", said: msgspec.Struct) -> None:
        if self._bus.remote:
            self._bus.publish(opened.name, [b"p" + encode(said)])

    def entered(self, opened: "OpenRoom", member: "Member") -> None:
        if self._bus.remote:
            self._bus.publish(opened.name, [b"j" + encode(_present_of(member))])

    def left(self, opened: "OpenRoom", member: "Member") -> None:
        if self._bus.remote:
            self._bus.publish(opened.name, [b"l" + member.person.id.encode()])

    def still_here(self, opened: "OpenRoom") -> None:
        if not self._bus.remote:
            return
        opened.room.forget_overheard()
        self._not_yet_swept.discard(opened.name)
        here = Here(_present_in(opened), stirs=opened.room.stirs)
        self._bus.publish(opened.name, [b"h" + encode(here)])
        unheard = self._unheard[opened.name]
        for sender in list(unheard):
            unheard[sender] += 1
            if unheard[sender] > FORGET_SWEEPS:
                del unheard[sender]
                for person in self._people[opened.name].pop(sender, set()):
                    self._gone(opened, person)

    def _come_into_step(self, opened: "OpenRoom", here: Here) -> None:
        self._bus.publish(opened.name, [*opened.room.unkept(), b"h" + encode(here)])

    # -- hearing ------------------------------------------------------------------------------------------------------
    def _receive(self, opened: "OpenRoom", sender: bytes, frames: list[bytes]) -> None:
        opened.is_shared = True
        binary: list[bytes] = []
        for frame in frames:
            if frame[0] < _LETTERS:
                binary.append(frame)
                continue
            if binary:
                self._heard_frames(opened, binary)
                binary = []
            if frame[:1] == _UPDATES:
                whole = frame[1:]
                opened.room.overhear_updates(whole)
                for socket in opened.sockets.values():
                    self._hand_over(socket, whole)
                continue
            self._heard(opened, sender, frame[:1], frame[1:])
            self._door.forget_if_empty(opened)
        if binary:
            self._heard_frames(opened, binary)

    def _heard(self, opened: "OpenRoom", sender: bytes, kind: bytes, body: bytes) -> None:
        if kind == b"t":
            for socket in list(opened.sockets.values()):
                socket.pass_text(body)
        elif kind == b"h":
            self._heard_of(opened, sender, _here.decode(body))
        elif kind == b"j":
            self._came(opened, sender, _present.decode(body))
        elif kind == b"m":
            self._muted(opened, body.decode())
        elif kind == b"l":
            self._people[opened.name].get(sender, set()).discard(body.decode())
            self._gone(opened, body.decode())
        elif kind == b"p":
            self._door.phones.heard(opened, body)

    def _heard_frames(self, opened: "OpenRoom", frames: list[bytes]) -> None:
        opened.room.overhear(frames)
        if max(map(len, frames)) > PIECE_BYTES:
            for socket in list(opened.sockets.values()):
                for frame in frames:
                    socket.give(frame)
            return
        whole = framed_all(frames)
        for socket in opened.sockets.values():
            self._hand_over(socket, whole)

    def _hand_over(self, socket: "RoomSocket", whole: bytes) -> None:
        """What one read of the bus brought leaves together, at the end of this turn of the loop."""
        if not socket.outbox:
            if not self._outgoing:
                asyncio.get_running_loop().call_soon(self._post_all)
            self._outgoing.append(socket)
        socket.outbox.append(whole)

    def _post_all(self) -> None:
        sockets, self._outgoing = self._outgoing, []
        for socket in sockets:
            socket.post()

    def _heard_of(self, opened: "OpenRoom", sender: bytes, here: Here) -> None:
        is_known = sender in self._unheard[opened.name]
        self._unheard[opened.name][sender] = 0
        if not (here.ask or here.answer):
            opened.stirs_elsewhere[sender] = here.stirs
        before = self._people[opened.name].get(sender, set())
        ids = self._people[opened.name][sender] = {present.person.id for present in here.people}
        for person_id in before - ids:
            self._gone(opened, person_id)
        for present in here.people:
            if present.person.id not in opened.room.elsewhere:
                self._came(opened, sender, present)
            elif here.ask:  # it may not have heard the first time
                self._hand_over_mute(opened, present.person.id)
            elif not here.answer:  # it has, and they open and mute it there from now on
                opened.room.is_elsewhere(present.person.id)
        if here.ask:
            self._come_into_step(opened, Here(_present_in(opened), answer=True))
            self._door.phones.hand_over(opened)
        elif not (is_known or here.answer):  # forgotten, and back: it was told nothing meanwhile
            self._come_into_step(opened, Here(_present_in(opened), ask=True))
        if here.ask or here.answer:
            self._door.read_again(opened)

    def _came(self, opened: "OpenRoom", sender: bytes, present: Present) -> None:
        """The same person on two processes: the one who came in first goes."""
        room, person = opened.room, present.person
        self._people[opened.name].setdefault(sender, set()).add(person.id)
        for member in room.members:
            if member.person.id == person.id:
                if _present_of(member).seniority > present.seniority:
                    return
                self._door.move_away(opened, member)
        room.elsewhere[person.id] = person
        self._hand_over_mute(opened, person.id)
        opened.tell_all(Joined(person))

    def _hand_over_mute(self, opened: "OpenRoom", person_id: str) -> None:
        if person_id in opened.room.muted:
            self._bus.publish(opened.name, [b"m" + person_id.encode()])

    def _muted(self, opened: "OpenRoom", person_id: str) -> None:
        for member, socket in list(opened.sockets.items()):
            if member.person.id == person_id:
                opened.room.muted.add(person_id)
                socket.say(MediaFrom(person_id, mic=False, camera=False))

    def _gone(self, opened: "OpenRoom", person_id: str) -> None:
        """Unless yet another process has them."""
        if any(person_id in people for people in self._people[opened.name].values()):
            return
        if opened.room.elsewhere.pop(person_id, None) is not None:
            opened.tell_all(Left(person_id))


def _present_of(member: "Member") -> Present:
    return Present(member.person, member.issued, member.entered)


def _present_in(opened: "OpenRoom") -> list[Present]:
    return [_present_of(member) for member in opened.room.members]
