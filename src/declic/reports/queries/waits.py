"""How long the pupils of a whole run of weeks waited: the table, and what is said beside it."""

from collections.abc import Mapping
from dataclasses import dataclass

from declic.reports.queries.cells import Cell, cells_of
from declic.reports.queries.lines import MEDIAN, Lessons
from declic.reports.rules import PROMISED_SHARE, SERVED, Count, Delay, Share, Wait, delay, share


@dataclass(frozen=True)
class Waits:
    cells: tuple[Cell, ...]
    median: Delay | None = None
    p95: Delay | None = None
    kept: Share | None = None
    asked: int | None = None


def waits_of(lessons: Lessons, without: Mapping[Wait, Cell]) -> Waits:
    """`without` a lesson: those put in writing, or left unmet. What is not told is counted nowhere else."""
    served = [(wait.value, wait.label) for wait in SERVED]
    cells = (*cells_of(lessons.visits, "wait", lessons.waits, lessons.run, served), *without.values())
    if not lessons.waits.shows_total(lessons.run):
        return Waits(cells)
    told = {wait: cell.count for wait, cell in zip(Wait, cells, strict=True)}
    told |= {wait: Count(cell.value or 0) for wait, cell in without.items()}
    asked = lessons.number + sum(told[wait].number or 0 for wait in without)
    said = delay(told, asked, MEDIAN), delay(told, asked, PROMISED_SHARE), _kept(told, asked)
    return Waits(cells, *said, asked=asked if all(cell.count.is_whole for cell in without.values()) else None)


def _kept(told: Mapping[Wait, Count], of: int) -> Share | None:
    sides = [told[wait] for wait in Wait if wait.kept], [told[wait] for wait in Wait if not wait.kept]
    return share(*sides, of=of)
