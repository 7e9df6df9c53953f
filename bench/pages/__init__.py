"""Weight and time to ready of the pupil's pages on a phone: see `measure`."""

from bench.pages.measure import main as main
