"""What came to a board stays with its times, once its log is merged; contact details do not."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Sum

from declic.classroom import facts
from declic.classroom.models import BoardEntry, BoardPassage, BoardSnapshot
from declic.classroom.queries.boards import StoredBoard, updates_of
from declic.classroom.rules.passages import MOST_BYTES, Came, packed
from declic.classroom.rules.written import without_contacts
from declic.ground.contacts import Contact
from declic.journal.actions import record
from declic.journal.models import Fact
from declic.lessons.models import Lesson

_ALIAS = "rooms"


def came_to(*, board_id: UUID, board: StoredBoard) -> tuple[list[Came], set[Contact]]:
    """The updates of its log with their times, masked, and the kinds of contact details found in them."""
    times = dict(BoardEntry.objects.using(_ALIAS).filter(board_id=board_id).values_list("pk", "at"))
    came, found = list[Came](), set[Contact]()
    for pk, frames in board.entries:
        for update in updates_of(frames):
            masked, contacts = without_contacts(update)
            found |= contacts
            if pk in times:  # else another process merged it meanwhile, and has kept it
                came.append(Came(times[pk], masked))
    return came, found


def keep_passage(*, board_id: UUID, board: StoredBoard, came: Sequence[Came]) -> None:
    """In the transaction that merges the log. Nothing any more once the board has as much as it may."""
    kept = BoardPassage.objects.using(_ALIAS).filter(board_id=board_id).aggregate(size=Sum("size"))["size"]
    before = _drawn_before(board_id, board) if kept is None and board.version else []
    if not (everything := [*before, *came]):
        return
    passage = packed(everything)
    if (kept or 0) + len(passage.body) <= MOST_BYTES:
        BoardPassage.objects.using(_ALIAS).create(
            board_id=board_id,
            since=passage.since,
            until=passage.until,
            body=passage.body,
            size=len(passage.body),
        )


def _drawn_before(board_id: UUID, board: StoredBoard) -> list[Came]:
    """A board whose log was merged before passages were kept: what comes now lies on what it was then."""
    at = BoardSnapshot.objects.using(_ALIAS).values_list("at", flat=True).get(pk=board_id)
    return [Came(at, without_contacts(board.snapshot)[0])]


def report_contacts(*, board_id: UUID, found: set[Contact], now: datetime) -> None:
    """The team hears of each kind once a lesson."""
    if not found:
        return
    lesson = Lesson.objects.filter(board_id=board_id).order_by("-opened_at").first()
    if lesson is None:
        return
    for contact in sorted(found, key=lambda one: one.value):
        fact = facts.ContactsOnBoard(lesson.pk, contact.value)
        same = Fact.objects.filter(name=type(fact).__name__, subject=fact.subject())
        if contact.value not in {one.data["what"] for one in same}:
            record(fact, now=now)
