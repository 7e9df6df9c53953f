"""Looking again and again, at what no retrying `expect` of Playwright sees."""

import time
from collections.abc import Callable

from playwright.sync_api import Page

PATIENCE_S = 40
SHOWN_MS = 30_000
"""For whatever a page shows: on a busy machine what comes over a network comes late."""
PATIENCE_MS = 60_000
"""For what two browsers make of each other: a call, a picture."""
AGAIN_MS = 50


def eventually(page: Page, holds: Callable[[], bool], what: str, patience_s: float = PATIENCE_S) -> None:
    """What no page shows, and what only a promise tells: `wait_for_function` takes the promise itself for a yes.

    `page` lives meanwhile.
    """
    deadline = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < deadline, what
        page.wait_for_timeout(AGAIN_MS)
