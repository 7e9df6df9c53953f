"""What a process loads when it starts: a killed one is awaited by everybody whose room it served."""

import os
import subprocess
import sys

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
