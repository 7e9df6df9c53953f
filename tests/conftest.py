"""What a run may leave out: each test is marked by what it needs. The environment of a run is in `environment`."""

import contextlib
import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from tests.emptying import empty_instead_of_flushing
from tests.servers import RUN_FOLDER, folder_of_the_run, made_ready
from tests.written_once import hold_what_is_written_once

HERE = Path(__file__).parent
DATABASE = {"db", "transactional_db", "client", "admin_client", "live_server"}


gc.disable()


def pytest_configure(config: pytest.Config) -> None:
    if RUN_FOLDER not in os.environ:
        closing = contextlib.ExitStack()
        closing.enter_context(folder_of_the_run())
        config.add_cleanup(closing.close)


def pytest_collection_finish() -> None:
    """What thousands of tests are made of stays until the end: it is never looked through for garbage."""
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`browser`: under tests/browser, and last. `database`: touches tables. What starts servers says `services`."""
    for item in items:
        if item.path.is_relative_to(HERE / "browser"):
            item.add_marker("browser")
        if item.get_closest_marker("django_db") or DATABASE & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def migrated() -> Path:
    """A folder with SQLite files brought up to date, made once a run."""
    from tests.live.clients import environment  # noqa: PLC0415  (what it loads, few tests need)

    return made_ready("migrated", environment(Path()))


@pytest.fixture(scope="session")
def django_db_use_migrations() -> bool:
    """The tables of the models, at once. That migrations lead there is a test of their own, and each service that a
    test starts runs them all, on SQLite and on PostgreSQL.
    """
    return False


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """PostgreSQL does not drop a database somebody is connected to: `rooms` is a second connection to it."""
    with django_db_blocker.unblock():
        hold_what_is_written_once()
    empty_instead_of_flushing()
    yield
    with django_db_blocker.unblock():
        connections.close_all()
