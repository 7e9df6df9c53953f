"""The questions put in writing of a run of weeks: how soon they were answered, and how many wait."""

from dataclasses import dataclass

from declic.reports.queries.cells import Cell, cells_of
from declic.reports.queries.lines import MEDIAN
from declic.reports.queries.unmet import Unmet
from declic.reports.rules import PROMISED_SHARE, AnswerDelay, AnsweredIn, Count, Run, answer_delay

TABLE = "answered"


@dataclass(frozen=True)
class Answers:
    """None is masked."""

    asked: int | None = 0
    cells: tuple[Cell, ...] = ()
    """By how soon; the last, those that wait. Empty when there was no question."""
    median: AnswerDelay | None = None
    p95: AnswerDelay | None = None
    told: Run | None = None
    """The weeks of these questions: how soon they are answered is told a week later."""

    @property
    def waiting(self) -> Count:
        return self.cells[-1].count if self.cells else Count(0)


def answers_of(written: Unmet, run: Run) -> Answers:
    whole = written.total(run)
    if whole == Count(0):
        return Answers()
    names = [(one.value, one.label) for one in AnsweredIn]
    told = written.plans[TABLE].told_total(run)
    asked = None if told is None else written.visits.whole.number(told)
    if asked == 0 and whole.number is not None:
        return Answers()
    if told is None or not asked or asked != _counted(written, told):
        # Masked; or some were counted before it was noted when they were answered.
        return Answers(asked or None, tuple(Cell(code, label, None) for code, label in names), told=told)
    cells = cells_of(written.visits, TABLE, written.plans[TABLE], told, names)
    counts = {one: cell.count for one, cell in zip(AnsweredIn, cells, strict=True)}
    median, p95 = (answer_delay(counts, asked, share) for share in (MEDIAN, PROMISED_SHARE))
    return Answers(asked, cells, median, p95, told)


def _counted(written: Unmet, run: Run) -> int:
    numbers = written.visits.numbers(TABLE, run)
    return sum(numbers.get(one.value, 0) for one in AnsweredIn)
