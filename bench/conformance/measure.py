"""Our board, y-websocket's `WebsocketProvider` and a pycrdt client make 10,000 acts in one room, each away eight times.

    make bench-conformance

All three, and one who comes in afterwards, must end with the same board. `tests/live/test_conformance.py` does the
same with fewer acts.
"""

import asyncio
import os
import tempfile
import time
from pathlib import Path

from bench.results import Target, write

ACTS = 10_000
SEEDS = (1, 2, 3)
TARGETS: dict[str, Target] = {"boards_that_differ": ("<=", 0.0)}


def main() -> int:
    os.environ.setdefault("DECLIC_MODE", "test")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "declic.config.settings")
    # Tickets are signed here with the key of the mode, as the server's are: Django is set up first.
    from tests.live.clients import environment, forged, live_process, prepare  # noqa: PLC0415
    from tests.live.editors import edit_together, node_program  # noqa: PLC0415

    differ, seconds, items = 0, [], 0
    with tempfile.TemporaryDirectory(prefix="declic-bench-") as folder:
        program = node_program(Path(folder) / "peer")
        environ = environment(Path(folder))
        paths = prepare(environ, len(SEEDS))
        with live_process(environ) as (_, port):
            for number, seed in enumerate(SEEDS):
                mine, theirs = paths[2 * number : 2 * number + 2]
                three = [mine, theirs, forged(mine, p=999_999_999, r="guest")]
                began = time.monotonic()
                boards = asyncio.run(edit_together(program, port, three, acts=ACTS, seed=seed))
                seconds.append(time.monotonic() - began)
                differ += sum(board != boards[0] for board in boards[1:])
                items += len(boards[0]["items"])
                print(f"  seed {seed}: {len(boards[0]['items'])} items, {seconds[-1]:.1f} s", flush=True)
    figures = {"acts": float(ACTS * len(SEEDS)), "items": items, "seconds": sum(seconds), "boards_that_differ": differ}
    return write("conformance", figures, TARGETS)
