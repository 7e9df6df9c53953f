"""What can have happened to a sponsor's list of pupils. No fact names a pupil of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class _OfSponsor:
    sponsor_id: int

    def subject(self) -> str:
        return f"sponsor:{self.sponsor_id}"


@dataclass(frozen=True)
class RollSent(_OfSponsor):
    """With what was ticked about the families."""

    file_id: str
    notice: str


@dataclass(frozen=True)
class RollApplied(_OfSponsor):
    file_id: str
    added: int
    changed: int
    removed: int


@dataclass(frozen=True)
class RollEntryRemoved(_OfSponsor):
    entry_id: int


@dataclass(frozen=True)
class RollCodeRenewed(_OfSponsor):
    entry_id: int


@dataclass(frozen=True)
class RollErased(_OfSponsor):
    """By an officer, or because the school year is over."""

    entries: int
