"""Charts drawn by the server: SVG whose letters keep their size, and the same numbers in a table.

Widths are shares of the drawing and heights are `em`: a chart fits a phone, and text at 200 % is not shrunk.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from declic.web.layout.typography import NBSP, thousands

MASKED = "masqué"
"""What stands for a number nobody may read: it is about fewer than five children, or would give such a number away."""
PHONE_COLUMNS, WIDE_COLUMNS = 5, 13


@dataclass(frozen=True)
class Row:
    """One line of a chart. `value=None` is a masked cell; `of` is the whole the value is a part of."""

    label: str
    value: int | None
    of: int | None = None
    warn: bool = False
    note: str = ""
    """Said beside the value in the table, and nowhere drawn."""

    @property
    def shown(self) -> str:
        """The value as it is written."""
        return MASKED if self.value is None else thousands(self.value)


RowLike = Row | tuple[str, int | None] | tuple[str, int | None, int | None]


@dataclass(frozen=True)
class Bar:
    """A horizontal bar; numbers are percentages of the drawing's width, `top` is in em."""

    row: Row
    top: float
    width: float
    whole: float | None
    words: str

    @property
    def words_at(self) -> float:
        return self.whole or self.width


@dataclass(frozen=True)
class Column:
    """A vertical bar; `x`, `width` and `middle` are percentages, `top` and `height` are in em."""

    row: Row
    x: float
    width: float
    top: float
    height: float
    named: bool

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)

    @property
    def value_top(self) -> float:
        return round(self.top - 0.45, 2)


@dataclass(frozen=True)
class Grid:
    """A line across a column chart, at a round value."""

    value: int
    top: float


def rows_of(rows: Iterable[RowLike]) -> tuple[Row, ...]:
    """`Row`s out of rows or plain tuples."""
    return tuple(row if isinstance(row, Row) else Row(*row) for row in rows)


BAR_STEP, BAR_ROOM = 3.0, 66.0


def bars(rows: Sequence[Row]) -> tuple[Bar, ...]:
    """Bars under their labels. The longest takes two thirds of the width: its value is written after it."""
    longest = max((max(row.value or 0, row.of or 0) for row in rows), default=0) or 1
    drawn = []
    for index, row in enumerate(rows):
        width = round(BAR_ROOM * (row.value or 0) / longest, 2) if row.value is not None else 4.0
        whole = round(BAR_ROOM * row.of / longest, 2) if row.of is not None else None
        words = row.shown if row.of is None else f"{row.shown} sur{NBSP}{thousands(row.of)}"
        drawn.append(Bar(row, round(index * BAR_STEP, 2), width, whole, words))
    return tuple(drawn)


COLUMN_HEIGHT, COLUMN_FOOT = 9.0, 11.0
COLUMN_LEFT = 9.0


def columns(rows: Sequence[Row], grid: Sequence[Grid]) -> tuple[Column, ...]:
    """Columns side by side, standing on the zero of `grid`."""
    top_value = grid[-1].value
    step = (100 - COLUMN_LEFT) / max(1, len(rows))
    width = min(step * 0.62, 9.0)
    every = ceil(len(rows) / 9)
    drawn = []
    for index, row in enumerate(rows):
        height = COLUMN_HEIGHT * (row.value or 0) / top_value if row.value is not None else 0.5
        x = COLUMN_LEFT + index * step + (step - width) / 2
        named = (len(rows) - 1 - index) % every == 0
        drawn.append(Column(row, round(x, 2), round(width, 2), round(COLUMN_FOOT - height, 2), round(height, 2), named))
    return tuple(drawn)


def grid_of(rows: Sequence[Row]) -> tuple[Grid, ...]:
    """Zero and at most three round values above it, the last one at or above the highest column."""
    highest = max((row.value or 0 for row in rows), default=0) or 1
    step = next(factor * 10**power for power in range(12) for factor in (1, 2, 5) if factor * 10**power * 3 >= highest)
    lines = ceil(highest / step)
    return tuple(Grid(step * n, round(COLUMN_FOOT - COLUMN_HEIGHT * n / lines, 2)) for n in range(lines + 1))


def summary(rows: Sequence[Row]) -> str:
    """The drawing in a sentence, for who hears it: where it begins, where it ends, the most and the least."""
    known = [row for row in rows if row.value is not None]
    if not known:
        return "Aucun chiffre à montrer."
    most = max(known, key=lambda row: row.value or 0)
    least = min(known, key=lambda row: row.value or 0)
    if most.value == least.value:
        return f"{most.shown} partout."
    return f"Le plus : {most.label}, {most.shown}. Le moins : {least.label}, {least.shown}."
