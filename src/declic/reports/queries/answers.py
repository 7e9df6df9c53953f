"""The questions put in writing of a run of weeks: how soon they were answered, and how many wait."""

from dataclasses import dataclass

from declic.reports.queries.cells import Cell, cells_of
from declic.reports.queries.lines import MEDIAN
from declic.reports.queries.unmet import Unmet
from declic.reports.rules import PROMISED_SHARE, AnswerDelay, AnsweredIn, Run, answer_delay

TABLE = "answered"


@dataclass(frozen=True)
class Answers:
    """None is masked."""

    asked: int | None = 0
    cells: tuple[Cell, ...] = ()
    """By how soon; the last, those that wait. Empty when there was no question."""
    median: AnswerDelay | None = None
    p95: AnswerDelay | None = None

    @property
    def waiting(self) -> int | None:
        return self.cells[-1].value if self.cells else 0


def answers_of(written: Unmet, run: Run) -> Answers:
    asked = written.total(run)
    if asked == 0:
        return Answers()
    names = [(one.value, one.label) for one in AnsweredIn]
    if asked is None or asked != sum(written.visits.numbers(TABLE, run).get(code, 0) for code, _ in names):
        # Masked; or some were counted before it was noted when they were answered.
        return Answers(asked, tuple(Cell(code, label, None) for code, label in names))
    cells = cells_of(written.visits, TABLE, written.plans[TABLE], run, names)
    told = {one: cell.value for one, cell in zip(AnsweredIn, cells, strict=True)}
    return Answers(asked, cells, *(answer_delay(told, asked, share) for share in (MEDIAN, PROMISED_SHARE)))
