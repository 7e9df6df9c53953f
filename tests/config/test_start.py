"""How a process starts: what it loads, for a killed one is awaited by everybody whose room it served; Ctrl-C then."""

import os
import subprocess
import sys

import django
import pytest

from declic.__main__ import main

_LOADED = """
import sys
import django
django.setup()
from importlib import import_module
from declic.config.processes import PARTS
for part, processes in PARTS.items():
    if sys.argv[1] in processes:
        import_module(part)
print(*sys.modules)
"""


def loaded(process: str) -> set[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    program = [sys.executable, "-c", _LOADED, process]
    done = subprocess.run(program, env=environment, check=True, capture_output=True, text=True)
    return set(done.stdout.split())


NEEDLESS = {"declic.jobs.clock", "declic.config.asgi", "ortools", "pandas", "fpdf", "redis"}


def test_a_live_process_loads_no_more_than_it_serves() -> None:
    assert not NEEDLESS & loaded("live")


def test_the_others_load_what_they_serve_before_the_interpreter_is_settled() -> None:
    assert {"declic.live.doors", "declic.config.asgi", "declic.jobs.clock"} <= loaded("serve")


@pytest.mark.parametrize("command", ["serve", "simulate"])
def test_who_presses_ctrl_c_while_it_still_loads_reads_a_sentence(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def pressed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(django, "setup", pressed)
    assert main([command, "village"] if command == "simulate" else [command]) == 130
    assert capsys.readouterr().err == "\nArrêté avant la fin.\n"
