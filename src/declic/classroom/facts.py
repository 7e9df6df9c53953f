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


class DevicesPutOut(_InRoom):
    """The devices that a code brought before as this person are in the room no more."""


@dataclass(frozen=True)
class ContactsOnBoard:
    """Contact details stood in a text of the board, and were masked. The text is not kept; whose it is, nobody knows:
    the log has no names.
    """

    lesson_id: UUID
    what: str
    """`Contact`, by value."""

    def subject(self) -> str:
        return f"lesson:{self.lesson_id}"


class TelephoneCalled(_InRoom):
    """This person's lesson goes on by telephone. Which number, the journal does not know."""
