"""Writes of the room: the log, its compaction and the chat, all in the database `rooms`; the files put on the board."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from django.db import IntegrityError, connections, transaction

from declic.classroom.actions.devices import Moved, give_device_code, put_out_devices, use_device_code
from declic.classroom.actions.guests import end_visits, see_out
from declic.classroom.actions.passages import came_to, keep_passage, report_contacts
from declic.classroom.models import BoardEntry, BoardSnapshot, ChatMessage, ChatReaction, RoomFile
from declic.classroom.queries.boards import log_of, stored_board
from declic.classroom.rules import MOST_FILES, over, worth_compacting
from declic.classroom.rules.documents import document_of
from declic.classroom.tickets import SentPage
from declic.ground.errors import Refusal
from declic.lessons.models import Lesson
from declic.lessons.rules import LIVE_STATES
from declic.people.models import Account
from declic.uploads.actions import store
from declic.uploads.models import Upload

__all__ = [
    "Moved",
    "NewLine",
    "NewReaction",
    "compact",
    "end_visits",
    "give_device_code",
    "keep",
    "put_file",
    "put_out_devices",
    "see_out",
    "use_device_code",
]

_ALIAS = "rooms"
_INSERT = "INSERT INTO classroom_boardentry (board_id, frames, at) VALUES "
_ROWS_A_STATEMENT = 500
_LIVE = frozenset(state.value for state in LIVE_STATES)


@dataclass(frozen=True)
class NewLine:
    board_id: UUID
    author_id: int
    name: str
    cid: str
    text: str
    pages: Sequence[SentPage] = ()


@dataclass(frozen=True)
class NewReaction:
    """`what` is empty when it is taken back."""

    board_id: UUID
    message_id: int
    account_id: int
    what: str


class Written(NamedTuple):
    lines: list[tuple[ChatMessage, bool]]
    """As they are kept, in order, each with whether it is new: one already kept is not doubled, and is as it was."""
    reactions: list[bool]
    """In order, whether each is kept: not to a message of another board."""
    last_row: int
    """Of the log: the last of `frames`; 0 when there were none."""


def keep(
    *,
    frames: Sequence[tuple[UUID, bytes]],
    lines: Sequence[NewLine],
    reactions: Sequence[NewReaction] = (),
    now: datetime,
) -> Written:
    """One commit for all rooms: `frames` (board, sync frames end to end), `lines`, and then `reactions`."""
    connection = connections[_ALIAS]
    moment = connection.ops.adapt_datetimefield_value(now)
    native = connection.features.has_native_uuid_field
    rows = [(board if native else board.hex, body, moment) for board, body in frames]
    last_row = 0
    with transaction.atomic(using=_ALIAS):
        if rows:
            with connection.cursor() as cursor:
                # Plain SQL: the ORM would take a third of a core at 500 rooms and 30 commits a second. And many rows a
                # statement: one by one, each would wait for its turn among the sockets.
                for start in range(0, len(rows), _ROWS_A_STATEMENT):
                    some = rows[start : start + _ROWS_A_STATEMENT]
                    cursor.execute(_INSERT + ", ".join(["(%s, %s, %s)"] * len(some)), [v for row in some for v in row])
                last_row = _last_row(cursor)
        return Written(_keep_lines(lines, now), [_keep_reaction(one) for one in reactions], last_row)


def _last_row(cursor: Any) -> int:
    """That it inserted."""
    if connections[_ALIAS].vendor == "sqlite":
        return int(cursor.lastrowid)
    cursor.execute("SELECT lastval()")
    return int(cursor.fetchone()[0])


def _keep_lines(lines: Sequence[NewLine], now: datetime) -> list[tuple[ChatMessage, bool]]:
    """In one statement; one by one when some of them are kept already, as after a socket that broke."""
    if len(lines) > 1:
        rows = [
            ChatMessage(board_id=line.board_id, author_id=line.author_id, cid=line.cid, **_said(line, now))
            for line in lines
        ]
        with contextlib.suppress(IntegrityError), transaction.atomic(using=_ALIAS):
            return [(row, True) for row in ChatMessage.objects.using(_ALIAS).bulk_create(rows)]
    return [_keep_line(line, now) for line in lines]


def _keep_line(line: NewLine, now: datetime) -> tuple[ChatMessage, bool]:
    return ChatMessage.objects.using(_ALIAS).get_or_create(
        board_id=line.board_id,
        author_id=line.author_id,
        cid=line.cid,
        defaults=_said(line, now),
    )


def _said(line: NewLine, now: datetime) -> dict[str, Any]:
    pages = [msgspec.to_builtins(page) for page in line.pages]
    return {"name": line.name, "text": line.text, "pages": pages, "at": now}


def _keep_reaction(new: NewReaction) -> bool:
    if not ChatMessage.objects.using(_ALIAS).filter(pk=new.message_id, board_id=new.board_id).exists():
        return False
    theirs = ChatReaction.objects.using(_ALIAS).filter(message_id=new.message_id, account_id=new.account_id)
    if new.what == "":
        theirs.delete()
    elif not theirs.update(what=new.what):
        theirs.create(message_id=new.message_id, account_id=new.account_id, what=new.what)
    return True


def compact(*, board_id: UUID, room_is_empty: bool, now: datetime) -> bool:
    """Merge the log into the snapshot; False when it is not worth it, too early, or another process was first.

    All in one transaction: killed at any point, either the old rows or the new snapshot are there.
    Only the rows read are deleted: one committed meanwhile stays. What they held stays as a passage, with its times;
    texts with contact details are masked in both. What waits for an update that has not come, as of another process,
    goes back into the log, masked too: whoever never sends that update holds up nothing but their own.
    """
    board = stored_board(board_id)
    if not worth_compacting(len(board.entries), room_is_empty=room_is_empty):
        return False
    came, found = came_to(board_id=board_id, board=board)
    report_contacts(board_id=board_id, found=found, now=now)
    document, waiting = document_of((one.update for one in came), onto=board.snapshot)
    late = set(waiting)
    ready = [one for one in came if one.update not in late]
    if not ready and not found and len(board.entries) == 1:  # it waited already
        return False
    update = bytes(document.get_update())
    with transaction.atomic(using=_ALIAS):
        read = [pk for pk, _ in board.entries]
        if not _set_snapshot(board_id, board.version, now, update=update, last_row=read[-1]):
            return False
        keep_passage(board_id=board_id, board=board, came=ready)
        if waiting:
            at = next((one.at for one in came if one.update in late), now)
            frames = log_of(dict.fromkeys(waiting))
            BoardEntry.objects.using(_ALIAS).create(board_id=board_id, frames=frames, at=at)
        for start in range(0, len(read), 500):
            BoardEntry.objects.using(_ALIAS).filter(pk__in=read[start : start + 500]).delete()
    return True


def _set_snapshot(board_id: UUID, version: int, now: datetime, **made: Any) -> bool:
    """Compare and set on the version that was read."""
    snapshots = BoardSnapshot.objects.using(_ALIAS)
    if version:
        return bool(snapshots.filter(board_id=board_id, version=version).update(**made, version=version + 1, at=now))
    _, is_new = snapshots.get_or_create(board_id=board_id, defaults={**made, "at": now})
    return is_new


def put_file(*, account: Account, lesson: Lesson, data: bytes, name: str, now: datetime) -> list[Upload]:
    """The cleaned pages of a photo or a PDF, for the board of a live lesson. Refusal `over`, `too_many_files`, and
    those of `uploads.clean.clean`.
    """
    _check_room_for(lesson, 1)
    uploads = store(owner=account, data=data, name=name, now=now)
    try:
        with transaction.atomic():
            Lesson.objects.select_for_update().get(pk=lesson.pk)
            _check_room_for(lesson, len(uploads))
            RoomFile.objects.bulk_create(RoomFile(lesson=lesson, upload=upload) for upload in uploads)
    except Refusal:
        for upload in uploads:
            upload.delete()
        raise
    return uploads


def _check_room_for(lesson: Lesson, pages: int) -> None:
    if Lesson.objects.values_list("state", flat=True).get(pk=lesson.pk) not in _LIVE:
        raise over()
    if RoomFile.objects.filter(lesson__board_id=lesson.board_id).count() + pages > MOST_FILES:
        raise Refusal("too_many_files", f"Pas plus de {MOST_FILES} pages ajoutées pendant une leçon.")
