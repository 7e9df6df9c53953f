"""How long a list of 20,000 pupils takes: see `measure`."""

from bench.lists.measure import main as main
