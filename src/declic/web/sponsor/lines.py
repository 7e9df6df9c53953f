"""The lines of the officer's tables, in words and small drawings."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from declic.reports.queries.cells import Cell
from declic.reports.queries.lines import Line
from declic.reports.rules import SERVED, Delay, Wait
from declic.web.layout.charts import MASKED, Row
from declic.web.layout.typography import duration, thousands
from declic.web.sponsor import words

TOO_FEW = "trop peu"
"""Too few lessons, or too few children, on one side of this wait."""
NOTHING = words.NONE
"""What cannot be: the wait of no lesson, the children enrolled in a subject."""


@dataclass(frozen=True)
class Amount:
    """A number as it is written, and the length of its bar out of 100."""

    words: str
    width: float = 0


@dataclass(frozen=True)
class Spell:
    """A median and a 95th percentile; `steps` is the class of each range of waits, drawn side by side."""

    median: str
    p95: str
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Drawn:
    label: str
    lessons: Amount
    time: str
    helped: str
    wait: Spell
    unmet: Amount
    enrolled: str


def as_row(cell: Cell) -> Row:
    """In a chart."""
    return Row(cell.label, cell.value, words=words.number(cell.value, at_least=True) if cell.at_least else "")


def line_row(line: Line) -> Row:
    """Its lessons, in a chart."""
    return Row(line.label, line.lessons, words=words.number(line.lessons, at_least=True) if line.at_least else "")


def drawn(
    lines: Sequence[Line], label: Callable[[Line], str], *, enrolled: bool = True, so_far: bool = True
) -> list[Drawn]:
    """`enrolled` is False where nobody is enrolled in such a row, `so_far` where children and waits are not told."""
    lessons, unmet = _longest(line.lessons for line in lines), _longest(line.unmet for line in lines)
    return [
        Drawn(
            label=label(line),
            lessons=_amount(line.lessons, lessons, at_least=line.at_least),
            time=MASKED if line.seconds is None else duration(line.seconds) if line.seconds else NOTHING,
            helped=NOTHING if has_no_row(line) or (not so_far and line.helped is None) else _number(line.helped),
            wait=_spell(line) if so_far else Spell(NOTHING, NOTHING, ()),
            unmet=Amount(NOTHING) if has_no_row(line) else _amount(line.unmet, unmet, at_least=line.unmet_at_least),
            enrolled=_number(line.enrolled) if enrolled and not line.together else NOTHING,
        )
        for line in lines
    ]


def _longest(values: Iterable[int | None]) -> int:
    return max((value or 0 for value in values), default=0) or 1


def _number(value: int | None) -> str:
    return MASKED if value is None else thousands(value)


def has_no_row(line: Line) -> bool:
    """What came in rows since they were last told, and is of none of them."""
    return line.together and not line.rows


def _amount(value: int | None, longest: int, *, at_least: bool) -> Amount:
    return Amount(words.number(value, at_least=at_least), round(100 * (value or 0) / longest, 1))


def _spell(line: Line) -> Spell:
    steps = tuple(_step(at, line.median, line.p95) for at in range(len(SERVED))) if line.median else ()
    return Spell(_wait(line, line.median), _wait(line, line.p95), steps)


def _step(at: int, median: Delay | None, p95: Delay | None) -> str:
    if _holds(median, at):
        return "bad" if SERVED[at] is Wait.LATE else "bar"
    return "reach" if _holds(p95, at) else "step"


def _holds(told: Delay | None, at: int) -> bool:
    return told is not None and SERVED.index(told.first) <= at <= SERVED.index(told.last)


def _wait(line: Line, told: Delay | None) -> str:
    if told is not None:
        return words.median(told)
    if line.lessons is None:
        return MASKED
    return NOTHING if line.together or not line.lessons else TOO_FEW
