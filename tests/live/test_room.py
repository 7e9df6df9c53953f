"""A room on paper: no sockets, no disk, no clock."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declic.live.protocol import limits
from declic.live.protocol.codes import Close, Fault
from declic.live.protocol.frames import AWARENESS, STEP_1, STEP_2, sync_frame
from declic.live.protocol.room import (
    Chat,
    End,
    Joined,
    Left,
    Media,
    Ping,
    Signal,
    Stir,
    Typing,
)
from declic.live.step import NOTHING, RELAY, RELAY_AND_KEEP, Out, Step, Whom
from tests.live.on_paper import ALL, fault, room_of, said, someone, update


def test_an_update_is_relayed_kept_and_acknowledged_once_committed() -> None:
    pupil, teacher = someone(1), someone(2)
    room = room_of(pupil, teacher)
    assert room.binary(pupil, update(), 0) is RELAY_AND_KEEP
    cut = room.cut()
    assert cut.frames == [update()]
    assert room.unkept() == [update()]
    assert [(m, ack.n) for m, ack in room.committed(cut)] == [(pupil, 1)]
    assert room.unkept() == []
    assert room.flow.unkept_bytes == 0


def test_what_another_process_passed_on_may_still_be_missing_on_disk_for_two_sweeps() -> None:
    room = room_of(someone())
    room.overhear([update(), b"\x03"])
    room.forget_overheard()
    assert room.unkept() == [update()]
    assert room.cut().frames == []
    room.forget_overheard()
    assert room.unkept() == []


def test_what_comes_during_a_commit_waits_for_the_next() -> None:
    pupil = someone()
    room = room_of(pupil)
    room.binary(pupil, update(b"one"), 0)
    first = room.cut()
    room.binary(pupil, update(b"two"), 0)
    assert room.unkept() == [update(b"one"), update(b"two")]
    assert [ack.n for _, ack in room.committed(first)] == [1]
    second = room.cut()
    assert second.frames == [update(b"two")]
    assert [ack.n for _, ack in room.committed(second)] == [2]
    assert room.cut().acks == []


def test_step_2_is_relayed_as_an_update_and_an_empty_one_is_dropped() -> None:
    pupil = someone()
    room = room_of(pupil, someone(2))
    step = room.binary(pupil, sync_frame(STEP_2, b"content"), 0)
    assert step.keep
    assert step.out == (Out(Whom.OTHERS, update(b"content")),)
    assert room.binary(pupil, sync_frame(STEP_2, b"\0\0"), 0) is NOTHING
    assert room.binary(pupil, update(b"\0\0"), 0) is NOTHING
    assert room.cut().acks == [(pupil, 1)]


def test_step_1_asks_the_outside_for_the_board() -> None:
    pupil = someone()
    assert room_of(pupil).binary(pupil, sync_frame(STEP_1, b"\x00"), 0) == Step(sync_from=b"\x00")


@pytest.mark.parametrize("frame", [b"\x01\x02\x00b", b"\x01\x7f" + bytes(127), b"\x01\x82\x01" + bytes(130), b"\x03"])
def test_awareness_is_relayed_and_never_kept(frame: bytes) -> None:
    pupil = someone()
    room = room_of(pupil)
    assert room.binary(pupil, frame, 0) is RELAY
    assert room.cut().frames == []


@pytest.mark.parametrize(
    "frame",
    [
        *(
            b"\x01",
            b"\x01\x05ab",
            b"\x01\x01ab",
            b"\x01\x02ab",
            b"\x01\x05\x01\x07\x01\x02{",
            b"\x01\x82\x01" + bytes(129),
            b"\x01\xff",
            b"\x01\xff\xff\xff\xff\xff\xff",
        ),
        *(b"", b"\x00", b"\x00\x02", b"\x00\x02\x05ab", b"\x00\x02\x01abc", b"\x00\x07\x01a", b"\x09", b"\x00\x02\x00"),
    ],
)
def test_what_is_not_y_protocols_is_turned_down(frame: bytes) -> None:
    pupil = someone()
    room = room_of(pupil)
    assert fault(room.binary(pupil, frame, 0)) == "malformed"
    assert room.cut().frames == []


@given(st.lists(st.binary(max_size=300), max_size=30))
def test_no_bytes_break_a_room_and_only_well_formed_frames_are_kept(frames: list[bytes]) -> None:
    member = someone(abilities=ALL | {"load"})
    room = room_of(member)
    kept = [b"\x00\x02" + frame[2:] for frame in frames if room.binary(member, frame, 0).keep]
    assert room.cut().frames == kept
    assert member.sent == len(kept)


FRAMES = st.one_of(
    st.binary(max_size=12),
    st.binary(min_size=1, max_size=140).map(update),
    st.just(bytes([AWARENESS, 0])),
    st.just(update(b"\0\0")),
)


@given(
    st.lists(FRAMES, max_size=12),
    st.integers(0, 400),
    st.sampled_from(["the board", "the log"]),
    st.sampled_from([ALL, ALL - {"write"}]),
)
def test_what_one_read_brings_is_eaten_as_if_it_came_one_by_one(
    frames: list[bytes], left: int, full: str, abilities: frozenset[str]
) -> None:
    """Whether the board or what waits to be kept is nearly full, and however fast its writer is."""
    now = 0.0
    one, all_at_once = (room_of(someone(1, abilities), someone(2)) for _ in range(2))
    for room in (one, all_at_once):
        if full == "the log":
            room.flow.unkept_bytes = limits.UNKEPT_BYTES - left
        else:
            room.size = limits.DOCUMENT_BYTES - left
        for _ in range(limits.FRAMES_BURST - 5):
            room.binary(room.members[0], bytes([AWARENESS, 0]), now)
    steps = [repr(one.binary(one.members[0], frame, now)) for frame in frames]
    taken = all_at_once.updates(all_at_once.members[0], frames, now)
    assert steps[:taken] == [repr(RELAY_AND_KEEP)] * taken
    assert [repr(all_at_once.binary(all_at_once.members[0], frame, now)) for frame in frames[taken:]] == steps[taken:]
    assert all_at_once.cut().frames == one.cut().frames
    assert all_at_once.size == one.size
    assert all_at_once.flow == one.flow
    assert [m.sent for m in all_at_once.members] == [m.sent for m in one.members]


@given(st.data())
def test_every_kept_frame_is_committed_once_in_order_and_acknowledged_last(data: st.DataObject) -> None:
    members = [someone(n, ALL | {"load"}) for n in (1, 2, 3)]
    room = room_of(*members)
    sent: list[bytes] = []
    log: list[bytes] = []
    acks = {m.account: 0 for m in members}
    cut = None
    for number in range(data.draw(st.integers(0, 40))):
        what = data.draw(st.sampled_from(["update", "cut", "commit"]))
        if what == "update":
            member = data.draw(st.sampled_from(members))
            frame = update(f"{number}".encode())
            assert room.binary(member, frame, 0).keep
            sent.append(frame)
        elif what == "cut" and cut is None:
            cut = room.cut()
        elif what == "commit" and cut is not None:
            log += cut.frames
            acks |= {m.account: ack.n for m, ack in room.committed(cut)}
            cut = None
        assert room.unkept() == sent[len(log) :]
    while cut is not None or room.waiting:
        cut = cut or room.cut()
        log += cut.frames
        acks |= {m.account: ack.n for m, ack in room.committed(cut)}
        cut = None
    assert log == sent
    assert acks == {m.account: m.sent for m in members}


def test_who_may_not_write_is_told_so() -> None:
    guest = someone(3, frozenset({"watch"}))
    room = room_of(guest)
    assert fault(room.binary(guest, update(), 0)) == "not_allowed"
    assert fault(room.binary(guest, sync_frame(STEP_2, b"content"), 0)) == "not_allowed"
    for message in (Chat("1", "salut"), Signal({}), Media(True, False), Typing(), End()):
        assert fault(said(room, guest, message)) == "not_allowed"


def test_a_burst_is_let_through_and_no_more() -> None:
    pupil = someone()
    room = room_of(pupil)
    steps = [room.binary(pupil, update(), 0) for _ in range(limits.FRAMES_BURST + 2)]
    assert steps[limits.FRAMES_BURST - 1] is RELAY_AND_KEEP
    assert steps[-1].close is Close.TOO_FAST
    assert fault(steps[-1]) == "too_fast"


def test_the_sustained_pace_is_never_refused() -> None:
    pupil = someone()
    room = room_of(pupil)
    paces = [room.binary(pupil, update(), n / limits.FRAMES_PER_SECOND) for n in range(3000)]
    assert all(step is RELAY_AND_KEEP for step in paces)


def test_a_load_test_has_no_pace() -> None:
    loader = someone(abilities=ALL | {"load"})
    room = room_of(loader)
    assert all(room.binary(loader, update(), 0).keep for _ in range(1000))


def test_too_large_closes_with_its_code() -> None:
    pupil = someone()
    room = room_of(pupil)
    for frame in (update(b"x" * limits.FRAME_BYTES), b"\x01" * (limits.FRAME_BYTES + 1)):
        step = room.binary(pupil, frame, 0)
        assert step.close is Close.TOO_LARGE
        assert fault(step) == "too_large"


def test_a_full_board_refuses_and_says_so() -> None:
    pupil = someone()
    room = room_of(pupil)
    room.size = limits.DOCUMENT_BYTES
    assert fault(room.binary(pupil, update(), 0)) == Fault.DOCUMENT_FULL.value


def test_when_nothing_can_be_kept_updates_are_refused_once_said_and_asked_for_again_later() -> None:
    pupil, teacher = someone(1), someone(2)
    room = room_of(pupil, teacher)
    room.flow.unkept_bytes = limits.UNKEPT_BYTES + 1
    assert fault(room.binary(pupil, update(), 0)) == "not_kept"
    assert room.binary(pupil, update(), 0) is NOTHING
    assert room.resync() == []
    room.flow.unkept_bytes = 0
    assert room.resync() == [pupil]
    assert room.resync() == []


def test_coming_and_going_is_told_to_the_others() -> None:
    pupil, teacher = someone(1), someone(2)
    room = room_of(pupil)
    assert room.enter(teacher) == []
    assert room.announce(teacher) == (Out(Whom.OTHERS, Joined(teacher.person)), Out(Whom.OTHERS, b"\x03"))
    assert room.people(teacher) == [pupil.person]
    assert room.leave(teacher) == (Out(Whom.ALL, Left("2")),)
    assert room.leave(teacher) == ()


def test_a_second_device_takes_the_place_and_an_older_ticket_cannot_take_it_back() -> None:
    old, new = someone(1, issued=10), someone(1, issued=20)
    room = room_of(old)
    assert room.may_enter(1, 20) is None
    assert room.enter(new) == [old]
    assert room.members == [new]
    assert room.may_enter(1, 10) is Close.MOVED
    assert room.may_enter(1, 20) is None


def test_a_room_has_so_many_places() -> None:
    room = room_of(*(someone(n) for n in range(limits.ROOM_SOCKETS)))
    assert room.may_enter(99, 0) is Close.SHUTTING_DOWN
    assert room.may_enter(0, 0) is None


def test_whatever_somebody_does_is_a_sign_of_life_and_a_ping_is_none() -> None:
    member = someone(1)
    room = room_of(member, someone(2))
    said(room, member, Ping(1))
    room.binary(member, bytes([AWARENESS, 0]), 0)
    assert (room.stirs, room.size) == (0, 0)
    for sign in (Stir(), Chat("c1", "oui"), Media(mic=True, camera=False)):
        before = room.stirs
        said(room, member, sign)
        assert room.stirs == before + 1
    room.overhear([update()])
    assert room.stirs == 4
    room.binary(member, update(), 0)
    assert room.size > 0
