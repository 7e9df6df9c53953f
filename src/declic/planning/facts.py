"""What can have happened to a rota, its shifts, and what teachers offer."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class AvailabilityGiven:
    """Without the times: they are the teacher's, and erased when they change."""

    teacher_account_id: int
    week: date | None
    """Null: every week."""

    def subject(self) -> str:
        return f"account:{self.teacher_account_id}"


class AvailabilityDropped(AvailabilityGiven):
    """That week is like every other again."""


@dataclass(frozen=True)
class _OfRota:
    week: date

    def subject(self) -> str:
        return f"rota:{self.week.isoformat()}"


class RotaAsked(_OfRota):
    """Shifts are to be searched."""


@dataclass(frozen=True)
class RotaAdvanced(_OfRota):
    """Where the search is; every few seconds while it runs."""

    step: str
    share: float


@dataclass(frozen=True)
class RotaProposed(_OfRota):
    shifts: int


class RotaFailed(_OfRota):
    """The search broke off; it may be asked again."""


@dataclass(frozen=True)
class RotaPublished(_OfRota):
    shifts: int


@dataclass(frozen=True)
class _OfShift:
    shift_id: int
    teacher_account_id: int
    starts_at: datetime
    ends_at: datetime

    def subject(self) -> str:
        return f"shift:{self.shift_id}"


@dataclass(frozen=True)
class ShiftAdded(_OfShift):
    published: bool
    """Its rota was: the teacher is told."""


@dataclass(frozen=True)
class ShiftChanged(_OfShift):
    published: bool
    """Its rota was, and its teacher is expected: they are told."""


@dataclass(frozen=True)
class ShiftRemoved(_OfShift):
    published: bool


class ShiftConfirmed(_OfShift):
    """Its teacher will come."""


@dataclass(frozen=True)
class ShiftGivenUp(_OfShift):
    """Its teacher will not come: whoever knows the same may take it."""

    together: bool = False
    """`ShiftsLetGo` tells of it, with all the others."""


@dataclass(frozen=True)
class ShiftsLetGo:
    """All that a teacher had to come, by the team's decision: each was `ShiftGivenUp`."""

    teacher_account_id: int
    shift_ids: tuple[int, ...]

    def subject(self) -> str:
        return f"account:{self.teacher_account_id}"


class ShiftTakenBack(_OfShift):
    """Nobody had taken it, and its teacher will come after all."""


@dataclass(frozen=True)
class ShiftTaken(_OfShift):
    """By `teacher_account_id`, from `from_account_id`."""

    from_account_id: int


@dataclass(frozen=True)
class ShiftReminded(_OfShift):
    when: str
    """`day` (the day before) or `soon`."""


class ShiftMissed(_OfShift):
    """It is under way, and its teacher has not been on duty for ten minutes: never came, or left. Said again once if
    they came and left again."""


@dataclass(frozen=True)
class _OfSwap:
    swap_id: int
    asked_by_account_id: int
    asked_of_account_id: int

    def subject(self) -> str:
        return f"swap:{self.swap_id}"


class SwapAsked(_OfSwap):
    """Their shift for mine?"""


class SwapAccepted(_OfSwap):
    """Each has the other's shift."""


class SwapDeclined(_OfSwap):
    """Each keeps their own."""


@dataclass(frozen=True)
class SwapEnded(_OfShift):
    """Nobody answered: one of the two shifts is no longer whose it was, or when. Of who asked, and the shift they asked
    with."""

    asked_account_id: int
    changed: bool = False
    """The hours of one of the two did."""


class SwapWithdrawn(_OfSwap):
    """Whoever asked does not want it any more."""


@dataclass(frozen=True)
class WeekChecked:
    """Whether the week before was equal: in how many rows it was not."""

    week: str
    """Its Monday, ISO."""
    breaks: int

    def subject(self) -> str:
        return f"week:{self.week}"
