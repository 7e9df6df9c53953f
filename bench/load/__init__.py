"""The whole service under load, end to end: see `measure`."""

from bench.load.measure import main as main
