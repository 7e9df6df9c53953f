"""SQLite for one busy process: its threads write in turn.

SQLite lets one connection write at a time. A second one does not queue: it sleeps and tries again, so that under load
somebody who is always asleep at the right moment waits for the whole timeout and fails (« database is locked »). Here
the threads of this process queue for their turn to begin a transaction, first come first served; SQLite's own timeout
is left for other processes.

Moments, half of all that is read, are read by a converter of ours, five times as quick as Django's.
"""

import threading
from collections import defaultdict, deque
from datetime import UTC, datetime
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.operations import DatabaseOperations
from django.db.utils import OperationalError


class Turn:
    """A lock given in the order it was asked for."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._queue: deque[threading.Event] = deque()
        self._taken = False

    def take(self, *, timeout: float) -> bool:
        """Whether the turn came within `timeout` seconds."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            called = threading.Event()
            self._queue.append(called)
        if called.wait(timeout):
            return True
        with self._guard:
            if called.is_set():
                return True
            self._queue.remove(called)
            return False

    def give_back(self) -> None:
        """To the next in the queue, if there is one."""
        with self._guard:
            if self._queue:
                self._queue.popleft().set()
            else:
                self._taken = False


_turns: defaultdict[str, Turn] = defaultdict(Turn)
"""One for each database file."""


class UtcOperations(DatabaseOperations):
    def convert_datetimefield_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Moments are written in UTC, without saying so."""
        if value is None:
            return None
        if type(value) is str and self.connection.timezone is UTC:
            try:
                moment = datetime.fromisoformat(value)
            except ValueError:  # what the admin's own functions answer
                pass
            else:
                return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return super().convert_datetimefield_value(value, expression, connection)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = UtcOperations
    _turn: Turn | None = None
    """Set while this connection holds it."""

    def _start_transaction_under_autocommit(self) -> None:
        turn = _turns[str(self.settings_dict["NAME"])]
        if not turn.take(timeout=float(self.settings_dict.get("OPTIONS", {}).get("timeout", 5))):
            raise OperationalError("database is locked: its turn never came")
        self._turn = turn
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # in Django, not in its stubs
        except BaseException:
            self._give_back()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]  # in Django, not in its stubs
        finally:
            if not self._in_transaction():
                self._give_back()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # in Django, not in its stubs
        finally:
            self._give_back()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # in Django, not in its stubs
        finally:
            self._give_back()

    def _in_transaction(self) -> bool:
        """A commit that failed (another process reads) leaves the transaction open: it is tried again or undone."""
        connection: Any = self.connection
        return connection is not None and bool(connection.in_transaction)

    def _give_back(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.give_back()
