"""Benchmarks: one documented command each, compared with a reference in the same run (machines are noisy)."""
