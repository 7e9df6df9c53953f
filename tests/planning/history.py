"""Invented years of requests, made by other means than the model's, to judge forecasts on.

Pupils join town by town and warm up; each class of a subject has weeks with much homework and weeks with little; each
evening has its luck (a match, a storm); pupils ask around two hours of their age's own, earlier on Wednesday; tests
come before holidays, philosophy before the baccalauréat; some evenings the service fails.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, sin
from random import Random

from declic.curriculum.rules import LEVELS, band, first_subjects, subjects_of
from declic.planning.rules.forecast import Cell
from declic.planning.rules.moments import Day, Moment, moment_of

ZONES = ("A", "B", "C")
OPEN = frozenset(range(66, 88))
"""16:30 to 22:00."""
OPEN_SUNDAY = frozenset(range(60, 84))
HOUR = {"CP-CM2": (69, 3.0), "collège": (74, 5.0), "lycée": (78, 6.0)}
"""Middle and spread of the first of the two hours, in quarter-hours of the day."""


@dataclass(frozen=True)
class Town:
    zone: str
    joined: date
    pupils: dict[str, int]
    eager: float


def towns(chance: Random, first: date, number: int, pupils: int) -> list[Town]:
    found = []
    for _ in range(number):
        size = pupils * chance.paretovariate(2.5) / 1.67
        by_level = {level: max(1, round(size * chance.uniform(0.03, 0.08))) for level in LEVELS}
        joined = first - timedelta(days=30) if chance.random() < 0.4 else first + timedelta(days=chance.randrange(330))
        found.append(Town(chance.choice(ZONES), joined, by_level, chance.gammavariate(4, 0.25)))
    return found


def year(seed: int, *, towns_number: int = 40, pupils: int = 600, weeks: int = 44) -> tuple[list[Day], Counter[Cell]]:
    """From Monday 1 September 2025: the days as they are known beforehand, and what was asked."""
    chance = Random(f"history {seed}")
    first = date(2025, 9, 1)
    asking = towns(chance, first, towns_number, pupils)
    habits = {level: _habits(level, chance) for level in LEVELS}
    homework: dict[tuple[str, str], float] = {}
    days, asked = [], Counter[Cell]()
    for number in range(weeks * 7):
        on = first + timedelta(days=number)
        if on.weekday() == 0:
            homework = {
                (level, code): 0.6 * homework.get((level, code), 0.0) + chance.gauss(0, 0.2)
                for level, codes in habits.items()
                for code in codes
            }
        enrolled: Counter[tuple[Moment, str]] = Counter()
        luck = exp(chance.gauss(0, 0.12)) * (0.4 if chance.random() < 0.01 else 1)
        for town in asking:
            if town.joined > on:
                continue
            moment = moment_of(on, town.zone)
            known = 1 - 0.6 * exp(-(on - town.joined).days / 60)
            for level, count in town.pupils.items():
                enrolled[moment, level] += count
                mean = count * town.eager * known * luck * _appetite(on, moment, level)
                for _ in range(_poisson(chance, mean)):
                    _ask(asked, on, moment, level, habits[level], homework, chance)
        days.append(Day(on, enrolled, *_hours(on)))
    return days, asked


def _hours(on: date) -> tuple[frozenset[int], frozenset[int]]:
    if on.weekday() == 6:
        return OPEN_SUNDAY, frozenset()
    return (frozenset(), frozenset()) if on.weekday() == 5 else (OPEN, frozenset(range(68, 80)))


def _habits(level: str, chance: Random) -> dict[str, float]:
    liked = {one.code: chance.gammavariate(1.5, 1) for one in first_subjects(level)}
    rare = {one.code: chance.gammavariate(0.3, 0.15) for one in subjects_of(level) if one.code not in liked}
    return {**rare, **liked, "MAT": chance.uniform(5, 9)}


def _appetite(on: date, moment: Moment, level: str) -> float:
    """Requests of one pupil that day."""
    week = (1.3, 1.1, 0.7, 1.4, 0.35, 0.0, 0.8)[on.weekday()]
    season = 1 + 0.15 * sin(on.toordinal() / 58)
    if moment is Moment.HOLIDAYS:
        return 0.02 * 0.2 * season
    if moment is Moment.EXAMS:
        season *= 1.6 if level in ("3E", "TG", "1G") and on < date(2026, 6, 25) else 0.6
    if moment is Moment.LAST:
        season *= 1.25 if on.weekday() < 3 else 0.6
    return 0.02 * week * season * {"CP-CM2": 0.5, "collège": 1.3, "lycée": 1.0}[band(level)]


def _ask(  # noqa: PLR0917
    asked: Counter[Cell],
    on: date,
    moment: Moment,
    level: str,
    habits: dict[str, float],
    homework: dict[tuple[str, str], float],
    chance: Random,
) -> None:
    hours = _hours(on)[moment is Moment.HOLIDAYS]
    weights = [weight * exp(homework[level, code]) for code, weight in habits.items()]
    if on.month in (5, 6) and "PHI" in habits:
        weights = [weight * (3 if code == "PHI" else 1) for code, weight in zip(habits, weights, strict=True)]
    (subject,) = chance.choices(list(habits), weights)
    middle, spread = HOUR[band(level)]
    for _ in range(5):
        after_dinner = chance.random() < (0.5 if level in ("TG", "1G", "2GT") else 0.25)
        quarter = round(chance.gauss(82, 2) if after_dinner else chance.gauss(middle, spread) - 5 * (on.weekday() == 2))
        if quarter in hours:
            asked[on, moment, quarter, subject, level] += 1
            return


def _poisson(chance: Random, mean: float) -> int:
    number, left = 0, chance.expovariate(1)
    while left < mean:
        number += 1
        left += chance.expovariate(1)
    return number
