"""Pupils' lists: the trial and the application an officer asked for, one at a time; what is past is forgotten."""

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from types import TracebackType
from typing import Final, Self

from django.db import close_old_connections, connections

from declic.ground.errors import Refusal
from declic.rolls.actions import apply_file, check_file, forget_past, refuse_file, take_up
from declic.rolls.models import RollFile
from declic.rolls.queries import work_to_do
from declic.rolls.rules.limits import too_slow
from declic.rolls.rules.states import FileState

log = logging.getLogger("declic.jobs")

FORGET_EVERY: Final = timedelta(hours=1)


class Lister:
    """One for each clock. Leaving the context waits for what is under way, which limits itself."""

    def __init__(self) -> None:
        self._forgot_at: datetime | None = None
        self._work: Future[None] | None = None
        self._stop = threading.Event()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="lister")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop.set()
        self._thread.shutdown(cancel_futures=True)

    def round(self, now: datetime) -> None:
        """Called each second by whoever leads; returns at once."""
        if self._work is not None and not self._work.done():
            return
        file = work_to_do(now)
        if file is not None:
            self._work = self._thread.submit(self._in_thread, lambda: work(file, now))
        elif self._forgot_at is None or now - self._forgot_at >= FORGET_EVERY:
            self._forgot_at = now
            self._work = self._thread.submit(self._in_thread, lambda: forget_past(now=now))

    def _in_thread(self, act: Callable[[], object]) -> None:
        close_old_connections()
        try:
            act()
        except Exception:
            log.exception("what is due of pupils' lists failed")
        finally:
            connections.close_all()


def work(file: RollFile, began_at: datetime) -> None:
    """What was asked of this file. A refusal, or a fault of ours, ends it: nothing of it is half done."""
    began = time.monotonic()

    def clock() -> datetime:
        """By the same clock as `began_at`."""
        return began_at + timedelta(seconds=time.monotonic() - began)

    if not take_up(file=file, now=began_at):
        return
    try:
        if file.state == FileState.CHECKING.value:
            check_file(file=file, clock=clock)
        else:
            apply_file(file=file, now=clock())
    except Refusal as refusal:
        refuse_file(file=file, why=refusal, now=clock())
    except Exception:
        log.exception("the work on a pupils' list failed")
        with contextlib.suppress(Exception):
            refuse_file(file=file, why=too_slow(), now=clock())
