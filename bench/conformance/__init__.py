"""Foreign Yjs clients and our own board edit one room: see `measure`."""

from bench.conformance.measure import main as main
