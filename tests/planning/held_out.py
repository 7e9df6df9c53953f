"""Forecasts judged on weeks they have not seen, beside « the same weekday, the last weeks »."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from math import fsum, log

from declic.dispatch.rules.matcher import Skill
from declic.planning.rules.forecast import Asked, Table, fit
from declic.planning.rules.moments import Day
from declic.planning.rules.prior import group_of

LAST_WEEKS = 4
Cells = tuple[list[float], list[float], list[float]]
"""What came, what was forecast, and what the baseline says, cell by cell."""


def compared(days: Sequence[Day], asked: Asked, weeks: Sequence[int]) -> tuple[Cells, Cells]:
    """Over the held-out `weeks`, each forecast on its eve: by quarter-hour and group, and by quarter-hour.

    The cells of an evening are all those that either forecast, or that came.
    """
    by_day: dict[date, Counter[tuple[int, Skill]]] = defaultdict(Counter)
    for (on, _, quarter, subject, level), number in asked.items():
        by_day[on][quarter, (subject, level)] += number
    fine: Cells = ([], [], [])
    coarse: Cells = ([], [], [])
    for week in weeks:
        first = days[7 * week].on
        model = fit(days[: 7 * week], {cell: number for cell, number in asked.items() if cell[0] < first})
        for day in days[7 * week : 7 * week + 7]:
            usual: dict[tuple[int, Skill], float] = defaultdict(float)
            for back in range(1, LAST_WEEKS + 1):
                for cell, number in by_day[day.on - timedelta(weeks=back)].items():
                    usual[cell] += number / LAST_WEEKS
            tables = (by_day[day.on], model.expected(day), usual)
            _add(fine, [_summed(table, lambda quarter, skill: (quarter, *group_of(skill))) for table in tables])
            _add(coarse, [_summed(table, lambda quarter, _: (quarter,)) for table in tables])
    return fine, coarse


def _summed(table: Table, key: Callable[[int, Skill], tuple[object, ...]]) -> dict[tuple[object, ...], float]:
    found: dict[tuple[object, ...], float] = defaultdict(float)
    for (quarter, skill), number in table.items():
        found[key(quarter, skill)] += number
    return found


def _add(cells: Cells, told: Sequence[Mapping[tuple[object, ...], float]]) -> None:
    for cell in set().union(*told):
        for numbers, table in zip(cells, told, strict=True):
            numbers.append(table.get(cell, 0.0))


def deviance(came: Sequence[float], foretold: Sequence[float], floor: float) -> float:
    """Poisson deviance, a proper score: the less the better. Nothing is foretold under `floor`."""
    means = [max(floor, mean) for mean in foretold]
    return 2 * fsum((y * log(y / m) if y else 0.0) - (y - m) for y, m in zip(came, means, strict=True))


def best_deviance(came: Sequence[float], foretold: Sequence[float]) -> float:
    """With the floor that suits this forecast best, known only afterwards."""
    return min(deviance(came, foretold, floor) for floor in (0.003, 0.01, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3))


def wape(came: Sequence[float], foretold: Sequence[float]) -> float:
    """Weighted absolute percentage error."""
    return fsum(abs(y - m) for y, m in zip(came, foretold, strict=True)) / fsum(came)
