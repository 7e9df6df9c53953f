"""Whether this process leads the clock, and what time it is by the database: one time for all who may lead."""

import logging
import os
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime
from math import inf
from uuid import uuid4

from declic.dispatch.actions import leave_lease, open_lease, take_lease
from declic.dispatch.queries import LeaseRead, read_lease
from declic.dispatch.rules.lease import HOLD_S, Reading, Sight, may_take, sight

log = logging.getLogger("declic.jobs")

CLOCK = "clock"
LOOK_S = 1.0


class Lead:
    """One for each clock, used by one thread.

    What it answers never depends on this machine's time of day: `steady` is a clock that only goes forward, in
    seconds, and the time it tells is the database's.
    """

    def __init__(self, steady: Callable[[], float] = time.monotonic) -> None:
        self.name = f"{socket.gethostname()[:60]} {os.getpid()} {uuid4().hex[:8]}"
        self.since = datetime.min.replace(tzinfo=UTC)
        """Silence counts from here on: since when it has led, and the database's clock has gone on evenly."""
        self._steady = steady
        self._sight: Sight | None = None
        self._reading: Reading | None = None
        self._held_until = -inf
        self._looked_at = -inf

    def look(self) -> None:
        """Renew the lease, or take it if nobody else renews it. A read and, for who leads, a write of one row."""
        began = self._looked_at = self._steady()
        row = self._read(began)
        self._sight = sight(self._sight, row.holder, row.beat, self._steady())
        if may_take(self._sight, self.name, self._steady()) and self._take(row):
            self._hold(row, began)
        else:
            self._held_until = -inf

    def is_due(self) -> bool:
        """Its last look is a second old."""
        return self._steady() - self._looked_at >= LOOK_S

    def holds(self) -> bool:
        """It leads; not for long, unless it looks again."""
        return self._steady() < self._held_until

    def now(self) -> datetime:
        """By the database's clock. It must have looked once."""
        assert self._reading is not None  # noqa: S101  (whoever leads has looked)
        return self._reading.now(self._steady())

    def leave(self) -> None:
        """Another process may lead at once."""
        self._held_until = -inf
        leave_lease(name=CLOCK, holder=self.name)

    def _read(self, began: float) -> LeaseRead:
        row = read_lease(CLOCK)
        if row is None:
            open_lease(name=CLOCK)
            row = read_lease(CLOCK)
            assert row is not None  # noqa: S101  (it is never deleted)
        reading = Reading(row.at, self._steady())
        if self._reading is not None and not self._reading.agrees(reading, took=reading.at - began):
            log.warning("the database's clock jumped from %s to %s", self._reading.now(reading.at), row.at)
            self.since = row.at
        self._reading = reading
        return row

    def _take(self, row: LeaseRead) -> bool:
        return take_lease(name=CLOCK, holder=self.name, seen_holder=row.holder, seen_beat=row.beat, now=row.at)

    def _hold(self, row: LeaseRead, began: float) -> None:
        if not self.holds():
            # Also after a break of its own: pages may not have been heard meanwhile.
            self.since = row.at
        if row.holder not in ("", self.name):
            log.warning("the clock of %s fell silent: this process leads now", row.holder)
        self._held_until = began + HOLD_S
