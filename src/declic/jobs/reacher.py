"""The rounds of campaigns: families are drawn when their moment comes, and letters leave a few at a time."""

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from types import TracebackType
from typing import Final, Self

from django.db import close_old_connections, connections

from declic.campaigns.actions import draw_due, hand_over_letters

log = logging.getLogger("declic.jobs")

EVERY: Final = timedelta(seconds=2)
"""Twenty letters a round: six hundred a minute, which any mail server takes."""
RESTS: Final = timedelta(seconds=30)
"""When nothing was left to send."""


class Reacher:
    """One for each clock. Leaving the context waits for the few under way; the rest leaves from whoever leads next."""

    def __init__(self) -> None:
        self._next_at: datetime | None = None
        self._work: Future[bool] | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reacher")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._thread.shutdown(cancel_futures=True)

    def round(self, now: datetime) -> None:
        """Called each second by whoever leads; returns at once."""
        if self._work is not None:
            if not self._work.done():
                return
            self._next_at = now + (EVERY if self._work.result() else RESTS)
            self._work = None
        if self._next_at is None or now >= self._next_at:
            self._work = self._thread.submit(self._reach, now)

    def _reach(self, now: datetime) -> bool:
        """Whether more is to be sent soon."""
        close_old_connections()
        try:
            draw_due(now=now)
            return hand_over_letters(now=now)
        except Exception:
            log.exception("what is due of campaigns failed; it is tried again")
            return False
        finally:
            connections.close_all()
