"""Every door at once, a ticket for each, and whoever knocks."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from declic.classroom.rules import Role, abilities_of
from declic.classroom.tickets import Kind, Ticket, path_of
from declic.live.bus import Bus
from declic.live.desk_door import DeskDoor
from declic.live.recorder import Recorder
from declic.live.rooms import RoomDoor
from declic.live.rota_door import RotaDoor
from declic.live.staff_door import StaffDoor
from declic.live.waiting_door import WaitingDoor
from tests.live.talking import PATIENCE_S, Talker, Talks, now, talks
from tests.world import make_free_teacher, make_help_request, make_lesson, make_operator, make_pupil

KINDS: tuple[Kind, ...] = ("room", "desk", "wait", "staff", "rota")


def _rooms(bus: Bus) -> RoomDoor:
    return RoomDoor(bus=bus, recorder=Recorder())


@contextmanager
def every_door() -> Iterator[Talks]:
    with talks(_rooms, DeskDoor, WaitingDoor, StaffDoor, RotaDoor) as running:
        yield running


def good(kind: Kind, **changes: Any) -> Ticket:
    """The ticket of somebody who may enter now, but for `changes`."""
    given: dict[str, Any] = {"k": kind, "s": "", "a": ["watch"], "g": 1, "x": time.time() + 60}
    if kind == "room":
        lesson = make_lesson(now=now())
        given |= {"s": str(lesson.pk), "p": lesson.pupil.account_id, "r": "pupil"}
        given |= {"a": abilities_of(Role.PUPIL), "g": lesson.ticket_generation}
    elif kind == "desk":
        given |= {"p": make_free_teacher([("FRA", "4E")], now=now()).account_id, "r": "teacher"}
    elif kind == "wait":
        given |= {"p": make_help_request(make_pupil("6E"), now=now()).pupil.account_id, "r": "pupil"}
    else:
        given |= {"p": make_operator().pk, "r": "guest"}
    return Ticket(**{**given, **changes})


def door(ticket: Ticket) -> str:
    """Where the ticket would be shown, without it."""
    return path_of(ticket).partition("?")[0]


@contextmanager
def knocking(live: Talks, path: str, *, typed: bool = True, **headers: Any) -> Iterator[Talker]:
    protocols = [Subprotocol("declic.v1")] if typed else None
    address = f"ws://127.0.0.1:{live.port}{path}"
    with connect(address, subprotocols=protocols, proxy=None, max_size=None, **headers) as opened:
        yield Talker(opened)


def refused_with(live: Talks, path: str, **headers: Any) -> int:
    with knocking(live, path, **headers) as knock:
        return knock.closed_with()


def still_there(inside: Talker) -> None:
    """A ping comes back; after too much speed, once the pace is right again."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        inside.say({"type": "ping", "n": 424242})
        try:
            while inside.next("pong", patience_s=2)["n"] != 424242:
                pass
        except TimeoutError:
            continue
        return
    pytest.fail("the socket does not answer any more")
