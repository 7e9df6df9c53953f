"""Who waits and who is free at the peak of an evening the simulator's recipe draws, and the slow way to decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import fsum
from uuid import UUID

from declic.dispatch.rules.matcher import FreeTeacher, Skill, Waiting, demand_of, may_take
from declic.dispatch.rules.policy import Policy
from declic.planning.rules.recipe import draw
from declic.planning.rules.scenario import Recipe, Scenario

NOW = datetime(2026, 11, 26, 17, 30, tzinfo=UTC)
"""A Thursday, 18:30 in Paris."""
TEACHERS_EACH = 8
"""Teachers on duty for one who waits: 4,000 and 500."""


@dataclass(frozen=True)
class Peak:
    asked: list[Skill]
    """Longest wait first."""
    skills: list[frozenset[Skill]]
    """Of each teacher on duty."""
    policy: Policy
    """With the requests expected soon."""


def peak(teachers: int) -> Peak:
    """As the recipe of the national peak has them: its subjects, levels, and second subjects."""
    recipe = Recipe(teachers=teachers, load=1.05)
    drawn = draw(Scenario("peak", (), ()), recipe, 1)
    waiting = max(1, teachers // TEACHERS_EACH)
    return Peak(
        [request.skill for request in drawn.requests[:waiting]],
        [frozenset(teacher.skills) for teacher in drawn.teachers],
        Policy(forecast=drawn.demand),
    )


def as_rules_see_it(peak: Peak) -> tuple[list[Waiting], list[FreeTeacher]]:
    """Nobody rings yet, and everyone is free. Teachers alike share one set of skills, as `free_teachers` has it."""
    shared = {skills: skills for skills in peak.skills}
    waiting = [
        Waiting(UUID(int=number), skill, NOW - timedelta(seconds=300 * (1 - number / len(peak.asked))))
        for number, skill in enumerate(peak.asked)
    ]
    teachers = [
        FreeTeacher(number, shared[skills], NOW - timedelta(seconds=number % 600))
        for number, skills in enumerate(peak.skills)
    ]
    return waiting, teachers


def decide_slowly(
    waiting: Sequence[Waiting], teachers: Sequence[FreeTeacher], policy: Policy
) -> list[tuple[UUID, int]]:
    """The same rings, read off the words: longest wait first, each time the least in demand of all who may."""
    demand = demand_of(waiting, policy)
    share = {skill: n / max(1, sum(skill in one.skills for one in teachers)) for skill, n in demand.items()}
    rank = {
        one.id: (round(fsum(share[skill] for skill in one.skills if skill in share), 9), one.idle_since, one.id)
        for one in teachers
    }
    left = {one.id: one for one in teachers}
    rings = []
    for request in sorted(waiting, key=lambda one: (one.asked_at, one.id)):
        able = [one for one in left.values() if may_take(one, request)]
        if able:
            chosen = min(able, key=lambda one: rank[one.id])
            del left[chosen.id]
            rings.append((request.id, chosen.id))
    return rings
