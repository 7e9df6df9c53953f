"""What is due of invoices: those asked in one go, and the reminders of those that are late."""

from datetime import datetime, timedelta
from typing import Final

from declic.billing.actions import issue_renewals, remind, warn_of_ceilings
from declic.billing.queries import running_renewal
from declic.jobs.own_thread import OwnThread, clock_from

EVERY: Final = timedelta(seconds=2)
REMIND_EVERY: Final = timedelta(hours=1)
"""A reminder leaves once, whoever looks and however often."""


class Biller(OwnThread):
    """One for each clock. Making invoices takes seconds; leaving waits for the few under way, and what is left is
    taken up by whoever leads next.
    """

    def __init__(self) -> None:
        super().__init__("biller")
        self._looked_at: datetime | None = None
        self._reminded_at: datetime | None = None

    def round(self, now: datetime) -> None:
        """Called each second by whoever leads; returns at once."""
        if self.is_busy or (self._looked_at is not None and now - self._looked_at < EVERY):
            return
        self._looked_at = now
        if self._reminded_at is None or now - self._reminded_at >= REMIND_EVERY:
            self._reminded_at = now
            self.start(lambda: (remind(now=now), warn_of_ceilings(now=now)))
        elif running_renewal() is not None:
            self.start(lambda: self._renew(now))

    def _renew(self, began_at: datetime) -> None:
        clock = clock_from(began_at)
        while not self.is_leaving and issue_renewals(now=clock()):
            pass
