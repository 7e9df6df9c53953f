"""The threads of one process write in turn."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection, connections, transaction
from django.db.utils import OperationalError

from declic.config.sqlite.base import Turn
from declic.journal.models import Fact
from tests.world import NOW


def test_the_turn_is_given_in_the_order_it_was_asked_for() -> None:
    turn, order = Turn(), []
    assert turn.take(timeout=1)

    def wait_for_it(number: int) -> None:
        assert turn.take(timeout=20)
        order.append(number)
        turn.give_back()

    threads = []
    for number in range(5):
        threads.append(threading.Thread(target=wait_for_it, args=(number,)))
        threads[-1].start()
        while len(turn._queue) < number + 1:
            pass
    turn.give_back()
    for thread in threads:
        thread.join(timeout=20)
    assert order == [0, 1, 2, 3, 4]


def test_whoever_gives_up_waiting_leaves_the_queue() -> None:
    turn = Turn()
    assert turn.take(timeout=1)
    assert not turn.take(timeout=0.01)
    turn.give_back()
    assert turn.take(timeout=1)


@pytest.mark.django_db(transaction=True)
def test_sixteen_threads_write_three_hundred_times_and_nobody_fails() -> None:
    def write(number: int) -> None:
        try:
            for _ in range(20):
                with transaction.atomic():
                    Fact.objects.create(name="Written", at=NOW, subject=str(number))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=16) as threads:
        list(threads.map(write, range(16)))
    assert Fact.objects.filter(name="Written").count() == 320


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL lets everybody write")
def test_the_turn_is_given_back_after_a_commit_a_rollback_and_a_closed_connection() -> None:
    with transaction.atomic():
        Fact.objects.create(name="Written", at=NOW)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        raise ZeroDivisionError
    transaction.set_autocommit(False)
    Fact.objects.create(name="Lost", at=NOW)
    connection.close()
    written = threading.Thread(target=_write_and_close)
    written.start()
    written.join(timeout=20)
    assert list(Fact.objects.values_list("name", flat=True)) == ["Written", "Elsewhere"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL lets everybody write")
def test_a_turn_that_never_comes_is_a_locked_database(monkeypatch: pytest.MonkeyPatch) -> None:
    failed: list[OperationalError] = []

    def hurried() -> None:
        try:
            _write_and_close()
        except OperationalError as error:
            failed.append(error)

    with transaction.atomic():
        Fact.objects.create(name="Written", at=NOW)
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.05)
        thread = threading.Thread(target=hurried)
        thread.start()
        thread.join(timeout=20)
    assert "locked" in str(failed[0])


def _write_and_close() -> None:
    try:
        with transaction.atomic():
            Fact.objects.create(name="Elsewhere", at=NOW)
    finally:
        connections.close_all()


@pytest.mark.django_db
@pytest.mark.parametrize("moment", [NOW, NOW.replace(microsecond=123456), NOW.replace(microsecond=5)])
def test_a_moment_comes_back_as_it_was_written(moment: datetime) -> None:
    Fact.objects.create(name="Test", at=moment)
    (read,) = Fact.objects.filter(name="Test").values_list("at", flat=True)
    assert (read, read.tzinfo) == (moment, UTC)
