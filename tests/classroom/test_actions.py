"""The log of a room: appended, compacted, never lost."""

from typing import Any
from uuid import UUID, uuid4

import pycrdt
import pytest
from django.db import DatabaseError, connections, transaction

from declic.classroom import actions
from declic.classroom.actions import NewLine, NewReaction, compact, keep
from declic.classroom.models import BoardEntry, BoardSnapshot, ChatMessage
from declic.classroom.queries import last_lines, last_lines_of
from declic.classroom.queries.boards import board_update, stored_board, stored_boards
from declic.classroom.rules.documents import EMPTY_UPDATE
from declic.classroom.tickets import SentFiles, SentPage, read_files, write_files
from declic.ground.errors import Refusal
from declic.live.protocol.frames import UPDATE, sync_frame
from tests.world import NOW

pytestmark = pytest.mark.django_db(databases=["default", "rooms"], transaction=True)


def strokes(number: int) -> list[bytes]:
    """Frames of `number` strokes drawn one after the other."""
    doc: pycrdt.Doc = pycrdt.Doc()
    updates: list[bytes] = []
    drawn = doc.get("strokes", type=pycrdt.Array)
    watch = doc.observe(lambda event: updates.append(event.update))
    for index in range(number):
        drawn.append(f"{index}")
    doc.unobserve(watch)
    return [sync_frame(UPDATE, update) for update in updates]


def drawn(board: UUID) -> list[str]:
    doc: pycrdt.Doc = pycrdt.Doc()
    doc.apply_update(board_update(board))
    return list(doc.get("strokes", type=pycrdt.Array))


def keep_frames(board: UUID, *batches: list[bytes]) -> None:
    for frames in batches:
        keep(frames=[(board, b"".join(frames))], lines=[], now=NOW)


def test_a_board_is_read_back_from_its_log_then_from_its_snapshot_then_from_both() -> None:
    board, frames = uuid4(), strokes(9)
    keep_frames(board, frames[:3], frames[3:6])
    assert drawn(board) == list("012345")
    assert compact(board_id=board, room_is_empty=True, now=NOW)
    assert BoardEntry.objects.filter(board_id=board).count() == 0
    assert drawn(board) == list("012345")
    keep_frames(board, frames[6:])
    assert drawn(board) == list("012345678")
    assert compact(board_id=board, room_is_empty=True, now=NOW)
    assert BoardSnapshot.objects.get(board_id=board).version == 2
    assert drawn(board) == list("012345678")


@pytest.mark.parametrize("together", [1, 300, 1 << 20])
def test_many_boards_are_read_as_each_alone_whatever_goes_in_a_statement(
    monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    monkeypatch.setattr("declic.classroom.queries.stored.TOGETHER_BYTES", together)
    boards = [uuid4() for _ in range(7)]
    for number, board in enumerate(boards[:-1]):
        frames = strokes(3 * number)
        for turn in range(number):  # in turn with the others: their rows are not side by side
            keep_frames(board, frames[3 * turn : 3 * turn + 3])
    assert compact(board_id=boards[4], room_is_empty=True, now=NOW)
    keep_frames(boards[4], strokes(2))
    found = stored_boards(boards)
    assert list(found) == boards
    for board in boards:
        rows = BoardEntry.objects.filter(board_id=board).order_by("pk").values_list("pk", "frames")
        snapshot = BoardSnapshot.objects.filter(board_id=board).first()
        assert found[board].entries == [(pk, bytes(body)) for pk, body in rows]
        assert found[board] == stored_board(board)
        assert (found[board].version, found[board].snapshot) == (
            (snapshot.version, bytes(snapshot.update)) if snapshot else (0, EMPTY_UPDATE)
        )


def test_many_boards_are_read_in_few_statements(django_assert_max_num_queries: Any) -> None:
    boards = [uuid4() for _ in range(60)]
    keep(frames=[(board, strokes(1)[0]) for board in boards], lines=[], now=NOW)
    with django_assert_max_num_queries(4, connection=connections["rooms"]):
        assert len(stored_boards(boards)) == 60


def test_an_update_kept_twice_is_drawn_once() -> None:
    board, frames = uuid4(), strokes(3)
    keep_frames(board, frames, frames[1:])
    assert drawn(board) == list("012")


def test_an_update_that_is_not_yjs_does_not_hide_the_board() -> None:
    board, frames = uuid4(), strokes(3)
    keep_frames(board, [*frames[:2], sync_frame(UPDATE, b"\xff\xff\xff\xff not yjs"), frames[2]])
    assert drawn(board) == list("012")


def test_an_empty_or_short_log_is_not_compacted() -> None:
    board = uuid4()
    assert not compact(board_id=board, room_is_empty=True, now=NOW)
    keep_frames(board, strokes(2))
    assert not compact(board_id=board, room_is_empty=False, now=NOW)


def test_a_compaction_that_is_cut_short_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    board = uuid4()
    keep_frames(board, strokes(4))

    def cut(*_: object, **__: object) -> bool:
        with connections["rooms"].cursor() as cursor:
            cursor.execute("DELETE FROM classroom_boardentry")
        raise DatabaseError("the power went")

    monkeypatch.setattr(actions, "_set_snapshot", cut)
    with pytest.raises(DatabaseError):
        compact(board_id=board, room_is_empty=True, now=NOW)
    assert drawn(board) == list("0123")


def test_of_two_compactions_the_second_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    board, frames = uuid4(), strokes(6)
    keep_frames(board, frames[:2])
    compact(board_id=board, room_is_empty=True, now=NOW)
    keep_frames(board, frames[2:4])
    stale = actions.stored_board(board)
    keep_frames(board, frames[4:])
    assert compact(board_id=board, room_is_empty=True, now=NOW)
    monkeypatch.setattr(actions, "stored_board", lambda _: stale)
    assert not compact(board_id=board, room_is_empty=True, now=NOW)
    monkeypatch.undo()
    assert drawn(board) == list("012345")


def test_a_line_said_again_is_kept_once_and_comes_back_as_it_was() -> None:
    board = uuid4()
    first, again = (NewLine(board, 7, "Inès", "c1", text) for text in ("salut", "autre"))
    other = NewLine(board, 8, "Claire", "c1", "bonjour")
    kept = keep(frames=[], lines=[first, again, other], now=NOW).lines
    assert [(line.text, new) for line, new in kept] == [("salut", True), ("salut", False), ("bonjour", True)]
    assert [line.text for line in last_lines(board)] == ["salut", "bonjour"]


def test_many_lines_are_kept_in_as_many_statements_as_two(django_assert_max_num_queries: Any) -> None:
    board = uuid4()

    def say(first: int, number: int) -> list[tuple[ChatMessage, bool]]:
        lines = [NewLine(board, 7 + n % 2, "Inès", f"c{n}", f"mot {n}") for n in range(first, first + number)]
        return keep(frames=[], lines=lines, now=NOW).lines

    say(0, 2)
    with django_assert_max_num_queries(8, using="rooms"):
        kept = say(2, 60)
    assert [line.text for line, _ in kept] == [f"mot {n}" for n in range(2, 62)]
    assert all(new for _, new in kept)
    assert [line.pk for line, _ in kept] == sorted({line.pk for line, _ in kept})
    again = say(61, 2)
    assert [(line.text, new) for line, new in again] == [("mot 61", False), ("mot 62", True)]
    assert again[0][0].pk == kept[-1][0].pk
    assert ChatMessage.objects.filter(board_id=board).count() == 63


def test_a_reaction_is_one_a_person_and_of_its_own_board() -> None:
    board = uuid4()
    ((line, _),) = keep(frames=[], lines=[NewLine(board, 7, "Inès", "c1", "salut")], now=NOW).lines

    def react(account: int, what: str, on: UUID = board) -> bool:
        return keep(frames=[], lines=[], reactions=[NewReaction(on, line.pk, account, what)], now=NOW).reactions == [
            True
        ]

    assert react(8, "thanks")
    assert react(8, "lost")
    assert react(8, "lost")
    assert react(9, "bravo")
    assert not react(9, "thanks", on=uuid4())
    assert [(one.account_id, one.what) for one in last_lines(board)[0].kept_reactions] == [(8, "lost"), (9, "bravo")]
    assert react(8, "")
    assert react(8, "")
    assert [one.what for one in last_lines_of([board])[board][0].kept_reactions] == ["bravo"]


def test_a_line_keeps_the_pages_sent_with_it() -> None:
    board = uuid4()
    page = SentPage("an id", 600, 800, 1)
    keep(frames=[], lines=[NewLine(board, 7, "Inès", "c1", "", [page])], now=NOW)
    assert last_lines(board)[0].pages == [{"id": "an id", "width": 600, "height": 800, "number": 1}]


def test_files_are_sent_by_who_put_them_in_that_lesson() -> None:
    text = write_files(SentFiles("lesson", 7, [SentPage("an id", 600, 800, 0)]))
    assert read_files(text, lesson="lesson", account=7)[0].id == "an id"
    for lesson, account, said in (("other", 7, text), ("lesson", 8, text), ("lesson", 7, text[:-2]), ("lesson", 7, "")):
        with pytest.raises(Refusal):
            read_files(said, lesson=lesson, account=account)


def test_a_batch_is_all_or_nothing() -> None:
    board = uuid4()
    too_long = NewLine(board, 7, None, "c", "x")  # type: ignore[arg-type]
    with pytest.raises(DatabaseError):
        keep(frames=[(board, b"".join(strokes(1)))], lines=[too_long], now=NOW)
    assert BoardEntry.objects.count() == ChatMessage.objects.count() == 0


def test_the_log_waits_for_no_page(settings: object) -> None:
    """On SQLite the log is a file of its own: a page that holds the main database's write lock does not stop it."""
    if connections["rooms"].vendor != "sqlite":
        pytest.skip("PostgreSQL has no such lock")
    board = uuid4()
    with transaction.atomic(using="default"), connections["default"].cursor() as page:
        page.execute("UPDATE lessons_lesson SET state = state")
        keep_frames(board, strokes(1))
    assert drawn(board) == ["0"]


def test_the_log_on_sqlite_is_flushed_at_each_commit() -> None:
    if connections["rooms"].vendor != "sqlite":
        pytest.skip("PostgreSQL flushes by default")
    with connections["rooms"].cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        full = cursor.fetchone()[0]
        cursor.execute("PRAGMA journal_mode")
        assert (full, cursor.fetchone()[0]) == (2, "wal")
