"""What an update holds and needs, read in its bytes, against what pycrdt and Yjs write."""

from typing import Any

import pycrdt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from declic.classroom.rules.updates import MOST_CLOCK, Held, Known, Struct, held_in, points_in
from declic.classroom.rules.varints import written
from tests.classroom.test_documents import Editor

ME, OTHER = 7, 9


def update(*stretches: tuple[int, int, list[bytes]], erased: bytes = b"\x00") -> bytes:
    """(client, clock, structs) of each."""
    parts = [written(len(stretches))]
    for client, clock, structs in stretches:
        parts += [written(len(structs)), written(client), written(clock), *structs]
    return b"".join([*parts, erased])


def beside(client: int, clock: int) -> bytes:
    """A value laid after that one."""
    return b"\x88" + written(client) + written(clock) + b"\x01\x7e"


FIRST = b"\x08\x01\x05items\x01\x7e"
"""A value in the root."""


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1000)), max_size=40))
def test_it_counts_as_the_document_that_takes_it(said: list[tuple[int, int]]) -> None:
    editors, known = (Editor(), Editor()), Known()
    for who, dice in said:
        editors[who].act(dice)
        made = editors[who].made[-1]
        editors[1 - who].take(made)
        assert known.take(held_in(made)) is None
        assert known == Known.of_state(editors[who].doc.get_state())
    whole = Known()
    assert whole.take(held_in(editors[0].doc.get_update())) is None
    assert whole == known


@pytest.mark.parametrize(
    "put",
    [
        1,
        2.5,
        True,
        None,
        "mot",
        b"\x00",
        [1, [2]],
        {"a": {"b": [None, -3]}},
        pycrdt.Array([1, "a"]),
    ],
)
def test_each_kind_of_value_is_counted_as_pycrdt_counts_it(put: Any) -> None:
    editor = Editor()
    editor.items["a"] = put
    del editor.items["a"]
    for made in (*editor.made, editor.doc.get_update()):
        known = Known()
        for earlier in editor.made[: editor.made.index(made)] if made in editor.made else ():
            known.take(held_in(earlier))
        assert known.take(held_in(made)) is None
    assert known == Known.of_state(editor.doc.get_state())


def test_what_lengthens_a_stroke_says_what_any_reader_would() -> None:
    editor = Editor()
    editor.items["a"] = pycrdt.Map({"p": pycrdt.Array([b"abc"])})
    editor.items["a"]["p"].append(b"def")
    longer = editor.made[-1]
    assert points_in(longer) is not None
    ((client, [struct]),) = held_in(longer).stretches
    assert (client, struct.end - struct.clock, struct.needs) == (editor.doc.client_id, 1, ())
    theirs = update((ME, 3, [b"\x88" + written(OTHER) + written(5) + b"\x01\x74\x02ab"]))
    assert points_in(theirs) is not None
    assert held_in(theirs) == Held(((ME, [Struct(3, 4, ((OTHER, 5),))]),))


@pytest.mark.parametrize(
    ("said", "lack"),
    [
        (update((ME, 0, [FIRST])), None),
        (update((ME, 4, [FIRST])), (ME, 4)),
        (update((ME, 0, [beside(OTHER, 2)])), (OTHER, 3)),
        (update((ME, 0, [FIRST, b"\x0a\x05", FIRST])), (ME, 6)),
        (update((ME, 0, [FIRST, beside(OTHER, 0)]), (OTHER, 0, [beside(ME, 0)])), None),
        (update((ME, 0, [beside(OTHER, 0)]), (OTHER, 1, [FIRST])), (OTHER, 1)),
        (update((ME, 0, [FIRST]), erased=b"\x01" + written(OTHER) + b"\x01\x02\x03"), (OTHER, 5)),
        (update((ME, 0, [beside(OTHER, 0)]), (OTHER, 0, [beside(ME, 0)])), (ME, MOST_CLOCK + 1)),
    ],
    ids=["nothing", "before", "beside", "hole", "each other", "both", "erased", "knot"],
)
def test_what_it_lacks_is_told(said: bytes, lack: tuple[int, int] | None) -> None:
    known = Known()
    assert known.take(held_in(said)) == lack
    assert (known == Known()) == (lack is not None), "it is counted whole, or not at all"


@pytest.mark.parametrize(
    "said",
    [
        update((ME, MOST_CLOCK, [FIRST])),
        update((ME, 0, [b"\x00" + written(1 << 32)])),
        update((ME, 0, [b"\x0a\x00"])),
        update((ME, 0, [b"\x08\x01\x05items\x00"])),
        update((ME, 3, [beside(ME, 3)])),
        update((ME, 0, [FIRST]), (ME, 1, [FIRST])),
        update((ME, 0, [b"\x07\x01\x05items\x07"])),
        update((ME, 0, [b"\x07\x01\x05items\x02"])),
        update((ME, 0, [b"\x04\x01\x05items\x03mot"])),
        update((ME, 0, [b"\x0b\x01\x05items\x00"])),
        update((ME, 0, [b"\x80" + written(OTHER) + b"\x00\x01"])),
        update((ME, 0, [FIRST]), erased=b"\x01" + written(ME) + b"\x01\x00" + written(1 << 31)),
        update((ME, 0, [])),
        update((ME, 0, [FIRST]))[:-1],
        b"\x80" * (1 << 20),
    ],
    ids=[
        "far",
        "long",
        "empty",
        "valueless",
        "itself",
        "twice",
        "link",
        "text",
        "letters",
        "move",
        "bare",
        "erased",
        "none",
        "cut",
        "endless",
    ],
)
def test_what_no_board_has_is_refused(said: bytes) -> None:
    with pytest.raises((IndexError, ValueError)):
        held_in(said)
