"""PostgreSQL, whose connections are not asked before each piece of work whether they are still there.

Django asks with a query of its own each time. On a busy evening that is one question for every three or four answers;
a connection that answered a second ago is taken at its word.
"""

import time
from typing import Any, Final

from django.db.backends.postgresql import base

CHECK_EVERY_S: Final = 1.0


class DatabaseWrapper(base.DatabaseWrapper):
    health_check_done: bool
    """Django's own: whether this piece of work has looked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._checked_at = 0.0

    def close_if_health_check_failed(self) -> None:
        if self.health_check_done:
            return  # once for a piece of work: never between the commit and what follows
        now = time.monotonic()
        if now - self._checked_at < CHECK_EVERY_S:
            self.health_check_done = True
            return
        self._checked_at = now
        super().close_if_health_check_failed()
