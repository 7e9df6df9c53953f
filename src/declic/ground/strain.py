"""Whether this process is late with what it has already taken: then it takes no new request for help."""

from typing import Final

LATE_S: Final = 1.0
"""A gesture of a teacher, or somebody's entrance, that waits so long for a thread is late."""
REST_S: Final = 2.0


class Strain:
    """Time is given, in seconds of any clock that only goes forward."""

    def __init__(self) -> None:
        self._until = float("-inf")

    def waited(self, seconds: float, now: float) -> None:
        """Something waited so long for its turn, and begins now."""
        if seconds > LATE_S:
            self._until = now + REST_S

    def is_late(self, now: float) -> bool:
        """Something was late a moment ago."""
        return now < self._until

    def forget(self) -> None:
        self._until = float("-inf")


STRAIN = Strain()
"""Of this process."""
