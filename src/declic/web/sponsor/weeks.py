"""Lessons week by week; of a small town, of as many weeks together as it takes to tell them."""

from collections.abc import Sequence
from itertools import dropwhile
from typing import Final

from declic.reports.queries.cells import WeeksTogether
from declic.reports.queries.page import Figures
from declic.web.layout.charts import Row
from declic.web.layout.typography import NBSP, count, short
from declic.web.sponsor import words

WHY: Final = "Les semaines sont réunies jusqu’à ce que cinq enfants au moins y soient venus, ou personne."


def by_week(figures: Figures) -> list[Row]:
    """Without the weeks before the first lesson."""
    rows = [Row(words.week_label(cell.code), cell.value) for cell in figures.weeks]
    return list(dropwhile(lambda row: row.value == 0, rows))


def are_together(figures: Figures) -> bool:
    """Where half of the weeks would be masked, or more, and there are several numbers to tell."""
    weeks = by_week(figures)
    masked = sum(row.value is None for row in weeks)
    return 2 * masked >= len(weeks) > 0 and sum(one.lessons > 0 for one in figures.weeks_together) > 1


def together(figures: Figures) -> list[Row]:
    """Without those before the first lesson; none where weeks are told one by one."""
    if not are_together(figures):
        return []
    return [Row(name(one), one.lessons) for one in _since_the_first(figures.weeks_together)]


def name(one: WeeksTogether) -> str:
    """« 2 nov. au 22 nov. (3 semaines) »."""
    first, last = (short(words.day_of(day)) for day in (one.first_day, one.last_day))
    return f"{first} au {last} ({count(one.weeks, 'semaine,semaines')})".replace(" (", f"{NBSP}(")


def _since_the_first(told: Sequence[WeeksTogether]) -> list[WeeksTogether]:
    return list(dropwhile(lambda one: not one.lessons, told))
