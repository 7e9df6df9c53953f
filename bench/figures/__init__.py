"""How long the sponsor's pages of figures take on a country's worth of lessons: see `measure`."""

from bench.figures.measure import main as main
