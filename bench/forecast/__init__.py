"""How good the forecast is on weeks it has not seen: see `measure`."""

from bench.forecast.measure import main as main
