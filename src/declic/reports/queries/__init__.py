"""Reads for officers (`figures`) and for the operator (`board`)."""
