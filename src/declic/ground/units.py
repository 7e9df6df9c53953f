"""Quantities that must not be mixed up."""

from typing import NewType

Cents = NewType("Cents", int)
"""Euro cents. Money is never a float."""

Minutes = NewType("Minutes", int)
Seconds = NewType("Seconds", float)
