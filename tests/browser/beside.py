"""Runs code beside a service, on its data: what a test lays ready there, and what it looks up.

A process with the settings of the service, as this one has settings of its own; one for all that a service is told, as
each takes two seconds to have loaded everything.
"""

import contextlib
import io
import json
import subprocess
import sys
import traceback
from pathlib import Path

ROOT = Path(__file__).parents[2]
_LOOP = "from tests.browser.beside import answer; answer()"


class BrokenCodeError(RuntimeError):
    """What was to be run beside the service raised."""


class Beside:
    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _LOOP],
            env={**environment, "DJANGO_SETTINGS_MODULE": "declic.config.settings"},
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, code: str, *arguments: str) -> str:
        """What `code` prints; its `sys.argv` are `arguments`, after a first one."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([code, arguments]) + "\n")
        self._process.stdin.flush()
        printed, fault = json.loads(self._process.stdout.readline())
        if fault:
            raise BrokenCodeError(fault)
        return str(printed).strip()

    def stop(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(timeout=30)


def answer() -> None:
    """Runs what comes, line after line, until nothing more does."""
    import django  # noqa: PLC0415  (with the settings of the service, not those of the tests)
    from django.db import connections  # noqa: PLC0415

    django.setup()
    said = sys.stdout
    for line in sys.stdin:
        code, arguments = json.loads(line)
        sys.argv = ["-", *arguments]
        printed, fault = io.StringIO(), ""
        with contextlib.redirect_stdout(printed):
            try:
                exec(code, {"__name__": "__main__"})  # noqa: S102  (our own tests')
            except Exception:  # noqa: BLE001  (told to the test)
                fault = traceback.format_exc()
        connections.close_all()
        said.write(json.dumps([printed.getvalue(), fault]) + "\n")
        said.flush()
