"""How good the rota of a large week is, and how long it takes: see `measure`."""

from bench.rota.measure import main as main
