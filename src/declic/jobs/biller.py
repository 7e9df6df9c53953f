"""What is due of invoices: those asked in one go, and the reminders of those that are late."""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from types import TracebackType
from typing import Final, Self

from django.db import close_old_connections, connections

from declic.billing.actions import issue_renewals, remind, warn_of_ceilings
from declic.billing.queries import running_renewal

log = logging.getLogger("declic.jobs")

EVERY: Final = timedelta(seconds=2)
REMIND_EVERY: Final = timedelta(hours=1)
"""A reminder leaves once, whoever looks and however often."""


class Biller:
    """One for each clock. Making invoices takes seconds: a thread of its own does it, and leaving waits for the few
    under way; what is left is taken up by whoever leads next.
    """

    def __init__(self) -> None:
        self._looked_at: datetime | None = None
        self._reminded_at: datetime | None = None
        self._work: Future[None] | None = None
        self._stop = threading.Event()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="biller")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop.set()
        self._thread.shutdown(cancel_futures=True)

    def round(self, now: datetime) -> None:
        """Called each second by whoever leads; returns at once."""
        if self._looked_at is not None and now - self._looked_at < EVERY:
            return
        self._looked_at = now
        if self._work is not None and not self._work.done():
            return
        if self._reminded_at is None or now - self._reminded_at >= REMIND_EVERY:
            self._reminded_at = now
            self._work = self._thread.submit(self._try, lambda: (remind(now=now), warn_of_ceilings(now=now)))
        elif running_renewal() is not None:
            self._work = self._thread.submit(self._try, lambda: self._renew(now))

    def _renew(self, began_at: datetime) -> None:
        began = time.monotonic()
        while not self._stop.is_set():
            if not issue_renewals(now=began_at + timedelta(seconds=time.monotonic() - began)):
                return

    def _try(self, act: Callable[[], object]) -> None:
        close_old_connections()
        try:
            act()
        except Exception:
            log.exception("what is due of invoices failed; it is tried again")
        finally:
            connections.close_all()
