"""What can have happened that somebody must look into."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ConcernRaised:
    """A guardian alerts the team. The text is kept here: it is the log of concerns, read by the operator alone."""

    guardian_id: int
    lesson_id: str
    """Empty when it is about no lesson in particular."""
    text: str

    def subject(self) -> str:
        return f"guardian:{self.guardian_id}"


@dataclass(frozen=True)
class RoomReported:
    """A pupil or a teacher alerts the team from the room. Kept here only, as above."""

    account_id: int
    lesson_id: str
    text: str

    def subject(self) -> str:
        return f"lesson:{self.lesson_id}"
