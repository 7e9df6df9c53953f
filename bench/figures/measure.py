"""The sponsor's pages of figures, their files and their report, on a country's worth of lessons.

    make bench-figures                              a département: 100 sponsors, 200,000 lessons, both databases
    DECLIC_BENCH_SIZE=city make bench-figures       one sponsor as large as the largest of the nation, PostgreSQL
    DECLIC_BENCH_SIZE=national make bench-figures   1,000 sponsors, 500,000 pupils, 5,000,000 lessons, PostgreSQL

A crowd is drawn and its weeks counted (`declic demo --size`), then each page is asked for by officers of twenty
sponsors of every size, and of the largest. Beside them, in the same run, the same figures by a recount from the lessons
and the requests: they must be equal.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from bench import results
from tests.servers import postgres

PAGES = ("home", "usage", "equality", "moments", "csv", "xlsx", "report")
LIMIT_MS = dict.fromkeys(PAGES, 300) | {"report": 1_000}
"""A report is five pages drawn and set, once a year."""


def main() -> int:
    size = os.environ.get("DECLIC_BENCH_SIZE", "departement")
    databases = ("postgresql",) if size in {"city", "national"} else ("postgresql", "sqlite")
    figures: dict[str, float] = {}
    for name in databases:
        with _database(name) as url:
            figures |= {f"{name} {figure}": value for figure, value in _measured(url, size).items()}
    targets: dict[str, results.Target] = {f"{databases[0]} {page} median ms": ("<=", LIMIT_MS[page]) for page in PAGES}
    return results.write(f"figures-{size}", figures, targets)


@contextmanager
def _database(name: str) -> Iterator[str]:
    if name == "sqlite":
        yield ""
        return
    with postgres() as url:
        yield url


def _measured(url: str, size: str) -> dict[str, float]:
    """In a process of its own: which database it is, Django asks once."""
    with tempfile.TemporaryDirectory(prefix="declic-bench-figures-") as folder:
        environment = {**os.environ, "DECLIC_MODE": "demo", "DECLIC_DATA": folder, "DATABASE_URL": url}
        command = [sys.executable, "-m", "bench.figures.database", size]
        done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    sys.exit(main())
