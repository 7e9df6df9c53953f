"""What a run may leave out: each test is marked by what it needs. The environment of a run is in `environment`."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
DATABASE = {"db", "transactional_db", "client", "admin_client", "live_server"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`browser`: under tests/browser, and last. `database`: touches tables. What starts servers says `services`."""
    for item in items:
        if item.path.is_relative_to(HERE / "browser"):
            item.add_marker("browser")
        if item.get_closest_marker("django_db") or DATABASE & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
