"""`python -m bench dispatch`."""

from bench.dispatch.measure import main as main
