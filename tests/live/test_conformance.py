"""Clients of three makes edit one room, each offline now and then, and end with the same board.

`make bench-conformance` does the same with 10,000 acts.
"""

from pathlib import Path

import pytest

from tests.live.clients import environment, forged, live_process, prepare, run
from tests.live.editors import edit_together, node_program

ACTS = 1500


@pytest.mark.services
def test_our_board_y_websocket_and_pycrdt_end_with_one_board(tmp_path: Path, migrated: Path) -> None:
    environ = environment(tmp_path)
    mine, theirs = prepare(environ, 1, migrated)
    third = forged(mine, p=999_999_999, r="guest")
    program = node_program(tmp_path / "peer")
    with live_process(environ) as (_, port):
        boards = run(edit_together(program, port, [mine, theirs, third], acts=ACTS, seed=1))
    assert len(boards[0]["items"]) > ACTS / 20
    assert boards[1:] == boards[:1] * 3
