"""What rooms on paper are made of."""

from uuid import UUID

from declic.live.member import Member
from declic.live.protocol.frames import UPDATE, sync_frame
from declic.live.protocol.room import (
    Error,
    Person,
)
from declic.live.room import Flow, Room
from declic.live.step import Step

ID = UUID(int=1)
ALL = frozenset({"write", "chat", "talk", "end", "watch"})


def room_of(*members: Member) -> Room:
    room = Room(ID, ID, Flow())
    for member in members:
        room.enter(member)
    return room


def someone(account: int = 1, abilities: frozenset[str] = ALL, *, issued: float = 0, typed: bool = True) -> Member:
    return Member(account, Person(str(account), f"P{account}", "pupil", "#000"), abilities, typed, 1, issued)


def update(content: bytes = b"stroke") -> bytes:
    return sync_frame(UPDATE, content)


def fault(step: Step) -> str:
    (out,) = step.out
    assert isinstance(out.message, Error)
    return out.message.code


def said(room: Room, member: Member, message: object) -> Step:
    return room.text(member, message, now=0, at="now")  # type: ignore[arg-type]
