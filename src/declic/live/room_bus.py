"""A room whose sockets are on several processes: what each tells the others.

A frame on the bus is one byte, then: `y` a binary frame for everybody; `t` a typed message for everybody;
`h` JSON `{people, ask}`: who is here (said on entering, every sweep, and when asked); `l` JSON: an id that left.
"""

from typing import TYPE_CHECKING

import msgspec

from declic.live.protocol.room import Left, Message, Person, encode

if TYPE_CHECKING:
    from declic.live.room import Member
    from declic.live.rooms import OpenRoom, RoomDoor

FORGET_SWEEPS = 3
"""People of a process that has not spoken for so many sweeps are gone with it."""


class Present(msgspec.Struct, frozen=True):
    person: Person
    issued: float


class Here(msgspec.Struct, frozen=True):
    people: list[Present]
    ask: bool


_here = msgspec.json.Decoder(Here)


class Elsewhere:
    """Does nothing in one process: every method returns at once when the bus has nobody else."""

    def __init__(self, door: "RoomDoor") -> None:
        self._door = door
        self._bus = door.bus
        self._unheard: dict[str, dict[bytes, int]] = {}
        self._people: dict[str, dict[bytes, set[str]]] = {}

    # -- telling ------------------------------------------------------------------------------------------------------
    def join(self, opened: "OpenRoom") -> None:
        if self._bus.remote:
            name = str(opened.room.lesson_id)
            self._people[name], self._unheard[name] = {}, {}
            self._bus.join(
                name,
                lambda sender, frame: self._receive(opened, sender, frame),
                lambda: self._say_here(opened, ask=True),
            )

    def leave(self, opened: "OpenRoom") -> None:
        if self._bus.remote:
            name = str(opened.room.lesson_id)
            self._people.pop(name, None)
            self._unheard.pop(name, None)
            self._bus.leave(name)

    def pass_on(self, opened: "OpenRoom", message: Message | bytes) -> None:
        if self._bus.remote:
            body = b"y" + message if isinstance(message, bytes) else b"t" + encode(message)
            self._bus.publish(str(opened.room.lesson_id), body)

    def entered(self, opened: "OpenRoom") -> None:
        self._say_here(opened, ask=False)

    def left(self, opened: "OpenRoom", member: "Member") -> None:
        """`left` itself was passed on as a typed message; this keeps the lists right."""
        if self._bus.remote:
            self._bus.publish(str(opened.room.lesson_id), b"l" + member.person.id.encode())

    def still_here(self, opened: "OpenRoom") -> None:
        if not self._bus.remote:
            return
        self._say_here(opened, ask=False)
        unheard = self._unheard.get(str(opened.room.lesson_id), {})
        for sender in list(unheard):
            unheard[sender] += 1
            if unheard[sender] > FORGET_SWEEPS:
                self._forget(opened, sender)

    def resync(self) -> None:
        """The bus broke and is back: each client gets the whole board again, and is asked for what we miss."""
        for opened in self._door.rooms.values():
            self._say_here(opened, ask=True)
            self._push_board(opened)

    def _push_board(self, opened: "OpenRoom") -> None:
        """What the others sent before we listened is on disk, or they send it again when asked who is here."""
        for socket in list(opened.sockets.values()):
            self._door.task(self._door.answer(socket, opened, b"\x00"))

    def _say_here(self, opened: "OpenRoom", *, ask: bool) -> None:
        if self._bus.remote:
            here = Here([Present(m.person, m.issued) for m in opened.room.members], ask)
            self._bus.publish(str(opened.room.lesson_id), b"h" + encode(here))

    # -- hearing ------------------------------------------------------------------------------------------------------
    def _receive(self, opened: "OpenRoom", sender: bytes, frame: bytes) -> None:
        kind, body = frame[:1], frame[1:]
        if kind == b"y":
            for socket in list(opened.sockets.values()):
                socket.give(body)
        elif kind == b"t":
            for socket in list(opened.sockets.values()):
                socket.pass_text(body)
        elif kind == b"h":
            self._heard_of(opened, sender, _here.decode(body))
        elif kind == b"l":
            opened.room.elsewhere.pop(body.decode(), None)

    def _heard_of(self, opened: "OpenRoom", sender: bytes, here: Here) -> None:
        name = str(opened.room.lesson_id)
        if name not in self._people:
            return
        room = opened.room
        ids = {present.person.id for present in here.people}
        for gone in self._people[name].get(sender, set()) - ids:
            room.elsewhere.pop(gone, None)
        if sender not in self._people[name]:
            self._push_board(opened)
        self._people[name][sender] = ids
        self._unheard[name][sender] = 0
        for present in here.people:
            self._also_here(opened, present)
            if not any(m.person.id == present.person.id for m in room.members):
                room.elsewhere[present.person.id] = present.person
        if here.ask:
            for frame in room.unkept():
                self.pass_on(opened, frame)
            self._say_here(opened, ask=False)

    def _also_here(self, opened: "OpenRoom", present: Present) -> None:
        """The same person on two processes: the older ticket goes."""
        for member in list(opened.room.members):
            if member.person.id == present.person.id and member.issued < present.issued:
                self._door.move_away(opened, member)
                self._door.forget_if_empty(opened)

    def _forget(self, opened: "OpenRoom", sender: bytes) -> None:
        name = str(opened.room.lesson_id)
        self._unheard[name].pop(sender, None)
        for gone in self._people[name].pop(sender, set()):
            if opened.room.elsewhere.pop(gone, None) is not None:
                self._door.tell_all(opened, Left(gone))
