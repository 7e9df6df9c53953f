"""How long the simulator takes for an evening: see `measure`."""

from bench.simulate.measure import main as main
