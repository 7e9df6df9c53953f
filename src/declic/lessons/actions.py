"""What is done to a lesson."""

from datetime import datetime
from uuid import UUID


def open_lesson(*, offer_id: UUID, teacher_account_id: int, now: datetime) -> UUID:
    """The teacher takes the pupil: the id of the open lesson. Refusal `already_taken`, `offer_over`."""
    raise NotImplementedError


def note_presence(*, lesson_id: UUID, account_id: int, present: bool, now: datetime) -> None:
    """Somebody came into the room, is still there (called again every 5 s), or left it. Both in: the lesson starts."""
    raise NotImplementedError


def end(*, lesson_id: UUID, by_account_id: int | None, now: datetime, why: str = "finished") -> None:
    """Either ends. Ending a lesson that is over does nothing."""
    raise NotImplementedError
