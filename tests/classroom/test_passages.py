"""What came to a board stays with its times once its log is merged, and without contact details."""

import zlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pycrdt
import pytest

from declic.classroom.actions import compact, keep
from declic.classroom.models import BoardEntry, BoardPassage, BoardSnapshot
from declic.classroom.queries.boards import board_story, board_update
from declic.classroom.rules import passages
from declic.classroom.rules.varints import read
from declic.classroom.rules.written import MASK
from declic.journal.models import Fact
from declic.live.protocol.frames import UPDATE, sync_frame
from tests.classroom.test_written import PHONE, put, rewrite, updates, words_of
from tests.world import NOW, make_lesson

pytestmark = pytest.mark.django_db(databases=["default", "rooms"], transaction=True)


def keep_at(board: UUID, seconds: float, *made: bytes) -> None:
    frames = b"".join(sync_frame(UPDATE, update) for update in made)
    keep(frames=[(board, frames)], lines=[], now=NOW + timedelta(seconds=seconds))


def told(board: UUID) -> list[tuple[int, bytes]]:
    """Seconds since the first, and each update."""
    return list(_told(board_story(board)))


def _told(story: bytes) -> Iterator[tuple[int, bytes]]:
    at = clock = 0
    while at < len(story):
        since, at = read(story, at)
        length, at = read(story, at)
        clock += since
        yield clock // 1000, story[at : at + length]
        at += length


def merge(board: UUID) -> bool:
    return compact(board_id=board, room_is_empty=True, now=NOW)


def test_the_story_of_a_board_outlives_its_log() -> None:
    board = uuid4()
    made = updates(put("a", "un"), put("b", "deux"), lambda items: items.pop("a"), put("c", "trois"))
    assert told(board) == []
    keep_at(board, 0, made[0])
    keep_at(board, 61.5, made[1])
    assert told(board) == [(0, made[0]), (61, made[1])]
    assert merge(board)
    assert told(board) == [(0, made[0]), (61, made[1])]
    keep_at(board, 120, made[2])
    assert merge(board)
    keep_at(board, 180, made[3])
    assert told(board) == [(0, made[0]), (61, made[1]), (120, made[2]), (180, made[3])]
    assert words_of(*[update for _, update in told(board)[:2]]) == {"a": "un", "b": "deux"}
    assert (BoardPassage.objects.count(), BoardEntry.objects.count()) == (2, 1)
    assert words_of(board_update(board)) == {"b": "deux", "c": "trois"}


def test_a_board_merged_before_its_story_was_kept_goes_on_from_what_it_was() -> None:
    board = uuid4()
    made = updates(put("a", "un"), put("b", PHONE), lambda items: items.pop("a"))
    BoardSnapshot.objects.create(board_id=board, update=_merged(made[:2]), at=NOW)
    assert board_story(board) == b"", "the page shows it as before"
    assert words_of(board_update(board)) == {"a": "un", "b": MASK}
    keep_at(board, 30, made[2])
    assert merge(board)
    first, last = told(board)
    assert (first[0], words_of(first[1])) == (0, {"a": "un", "b": MASK})
    assert last == (30, made[2])


def test_past_the_limit_the_board_goes_on_and_its_story_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    board = uuid4()
    made = updates(*(put(f"{number}", f"mot {number}") for number in range(9)))
    keep_at(board, 0, *made[:3])
    merge(board)
    size = BoardPassage.objects.get().size
    monkeypatch.setattr("declic.classroom.actions.passages.MOST_BYTES", size + 10)
    keep_at(board, 60, *made[3:])
    assert merge(board)
    assert BoardPassage.objects.get().size == size
    assert [update for _, update in told(board)] == made[:3]
    assert len(words_of(board_update(board))) == 9


def test_a_lesson_s_strokes_cost_less_than_half_of_what_was_sent() -> None:
    def draw(items: Any) -> None:
        items["s"] = pycrdt.Map({"h": {"k": "pen", "a": "1", "t": 1.5e12}, "p": pycrdt.Array()})

    def lengthen(number: int) -> Any:
        points = bytes([0, *((37 * number + 11 * part) % 90 for part in range(8))])
        return lambda items: items["s"]["p"].append(points)

    made = updates(draw, *(lengthen(number) for number in range(2000)))
    board = uuid4()
    keep_at(board, 0, *made)
    merge(board)
    row = BoardPassage.objects.get()
    assert row.size == len(row.body) < sum(map(len, made)) / 2
    assert passages.joined([passages.Passage(row.since, row.until, row.body)], []) == board_story(board)
    assert len(zlib.decompress(row.body)) > sum(map(len, made))


def test_contact_details_do_not_stay_and_the_team_hears_of_each_kind_once() -> None:
    lesson = make_lesson(state="ended")
    board = lesson.board_id
    made = updates(put("a", PHONE), rewrite("a", "rien"), put("b", "à lea@exemple.fr"), put("c", PHONE))
    keep_at(board, 0, made[0])
    keep_at(board, 5, made[1])
    assert PHONE.encode() not in board_story(board), "before the log is merged too"
    merge(board)
    keep_at(board, 9, *made[2:])
    merge(board)
    assert words_of(board_update(board)) == {"a": "rien", "b": MASK, "c": MASK}
    kept = [bytes(snapshot.update) for snapshot in BoardSnapshot.objects.all()]
    kept += [zlib.decompress(passage.body) for passage in BoardPassage.objects.all()]
    assert not [one for one in kept if b"06 12" in one or b"lea@" in one]
    said = Fact.objects.filter(name="ContactsOnBoard", subject=f"lesson:{lesson.pk}").order_by("pk")
    assert [fact.data["what"] for fact in said] == ["phone", "mail"]
    assert not [fact for fact in said if "06" in str(fact.data["what"])]


def _merged(made: list[bytes]) -> bytes:
    doc: pycrdt.Doc = pycrdt.Doc()
    for update in made:
        doc.apply_update(update)
    return bytes(doc.get_update())
