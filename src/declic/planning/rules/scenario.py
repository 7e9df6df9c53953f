"""An evening to simulate, as a file tells it: a recipe to draw it from, or every request and teacher by name.

Times are seconds since the service opened. An unknown, missing or senseless field is refused by its name.
"""

from collections.abc import Sequence
from typing import Annotated, Final, Literal, get_args

from msgspec import Meta, Struct

from declic.curriculum.rules import BANDS, LEVELS, SUBJECTS, teaches
from declic.dispatch.rules.matcher import Skill
from declic.dispatch.rules.weights import LEAST, MOST, Group
from declic.ground.errors import Refusal
from declic.planning.rules.json_file import FileFault, Words, fault, told

Share = Annotated[float, Meta(ge=0, le=1)]
NotNegative = Annotated[float, Meta(ge=0, le=1e9)]
WEEK_S: Final = 604_800.0
"""The longest anything lasts: a wait without an end would be played without one."""
Moment = Annotated[float, Meta(ge=0, le=WEEK_S)]
Length = Annotated[float, Meta(gt=0, le=WEEK_S)]
Minutes = Annotated[float, Meta(gt=0, le=WEEK_S / 60)]
Name = Annotated[str, Meta(min_length=1)]
Weight = Annotated[float, Meta(ge=LEAST, le=MOST)]
Spread = Annotated[float, Meta(ge=0, le=5)]
"""Of a lognormal: beyond, its numbers are past all bounds."""
Clock = Annotated[str, Meta(pattern=r"^([01]?\d|2[0-3]):[0-5]\d$")]
Breadth = Literal["narrow", "medium", "broad"]
Pair = tuple[str, str]
"""[subject, level]."""

FILE_MAX: Final = 64 * 1024 * 1024
"""Bytes of a scenario file: about 400,000 requests."""


class Request(Struct, frozen=True, forbid_unknown_fields=True):
    id: Name
    at_s: Moment
    level: str
    subject: str
    patience_s: Moment
    """Without a teacher by then, the pupil leaves."""
    lesson_s: Length
    sponsor: str = ""

    @property
    def skill(self) -> Skill:
        return self.subject, self.level


class Teacher(Struct, frozen=True, forbid_unknown_fields=True):
    id: Name
    skills: Annotated[tuple[Pair, ...], Meta(min_length=1)]
    from_s: Moment
    to_s: Length
    """The end of the shift: no ring in its last five minutes, but with `to_end`; the lesson under way finishes."""
    wide: tuple[Pair, ...] = ()
    """Of neighbouring levels, accepted when a request has waited long."""
    armed: bool = False
    """Their page accepts by itself after a few seconds."""
    to_end: bool = False
    """Rung until the shift ends."""


class Answers(Struct, frozen=True, forbid_unknown_fields=True):
    """How a rung teacher answers. The delay is lognormal."""

    accept: Share = 0.92
    decline: Share = 0.03
    miss: Share = 0.05
    delay_median_s: Moment = 8.0
    delay_sigma: Spread = 0.5
    back_after_s: Length = 180.0
    """A missed ring pauses; the teacher is back after so long."""


class Outage(Struct, frozen=True, forbid_unknown_fields=True):
    """Nothing rings and nothing is answered meanwhile; lessons go on, and pupils keep trying."""

    from_s: Moment
    to_s: Length


class Scenario(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that happens from outside, known beforehand: two policies can be given the same evening."""

    name: str
    requests: tuple[Request, ...]
    teachers: tuple[Teacher, ...]
    answers: Answers = Answers()
    wrap_up_s: Moment = 60.0
    opens: Clock = "16:30"
    outages: tuple[Outage, ...] = ()
    forecast: dict[str, NotNegative] = {}
    """« MAT 4E » → requests expected in the next minutes, which scarcity counts with."""
    weights: dict[str, Weight] = {}
    """« MAT collège » → how much a wait of that group counts."""

    @property
    def demand(self) -> dict[Skill, float]:
        return {(key.split(" ")[0], key.split(" ")[1]): value for key, value in self.forecast.items()}

    @property
    def weighed(self) -> dict[Group, float]:
        return {(key.split(" ")[0], key.split(" ")[1]): value for key, value in self.weights.items()}


class Behaviour(Struct, frozen=True, forbid_unknown_fields=True):
    """Lognormal patience and lessons."""

    patience_median_min: Minutes = 9.0
    patience_sigma: Spread = 0.8
    lesson_mean_min: Minutes = 22.0
    lesson_sigma: Spread = 0.6


class Shortage(Struct, frozen=True, forbid_unknown_fields=True):
    """Of the teachers of `subject`, only `keep` of them came."""

    subject: str
    keep: Share


class Recipe(Struct, frozen=True, forbid_unknown_fields=True):
    """What an evening is drawn from, with a seed."""

    teachers: Annotated[int, Meta(ge=1, le=20_000)]
    load: Annotated[float, Meta(ge=0.001, le=1000)]
    """Requests at the busiest quarter-hour, in lessons under way per teacher on duty."""
    closes: Clock = "22:00"
    profile: tuple[NotNegative, ...] = ()
    """Requests of each quarter-hour from the opening, relative to each other; empty: the usual evening."""
    subjects: dict[str, NotNegative] = {}
    """Share of each subject; empty: the usual mix."""
    breadth: Breadth = "medium"
    behaviour: Behaviour = Behaviour()
    communes: Annotated[int, Meta(ge=1, le=35_000)] = 30
    shortage: Shortage | None = None
    widening: Share = 0.0
    """Of the teachers who accept the levels beside theirs."""
    armed: Share = 0.0
    floor: bool = False
    """Who is on shift is chosen among twice as many volunteers, so that rare subjects have their floor."""
    weights: dict[str, Weight] = {}
    """« MAT collège » → how much a wait of that group counts; empty, or a group that is not there: 1."""


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    name: Name
    recipe: Recipe | None = None
    requests: Annotated[tuple[Request, ...], Meta(min_length=1)] | None = None
    teachers: Annotated[tuple[Teacher, ...], Meta(min_length=1)] | None = None
    answers: Answers = Answers()
    wrap_up_s: Moment = 60.0
    opens: Clock = "16:30"
    outages: tuple[Outage, ...] = ()


_WORDS: Final = Words(choices=get_args(Breadth), clock="16:30")


class Read(Struct, frozen=True):
    """A file that was read: `recipe` still to be drawn, or a whole `scenario`."""

    scenario: Scenario
    recipe: Recipe | None


def read(text: bytes) -> Read:
    """The scenario of a JSON file. Refusal `scenario`, whose sentence names the field."""
    if len(text) > FILE_MAX:
        raise Refusal("scenario", f"Le fichier dépasse {FILE_MAX // 1024**2} Mo.")
    try:
        found = told(text, _File, words=_WORDS)
        _check(found)
    except FileFault as wrong:
        raise Refusal("scenario", str(wrong)) from None
    scenario = Scenario(
        found.name,
        found.requests or (),
        found.teachers or (),
        answers=found.answers,
        wrap_up_s=found.wrap_up_s,
        opens=found.opens,
        outages=found.outages,
    )
    return Read(scenario, found.recipe)


def _check(found: _File) -> None:
    if not found.name.strip():
        raise fault("name", "il faut un texte qui ne soit pas vide")
    if found.recipe is None and (found.requests is None or found.teachers is None):
        raise fault("recipe", "il faut une recette, ou les deux listes requests et teachers")
    if found.recipe is not None and (found.requests is not None or found.teachers is not None):
        raise fault("recipe", "une recette, ou des listes, mais pas les deux")
    answers = found.answers
    if abs(answers.accept + answers.decline + answers.miss - 1) > 1e-6:
        raise fault("answers", "accept, decline et miss doivent faire 1 à eux trois")
    for index, outage in enumerate(found.outages):
        if outage.to_s <= outage.from_s:
            raise fault(f"outages[{index}].to_s", "la panne finit avant de commencer")
    _check_lists(found.requests or (), found.teachers or ())
    if found.recipe is not None:
        _check_recipe(found.recipe)


def _check_lists(requests: Sequence[Request], teachers: Sequence[Teacher]) -> None:
    for index, teacher in enumerate(teachers):
        if teacher.to_s <= teacher.from_s:
            raise fault(f"teachers[{index}].to_s", "le service finit avant de commencer")
        for name, pairs in (("skills", teacher.skills), ("wide", teacher.wide)):
            for place, (subject, level) in enumerate(pairs):
                field = f"teachers[{index}].{name}[{place}]"
                check_class(subject, level, field, field)
    for index, request in enumerate(requests):
        field = f"requests[{index}]"
        check_class(request.subject, request.level, f"{field}.subject", f"{field}.level")
    _check_once("requests", [request.id for request in requests])
    _check_once("teachers", [teacher.id for teacher in teachers])


def _check_recipe(recipe: Recipe) -> None:
    for subject in recipe.subjects:
        _check_subject(subject, f"recipe.subjects.{subject}")
    for name in recipe.weights:
        subject, _, levels = name.partition(" ")
        _check_subject(subject, f"recipe.weights.{name}")
        if levels not in BANDS:
            raise fault(f"recipe.weights.{name}", f"après la matière, {' ou '.join(BANDS)}")
    if recipe.shortage is not None:
        _check_subject(recipe.shortage.subject, "recipe.shortage.subject")
    if recipe.profile and not any(recipe.profile):
        raise fault("recipe.profile", "il faut au moins un quart d’heure qui ne soit pas à zéro")


def check_class(subject: str, level: str, subject_field: str, level_field: str) -> None:
    """FileFault, unless that level has that subject."""
    if level not in LEVELS:
        raise fault(level_field, f"« {level} » n’est pas un niveau ; il faut l’un de {', '.join(LEVELS)}")
    _check_subject(subject, subject_field)
    if not teaches(level, subject):
        raise fault(subject_field, f"« {subject} » ne s’enseigne pas au niveau « {level} »")


def _check_subject(subject: str, field: str) -> None:
    if subject not in SUBJECTS:
        raise fault(field, f"« {subject} » n’est pas une matière ; « MAT » ou « FRA » en sont")
    if not any(teaches(level, subject) for level in LEVELS):
        raise fault(field, "aucun niveau n’a cette matière")


def _check_once(name: str, ids: list[str]) -> None:
    seen: set[str] = set()
    for index, id_ in enumerate(ids):
        if id_ in seen:
            raise fault(f"{name}[{index}].id", f"« {id_} » y est deux fois")
        seen.add(id_)
