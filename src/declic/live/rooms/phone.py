"""The call by telephone of one lesson: whose number is known, and what became of each telephone. No I/O."""

from dataclasses import dataclass, field

from declic.classroom.rules import Role
from declic.live.protocol.room import LegState, Telephone

SIDES = (Role.TEACHER.value, Role.PUPIL.value)
"""In the order they are called: the teacher waits on the line rather than the family."""
_IN_CALL = frozenset({"calling", "answered"})
_NOT_RUNG = frozenset({"", "given"})
_OVER = frozenset({"busy", "no_answer", "failed", "hung_up"})


@dataclass(slots=True)
class Phone:
    numbers: dict[str, str] = field(default_factory=dict)
    """By role, until the call begins: it waits for a teacher who is out of the room."""
    asked_by: int = 0
    """The account of whoever gave theirs last."""
    states: dict[str, LegState] = field(default_factory=dict)

    def give(self, role: str, number: str, account: int = 0) -> None:
        if not self.numbers:
            self.states.clear()
        self.numbers[role], self.asked_by = number, account
        self.states[role] = "given"

    def take(self) -> tuple[str, str] | None:
        """Both numbers, in the order they are called, once both are there; they are forgotten here."""
        if len(self.numbers) < len(SIDES):
            return None
        first, second = (self.numbers[side] for side in SIDES)
        self.numbers.clear()
        return first, second

    def forget(self) -> None:
        """Hung up; where nobody was rung there was no call to end, only an asking, taken back or refused.

        Its states are emptied rather than taken away: whoever was cut off meanwhile is told so on coming back.
        """
        self.numbers.clear()
        ended: LegState = "" if _NOT_RUNG.issuperset(self.states.values()) else "hung_up"
        self.states = {side: state if state in _OVER else ended for side, state in self.states.items()}

    def ended(self, how: LegState) -> dict[str, LegState]:
        """What became of both telephones; one whose call was over already stays as that was told: « occupé »."""
        states = {side: self.states.get(side, "") for side in SIDES}
        return {side: state if state in _OVER else how for side, state in states.items()}

    @property
    def is_in_call(self) -> bool:
        return any(state in _IN_CALL for state in self.states.values())

    def shown(self, number: str) -> Telephone:
        teacher, pupil = (self.states.get(side, "") for side in SIDES)
        return Telephone(number, teacher, pupil)
