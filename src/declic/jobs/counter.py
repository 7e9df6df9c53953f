"""What is due of the figures: weeks that are over, and those that facts have changed since."""

import logging
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from types import TracebackType
from typing import Final, Self

from django.db import close_old_connections, connections

from declic.reports.actions import count_what_is_over, keep_up

log = logging.getLogger("declic.jobs")

EVERY: Final = timedelta(seconds=30)


class Counter:
    """One for each clock. A thread of its own counts, a few sponsors at a time: what is left is taken up next time,
    by whoever leads then.
    """

    def __init__(self) -> None:
        self._looked_at: datetime | None = None
        self._work: Future[None] | None = None
        self._stop = threading.Event()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="counter")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop.set()
        self._thread.shutdown(cancel_futures=True)

    def round(self, now: datetime) -> None:
        """Called each second by whoever leads; returns at once."""
        if self._work is not None and not self._work.done():
            return
        if self._looked_at is not None and now - self._looked_at < EVERY:
            return
        self._looked_at = now
        self._work = self._thread.submit(self._count, now)

    def _count(self, now: datetime) -> None:
        close_old_connections()
        try:
            while not self._stop.is_set() and keep_up(now=now):
                pass
            if not self._stop.is_set():
                count_what_is_over(now=now)
        except Exception:
            log.exception("counting the weeks failed; it is tried again")
        finally:
            connections.close_all()
