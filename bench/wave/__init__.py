"""How long one wave takes at the national peak: see `measure`."""

from bench.wave.measure import main as main
