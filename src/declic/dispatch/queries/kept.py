"""What each ask, wave and room reads and seldom changes: read once a second while a service runs."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from time import monotonic
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class _Read(Generic[T]):
    """A reading, and what the database was at when it was made."""

    def __init__(self, value: T, version: object) -> None:
        self.at = monotonic()
        self.value = value
        self.version = version


class Kept:
    """Nothing is kept but between `readings_kept` and its end."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._reads: dict[Callable[..., Any], _Read[Any]] = {}

    def read(self, act: Callable[..., T], *given: object, version: Callable[[], object] | None = None) -> T:
        """What `act(*given)` answers, or answered within `seconds`, whatever it was given then.

        With a `version`, an older answer holds too, while `version()` is what it was before `act` was called.
        """
        if not self.seconds:
            return act(*given)
        read = self._reads.get(act)
        if read is not None and monotonic() - read.at < self.seconds:
            return read.value  # type: ignore[no-any-return]  # what `act` answered
        now = version() if version else None
        if read is not None and version is not None and read.version == now:
            self._reads[act] = _Read(read.value, now)
            return read.value  # type: ignore[no-any-return]  # the same
        value = act(*given)
        self._reads[act] = _Read(value, now)
        return value

    def forget(self) -> None:
        self._reads.clear()


KEPT = Kept()


@contextmanager
def readings_kept(seconds: float = 1.0) -> Iterator[None]:
    """While a service runs: another process's change of these is in force within so long, this one's at once."""
    KEPT.seconds = seconds
    try:
        yield
    finally:
        KEPT.seconds = 0.0
        KEPT.forget()


def forget_readings(said: Mapping[str, Any] | None = None) -> None:
    """Something of these has changed; called with the fact that says so, if there is one."""
    del said
    KEPT.forget()
