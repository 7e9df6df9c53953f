"""Each message of each socket, said by everybody who may be there: what the table says, and nothing else.

A new message fails here until its line is written. Who may not be there at all: test_everyone_tries_every_socket.
"""

from typing import Any, get_args

import pytest
from msgspec.inspect import StructType, type_info

from declic.classroom.rules import GuestKind, Role, abilities_of
from declic.live.member import Member
from declic.live.protocol import desk, room, rota, staff, waiting
from declic.live.protocol.room import Error, Person
from declic.live.step import Step
from tests.live.on_paper import fault, room_of, said, update

PEOPLE = ("pupil", "teacher", "colleague", "team", "guardian", "watcher")
"""The two of the lesson, the three kinds of guests, and whoever has no ability but to be there."""
TABLE = """
chat     yes yes yes yes no  no
react    yes yes yes yes no  no
typing   yes yes yes yes no  no
signal   yes yes yes yes yes no
media    yes yes yes yes no  no
network  yes yes yes yes no  no
hand     yes yes yes yes yes yes
stir     yes yes yes yes yes yes
call_me  yes yes no  no  no  no
hang_up  yes yes no  no  no  no
end      yes yes no  no  no  no
ice      yes yes yes yes yes yes
ping     yes yes yes yes yes yes
took     yes yes yes yes yes yes
since    yes yes yes yes yes yes
board    yes yes yes no  no  no
"""
SAID: dict[str, dict[str, Any]] = {
    "chat": {"cid": "c", "text": "Bonjour"},
    "react": {"line": "1", "what": "thanks"},
    "typing": {"text": "Bon"},
    "signal": {"data": {"kind": "start"}},
    "media": {"mic": True, "camera": False},
    "network": {"level": 2},
    "hand": {"up": True},
    "call_me": {"number": "06 12 34 56 78", "agreed": True},
    "ping": {"n": 1},
    "took": {"n": 1},
    "since": {"row": 1},
}
BESIDE = {
    # Of one's own offer: test_desk.test_somebody_elses_ring_cannot_be_answered. The others say nothing of anybody else.
    desk: {"want", "prefer", "accept", "decline", "send_back", "ping"},
    waiting: {"cancel", "ping"},
    staff: {"ping"},
    rota: {"ping"},
}
"""Where what is said concerns the account of the ticket alone."""


def lines() -> dict[str, list[str]]:
    return {words[0]: words[1:] for words in (line.split() for line in TABLE.strip().splitlines())}


def tags(incoming: Any) -> set[str]:
    structs = [type_info(one) for one in get_args(incoming) or (incoming,)]
    return {str(one.tag) for one in structs if isinstance(one, StructType)}


def test_every_message_has_its_line() -> None:
    assert set(lines()) == tags(room.Incoming) | {"board"}
    assert {door: tags(door.Incoming) for door in BESIDE} == BESIDE


def member(who: str) -> Member:
    if who in {"pupil", "teacher"}:
        abilities, role = abilities_of(Role(who)), who
    else:
        abilities, role = GuestKind(who).abilities if who != "watcher" else ["watch"], "guest"
    return Member(1, Person("1", "P", role, "#000"), frozenset(abilities))  # type: ignore[arg-type]


def did(who: str, what: str) -> Step:
    speaker = member(who)
    here = room_of(speaker)
    if what == "board":
        return here.binary(speaker, update(), 0)
    return said(here, speaker, room.decode(room.msgspec.json.encode({"type": what, **SAID.get(what, {})})))


def is_refused(step: Step) -> bool:
    return any(isinstance(out.message, Error) for out in step.out) and fault(step) == "not_allowed"


@pytest.mark.parametrize("what", lines())
def test_everybody_is_heard_as_the_table_says(what: str) -> None:
    for who, answer in zip(PEOPLE, lines()[what], strict=True):
        step = did(who, what)
        assert is_refused(step) == (answer == "no"), (who, what)
        if answer == "no":
            assert step == Step(out=step.out), f"{who}: nothing of {what} goes further"
