"""The rounds of letters: those owed are written, those kept leave, those that serve nobody any more are given up."""

from datetime import datetime, timedelta
from typing import Final

from declic.jobs.own_thread import OwnThread, clock_from
from declic.letters.actions import forget_past, send_due, settle, write_due
from declic.letters.queries import is_work_due
from declic.letters.rules import rest_after

FORGET_EVERY: Final = timedelta(hours=1)


class Postman(OwnThread):
    """One for each clock. Leaving waits for the letter under way; the rest leaves from whoever leads next."""

    def __init__(self) -> None:
        super().__init__("postman")
        self._forgot_at: datetime | None = None
        self._rests_until: datetime | None = None
        self._failures = 0
        """How many times in a row nobody was there to take a letter."""

    def round(self, now: datetime) -> None:
        """Called each second by whoever leads; returns at once."""
        if self.is_busy or (self._rests_until is not None and now < self._rests_until):
            return
        if self._forgot_at is None or now - self._forgot_at >= FORGET_EVERY:
            self._forgot_at = now
            forget_past(now=now)
        if is_work_due(now):
            self.start(lambda: self._carry(now))

    def _carry(self, began_at: datetime) -> None:
        clock = clock_from(began_at)
        settle(now=clock())
        write_due(now=clock())
        sent = send_due(clock=clock, stops=lambda: self.is_leaving)
        self._failures = self._failures + 1 if sent.is_away else 0
        self._rests_until = clock() + rest_after(self._failures) if sent.is_away else None
