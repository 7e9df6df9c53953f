"""From what was sent to rows that may be kept: a process of its own meets the file. No database.

Formats of pupils' lists are full of traps (archives that swell, entities, formulas). Whatever becomes of the process
that opens one, the service goes on: it has so much memory and so many seconds, and holds no connection and no secret.
"""

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from declic.rolls.rules import limits
from declic.rolls.rules.columns import Field
from declic.rolls.rules.rows import NOBODY, Taken

LOOK_S: Final = 20
ROWS_S: Final = 120
"""Of the wall: the process itself has less of the processor."""
_SOURCE: Final = Path(__file__).parents[3]
_desk = threading.BoundedSemaphore(2)
"""Lists looked at at once."""


@dataclass(frozen=True)
class Look:
    """What a file seems to be."""

    kind: str
    headers: Sequence[str]
    samples: Sequence[Sequence[str]]
    """A few values of each column."""
    doubt: str = ""
    """A word that seems misread; empty where none does."""


@dataclass(frozen=True)
class NotTaken:
    number: int
    """Of the line."""
    code: str
    reason: str
    cells: Sequence[str]
    """Those of the columns that were taken, in their order."""
    given: Taken = field(default=NOBODY, compare=False, repr=False)
    """Who it is about, as far as it says; only a key of it is kept."""
    sheet: str = field(default="", compare=False)
    """Empty where there is one only. `reason` says it too."""


class Read(NamedTuple):
    """A row that is taken."""

    number: int
    """Of the line."""
    row: Taken
    sheet: str = ""
    division: str = ""
    """The class as it is written, where there are several sheets."""


Said = Read | NotTaken | float
"""A float: how far it is, from 0 to 1."""


def look(path: Path, *, today: date) -> Look:
    """Refusals of `rules.limits`."""
    wanted = {"look": True, "today": today.isoformat()}
    with _desk, contextlib.closing(_told(path, wanted, LOOK_S)) as lines:
        for line in lines:
            return Look(*line[1:])
    raise limits.broken()


def rows(
    path: Path, *, columns: Mapping[int, Field], school: str, levels: AbstractSet[str], today: date
) -> Generator[Said]:
    """Each row as it is read. Closing the iterator ends the process. Refusals of `rules.limits`."""
    wanted = {
        "look": False,
        "columns": {str(at): field.value for at, field in columns.items()},
        "school": school,
        "levels": sorted(levels),
        "today": today.isoformat(),
    }
    with contextlib.closing(_told(path, wanted, ROWS_S)) as lines:
        for line in lines:
            if line[0] == "ok":
                number, *row, sheet, division = line[1:]
                yield Read(number, Taken(*row), sheet, division)
            elif line[0] == "no":
                number, code, reason, cells, *given, sheet = line[1:]
                yield NotTaken(number, code, reason, cells, Taken(*given), sheet)
            else:
                yield float(line[1])


def _told(path: Path, wanted: Mapping[str, Any], seconds: float) -> Generator[list[Any]]:
    with path.open("rb") as sent:
        process = subprocess.Popen(  # noqa: S603  (our own module, our own words)
            [sys.executable, "-m", "declic.rolls.clean.process", json.dumps(wanted)],
            stdin=sent,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PYTHONPATH": str(_SOURCE), "PATH": os.defpath, "PYTHONIOENCODING": "utf-8", "OPENPYXL_LXML": "False"},
        )
    timer = threading.Timer(seconds, process.kill)
    timer.start()
    try:
        yield from _lines(process)
    finally:
        timer.cancel()
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def _lines(process: subprocess.Popen[bytes]) -> Iterator[list[Any]]:
    assert process.stdout is not None  # noqa: S101  (asked for above)
    for raw in process.stdout:
        try:
            line = json.loads(raw)
        except ValueError:  # it died in the middle of a line
            break
        if line[0] == "refused":
            raise limits.refusal_of(line[1], line[2])
        yield line
    if process.wait() != 0:
        raise limits.too_slow()
