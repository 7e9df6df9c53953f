"""What is due of the figures: weeks that are over, and those that facts have changed since."""

from datetime import datetime, timedelta
from typing import Final

from declic.jobs.own_thread import OwnThread
from declic.reports.actions import count_what_is_over, keep_up

EVERY: Final = timedelta(seconds=30)


class Counter(OwnThread):
    """One for each clock. A few sponsors at a time: what is left is taken up next time, by whoever leads then."""

    def __init__(self) -> None:
        super().__init__("counter")
        self._looked_at: datetime | None = None

    def round(self, now: datetime) -> None:
        """Called each second by whoever leads; returns at once."""
        if self.is_busy or (self._looked_at is not None and now - self._looked_at < EVERY):
            return
        self._looked_at = now
        self.start(lambda: self._count(now))

    def _count(self, now: datetime) -> None:
        while not self.is_leaving and keep_up(now=now):
            pass
        if not self.is_leaving:
            count_what_is_over(now=now)
