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
    words: str = ""
    """Written instead of the value."""

    @property
    def shown(self) -> str:
        """The value as it is written."""
        return MASKED if self.value is None else self.words or thousands(self.value)


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
    valued: bool = True
    """Its value is written over it."""

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
WORDY, WORDY_ROOM = 10, 58.0
"""Words of more letters leave the bars less room."""


def bars(rows: Sequence[Row]) -> tuple[Bar, ...]:
    """Bars under their labels. The longest takes two thirds of the width at most: its value is written after it."""
    longest = max((max(row.value or 0, row.of or 0) for row in rows), default=0) or 1
    room = WORDY_ROOM if any(len(row.words) > WORDY for row in rows) else BAR_ROOM
    drawn = []
    for index, row in enumerate(rows):
        width = round(room * (row.value or 0) / longest, 2) if row.value is not None else 4.0
        whole = round(room * row.of / longest, 2) if row.of is not None else None
        words = row.shown if row.of is None else f"{row.shown} sur{NBSP}{thousands(row.of)}"
        drawn.append(Bar(row, round(index * BAR_STEP, 2), width, whole, words))
    return tuple(drawn)


COLUMN_HEIGHT, COLUMN_FOOT = 9.0, 11.0
COLUMN_LEFT = 9.0
WIDE_NAMES, SMALL_NAMES = 9, 3
"""Columns that have their name under them, at most."""


def columns(rows: Sequence[Row], grid: Sequence[Grid], *, is_small: bool = False) -> tuple[Column, ...]:
    """Columns side by side, standing on the zero of `grid`. Small, only the highest and the lowest have their value."""
    top_value = grid[-1].value
    step = (100 - COLUMN_LEFT) / max(1, len(rows))
    width = min(step * 0.62, 9.0)
    every = ceil(len(rows) / (SMALL_NAMES if is_small else WIDE_NAMES))
    ends = {pick(range(len(rows)), key=lambda at: (rows[at].value or 0, at), default=0) for pick in (max, min)}
    drawn = []
    for index, row in enumerate(rows):
        height = COLUMN_HEIGHT * (row.value or 0) / top_value if row.value is not None else 0.5
        x = COLUMN_LEFT + index * step + (step - width) / 2
        named = _is_named(index, len(rows), every, is_small=is_small)
        drawn.append(
            Column(
                row,
                round(x, 2),
                round(width, 2),
                round(COLUMN_FOOT - height, 2),
                round(height, 2),
                named,
                valued=not is_small or index in ends,
            )
        )
    return tuple(drawn)


def _is_named(index: int, number: int, every: int, *, is_small: bool) -> bool:
    """The last one and those before it by steps; small, where nothing has room beside, the middle of each step."""
    return index % every == every // 2 if is_small else (number - 1 - index) % every == 0


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


# -- stacked ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Stack:
    """One column of a stacked chart: what each part comes to, from the foot up."""

    label: str
    parts: tuple[float, ...]

    @property
    def shown(self) -> tuple[str, ...]:
        return tuple(tenths(part) for part in self.parts)


@dataclass(frozen=True)
class Piece:
    """One part of a drawn column; `fill` is the number of its part, from 1."""

    fill: int
    top: float
    height: float


@dataclass(frozen=True)
class Tower:
    """A drawn stack: `x`, `width` and `middle` are percentages, what is in `pieces` is in em."""

    label: str
    x: float
    width: float
    pieces: tuple[Piece, ...]
    named: bool

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)


def towers(stacks: Sequence[Stack], grid: Sequence[Grid], *, is_small: bool = False) -> tuple[Tower, ...]:
    """All of them side by side, standing on the zero of `grid`."""
    em = COLUMN_HEIGHT / grid[-1].value
    step = (100 - COLUMN_LEFT) / max(1, len(stacks))
    width = min(step * 0.8, 9.0)
    every = ceil(len(stacks) / (SMALL_NAMES if is_small else WIDE_NAMES))
    drawn = []
    for index, stack in enumerate(stacks):
        x = COLUMN_LEFT + index * step + (step - width) / 2
        pieces, under = [], 0.0
        for fill, part in enumerate(stack.parts, 1):
            if part:
                pieces.append(Piece(fill, round(COLUMN_FOOT - em * (under + part), 2), round(em * part, 2)))
            under += part
        named = _is_named(index, len(stacks), every, is_small=is_small)
        drawn.append(Tower(stack.label, round(x, 2), round(width, 2), tuple(pieces), named))
    return tuple(drawn)


def grid_under(stacks: Sequence[Stack]) -> tuple[Grid, ...]:
    return grid_of([Row(stack.label, ceil(sum(stack.parts))) for stack in stacks])


def most_of_each(names: Sequence[str], stacks: Sequence[Stack]) -> str:
    """The drawing in words: when there were most of each part."""
    if not stacks:
        return "Aucun chiffre à montrer."
    said = []
    for number, name in enumerate(names):
        most = max(stacks, key=lambda stack: stack.parts[number])
        said.append(f"{name}\u00a0: {most.shown[number]} au plus, à {most.label}.")
    return " ".join(said)


def tenths(number: float) -> str:
    """« 12,4 »; « 12 » when it is whole."""
    whole, tenth = divmod(round(10 * number), 10)
    return f"{thousands(whole)},{tenth}" if tenth else thousands(whole)
