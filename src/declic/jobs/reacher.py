"""The rounds of campaigns: families are drawn when their moment comes, letters leave a few at a time, and what it
changed is counted once on its days.
"""

from datetime import datetime, timedelta
from typing import Final

from declic.campaigns.actions import draw_due, hand_over_letters, read_effects
from declic.jobs.own_thread import OwnThread

EVERY: Final = timedelta(seconds=2)
"""Twenty letters a round: six hundred a minute, which any mail server takes."""
RESTS: Final = timedelta(seconds=30)
"""When nothing was left to send."""


class Reacher(OwnThread):
    """One for each clock. Leaving the context waits for the few under way; the rest leaves from whoever leads next."""

    def __init__(self) -> None:
        super().__init__("reacher")
        self._looked_at: datetime | None = None
        self._more = False
        """Letters were left to send the last time."""

    def round(self, now: datetime) -> None:
        """Called each second by whoever leads; returns at once."""
        wait = EVERY if self._more else RESTS
        if self.is_busy or (self._looked_at is not None and now - self._looked_at < wait):
            return
        self._looked_at = now
        self.start(lambda: self._reach(now))

    def _reach(self, now: datetime) -> None:
        self._more = False
        draw_due(now=now)
        read_effects(now=now)
        self._more = hand_over_letters(now=now)
