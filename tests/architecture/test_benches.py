"""Every benchmark is run by its name: `make bench-NAME`."""

import importlib

import pytest

from bench.__main__ import NAMES
from bench.pages.measure import service
from tests.servers import RUN_FOLDER


@pytest.mark.parametrize("name", NAMES)
def test_a_benchmark_begins_by_its_name_and_says_what_it_measures(name: str) -> None:
    module = importlib.import_module(f"bench.{name}")
    assert callable(module.main)
    assert (module.__doc__ or "").strip()


@pytest.mark.services
def test_the_service_they_measure_starts_outside_a_run_of_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(RUN_FOLDER)
    with service() as server:
        assert server.process is not None
        assert server.process.poll() is None
