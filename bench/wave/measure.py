"""One wave with 500 waiting and 4,000 teachers on duty: the decision alone, then all of it with its reads and writes.

    python -m bench wave

Beside the decision, the slow way that makes the same rings: for each who waits, the least of all the teachers.
Whole waves are made on each database in three states of the evening:
- steady: nine teachers in ten teach, whoever can be rung for rings already; the wave reads it all and rings nobody;
- rush: as steady, and 33 teachers of whom somebody has need are just free: as many rings as pupils ask in a second at
  ten times the national peak;
- burst: everyone waits unrung, everyone is free: 500 rings in one transaction, 500 offers and 1,000 facts written.
Before a wave the same clock does what is due, each second: `expire` and `sweep`, with 3,600 lessons under way.
"""

import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from statistics import median

from bench import results
from bench.wave.evening import NOW, as_rules_see_it, decide_slowly, peak
from declic.dispatch.rules.matcher import decide_wave
from tests.servers import postgres

SIZES = (10, 40, 100, 400, 1_000, 4_000)
FULL = SIZES[-1]
RUNS = 15
WAVES = ("steady ms", "rush ms", "burst ms")
TARGETS: dict[str, results.Target] = {
    "decision CPU ms": ("<=", 10),
    "postgresql steady ms": ("<=", 50),
    "postgresql rush ms": ("<=", 50),
    "postgresql burst ms": ("<=", 50),
    "postgresql expire ms": ("<=", 50),
    "postgresql sweep ms": ("<=", 50),
}


def main() -> int:
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)  # as the service: config/interpreter.py
    figures = _decision(FULL)
    for size in SIZES[:-1]:
        figures |= {f"{name}, {size} teachers": value for name, value in _decision(size).items()}
    with tempfile.TemporaryDirectory(prefix="declic-bench-wave-") as folder:
        sqlite = _waves(folder, "", FULL)
    by_size = {size: _on_postgresql(size) for size in SIZES}
    for database, found in (("postgresql", by_size[FULL]), ("sqlite", sqlite)):
        figures |= {f"{database} {name}": value for name, value in found.items()}
    for size in SIZES[:-1]:
        figures |= {f"postgresql {name}, {size} teachers": by_size[size][name] for name in WAVES}
    _table(figures)
    return results.write("wave", figures, TARGETS)


def _decision(teachers: int) -> dict[str, float]:
    found = peak(teachers)
    waiting, free = as_rules_see_it(found)
    rings = decide_wave(waiting, free, NOW, found.policy)
    assert [(ring.request_id, ring.teacher_id) for ring in rings] == decide_slowly(waiting, free, found.policy)
    fast = _cpu_ms(lambda: decide_wave(waiting, free, NOW, found.policy), RUNS)
    slow = _cpu_ms(lambda: decide_slowly(waiting, free, found.policy), 3)
    return {"decision CPU ms": fast, "the slow way CPU ms": slow, "the slow way over ours": slow / fast}


def _cpu_ms(act: Callable[[], object], runs: int) -> float:
    """Of the processor: a decision waits for nothing."""
    took = []
    for _ in range(runs):
        begin = time.process_time()
        act()
        took.append(1000 * (time.process_time() - begin))
    return median(took)


def _on_postgresql(teachers: int) -> dict[str, float]:
    with postgres() as url, tempfile.TemporaryDirectory(prefix="declic-bench-wave-") as folder:
        return _waves(folder, url, teachers)


def _waves(folder: str, database_url: str, teachers: int) -> dict[str, float]:
    """In a process of its own: which database it is, Django asks once."""
    environment = {**os.environ, "DECLIC_MODE": "test", "DECLIC_DATA": folder, "DATABASE_URL": database_url}
    command = [sys.executable, "-m", "bench.wave.database", "--teachers", str(teachers), "--runs", str(RUNS)]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _table(figures: dict[str, float]) -> None:
    names = ("decision CPU ms", "the slow way CPU ms", *(f"postgresql {name}" for name in WAVES))
    print(f"{'teachers':>10}" + "".join(f"{name:>24}" for name in names))
    for size in SIZES:
        ending = "" if size == FULL else f", {size} teachers"
        print(f"{size:>10}" + "".join(f"{figures[name + ending]:>24.2f}" for name in names))


if __name__ == "__main__":
    sys.exit(main())
