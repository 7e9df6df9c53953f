"""What a bus does, whatever carries it."""

import logging
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import asyncio

logger = logging.getLogger(__name__)

Said = dict[str, Any]
"""A committed fact: `{"id", "name", "at", "subject", "data"}`."""
FactListener = Callable[[Said], None]
Receive = Callable[[bytes, list[bytes]], None]
"""(sender, frames): `sender` is the id of the process that published."""


class Bus(Protocol):
    remote: bool
    """Whether other processes may be listening."""

    async def start(self) -> None: ...
    async def stop(self) -> None: ...

    def announce(self, said: Said) -> None:
        """Tell every process of a committed fact. May be called from any thread; returns at once."""

    def hear(self, listener: FactListener) -> None:
        """`listener` gets every fact from now on, this process's own too, on the loop."""

    def join(self, room: str, receive: Receive, ready: Callable[[], None]) -> None:
        """`receive` gets what other processes publish for `room`; all of it, once `ready` has been called.

        `ready` is called again after a break, during which frames may have been lost, both ways.
        """

    def leave(self, room: str) -> None: ...

    def publish(self, room: str, frames: Sequence[bytes]) -> None:
        """To the other processes in `room`, in order. Returns at once."""

    def send(self, processes: Iterable[bytes], room: str, frames: Sequence[bytes]) -> None:
        """To these only, in order, for far less. Not in order with what is published to all."""

    def when_back(self, act: Callable[[], None]) -> None:
        """`act` is called after a break, during which facts may have been lost, both ways."""


class Ears:
    """Listeners to facts, called on the loop."""

    def __init__(self) -> None:
        self.loop: asyncio.AbstractEventLoop | None = None
        self.listeners: list[FactListener] = []

    def tell(self, said: Said) -> None:
        for listener in list(self.listeners):
            try:
                listener(said)
            except Exception:
                logger.exception("a listener failed on %s", said.get("name"))

    def on_loop(self, act: Callable[..., None], *arguments: Any) -> None:
        if self.loop is not None and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(act, *arguments)
