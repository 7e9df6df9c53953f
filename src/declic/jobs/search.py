"""The search for a rota, in a process of its own: a minute of arithmetic that no page and no socket waits for.

Nothing of Django is imported here: the new process imports this module, and its arguments are plain values.
"""

import contextlib
import multiprocessing
import os
import signal
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Final

from declic.planning.rules.rota import Needed, Rota, plan_week
from declic.planning.rules.shifts import Volunteer

GENTLE: Final = 10
"""What is live goes first."""
BEAT_S: Final = 2.0
LAST_SHARE: Final = 0.99
"""Said until the answer is there."""


@dataclass(frozen=True)
class Progress:
    step: str
    share: float


class SearchFailed(Exception):  # noqa: N818
    """The process ended without an answer."""


def searched(volunteers: Sequence[Volunteer], needed: Needed, seconds: float) -> Generator[Progress | Rota]:
    """Where it is, every two seconds at least; the rota, last. Closing the iterator ends the process."""
    apart = multiprocessing.get_context("spawn")
    here, there = apart.Pipe(duplex=False)
    process = apart.Process(target=_search, args=(there, volunteers, needed, seconds), daemon=True, name="rota")
    process.start()
    there.close()
    try:
        yield from _heard(here, seconds)
    finally:
        here.close()
        process.terminate()
        process.join()


def _heard(here: Connection, seconds: float) -> Iterator[Progress | Rota]:
    """While it says nothing, a long step of its own is under way: its time goes on."""
    began, last = time.monotonic(), Progress("démarrage", 0.0)
    while True:
        try:
            said = here.recv() if here.poll(BEAT_S) else last
        except EOFError:
            raise SearchFailed from None
        if isinstance(said, Rota):
            yield said
            return
        last = Progress(said.step, max(said.share, min(LAST_SHARE, (time.monotonic() - began) / seconds)))
        yield last


def _search(there: Connection, volunteers: Sequence[Volunteer], needed: Needed, seconds: float) -> None:
    """The other process. Its parent alone says when it stops."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(GENTLE)
    with contextlib.suppress(BrokenPipeError):
        found = plan_week(
            volunteers,
            needed,
            seconds=seconds,
            on_progress=lambda step, share: there.send(Progress(step, share)),
        )
        there.send(found)
