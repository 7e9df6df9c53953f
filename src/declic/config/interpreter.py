"""The interpreter of a process that loads much, then serves for long."""

import contextlib
import gc
import sys
from collections.abc import Iterator

COLLECT_AFTER = 20_000
"""New objects before the interpreter looks for rings among the young ones. Its 700 is a look for each page shown."""
THEN_AFTER = 4
"""Of these looks before one at what outlived them: each stops everything for as long as it has objects to look at."""
THEN_ALL_AFTER = 100
"""Of those before one at all there is, if it grew by a quarter meanwhile."""
SWITCH_S = 0.001
"""How long a thread may keep the interpreter from the loop, and from whoever holds the database's turn to write."""


@contextlib.contextmanager
def loading() -> Iterator[None]:
    """Modules that load free nothing: looking for what they might free would be a sixth of their time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def settle_interpreter() -> None:
    """Once everything is loaded: it stays, and is never looked through again for what could be freed."""
    sys.setswitchinterval(SWITCH_S)
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER, THEN_AFTER, THEN_ALL_AFTER)
