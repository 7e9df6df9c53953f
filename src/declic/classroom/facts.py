"""What can have happened in a room, beside what its lesson says of itself."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class _InRoom:
    lesson_id: UUID
    account_id: int

    def subject(self) -> str:
        return f"lesson:{self.lesson_id}"


class GuestCame(_InRoom):
    """A third person was invited, and came."""


class GuestLeft(_InRoom):
    """Or was seen out."""


class DeviceCodeUsed(_InRoom):
    """This person goes on with the lesson on another device."""


class TelephoneCalled(_InRoom):
    """This person's lesson goes on by telephone. Which number, the journal does not know."""
