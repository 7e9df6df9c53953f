"""A list of 20,000 pupils, from its sending to the pupils it names and their codes: ONDE, and the same as a workbook.

    python -m bench lists

Beside it, in the same run, what Python's own csv reader takes over the same file, keeping every row as a list: what
the limits, the process apart, the checks, the keys, the comparison and the tables cost is the rest. On each database:
the look (columns and samples), the trial, the application, then the whole again, which must change nothing. The longest
that the application holds the database is told too: on SQLite nobody else writes meanwhile.
"""

import csv
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from statistics import median

from bench import results
from tests.rolls.files import many, onde
from tests.servers import postgres

PUPILS = 20_000
RUNS = 5
TARGETS: dict[str, results.Target] = {
    **{f"{base} {kind} whole s": ("<=", 30) for base in ("sqlite", "postgresql") for kind in ("onde", "xlsx")},
    **{
        f"{base} {kind} changed by the same again": ("<=", 0) for base in ("sqlite", "postgresql") for kind in ("onde",)
    },
}


def main() -> int:
    children = many(PUPILS)
    data = onde(children)
    figures = {"pupils": float(PUPILS), "file kB": len(data) / 1000, "csv reader alone s": _reference(data)}
    with tempfile.TemporaryDirectory(prefix="declic-bench-lists-") as folder:
        figures |= {f"sqlite {name}": value for name, value in _measured(folder, "").items()}
    with tempfile.TemporaryDirectory(prefix="declic-bench-lists-") as folder, postgres() as url:
        figures |= {f"postgresql {name}": value for name, value in _measured(folder, url).items()}
    figures["sqlite onde whole over the csv reader"] = figures["sqlite onde whole s"] / figures["csv reader alone s"]
    return results.write("lists", figures, TARGETS)


def _reference(data: bytes) -> float:
    def read() -> None:
        rows = list(csv.reader(io.StringIO(data.decode("cp1252"), newline=""), delimiter=";"))
        assert len(rows) == PUPILS + 1

    return median(timed(read) for _ in range(RUNS))


def _measured(folder: str, url: str) -> dict[str, float]:
    """In a process of its own: settings are read once."""
    environment = {**os.environ, "DECLIC_MODE": "test", "DECLIC_DATA": folder, "DATABASE_URL": url}
    ran = subprocess.run(
        [sys.executable, "-m", "bench.lists.database"], env=environment, stdout=subprocess.PIPE, check=True, text=True
    )
    found: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    return found


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
