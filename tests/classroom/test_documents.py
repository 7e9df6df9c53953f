"""Many updates, one document: whoever made them, in whatever order they came, nothing that was kept is lost."""

import os
import subprocess
import sys
import time
import timeit
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import pycrdt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from declic.classroom.actions import compact, keep
from declic.classroom.queries.boards import board_update, stored_board, updates_of
from declic.classroom.queries.drawn import NOTHING_KNOWN
from declic.classroom.rules.documents import document_of
from declic.classroom.rules.updates import MOST_CLOCK, Known
from declic.classroom.rules.varints import written
from declic.live.protocol.frames import UPDATE, sync_frame
from tests.classroom.test_passages import told
from tests.world import NOW

MANY = 40_000


class Editor:
    """Somebody's document, and the updates they made."""

    def __init__(self) -> None:
        self.doc: Any = pycrdt.Doc()
        self.items: Any = self.doc.get("items", type=pycrdt.Map)
        self.made: list[bytes] = []
        self._taking = False
        self._watch = self.doc.observe(lambda event: None if self._taking else self.made.append(event.update))

    def take(self, update: bytes) -> None:
        self._taking = True
        self.doc.apply_update(update)
        self._taking = False

    def act(self, dice: int) -> None:
        names = sorted(self.items.keys())
        name = names[dice % len(names)] if names else ""
        if not name or dice % 3 == 0:
            self.items[f"{self.doc.client_id}-{len(self.made)}"] = pycrdt.Map({"p": pycrdt.Array([b"abc"])})
        elif dice % 3 == 1:
            self.items[name]["p"].append(bytes([dice % 256]))
        else:
            del self.items[name]


def seen(document: Any) -> Any:
    return document.get("items", type=pycrdt.Map).to_py()


def strokes(number: int) -> list[bytes]:
    """One stroke of so many chunks: each update depends on the one before."""
    editor = Editor()
    editor.items["a"] = pycrdt.Map({"p": pycrdt.Array()})
    for chunk in range(number - 1):
        editor.items["a"]["p"].append(chunk.to_bytes(3, "big"))
    return editor.made


turns = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1000), st.booleans()), max_size=60)


@given(turns, st.randoms(use_true_random=False))
def test_whoever_drew_and_erased_in_whatever_order_it_comes_the_board_is_the_same(
    said: Sequence[tuple[int, int, bool]], chance: Any
) -> None:
    """Three who meet now and then; some of what they made is sent again, whole or from a while ago, as after a cut."""
    editors = [Editor() for _ in range(3)]
    left: list[tuple[Editor, bytes]] = []
    for who, dice, meets in said:
        left.append((editors[who], editors[who].doc.get_state() if dice % 2 else NOTHING_KNOWN))
        editors[who].act(dice)
        if meets:
            editors[(who + 1) % 3].take(editors[who].doc.get_update())
    again = [editor.doc.get_update(state) for editor, state in chance.sample(left, len(left) // 3)]
    for editor in editors:
        editors[0].take(editor.doc.get_update())
    updates = [update for editor in editors for update in editor.made] + again
    chance.shuffle(updates)
    document, waiting = document_of(updates)
    assert waiting == []
    assert seen(document) == seen(editors[0].doc)
    assert Known.of_state(document.get_state()) == Known.of_state(editors[0].doc.get_state())


@given(st.integers(3, 30), st.data())
def test_what_depends_on_an_update_that_has_not_come_waits_for_it_whole(number: int, data: st.DataObject) -> None:
    made = strokes(number)
    missing = data.draw(st.integers(0, number - 2))
    document, waiting = document_of(made[:missing] + made[missing + 1 :])
    assert waiting == made[missing + 1 :]
    whole, left = document_of([document.get_update(), *waiting, made[missing]])
    assert left == []
    assert seen(whole) == seen(document_of(made)[0])


def test_an_erasure_waits_for_what_it_erases() -> None:
    editor = Editor()
    editor.items["a"], editor.items["b"] = 1, 2
    del editor.items["a"]
    first, second, erased = editor.made
    assert document_of([erased])[1] == [erased]
    document, waiting = document_of([erased, second, first])
    assert waiting == []
    assert seen(document) == {"b": 2}


FAR = b"\x01\x01\x01" + written(MOST_CLOCK) + b"\x01\x01\x05items\x01\x00"
"""One act more than pycrdt can count."""


@pytest.mark.parametrize("bad", [b"", b"\x01", b"\xff" * 40, b"\x01\x01\x00\x00\x04\x01\x05items", b"\x80" * 1000, FAR])
def test_what_cannot_be_read_is_left_out(bad: bytes) -> None:
    made = strokes(9)
    document, waiting = document_of([*made[:4], bad, *made[4:]])
    assert waiting == []
    assert seen(document) == seen(document_of(made)[0])


READ = """
import resource, sys
import django

django.setup()
from declic.classroom.rules.documents import document_of
from tests.classroom.test_documents import strokes

made = strokes(int(sys.argv[1]))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
document_of(made)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_a_board_written_for_an_hour_is_read_as_soon_as_a_short_one_for_its_length() -> None:
    """Eight times as long takes eight times as much of the processor, and sixty-four if each act met all the others."""
    assert _least_s(strokes(MANY)) < 30 * _least_s(strokes(MANY // 8))


def _least_s(made: Sequence[bytes]) -> float:
    return min(timeit.repeat(lambda: document_of(made), timer=time.process_time, number=1, repeat=2))


def test_a_board_written_for_an_hour_is_read_in_little_memory() -> None:
    """In a process of its own: what it takes at most is asked of the system, MB."""
    paths = os.pathsep.join(path for path in sys.path if path)
    program = [sys.executable, "-c", READ, str(MANY // 4)]
    told = subprocess.run(program, env={**os.environ, "PYTHONPATH": paths}, check=True, capture_output=True, text=True)
    assert int(told.stdout) < 100


@pytest.mark.django_db(databases=["default", "rooms"], transaction=True)
def test_what_waits_in_a_log_stays_in_it_while_the_rest_is_compacted() -> None:
    """Two processes write the log of one room: what depends on the other's may be written first."""
    board, made = uuid4(), strokes(6)
    frames = [sync_frame(UPDATE, update) for update in made]
    for frame in frames[:2] + frames[3:]:
        keep(frames=[(board, frame)], lines=[], now=NOW)
    assert compact(board_id=board, room_is_empty=True, now=NOW)
    stored = stored_board(board)
    assert [updates_of(row) for _, row in stored.entries] == [made[3:]]
    assert seen(document_of([stored.snapshot])[0]) == seen(document_of(made[:2])[0])
    assert not compact(board_id=board, room_is_empty=True, now=NOW), "it waits, and costs nothing more"
    assert stored_board(board) == stored
    keep(frames=[(board, frames[2])], lines=[], now=NOW)
    assert compact(board_id=board, room_is_empty=True, now=NOW)
    document, waiting = document_of([board_update(board)])
    assert waiting == []
    assert seen(document) == seen(document_of(made)[0])
    assert stored_board(board).entries == []
    assert sorted(update for _, update in told(board)) == sorted(made), "each once in its story"
