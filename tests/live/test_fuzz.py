"""Whatever one in a room sends, the other goes on: random bytes, messages cut anywhere, heavy and hasty ones."""

import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from uuid import UUID

import pycrdt
import pytest
from websockets.exceptions import ConnectionClosed

from declic.classroom.queries.boards import board_update
from declic.classroom.rules import Role, abilities_of
from declic.classroom.tickets import Kind, path_of
from declic.live.protocol import limits
from declic.live.protocol.frames import STEP_1, STEP_2, UPDATE, sync_frame
from tests.live.knocking import every_door, good, knocking, still_there
from tests.live.talking import PATIENCE_S, Talker, Talks, until
from tests.world import get_lesson

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "rooms"])
SEEDS = range(4)
MESSAGES = 300
HASTY = 1000
"""Messages, sent as fast as they go: in less than a second."""


@pytest.fixture
def live() -> Iterator[Talks]:
    with every_door() as running:
        yield running


@contextmanager
def two_in_a_room(live: Talks, *, hurried: bool = False) -> Iterator[tuple[Talker, Talker, UUID]]:
    """The pupil, who will send nonsense (past the pace if `hurried`), the teacher, and the board."""
    ticket = good("room", a=[*abilities_of(Role.PUPIL), *(["load"] if hurried else [])])
    lesson = get_lesson(UUID(ticket.s))
    teacher = good("room", s=ticket.s, p=lesson.teacher.account_id, r="teacher", a=abilities_of(Role.TEACHER))
    with knocking(live, path_of(ticket)) as pupil, knocking(live, path_of(teacher)) as other:
        still_there(pupil)
        still_there(other)
        yield pupil, other, lesson.board_id


def stroke() -> tuple[bytes, bytes]:
    """A drawing, and the update it makes."""
    doc: pycrdt.Doc[pycrdt.Map[object]] = pycrdt.Doc()
    made: list[bytes] = []
    watch = doc.observe(lambda event: made.append(event.update))
    doc.get("items", type=pycrdt.Map)["a"] = "trait"
    doc.unobserve(watch)
    return sync_frame(UPDATE, made[0]), made[0]


def draws_and_keeps(member: Talker, board: UUID) -> None:
    """What this one draws is acknowledged, and can be seen on the board whatever else is in its log."""
    frame, _ = stroke()
    member.say(frame)
    member.next("kept")

    def is_there() -> bool:
        document: pycrdt.Doc[pycrdt.Map[object]] = pycrdt.Doc()
        document.apply_update(board_update(board))
        return "a" in document.get("items", type=pycrdt.Map)

    until(is_there)


def hears_the_board(member: Talker, frame: bytes) -> None:
    while member.connection.recv(timeout=PATIENCE_S) != frame:
        pass


@pytest.mark.parametrize("seed", SEEDS)
def test_random_bytes_hurt_nobody(live: Talks, seed: int) -> None:
    """Some begin as what they are not: an update, a sync step, a cursor."""
    chance = random.Random(seed)
    heads = (b"", b"\x00\x00", b"\x00\x01", b"\x00\x02", b"\x01", b"\x03", b"\x00\x02\x10", b"{")
    with two_in_a_room(live, hurried=True) as (pupil, teacher, board):
        for _ in range(MESSAGES):
            noise = chance.choice(heads) + chance.randbytes(chance.randrange(200))
            pupil.say(noise if chance.random() < 0.8 else noise.decode("latin-1"))
        still_there(pupil)
        draws_and_keeps(teacher, board)


@pytest.mark.parametrize("step", [STEP_1, STEP_2, UPDATE])
def test_a_message_cut_anywhere_is_turned_down(live: Talks, step: int) -> None:
    _, update = stroke()
    whole = sync_frame(step, update)
    with two_in_a_room(live, hurried=True) as (pupil, teacher, board):
        for size in range(len(whole)):
            pupil.say(whole[:size])
            assert pupil.next("error")["code"] == "malformed"
        still_there(pupil)
        draws_and_keeps(teacher, board)


@pytest.mark.parametrize("seed", SEEDS)
def test_updates_changed_on_their_way_hide_no_board(live: Talks, seed: int) -> None:
    """Well framed, so that they are kept as they are: nobody reads them before they are on the disk."""
    chance = random.Random(seed)
    _, update = stroke()
    with two_in_a_room(live, hurried=True) as (pupil, teacher, board):
        for _ in range(MESSAGES):
            changed = bytearray(update)
            for _ in range(chance.randrange(1, 4)):
                changed[chance.randrange(len(changed))] = chance.randrange(256)
            pupil.say(sync_frame(UPDATE, bytes(changed)))
        still_there(pupil)
        draws_and_keeps(teacher, board)


def test_json_nested_deeper_than_can_be_followed_is_turned_down(live: Talks) -> None:
    with two_in_a_room(live) as (pupil, teacher, board):
        pupil.say('{"type":"signal","data":' + "[" * 7000 + "]" * 7000 + "}")
        assert pupil.next("error")["code"] == "malformed"
        still_there(pupil)
        draws_and_keeps(teacher, board)


def test_json_nested_as_deep_as_can_be_read_need_not_be_written_again(live: Talks) -> None:
    with two_in_a_room(live, hurried=True) as (pupil, _, board):
        for depth in range(900, 1010):
            pupil.say('{"type":"signal","data":' + "[" * depth + "]" * depth + "}")
        assert pupil.next("error")["code"] == "malformed"
        still_there(pupil)
        draws_and_keeps(pupil, board)


@pytest.mark.parametrize("kind", ["desk", "wait", "staff", "rota"])
def test_json_nested_too_deeply_closes_no_other_door(live: Talks, kind: Kind) -> None:
    with knocking(live, path_of(good(kind))) as inside:
        still_there(inside)
        inside.say('{"type":"ping","n":1,"more":' + "[" * 7000 + "]" * 7000 + "}")
        assert inside.next("error")["code"] == "malformed"
        still_there(inside)


def test_frames_as_large_as_they_may_be_hold_nobody_up(live: Talks) -> None:
    """As many at once as one who reads may leave unread, for as long as it takes to send four times that."""
    heavy = sync_frame(UPDATE, b"\x01" * (limits.FRAME_BYTES - 8))
    at_once = limits.UNREAD_BYTES // limits.FRAME_BYTES - 1
    with two_in_a_room(live) as (pupil, teacher, board):
        for _ in range(4):
            for _ in range(at_once):
                pupil.say(heavy)
            for _ in range(at_once):
                hears_the_board(teacher, heavy)
        draws_and_keeps(teacher, board)
        still_there(pupil)


def test_a_thousand_messages_in_a_second_put_out_who_sends_them_and_nobody_else(live: Talks) -> None:
    frame, _ = stroke()
    with two_in_a_room(live) as (pupil, teacher, board):
        with suppress(ConnectionClosed):  # the door may shut before the last one
            for _ in range(HASTY):
                pupil.say(frame)
        assert pupil.closed_with() == 4429
        draws_and_keeps(teacher, board)
        still_there(teacher)
