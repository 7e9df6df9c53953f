"""The rounds of accounts whose time is over: who is to be told, the letters, and at night the end."""

from datetime import datetime, timedelta
from typing import Final

from declic.jobs.own_thread import OwnThread
from declic.keeping.actions import announce, end_due, forget_teachers, forget_unconfirmed, hand_over
from declic.keeping.rules import may_end
from declic.sponsors.actions.invitations import forget_invitations
from declic.sponsors.actions.joining import forget_requests

LETTERS_EVERY: Final = timedelta(seconds=2)
"""Twenty letters a round, as campaigns do."""
LOOKS_EVERY: Final = timedelta(minutes=10)


class Keeper(OwnThread):
    """One for each clock. Leaving waits for the family under way; the rest is taken up by whoever leads next."""

    def __init__(self) -> None:
        super().__init__("keeper")
        self._looked_at: datetime | None = None
        self._more = False
        """Letters left the last time."""

    def round(self, now: datetime) -> None:
        """Called each second by whoever leads; returns at once."""
        wait = LETTERS_EVERY if self._more else LOOKS_EVERY
        if self.is_busy or (self._looked_at is not None and now - self._looked_at < wait):
            return
        self._looked_at = now
        self.start(lambda: self._keep(now))

    def _keep(self, now: datetime) -> None:
        self._more = False
        while not self.is_leaving and announce(now=now):
            pass
        self._more = hand_over(now=now)
        forget_unconfirmed(now=now, stops=lambda: self.is_leaving)
        forget_invitations(now=now)
        forget_requests(now=now)
        if may_end(now):
            end_due(now=now, stops=lambda: self.is_leaving)
            forget_teachers(now=now, stops=lambda: self.is_leaving)
