"""A board is read once for all who come back to its room; each gets what they miss, whatever they have."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import pycrdt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from declic.classroom.actions import keep
from declic.classroom.queries.boards import StoredBoard
from declic.live.protocol.frames import UPDATE, sync_frame
from declic.live.rooms.reading import KnownBoard, board_read, known, known_boards
from tests.classroom.test_documents import Editor, seen, strokes
from tests.world import NOW

EMPTY = b"\x00\x00"


def on_disk(updates: Sequence[bytes]) -> KnownBoard:
    return known(StoredBoard([(pk, sync_frame(UPDATE, update)) for pk, update in enumerate(updates)], EMPTY, 0))


def document(updates: Sequence[bytes]) -> Any:
    made: Any = pycrdt.Doc()
    for update in updates:
        made.apply_update(update)
    return made


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1000)), max_size=40), st.data())
def test_whoever_comes_back_gets_all_they_miss(said: Sequence[tuple[int, int]], data: st.DataObject) -> None:
    editors = [Editor() for _ in range(2)]
    updates: list[bytes] = []
    for who, dice in said:
        editors[who].act(dice)
        updates.append(editors[who].made[-1])
        editors[1 - who].take(updates[-1])
    committed, has = (data.draw(st.integers(0, len(updates))) for _ in range(2))
    unkept = [sync_frame(UPDATE, update) for update in updates[committed:]]
    client = document(updates[:has])
    read = board_read(on_disk(updates[:committed]), unkept, client.get_state())
    assert read.state == document(updates).get_state() or sorted(read.state) == sorted(document(updates).get_state())
    client.apply_update(read.missing)
    assert seen(client) == seen(editors[0].doc)


def test_what_waits_for_another_s_commit_is_passed_on_as_it_is() -> None:
    made = strokes(6)
    board = on_disk([*made[:2], *made[3:]])
    read = board_read(board, [], b"")
    client = document([read.missing, *read.waiting, made[2]])
    assert seen(client) == seen(document(made))
    assert board_read(board, [sync_frame(UPDATE, made[2])], b"").waiting == []


@pytest.mark.parametrize("vector", [b"\xff", b"\x02\x01", b"\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"])
def test_what_is_not_a_state_vector_is_refused(vector: bytes) -> None:
    with pytest.raises(ValueError, match="state vector"):
        board_read(on_disk(strokes(3)), [], vector)


@pytest.mark.django_db(databases=["default", "rooms"], transaction=True)
def test_several_boards_are_read_together_each_in_the_order_it_was_written() -> None:
    written = {uuid4(): strokes(number) for number in (3, 9, 1)}
    for row in range(9):
        for board, made in written.items():
            if row < len(made):
                keep(frames=[(board, sync_frame(UPDATE, made[row]))], lines=[], now=NOW)
    nothing = uuid4()
    found = known_boards([*written, nothing])
    assert {board: one.rows for board, one in found.items()} == {
        **{board: len(made) for board, made in written.items()},
        nothing: 0,
    }
    for board, made in written.items():
        assert seen(document([found[board].update])) == seen(document(made))
