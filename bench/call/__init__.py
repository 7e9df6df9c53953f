"""From « J’y vais » to the first voice: see `measure`."""

from bench.call.measure import main as main
