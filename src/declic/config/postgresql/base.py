"""PostgreSQL, whose connections are not asked before each piece of work whether they are still there.

Django asks with a query of its own each time. On a busy evening that is one question for every three or four answers;
a connection that answered a second ago is taken at its word. Nor is a moment read slowly: they are half of all values.
"""

import time
from datetime import UTC, datetime
from typing import Any, Final

from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import BaseTzLoader
from psycopg.abc import Buffer
from psycopg.adapt import AdaptersMap

CHECK_EVERY_S: Final = 1.0


class UtcLoader(BaseTzLoader):  # type: ignore[misc]  # in Django, not in its stubs
    """A moment as PostgreSQL writes it, every connection being in UTC: fifteen times as quick as Django's own."""

    timezone = UTC

    def load(self, data: Buffer) -> datetime:
        return datetime.fromisoformat(str(data, "ascii"))


class DatabaseWrapper(base.DatabaseWrapper):
    health_check_done: bool
    """Django's own: whether this piece of work has looked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._checked_at = 0.0

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        if self.timezone == UTC:
            params["context"] = AdaptersMap(params["context"])
            params["context"].register_loader("timestamptz", UtcLoader)
        return params

    def close_if_health_check_failed(self) -> None:
        if self.health_check_done:
            return  # once for a piece of work: never between the commit and what follows
        now = time.monotonic()
        if now - self._checked_at < CHECK_EVERY_S:
            self.health_check_done = True
            return
        self._checked_at = now
        super().close_if_health_check_failed()
