"""Pupils' lists: the trial and the application an officer asked for, one at a time; what is past is forgotten."""

import contextlib
import logging
from datetime import datetime, timedelta
from typing import Final

from declic.ground.errors import Refusal
from declic.jobs.own_thread import OwnThread, clock_from
from declic.rolls.actions import apply_file, check_file, forget_past, refuse_file, take_up
from declic.rolls.models import RollFile
from declic.rolls.queries import work_to_do
from declic.rolls.rules.limits import too_slow
from declic.rolls.rules.states import FileState

log = logging.getLogger("declic.jobs")

FORGET_EVERY: Final = timedelta(hours=1)


class Lister(OwnThread):
    """One for each clock. What is under way when it leaves limits itself."""

    def __init__(self) -> None:
        super().__init__("lister")
        self._forgot_at: datetime | None = None

    def round(self, now: datetime) -> None:
        """Called each second by whoever leads; returns at once."""
        if self.is_busy:
            return
        file = work_to_do(now)
        if file is not None:
            self.start(lambda: work(file, now))
        elif self._forgot_at is None or now - self._forgot_at >= FORGET_EVERY:
            self._forgot_at = now
            self.start(lambda: forget_past(now=now))


def work(file: RollFile, began_at: datetime) -> None:
    """What was asked of this file. A refusal, or a fault of ours, ends it: nothing of it is half done."""
    clock = clock_from(began_at)
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
