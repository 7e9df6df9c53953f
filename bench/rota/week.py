"""A week to plan: what the pupils of a service are assumed to ask, and volunteers drawn as teachers are."""

from datetime import date, timedelta
from math import fsum
from random import Random

from declic.curriculum.rules import LEVELS
from declic.planning.rules.covers import Cover, covers_of, expected_by_quarter, grouped, groups_known, span
from declic.planning.rules.forecast import Model
from declic.planning.rules.moments import Day, Moment
from declic.planning.rules.need import World, first_guess
from declic.planning.rules.recipe import draw
from declic.planning.rules.rota import Place
from declic.planning.rules.scenario import Recipe, Scenario
from declic.planning.rules.shifts import Stretch, Volunteer

MONDAY = date(2026, 11, 23)
OPEN = frozenset(range(66, 88))


def needed_of(pupils: float) -> dict[Place, int]:
    """From Monday to Friday and on Sunday, 16:30 to 22:00."""
    found: dict[Place, int] = {}
    for weekday in (0, 1, 2, 3, 4, 6):
        everyone = {(Moment.TERM, level): pupils / len(LEVELS) for level in LEVELS}
        table = Model().expected(Day(MONDAY + timedelta(days=weekday), everyone, OPEN))
        first, after = span(table)
        asked = grouped(table)
        for cover in covers_of(asked):
            staff = first_guess(expected_by_quarter(cover, asked, first, after), World()).staff
            found.update({(cover, weekday, first + quarter): number for quarter, number in enumerate(staff)})
    return found


def volunteers_of(number: int, seed: int) -> list[Volunteer]:
    """Two to five evenings of three hours at least; two to four hours a week wanted at least, six to twelve at most."""
    chance = Random(f"volunteers {seed}")
    staff = draw(Scenario("semaine", (), ()), Recipe(teachers=number, load=1), seed).teachers
    found = []
    for teacher in staff:
        free = []
        for day in sorted(chance.sample((0, 1, 2, 3, 4, 6), chance.randint(2, 5))):
            first = chance.randint(66, 76)
            free.append(Stretch(day, first, min(88, first + chance.randint(12, 22))))
        groups = groups_known(teacher.skills)
        found.append(Volunteer(teacher.id, groups, tuple(free), 4 * chance.randint(2, 4), 4 * chance.randint(6, 12)))
    return found


def hours_needed(needed: dict[Place, int]) -> float:
    return fsum(number for (cover, _, _), number in needed.items() if cover.name == "tout") / 4


def names(needed: dict[Place, int]) -> set[Cover]:
    return {cover for cover, _, _ in needed}
