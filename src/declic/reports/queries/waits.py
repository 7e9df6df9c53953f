"""How long the pupils of a whole run of weeks waited: the table, and what is said beside it."""

from collections.abc import Mapping
from dataclasses import dataclass

from declic.reports.queries.cells import Cell, cells_of
from declic.reports.queries.lines import MEDIAN, Lessons
from declic.reports.rules import PROMISED_SHARE, SERVED, Delay, Share, Wait, delay, share


@dataclass(frozen=True)
class Waits:
    cells: tuple[Cell, ...]
    median: Delay | None = None
    p95: Delay | None = None
    kept: Share | None = None
    asked: int | None = None


def waits_of(lessons: Lessons, without: Mapping[Wait, int | None]) -> Waits:
    """`without` a lesson: how many were put in writing, or left unmet. What is masked is counted nowhere else."""
    served = [(wait.value, wait.label) for wait in SERVED]
    cells = (
        *cells_of(lessons.visits, "wait", lessons.waits, lessons.run, served),
        *(Cell(wait.value, wait.label, number) for wait, number in without.items()),
    )
    if not lessons.waits.shows_total(lessons.run):
        return Waits(cells)
    others = {wait: number or 0 for wait, number in without.items()}
    told = {wait: cell.value for wait, cell in zip(Wait, cells, strict=True)} | others
    asked = lessons.number + sum(others.values())
    said = delay(told, asked, MEDIAN), delay(told, asked, PROMISED_SHARE), _kept(told, asked)
    return Waits(cells, *said, asked=None if None in without.values() else asked)


def _kept(told: Mapping[Wait, int | None], of: int) -> Share | None:
    sides = [told[wait] for wait in Wait if wait.kept], [told[wait] for wait in Wait if not wait.kept]
    return share(*sides, of=of)
