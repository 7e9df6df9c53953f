"""What every kind of file is read as: the names of its columns, and its rows with their line numbers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import Final

from declic.ground.errors import Refusal
from declic.rolls.rules import limits
from declic.rolls.rules.columns import fold_header, is_known
from declic.rolls.rules.rows import begins_with_pupils

Row = tuple[int, list[str]]
"""Line in the file, from 1; cells."""
HEADER_WITHIN: Final = 20
"""Rows; some exports begin with a title."""


@dataclass(frozen=True)
class Table:
    kind: str
    """« CSV », « XLSX », « SIECLE » or « OneRoster », and how it is written."""
    headers: Sequence[str]
    rows: Iterator[Row]
    expected: int
    """Rows, more or less: for the progress."""
    refused: Mapping[int, Refusal] = field(default_factory=dict)
    """By its line, a row that another file says is not to be taken; known once it has been read."""
    sheet: int | None = None
    """The column that says which sheet a row is of, where there are several: lines are numbered in each."""
    is_guess: bool = False
    """What it is written in is guessed, among the writings of the world."""


def headed(kind: str, rows: Iterable[Row], expected: int) -> Table:
    """The header is the first row, within twenty, of which two names are known; else the first that is not empty.

    A file without a header begins with a pupil: its columns are then called by their number, and no pupil's name is
    taken for one. Refusal `too_many_columns`, `no_rows`.
    """
    rest = iter(rows)
    first = [(line, cells) for line, cells in islice(rest, HEADER_WITHIN) if any(cell.strip() for cell in cells)]
    if not first:
        raise limits.no_rows()
    at = next((n for n, (_, cells) in enumerate(first) if sum(map(is_known, cells)) >= 2), 0)
    headers = [cell.strip() for cell in first[at][1]]
    if begins_with_pupils([cells for _, cells in first[:2]]):
        at, headers = -1, [f"Colonne {number}" for number in range(1, len(first[0][1]) + 1)]
    while headers and not headers[-1]:
        headers.pop()
    if len(headers) > limits.MAX_COLUMNS:
        raise limits.too_many_columns()
    return Table(kind, headers, filled(chain(first[at + 1 :], rest)), expected)


SHEET: Final = "Feuille"


def joined(kind: str, parts: Sequence[tuple[str, Table]]) -> Table:
    """Sheets under one another, by the names of their columns, and a last column that says which. What one has and
    another has not is empty there.
    """
    names: dict[tuple[str, int], str] = {}
    for _, table in parts:
        names |= {key: names.get(key, header) for key, header in zip(_keys(table), table.headers, strict=True)}
    if len(names) + 1 > limits.MAX_COLUMNS:
        raise limits.too_many_columns()
    at = {key: number for number, key in enumerate(names)}
    rows = chain.from_iterable(_moved(title, table, at) for title, table in parts)
    expected = sum(table.expected for _, table in parts)
    return Table(kind, [*names.values(), SHEET], rows, expected, sheet=len(names))


def _keys(table: Table) -> list[tuple[str, int]]:
    """A name, and which of those of this name it is."""
    folded = [fold_header(header) for header in table.headers]
    return [(name, folded[:number].count(name)) for number, name in enumerate(folded)]


def _moved(title: str, table: Table, at: Mapping[tuple[str, int], int]) -> Iterator[Row]:
    places = [at[key] for key in _keys(table)]
    for line, cells in table.rows:
        row = [""] * len(at)
        for place, cell in zip(places, cells, strict=False):
            row[place] = cell
        yield line, [*row, title]


def filled(rows: Iterable[Row]) -> Iterator[Row]:
    """Without empty rows."""
    return ((line, cells) for line, cells in rows if any(cell.strip() for cell in cells))


def bounded(table: Table) -> Table:
    """No more rows than a list may hold. Refusal `too_many_rows` as they are read."""
    return replace(table, rows=_bounded(table.rows))


def _bounded(rows: Iterable[Row]) -> Iterator[Row]:
    for count, row in enumerate(rows, start=1):
        if count > limits.MAX_ROWS:
            raise limits.too_many_rows()
        yield row
