"""Draws the evening of a recipe: who asks what and when, who is on duty and knows what.

The usual evening and mix are assumptions, chosen after Alloprof (Québec: half the calls between 19:00 and 20:00, 60 %
in mathematics) and flattened for a service open from 16:30; a forecast from the journal replaces them.
"""

from bisect import bisect
from collections.abc import Mapping, Sequence
from itertools import accumulate
from math import ceil, log
from random import Random
from typing import Final

import msgspec

from declic.curriculum.rules import LEVELS, first_subjects, teaches
from declic.dispatch.rules.matcher import Skill
from declic.dispatch.rules.neighbours import neighbours
from declic.dispatch.rules.policy import POLICY
from declic.ground.errors import Refusal
from declic.planning.rules.figures import PROMISE_S
from declic.planning.rules.floor import Pace, on_shift
from declic.planning.rules.load import busy, gone_within
from declic.planning.rules.scenario import WEEK_S, Recipe, Request, Scenario, Teacher

QUARTER_S: Final = 900.0
EVENING: Final = (35, 50, 68, 80, 88, 94, 98, 100, 100, 99, 97, 94, 90, 84, 76, 66, 55, 44, 34, 25, 17, 10)
"""Requests by quarter-hour from 16:30 to 22:00, the busiest counting 100."""
SUBJECTS: Final = {
    "MAT": 42, "FRA": 16, "PC": 9, "ANG": 9, "HG": 6, "SVT": 5, "ESP": 3, "ALL": 1.5, "PHI": 2, "SES": 2.5, "ST": 1.5,
    "QLM": 1, "SNT": 0.5, "TECH": 0.5, "ES": 0.5,
}  # fmt: skip
LEVEL_WEIGHTS: Final = {
    "CP": 3, "CE1": 3, "CE2": 4, "CM1": 5, "CM2": 6, "6E": 9, "5E": 10, "4E": 11, "3E": 12, "2GT": 9, "1G": 7, "1T": 3,
    "TG": 7, "TT": 3, "2PRO": 3, "1PRO": 2, "TPRO": 2, "CAP": 1,
}  # fmt: skip
FORECAST_MIN: Final = 5.0
"""Scarcity counts with the requests expected in so many minutes of the busiest quarter-hour."""
DRAWN_MAX: Final = 400_000
"""Requests an evening may be drawn with: what a file of the greatest size may list."""
STAYS_S: Final = POLICY.shift_end.total_seconds()
"""A shift ends so long after the last asking: until then those who asked last are rung for."""
VOLUNTEERS: Final = 2
"""For each teacher on shift, where there is a floor to choose for."""

_PRIMARY: Final = ("CP", "CE1", "CE2", "CM1", "CM2")
_COLLEGE: Final = ("6E", "5E", "4E", "3E")
_LYCEE: Final = tuple(code for code, level in LEVELS.items() if level.school == "lycée")
_NEAR: Final = {
    "MAT": "PC",
    "PC": "MAT",
    "FRA": "HG",
    "HG": "FRA",
    "SVT": "PC",
    "ANG": "FRA",
    "SES": "HG",
    "PHI": "FRA",
}
"""The second subject a teacher may be approved for."""


def draw(base: Scenario, recipe: Recipe, seed: int) -> Scenario:
    """`base` with the requests and teachers of `recipe`. Refusal `scenario` for one that cannot be drawn."""
    classes = _classes(recipe)
    open_s = _seconds(recipe.closes) - _seconds(base.opens)
    if open_s <= 0:
        raise Refusal("scenario", "recipe.closes : la fermeture vient avant l’ouverture.")
    peak = recipe.load * recipe.teachers / (60 * recipe.behaviour.lesson_mean_min + base.wrap_up_s)
    _check_size(recipe, classes, open_s, peak)
    teachers = _teachers(base, recipe, classes, open_s, seed)
    requests = _requests(recipe, classes, open_s, peak, Random(f"requests {seed}"))
    if not requests:
        raise Refusal(
            "scenario",
            "recipe.load : avec cette graine, personne ne demande rien ; il faut plus de professeurs ou de charge, ou "
            "des leçons plus courtes.",
        )
    expected = peak * 60 * FORECAST_MIN
    forecast = {f"{subject} {level}": expected * share for (subject, level), share in classes.items()}
    return Scenario(
        base.name,
        requests,
        teachers,
        answers=base.answers,
        wrap_up_s=base.wrap_up_s,
        opens=base.opens,
        outages=base.outages,
        forecast=forecast,
        weights=recipe.weights,
    )


def _check_size(recipe: Recipe, classes: Mapping[Skill, float], open_s: float, peak: float) -> None:
    """That the evening has requests, and no more than a machine can hold."""
    if peak * open_s > DRAWN_MAX:
        bound = f"{DRAWN_MAX:,}".replace(",", "\u00a0")
        most = f"{recipe.load * DRAWN_MAX / (peak * open_s):.3g}".replace(".", ",")
        raise Refusal(
            "scenario",
            f"recipe.load : ce serait plus de {bound} demandes à tirer ; avec ces professeurs, ces leçons et ces "
            f"heures, il faut {most} au plus.",
        )
    quarters = ceil(open_s / QUARTER_S)
    if recipe.profile and not any(recipe.profile[:quarters]):
        raise Refusal("scenario", "recipe.profile : aucun quart d’heure ne compte avant la fermeture.")
    missing = recipe.shortage
    if missing is not None and missing.subject not in {subject for subject, _ in _posts(classes)}:
        raise Refusal("scenario", "recipe.shortage.subject : aucun professeur de cette recette n’est de cette matière.")


def _classes(recipe: Recipe) -> dict[Skill, float]:
    """Share of the requests of each subject × level."""
    subjects = recipe.subjects or SUBJECTS
    weights = {
        (subject, level): share * LEVEL_WEIGHTS[level] * _often(subject, level)
        for subject, share in subjects.items()
        for level in LEVELS
        if teaches(level, subject)
    }
    whole = {subject: sum(w for (s, _), w in weights.items() if s == subject) for subject in subjects}
    total = sum(subjects.values())
    if not total:
        raise Refusal("scenario", "recipe.subjects : il faut au moins une part.")
    return {
        (subject, level): weight / whole[subject] * subjects[subject] / total
        for (subject, level), weight in weights.items()
        if weight
    }


def _often(subject: str, level: str) -> float:
    """A subject outside the first tiles of its level is asked for rarely."""
    return 1.0 if subject in {one.code for one in first_subjects(level)} else 0.1


# -- who asks ---------------------------------------------------------------------------------------------------------
def _requests(
    recipe: Recipe, classes: Mapping[Skill, float], open_s: float, peak: float, chance: Random
) -> tuple[Request, ...]:
    """A Poisson process whose rate follows the profile; `peak` in requests a second."""
    profile = recipe.profile or EVENING
    highest = max(profile) or 1.0
    behaviour = recipe.behaviour
    lesson_mu = log(60 * behaviour.lesson_mean_min) - behaviour.lesson_sigma**2 / 2
    patience_mu = log(60 * behaviour.patience_median_min)
    skills, steps = list(classes), list(accumulate(classes.values()))
    found: list[Request] = []
    at_s = chance.expovariate(peak)
    while at_s < open_s:
        # Thinning (Lewis and Shedler, 1979): the others of the peak's pace are not asked.
        quarter = int(at_s // QUARTER_S)
        if quarter < len(profile) and chance.random() < profile[quarter] / highest:
            subject, level = skills[bisect(steps, chance.random() * steps[-1], hi=len(steps) - 1)]
            found.append(
                Request(
                    id=f"d{len(found) + 1}",
                    at_s=round(at_s, 3),
                    level=level,
                    subject=subject,
                    patience_s=round(min(WEEK_S, chance.lognormvariate(patience_mu, behaviour.patience_sigma)), 3),
                    lesson_s=round(min(WEEK_S, chance.lognormvariate(lesson_mu, behaviour.lesson_sigma)), 3),
                    sponsor=f"commune {_commune(recipe.communes, chance)}",
                )
            )
        at_s += chance.expovariate(peak)
    return tuple(found)


def _commune(number: int, chance: Random) -> int:
    """Towns are of all sizes: the first is asked for most (Zipf)."""
    return min(number, int(number ** chance.random() + 0.5)) or 1


# -- who teaches ------------------------------------------------------------------------------------------------------
def _teachers(
    base: Scenario, recipe: Recipe, classes: Mapping[Skill, float], open_s: float, seed: int
) -> tuple[Teacher, ...]:
    """As many of each subject and school as it is asked for, and somebody for every class that is."""
    chance = Random(f"teachers {seed}")
    posts = _posts(classes)
    names = list(posts)
    weights = [posts[name] for name in names]
    drawn = _apportioned(names, weights, recipe.teachers * (VOLUNTEERS if recipe.floor else 1))
    missing = recipe.shortage
    teachers = []
    for number, (subject, levels) in enumerate(drawn, 1):
        if missing is not None and subject == missing.subject and chance.random() >= missing.keep:
            continue
        skills = _skills(subject, levels, recipe.breadth, chance) & classes.keys()
        teachers.append(Teacher(id=f"p{number}", skills=tuple(sorted(skills)), from_s=0.0, to_s=open_s + STAYS_S))
    if recipe.floor:
        known = [frozenset(teacher.skills) for teacher in teachers]
        pace = Pace(
            busy(recipe.behaviour, base.wrap_up_s, base.answers).mean_s, gone_within(recipe.behaviour, PROMISE_S)
        )
        chosen = on_shift(known, _groups(classes), recipe.teachers, recipe.load, pace)
        teachers = [teachers[place] for place in chosen]
    return tuple(_ready(teacher, recipe, classes, Random(f"{teacher.id} {seed}")) for teacher in teachers)


def _ready(teacher: Teacher, recipe: Recipe, classes: Mapping[Skill, float], chance: Random) -> Teacher:
    """Drawn apart: the same people, whoever of them is armed or accepts more."""
    widens, arms = chance.random() < recipe.widening, chance.random() < recipe.armed
    wide = neighbours(teacher.skills) & classes.keys() if widens else ()
    return msgspec.structs.replace(teacher, wide=tuple(sorted(wide)), armed=arms)


Post = tuple[str, tuple[str, ...]]
"""(subject, levels of the school); the subject of a professeur des écoles is empty."""


def _posts(classes: Mapping[Skill, float]) -> dict[Post, float]:
    """Each kind of teacher, and the share of the requests that are theirs."""
    return {post: sum(group.values()) for post, group in _by_post(classes).items()}


def _groups(classes: Mapping[Skill, float]) -> list[dict[Skill, float]]:
    return list(_by_post(classes).values())


def _by_post(classes: Mapping[Skill, float]) -> dict[Post, dict[Skill, float]]:
    posts: dict[Post, dict[Skill, float]] = {}
    for (subject, level), share in classes.items():
        if level in _PRIMARY:
            post: Post = ("", _PRIMARY)
        else:
            post = (subject, _COLLEGE if level in _COLLEGE else _LYCEE)
        posts.setdefault(post, {})[subject, level] = share
    return posts


def _apportioned(names: Sequence[Post], weights: Sequence[float], seats: int) -> list[Post]:
    """`seats` posts in proportion: largest remainders, the rarest kind having at least one when there is room."""
    total = sum(weights)
    exact = [weight * seats / total for weight in weights]
    given = [int(share) for share in exact]
    if seats >= len(names):
        given = [max(1, number) for number in given]
    order = sorted(range(len(names)), key=lambda index: given[index] - exact[index])
    while sum(given) < seats:
        for index in order[: seats - sum(given)]:
            given[index] += 1
    while sum(given) > seats:
        given[max(range(len(given)), key=lambda index: given[index] - exact[index] if given[index] > 1 else -9)] -= 1
    return [name for name, number in zip(names, given, strict=True) for _ in range(number)]


def _skills(subject: str, levels: tuple[str, ...], breadth: str, chance: Random) -> set[Skill]:
    if not subject:
        half = levels[:3] if chance.random() < 0.5 else levels[2:]
        taken = {"narrow": half, "medium": levels, "broad": (*levels, "6E")}[breadth]
        return {(code, level) for level in taken for code in SUBJECTS if teaches(level, code)}
    if breadth == "narrow":
        first = chance.randrange(max(1, len(levels) - 2))
        return {(subject, level) for level in levels[first : first + 3]}
    known = {(subject, level) for level in levels}
    if breadth == "broad":
        known |= {(subject, level) for level in (*_COLLEGE, *_LYCEE)}
    if (near := _NEAR.get(subject)) and (breadth == "broad" or chance.random() < 0.3):
        known |= {(near, level) for level in levels}
    return known


def _seconds(clock: str) -> float:
    hours, minutes = clock.split(":")
    return 3600.0 * int(hours) + 60.0 * int(minutes)
