"""Many rows of SQLite as one.

Python's SQLite lets the interpreter go at each row, and waits a millisecond to have it back from a loop that is busy: a
thousand rows are a second. Told as one JSON document, all the rows of a statement are one wait.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from django.db.models import BinaryField, BooleanField, DecimalField, Field, FloatField

OTHERWISE_TOLD = (BinaryField, BooleanField, DecimalField, FloatField)
"""What JSON would not tell as SQLite does. Bytes go as `hex(…)`."""


def as_one(sql: str, columns: int) -> str:
    """The statement whose only value is what `sql`, a SELECT of so many columns, would tell, in the same order."""
    names = ", ".join(f"c{number}" for number in range(columns))
    return f"WITH told ({names}) AS ({sql}) SELECT json_group_array(json_array({names})) FROM told"  # noqa: S608  (ours)


def rows_of(told: str) -> list[list[Any]]:
    """The rows of that value."""
    rows: list[list[Any]] = msgspec.json.decode(told)
    return rows


def check_told_alike(fields: Sequence["Field[Any, Any]"]) -> None:
    if odd := [field for field in fields if isinstance(field, OTHERWISE_TOLD)]:
        raise ValueError(f"as one document, these would not be what they are: {odd}")
