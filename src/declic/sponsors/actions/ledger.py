"""What a sponsor's statement is drawn from."""

from datetime import datetime
from uuid import UUID

from declic.sponsors.models import LedgerEntry
from declic.sponsors.rules import LedgerKind
from declic.statements import put


def count_lesson(*, sponsor_id: int, lesson_id: UUID, seconds: int, asked_at: datetime) -> None:
    """One line of the sponsor's ledger; a lesson is counted once. Inside the caller's transaction.

    It bears the time of asking: the agreement of that day pays, whenever the lesson ends.
    """
    line = {
        "sponsor_id": sponsor_id, "kind": LedgerKind.LESSON.value, "about": lesson_id, "at": asked_at,
        "seconds": max(0, seconds),
    }  # fmt: skip
    put(LedgerEntry, line, unique=("kind", "about"))


def count_written(*, sponsor_id: int, help_request_id: UUID, asked_at: datetime) -> None:
    """A line for an answer in writing: no time of a lesson. Inside the caller's transaction."""
    line = LedgerEntry(sponsor_id=sponsor_id, kind=LedgerKind.WRITTEN.value, about=help_request_id, at=asked_at)
    LedgerEntry.objects.bulk_create([line], ignore_conflicts=True)
