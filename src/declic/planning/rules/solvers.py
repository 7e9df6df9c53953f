"""The solvers of OR-Tools, read when one is first asked for: with them comes pandas, and a second of each start."""

from functools import cache
from typing import Any


@cache
def constraints() -> Any:
    """CP-SAT: whole numbers, and what excludes what."""
    from ortools.sat.python import cp_model  # noqa: PLC0415  (see above)

    return cp_model


@cache
def linear() -> Any:
    """Linear programmes."""
    from ortools.linear_solver import pywraplp  # noqa: PLC0415  (see above)

    return pywraplp
