"""Whether the teachers asked for keep the promise in the simulator: see `measure`."""

from bench.need.measure import main as main
