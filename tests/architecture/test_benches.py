"""Every benchmark is run by its name: `make bench-NAME`."""

import importlib
from pathlib import Path

import pytest

from bench.__main__ import NAMES
from tests.browser.service import Server
from tests.servers import RUN_FOLDER


@pytest.mark.parametrize("name", NAMES)
def test_a_benchmark_begins_by_its_name_and_says_what_it_measures(name: str) -> None:
    module = importlib.import_module(f"bench.{name}")
    assert callable(module.main)
    assert (module.__doc__ or "").strip()


@pytest.mark.services
def test_a_service_to_measure_starts_outside_a_run_of_tests(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(RUN_FOLDER)
    (tmp_path / "data").mkdir()
    server = Server(tmp_path / "data", environment={"DECLIC_MODE": "test"})  # in demo mode it makes a world besides
    server.start()
    server.stop()
