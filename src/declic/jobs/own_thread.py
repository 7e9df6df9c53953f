"""Work of the clock that takes longer than a second: one piece at a time, in a thread of its own."""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

from django.db import close_old_connections, connections

log = logging.getLogger("declic.jobs")


class OwnThread:
    """Leaving the context waits for the piece under way."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._work: Future[None] | None = None
        self._stop = threading.Event()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop.set()
        self._thread.shutdown(cancel_futures=True)

    @property
    def is_busy(self) -> bool:
        return self._work is not None and not self._work.done()

    @property
    def is_leaving(self) -> bool:
        """Asked of long work between two steps."""
        return self._stop.is_set()

    def start(self, act: Callable[[], object]) -> None:
        """What fails is told, and tried again when it is next due."""
        self._work = self._thread.submit(self._run, act)

    def _run(self, act: Callable[[], object]) -> None:
        close_old_connections()
        try:
            act()
        except Exception:
            log.exception("the work of the %s failed; it is tried again", self._name)
        finally:
            connections.close_all()


def clock_from(began_at: datetime) -> Callable[[], datetime]:
    """The time while the work lasts, by the same clock as `began_at`, however this machine's is set meanwhile."""
    began = time.monotonic()
    return lambda: began_at + timedelta(seconds=time.monotonic() - began)
