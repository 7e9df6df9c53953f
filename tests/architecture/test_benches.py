"""Every benchmark is run by its name: `make bench-NAME`."""

import importlib

import pytest

from bench.__main__ import NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_benchmark_begins_by_its_name_and_says_what_it_measures(name: str) -> None:
    module = importlib.import_module(f"bench.{name}")
    assert callable(module.main)
    assert (module.__doc__ or "").strip()
