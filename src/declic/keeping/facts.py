"""What can have happened at the end of a family's time. No name is written in a fact."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class EndNoticeDue:
    """The letter leaves now. Whom it is for is not in the journal."""

    notice_id: UUID
    is_reminder: bool

    def subject(self) -> str:
        return f"end_notice:{self.notice_id}"


@dataclass(frozen=True)
class _OfGuardian:
    guardian_id: int

    def subject(self) -> str:
        return f"guardian:{self.guardian_id}"


@dataclass(frozen=True)
class FamilyWentOn(_OfGuardian):
    """« Nous continuons »: its accounts are kept a year more."""

    where: str
    """`letter`, `page` or `desk`."""


@dataclass(frozen=True)
class FamilyEnded(_OfGuardian):
    """Nobody said they go on: these children are erased, and the adult with the last of them."""

    children: int
    left: int
    """Brothers and sisters who stay."""


class HoldLifted(_OfGuardian):
    """The team has done with what was reported about this family: it holds their accounts no longer."""
