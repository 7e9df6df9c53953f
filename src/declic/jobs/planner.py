"""The rounds of the rota: what is due of shifts, every few seconds; and the search for a rota the operator asked for.

The search runs in a process of its own (`search`), which a thread listens to and whose progress it writes down.
"""

import contextlib
import logging
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from declic.ground.paris import paris_day
from declic.jobs.own_thread import OwnThread, clock_from
from declic.jobs.search import searched
from declic.planning.actions import (
    advance_rota,
    begin_rota,
    check_last_week,
    fail_rota,
    forget_old,
    keep_up,
    lay_out_rota,
    learn_weights,
)
from declic.planning.models import Rota
from declic.planning.queries import needed_in, volunteers_in
from declic.planning.rules.ahead import left_of, need_from
from declic.planning.rules.clocks import monday_of, quarter_of
from declic.planning.rules.rota import Rota as Found
from declic.planning.rules.rota.choice import SMALL

log = logging.getLogger("declic.jobs")

EVERY: Final = timedelta(seconds=5)
FORGET_EVERY: Final = timedelta(hours=1)
SEARCH_S: Final = 45.0
"""With reading the week and writing the shifts, a minute."""
SMALL_S: Final = 12.0
"""Enough for the few who can all be given everything anew at once."""
TOLD_EVERY_S: Final = 2.0


class Planner(OwnThread):
    """One for each clock. Leaving the context ends a search under way: another process takes it over."""

    def __init__(self, search_s: float = SEARCH_S) -> None:
        super().__init__("planner")
        self._search_s = search_s
        self._kept_up_at: datetime | None = None
        self._forgot_at: datetime | None = None

    def round(self, now: datetime) -> None:
        """Called each second by whoever leads; returns at once."""
        if self._kept_up_at is not None and now - self._kept_up_at < EVERY:
            return
        self._kept_up_at = now
        if not self.is_busy and (rota := begin_rota(now=now)) is not None:
            self.start(partial(self._plan, rota, now))
        if self._forgot_at is None or now - self._forgot_at >= FORGET_EVERY:
            self._forgot_at = now
            forget_old(now=now)
            check_last_week(now=now)
            learn_weights(now=now)
        keep_up(now=now)

    def _plan(self, rota: Rota, began_at: datetime) -> None:
        clock = clock_from(began_at)
        try:
            for _ in _planned(rota, self._search_s, clock):
                if self.is_leaving:
                    return
        except Exception:
            log.exception("the search for the rota of %s failed", rota.week)
            with contextlib.suppress(Exception):
                fail_rota(rota=rota, now=clock())


def _planned(rota: Rota, seconds: float, now: Callable[[], datetime]) -> Iterator[None]:
    """A breath each time the search said something; then its shifts are in the table."""
    needed, learned_from = needed_in(rota.week, now())
    volunteers = volunteers_in(rota.week)
    if rota.week == monday_of(paris_day(now())):
        since = paris_day(now()).weekday(), quarter_of(now()) + 1
        volunteers, needed = left_of(volunteers, since), need_from(needed, since)
    seconds = seconds if len(volunteers) > SMALL else min(seconds, SMALL_S)
    told = time.monotonic()
    with contextlib.closing(searched(list(volunteers.values()), needed, seconds)) as search:
        for said in search:
            yield
            if isinstance(said, Found):
                shifts = {int(name): several for name, several in said.shifts.items()}
                lay_out_rota(rota=rota, needed=needed, learned_from=learned_from, shifts=shifts, now=now())
                return
            if time.monotonic() - told >= TOLD_EVERY_S:
                told = time.monotonic()
                if not advance_rota(rota=rota, step=said.step, share=said.share, now=now()):
                    return
