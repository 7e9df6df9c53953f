"""Sheets of one workbook that say each other's pupils: a list of everybody beside those of classes, or namesakes."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from declic.rolls.rules.keys import fold

A_FEW: Final = 3
"""Pupils; of fewer in common, where no class is said, nobody can tell a list said again from namesakes."""


class Overlap:
    """How many of the names of each sheet are in another one too."""

    def __init__(self, named: Iterable[tuple[str, str, str]]) -> None:
        """Sheet, last name and first name of every line."""
        lines = [(sheet, fold(last), fold(first)) for sheet, last, first in named if sheet]
        sheets: dict[tuple[str, str], set[str]] = {}
        for sheet, *name in lines:
            sheets.setdefault((name[0], name[1]), set()).add(sheet)
        self._lines = Counter(sheet for sheet, *_ in lines)
        self._shared = Counter(sheet for sheet, last, first in lines if len(sheets[last, first]) > 1)

    def is_of_one_list(self, one: str, other: str, *, is_class_said: bool) -> bool:
        """Whether one of these sheets has most of its names elsewhere: it lists the same pupils again."""
        least = 1 if is_class_said else A_FEW
        return any(
            self._shared[sheet] >= least and 2 * self._shared[sheet] > self._lines[sheet] for sheet in (one, other)
        )
