"""From the pupil's tap to the ring on a teacher's open page: see `measure`."""

from bench.ask.measure import main as main
