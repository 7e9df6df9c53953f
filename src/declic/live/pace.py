"""How fast somebody may send: the generic cell rate. No I/O."""

from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class Pace:
    """`per_second` sustained, `burst` at once after a rest."""

    per_second: int
    burst: int
    _period: float = field(init=False)
    _credit: float = field(init=False)
    _due: float = 0.0
    """When what came so far would have come at the sustained pace."""

    def __post_init__(self) -> None:
        self._period = 1 / self.per_second
        self._credit = self.burst * self._period

    def allows(self, now: float) -> bool:
        """Whether one more may come; if so it is counted. `now` in seconds of any clock that only goes forward."""
        due = max(self._due, now) + self._period
        if due - now > self._credit + self._period:
            return False
        self._due = due
        return True
