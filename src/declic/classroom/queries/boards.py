"""Reads of the board of a room: as it is on disk, as one update, as its story, and who wrote on it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from declic.classroom.facts import GuestCame
from declic.classroom.models import BoardEntry, BoardPassage, BoardSnapshot
from declic.classroom.queries import stored
from declic.classroom.rules.documents import EMPTY_UPDATE, document_of
from declic.classroom.rules.passages import Came, Passage, joined
from declic.classroom.rules.varints import written
from declic.classroom.rules.written import without_contacts
from declic.journal.models import Fact
from declic.lessons.models import Lesson
from declic.people.models import Account

_UPDATE_HEAD: Final = bytes((0, 2))
"""Of a sync frame that is an update (y-protocols)."""


@dataclass(frozen=True)
class StoredBoard:
    """A board as it is on disk; `entries` may repeat what `snapshot` holds, which Yjs does not mind."""

    entries: list[tuple[int, bytes]]
    snapshot: bytes
    version: int
    """0 when there is no snapshot."""


def stored_board(board_id: UUID) -> StoredBoard:
    return stored_boards([board_id])[board_id]


def stored_boards(board_ids: Collection[UUID]) -> dict[UUID, StoredBoard]:
    """Entries are read before the snapshots: a compaction in between makes some of them come twice, never none."""
    found: dict[UUID, list[tuple[int, bytes]]] = {board_id: [] for board_id in board_ids}
    for board_id, pk, frames in stored.entries(found):
        found[board_id].append((pk, frames))
    snapshots = {board_id: (update, version) for board_id, version, update in stored.snapshots(found)}
    nothing = (EMPTY_UPDATE, 0)
    return {board_id: StoredBoard(rows, *snapshots.get(board_id, nothing)) for board_id, rows in found.items()}


def logs_after(asked: Collection[tuple[UUID, int]]) -> dict[tuple[UUID, int], tuple[list[bytes], int]]:
    """(board, row) → the rows of its log after that one, in order, and the bytes of these and of its snapshot.

    Not of a board whose snapshot holds rows after that one: they are not in the log any more. The log is read before
    the snapshots: a compaction in between is seen.
    """
    found: dict[tuple[UUID, int], list[bytes]] = {after: [] for after in asked}
    for board_id, row, frames in stored.entries_after(found):
        found[board_id, row].append(frames)
    snapshots = dict(stored.snapshot_sizes({board_id for board_id, _ in found}))
    told = {}
    for (board_id, row), logs in found.items():
        merged_up_to, size = snapshots.get(board_id, (0, 0))
        if merged_up_to <= row:
            told[board_id, row] = logs, size + sum(map(len, logs))
    return told


def last_row() -> int:
    """Of the log; 0 when it is empty."""
    last = BoardEntry.objects.order_by("-pk").values_list("pk", flat=True).first()
    return last or 0


def document_on(board: StoredBoard, after: Iterable[bytes] = ()) -> tuple[Any, list[bytes]]:
    """The board as a pycrdt document, and the updates that wait for others; `after`: frames received since."""
    logs = [*(frames for _, frames in board.entries), *after]
    return document_of((update for log in logs for update in updates_of(log)), onto=board.snapshot)


def merged(board: StoredBoard) -> bytes:
    """All that can be seen of the board, as one Yjs update."""
    document, _ = document_on(board)
    return bytes(document.get_update())


def updates_of(log: bytes) -> list[bytes]:
    """Yjs updates of sync frames `[0, step, length, update]` laid end to end (y-protocols)."""
    updates, at = [], 0
    while at + 2 < len(log):
        at += 2
        length = shift = 0
        while True:
            byte = log[at]
            at += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        updates.append(log[at : at + length])
        at += length
    return updates


def log_of(updates: Iterable[bytes]) -> bytes:
    """As `updates_of` reads it."""
    return b"".join(_UPDATE_HEAD + written(len(update)) + update for update in updates)


def board_update(board_id: UUID) -> bytes:
    """The board as one Yjs update, for the pages after the lesson: without contact details."""
    return without_contacts(merged(stored_board(board_id)))[0]


def board_story(board_id: UUID) -> bytes:
    """What came to the board and when, as one run (see `rules.passages`); empty when nothing of it was kept.

    The log is read before the passages: a compaction in between makes some of it come twice, which Yjs does not mind.
    """
    rows = BoardEntry.objects.filter(board_id=board_id).order_by("pk").values_list("at", "frames")
    tail = [Came(at, without_contacts(update)[0]) for at, frames in rows for update in updates_of(bytes(frames))]
    kept = BoardPassage.objects.filter(board_id=board_id).order_by("pk")
    passages = [Passage(one.since, one.until, bytes(one.body)) for one in kept]
    if not passages and BoardSnapshot.objects.filter(pk=board_id).exists():
        return b""
    return joined(passages, tail)


def who_wrote(lesson: Lesson, reader: Account) -> dict[int, str]:
    """Account → name, of all who may have written on its board: the pupil, those who taught, colleagues who came in.

    A teacher who handed the pupil over is told of nobody who came after.
    """
    given = Lesson.objects.filter(board_id=lesson.board_id)
    if reader.pk == lesson.teacher.account_id:
        given = given.filter(opened_at__lte=lesson.opened_at)
    taught = list(given.values_list("pk", "teacher__account_id", "teacher__account__name"))
    came = Fact.objects.filter(name=GuestCame.__name__, subject__in=[f"lesson:{pk}" for pk, _, _ in taught])
    # Of those who are invited only a colleague writes.
    guests = Account.objects.filter(pk__in={fact.data["account_id"] for fact in came}, teacher__isnull=False)
    return {
        **dict(guests.values_list("pk", "name")),
        **{account: name for _, account, name in taught},
        lesson.pupil.account_id: lesson.pupil.first_name,
    }
