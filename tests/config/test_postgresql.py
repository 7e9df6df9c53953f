"""A connection that was lost is noticed, and one in use is not asked about all the time."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.db import close_old_connections, connection, transaction

from declic.config.postgresql import base
from declic.people.models import Account

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no connection to lose"),
]


def lose() -> None:
    """As when the server restarts: the connection is there, and nobody answers."""
    assert connection.connection is not None
    connection.connection.close()


def test_a_connection_lost_while_idle_is_opened_again(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Account.objects.count() == 0
    lose()
    monkeypatch.setattr(base, "time", SimpleNamespace(monotonic=lambda: 10_000_000.0))
    close_old_connections()
    assert Account.objects.count() == 0


def test_one_that_was_just_used_is_taken_at_its_word(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    Account.objects.count()
    monkeypatch.setattr(connection, "is_usable", lambda: asked.append(1) or True)
    monkeypatch.setattr(base, "time", SimpleNamespace(monotonic=lambda: 20_000_000.0))
    for _ in range(5):
        close_old_connections()
        Account.objects.count()
    assert len(asked) == 1


def test_a_second_that_passes_inside_a_transaction_asks_nothing_at_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would begin another transaction, and the connection could not leave the first."""
    clock = SimpleNamespace(monotonic=lambda: 30_000_000.0)
    monkeypatch.setattr(base, "time", clock)
    Account.objects.count()
    close_old_connections()
    with transaction.atomic():
        Account.objects.count()
        clock.monotonic = lambda: 30_000_002.0
    assert Account.objects.count() == 0


@pytest.mark.parametrize("micro", [0, 120_000, 1])
def test_a_moment_is_read_as_it_was_written(micro: int) -> None:
    at = datetime(2026, 3, 29, 1, 30, 5, micro, tzinfo=UTC)
    Account.objects.create(name="Camille", last_login=at)
    read = Account.objects.values_list("last_login", flat=True).get()
    assert (read, read and read.tzinfo) == (at, UTC)
    assert list(Account.objects.values_list("last_login", flat=True).iterator(chunk_size=1)) == [at]
