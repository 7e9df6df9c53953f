"""What somebody put on a board that is no room's."""

from typing import Any

import pycrdt
import pytest

from declic.classroom.queries.drawn import Drawn, drawn_on
from declic.classroom.rules.documents import EMPTY_UPDATE


def board(**items: dict[str, Any]) -> bytes:
    document: Any = pycrdt.Doc()
    kept: Any = document.get("items", type=pycrdt.Map)
    for name, fields in items.items():
        kept[name] = pycrdt.Map(fields)
    return bytes(document.get_update())


def test_what_was_laid_with_the_board_is_nobodys_and_texts_are_read() -> None:
    update = board(
        page={"h": {"k": "photo", "a": ""}},
        line={"h": {"k": "pen", "a": "7"}, "p": pycrdt.Array([b"abc"])},
        said={"h": {"k": "text", "a": "7"}, "x": " Regarde l’angle. "},
        sum={"h": {"k": "formula", "a": "7"}, "x": "a^2+b^2"},
        empty={"h": {"k": "text", "a": "7"}, "x": "  "},
    )
    drawn = drawn_on(update)
    assert drawn is not None
    assert drawn.items == 4
    assert sorted(drawn.words) == ["Regarde l’angle.", "a^2+b^2"]


def test_an_empty_board_is_a_board() -> None:
    assert drawn_on(EMPTY_UPDATE) == Drawn(0, ())
    assert drawn_on(board()) == Drawn(0, ())


@pytest.mark.parametrize(
    "bad",
    [b"", b"no board", b"\xff" * 40, board(a={"h": {"k": "pen", "a": "7"}})[:-3]],
    ids=["nothing", "words", "ones", "cut short"],  # a board's own bytes differ each time
)
def test_bytes_that_are_no_board_are_known_for_it(bad: bytes) -> None:
    assert drawn_on(bad) is None


def test_what_is_no_item_is_left_out() -> None:
    document: Any = pycrdt.Doc()
    kept: Any = document.get("items", type=pycrdt.Map)
    kept["number"] = 3
    kept["headless"] = pycrdt.Map({"x": "nobody"})
    kept["odd"] = pycrdt.Map({"h": "pen", "x": "nobody"})
    assert drawn_on(bytes(document.get_update())) == Drawn(0, ())


def test_a_part_that_waits_for_another_is_no_board() -> None:
    document: Any = pycrdt.Doc()
    kept: Any = document.get("items", type=pycrdt.Map)
    kept["first"] = pycrdt.Map({"h": {"k": "pen", "a": "7"}})
    before = document.get_state()
    kept["second"] = pycrdt.Map({"h": {"k": "pen", "a": "7"}})
    assert drawn_on(bytes(document.get_update(before))) is None
