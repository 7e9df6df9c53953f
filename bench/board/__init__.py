"""Drawing on a full board on a slow phone, and opening a long lesson: see `measure`."""

from bench.board.measure import main as main
