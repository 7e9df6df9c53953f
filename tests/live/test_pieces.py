"""Large frames in pieces: a whole board, what was drawn without a network, and what of it is nonsense."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declic.live.protocol import limits
from declic.live.protocol.frames import (
    PIECE,
    STEP_1,
    STEP_2,
    UPDATE,
    MalformedFrameError,
    piece,
    read_piece,
    sync_frame,
)
from declic.live.rooms.parcels import WAITING_BYTES, Receiving, Sending
from tests.live.clients import Board, Client, both, enter, run
from tests.live.serving import serving

in_rooms = pytest.mark.django_db(databases=["default", "rooms"], transaction=True)
HELLO = piece(b"", 0)


def pieces_of(frame: bytes) -> list[bytes]:
    sent: list[bytes] = []
    sending = Sending(sent.append)
    assert sending.send(frame)
    while sum(len(read_piece(one)[0]) for one in sent) < len(frame):
        sending.took(sum(len(read_piece(one)[0]) for one in sent))
    return sent


async def whole(client: Client) -> bytes:
    """The next frame that comes in pieces; `took` is said of each."""
    data = b""
    while True:
        part, left = read_piece(await client.frame(bytes((PIECE,))))
        data += part
        await client.say(type="took", n=len(data))
        if not left:
            return data


# -- rules ------------------------------------------------------------------------------------------------------------
@given(st.lists(st.binary(min_size=1, max_size=4 * limits.PIECE_BYTES).filter(lambda each: each[0] != PIECE)))
def test_frames_come_out_as_they_went_in_whatever_their_size(frames: list[bytes]) -> None:
    receiving, out = Receiving(), []
    sending = Sending(lambda one: out.append(receiving.take(one)))
    for frame in frames:
        assert sending.send(frame)
        sending.took(receiving.taken)
    assert [one for one in out if one is not None] == frames


def test_no_more_than_so_much_is_under_way() -> None:
    sent: list[bytes] = []
    sending = Sending(sent.append)
    sending.send(b"\x00" * (1 << 20))
    assert sum(len(read_piece(one)[0]) for one in sent) == limits.AHEAD_BYTES
    sending.took(limits.TAKEN_BYTES)
    assert sum(len(read_piece(one)[0]) for one in sent) == limits.AHEAD_BYTES + limits.TAKEN_BYTES
    for nonsense in (-1, 0, limits.TAKEN_BYTES, 1 << 40):
        sending.took(nonsense)
    assert sum(len(read_piece(one)[0]) for one in sent) == limits.AHEAD_BYTES + limits.TAKEN_BYTES


def test_one_who_takes_nothing_is_not_waited_for_without_end() -> None:
    sending = Sending(lambda _: None)
    large = b"\x00" * limits.DOCUMENT_BYTES
    assert sending.send(large)
    assert not sending.send(large)
    assert sending.send(b"\x00" * (WAITING_BYTES - limits.DOCUMENT_BYTES))


@pytest.mark.parametrize(
    "nonsense",
    [
        bytes((PIECE,)),
        bytes((PIECE, 0x80)),
        piece(b"", 5),
        piece(b"\x00" * (limits.PIECE_BYTES + 1), 0),
        piece(b"\x00", limits.FRAME_BYTES),
        piece(piece(b"\x00", 0), 0),
    ],
    ids=["no length", "length cut", "empty", "too large", "whole too large", "piece of a piece"],
)
def test_nonsense_is_turned_down_and_what_follows_is_read(nonsense: bytes) -> None:
    receiving = Receiving()
    with pytest.raises(MalformedFrameError):
        receiving.take(nonsense)
    assert receiving.take(piece(b"\x00whole", 0)) == b"\x00whole"


def test_a_piece_that_does_not_follow_drops_its_frame() -> None:
    receiving = Receiving()
    assert receiving.take(piece(b"\x00abc", 6)) is None
    with pytest.raises(MalformedFrameError):
        receiving.take(piece(b"abc", 2))
    assert receiving.take(piece(b"\x00abc", 1)) is None
    assert receiving.take(piece(b"d", 0)) == b"\x00abcd"


# -- in a room --------------------------------------------------------------------------------------------------------
async def large_board(pupil: Client, drawn: Board) -> None:
    await pupil.send(drawn.draw("~" * 300_000))
    await pupil.until_kept(1)


async def ask_in_pieces(client: Client) -> None:
    await client.send(HELLO)
    await client.send(sync_frame(STEP_1, b"\x00"))


@in_rooms
def test_a_large_board_comes_in_pieces_to_who_knows_them_and_whole_to_others(paths: list[str]) -> None:
    async def story() -> None:
        drawn = Board()
        async with serving() as port, both(port, paths) as (pupil, teacher):
            await large_board(pupil, drawn)
            await ask_in_pieces(teacher)
            frame = await whole(teacher)
            assert frame[:2] == bytes((0, STEP_2))
            board = Board()
            board.take(frame)
            assert board.drawn == drawn.drawn
            assert (await pupil.board()).drawn == drawn.drawn  # said nothing of pieces

    run(story())


@in_rooms
def test_what_others_say_passes_between_the_pieces(paths: list[str]) -> None:
    async def story() -> None:
        drawn = Board()
        async with serving() as port, both(port, paths) as (pupil, teacher):
            await large_board(pupil, drawn)
            await ask_in_pieces(teacher)
            first, left = read_piece(await teacher.frame(bytes((PIECE,))))
            assert left > limits.AHEAD_BYTES  # nothing more comes until it says what it took
            await pupil.say(type="chat", cid="1", text="Tu vois le tableau ?")
            assert (await teacher.message("chat"))["cid"] == "1"
            await pupil.send(drawn.draw("après"))
            await teacher.frame(bytes((0, UPDATE)))
            await teacher.say(type="took", n=limits.AHEAD_BYTES)
            rest = b""
            while left:
                part, left = read_piece(await teacher.frame(bytes((PIECE,))))
                rest += part
                await teacher.say(type="took", n=len(first + rest))
            board = Board()
            board.take(first + rest)
            assert board.drawn[0] == drawn.drawn[0]

    run(story())


@in_rooms
def test_what_was_drawn_without_a_network_is_kept_as_one_frame_and_reaches_the_others(paths: list[str]) -> None:
    async def story() -> None:
        drawn = Board()
        frame = drawn.draw("~" * 100_000)
        async with serving() as port, both(port, paths) as (pupil, teacher):
            await teacher.send(HELLO)
            sent = 0
            for one in pieces_of(frame):
                assert pupil.kept == 0
                await pupil.send(one)
                sent += len(read_piece(one)[0])
                assert (await pupil.message("took"))["n"] == sent
            await pupil.until_kept(1)
            board = Board()
            board.take(await whole(teacher))
            assert board.drawn == drawn.drawn

    run(story())


@in_rooms
def test_nonsense_in_pieces_hurts_nobody(paths: list[str]) -> None:
    async def story() -> None:
        drawn = Board()
        async with serving() as port:
            pupil, plain = await enter(port, paths[0]), await enter(port, paths[1])
            for nonsense in (piece(b"", 5), piece(b"\x00", limits.FRAME_BYTES), piece(b"\x09rien", 0)):
                await pupil.send(nonsense)
                assert (await pupil.message("error"))["code"] == "malformed"
            await pupil.say(type="took", n=1 << 60)
            await pupil.send(drawn.draw("trait"))
            await plain.frame(bytes((0, UPDATE)))
            await pupil.until_kept(1)
            await pupil.close()
            await plain.close()

    run(story())
