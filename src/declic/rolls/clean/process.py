"""The process that reads a list: the file comes in, lines of JSON go out. It holds no connection and no secret.

It limits itself before it reads the first byte. Its argument says what is wanted: a look (`Look`), or the rows.
"""

import gc
import json
import resource
import sys
from collections.abc import Iterator
from datetime import date
from itertools import chain, islice
from typing import Any, Final

from declic.ground.errors import Refusal
from declic.rolls.clean.kinds import read_table
from declic.rolls.clean.table import Table
from declic.rolls.rules import limits
from declic.rolls.rules.columns import Field, telling_who_left
from declic.rolls.rules.misread import misread
from declic.rolls.rules.rows import (
    NOBODY,
    NOT_MISTAKES,
    Sieve,
    Taken,
    of_sheet,
    read_row,
    says_a_class,
    squeezed,
    still_given,
)

MEMORY: Final = 1536 * 1024**2
"""Bytes of address space; the largest list that is taken needs a third."""
SECONDS: Final = 90
"""Of the processor."""
SAMPLES: Final = 3
DOUBTED: Final = 2_000
"""Rows in which names that seem misread are looked for."""
TOLD_EVERY: Final = 500
"""Rows."""
SHOWN: Final = 60
"""Signs of a sample, or of a cell of a row that is not taken."""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    gc.disable()
    wanted = json.loads(sys.argv[1])
    try:
        table = read_table(sys.stdin.buffer.read(limits.MAX_BYTES + 1), date.fromisoformat(wanted["today"]))
        for said in [looked_at(table)] if wanted["look"] else sifted(table, wanted):
            sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
            if said[0] == "at":
                sys.stdout.flush()
    except Refusal as refusal:
        refuse(refusal)
    except MemoryError:
        refuse(limits.too_slow())
    except Exception:  # noqa: BLE001  (a reader given hostile bytes may raise anything)
        refuse(limits.broken())


def refuse(refusal: Refusal) -> None:
    line = next((int(word) for word in refusal.message.replace(",", " ").split() if word.isdigit()), 0)
    sys.stdout.write(json.dumps(["refused", refusal.code, line]) + "\n")
    sys.stdout.flush()
    sys.exit(1)


def looked_at(table: Table) -> list[Any]:
    """The kind, the names, a few values of each column, and the first word that seems misread."""
    rows = [cells for _, cells in islice(table.rows, 50)]
    if not rows:
        raise limits.no_rows()
    samples: list[list[str]] = []
    for at in range(len(table.headers)):
        values = dict.fromkeys(cells[at].strip()[:SHOWN] for cells in rows if at < len(cells) and cells[at].strip())
        samples.append(list(values)[:SAMPLES])
    words = chain(table.headers, chain.from_iterable(rows), chain.from_iterable(_some(table)))
    return ["look", table.kind, list(table.headers), samples, misread(words, is_guess=table.is_guess)[:SHOWN]]


def _some(table: Table) -> Iterator[list[str]]:
    """Of the rows that follow. What is wrong with one is said as it is tried, beside its line."""
    try:
        yield from (cells for _, cells in islice(table.rows, DOUBTED))
    except Exception:  # noqa: BLE001  (as in `main`)
        return


def sifted(table: Table, wanted: Any) -> Iterator[list[Any]]:
    """Each row: what is taken of it, or the reason why not with the cells that were looked at."""
    columns = {int(at): Field(value) for at, value in wanted["columns"].items()}
    today, left = date.fromisoformat(wanted["today"]), telling_who_left(table.headers)
    sieve = Sieve(columns, wanted["school"], frozenset(wanted["levels"]), today, left)
    level = next((at for at, field in columns.items() if field is Field.LEVEL), None)
    for number, (line, written) in enumerate(table.rows, start=1):
        cells = written if level is None or table.sheet is None else _classed(written, level, table.sheet)
        sheet = "" if table.sheet is None else cells[table.sheet].strip()[:SHOWN]
        try:
            if line in table.refused:
                raise table.refused[line]
            row = read_row(cells, sieve)
        except Refusal as refusal:
            shown = [cells[at].strip()[:SHOWN] if at < len(cells) else "" for at in columns]
            given = NOBODY if refusal.code in NOT_MISTAKES else still_given(cells, sieve)
            yield ["no", line, refusal.code, of_sheet(sheet, refusal.message), shown, *_row(given), sheet]
        else:
            division = squeezed(cells[level])[:SHOWN] if sheet and level is not None else ""
            yield ["ok", line, *_row(row), sheet, division]
        if number % TOLD_EVERY == 0:
            yield ["at", min(0.99, number / max(1, table.expected))]


def _classed(cells: list[str], level: int, sheet: int) -> list[str]:
    """A sheet for each class need not say it again on each line, where the one that lists everybody does."""
    if cells[level].strip() or not says_a_class(cells[sheet]):
        return cells
    return [*cells[:level], cells[sheet], *cells[level + 1 :]]


def _row(row: Taken) -> list[str]:
    return [row.first_name, row.last_name, row.level, row.school, row.ine, row.birth]


if __name__ == "__main__":
    main()
