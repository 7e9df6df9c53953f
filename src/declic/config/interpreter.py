"""The interpreter of a process that serves for long."""

import gc
import sys

COLLECT_AFTER = 20_000
"""New objects before the interpreter looks for rings among the young ones. Its 700 is a look for each page shown."""
SWITCH_S = 0.001
"""How long a thread may keep the interpreter from the loop, and from whoever holds the database's turn to write."""


def settle_interpreter() -> None:
    """Once everything is loaded: it stays, and is never looked through again for what could be freed."""
    sys.setswitchinterval(SWITCH_S)
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER, 20, 20)
