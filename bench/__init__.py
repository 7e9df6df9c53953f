"""Benchmarks: one documented command each. They compare with a reference in the same run; machines are noisy, ratios hold."""
