"""One evening under one policy, and what is kept of it to compare policies over many."""

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as changed
from functools import cache
from multiprocessing.pool import Pool
from statistics import fmean
from time import monotonic

from msgspec import structs

from declic.dispatch.rules.matcher import Skill
from declic.dispatch.rules.policy import POLICY, Policy
from declic.planning.rules.evening import Evening
from declic.planning.rules.figures import PROMISE_S
from declic.planning.rules.recipe import draw
from declic.planning.rules.reference import BOUNDS, REFERENCES, without_scarcity
from declic.planning.rules.scenario import Read, Recipe, Scenario, read
from declic.planning.rules.trace import Fate, Outcome
from declic.planning.rules.ways import OURS, Way
from declic.planning.scenarios import shipped

FIRST_SEED = 1_000
"""Of the evenings reported. What was tried and tuned was tried on others (below 1,000)."""


@dataclass(frozen=True)
class Contender:
    name: str
    way: Way = OURS
    policy: Policy = POLICY
    armed: float = 0.0
    widening: float = 0.0
    floor: bool = False
    change: Callable[[Scenario], Scenario] = lambda scenario: scenario
    kind: str = "ours"
    """`ours`, `armed`, `reference`, `bound`; `whole`: with neighbouring levels and the floor; `lever`: a step to it."""

    @property
    def foresees(self) -> bool:
        """The others know nothing of what is expected."""
        return self.way is OURS


FEW = 8
"""Teachers who hold a skill, for it to be spared in the service."""
LEVERS = (
    Contender("routing alone", Way(without_scarcity), kind="lever"),
    Contender("+ half accept neighbours", Way(without_scarcity), widening=0.5, kind="lever"),
    Contender("+ scarcity", widening=0.5, kind="lever"),
    Contender("+ floor", widening=0.5, floor=True, kind="lever"),
)
CONTENDERS: dict[str, Contender] = {
    contender.name: contender
    for contender in (
        Contender("ours"),
        Contender("ours, all armed", armed=1.0, kind="armed"),
        Contender("ours, half accept neighbours, floor", widening=0.5, floor=True, kind="whole"),
        *(Contender(one.name, one.way, one.policy, kind="reference") for one in REFERENCES),
        *(Contender(one.name, one.way, one.policy, change=one.change, kind="bound") for one in BOUNDS),
        *LEVERS,
    )
}


@dataclass(frozen=True)
class Task:
    scenario: str
    contender: str
    seed: int
    teachers: int = 0
    """0: as the scenario says; otherwise so many, before the same requests."""
    load: float = 0.0


@dataclass
class Kept:
    """Of one evening."""

    requests: int
    lessons: int
    waited_s: float
    """Of all who had a lesson."""
    waits: list[float]
    under_3: int
    under_5: int
    left: int
    rings: int
    waits_of: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    """« level », « commune » → the waits of each."""
    groups: dict[str, Counter[str]] = field(default_factory=dict)
    """« level », « class », « commune » → requests of each; « … kept » → those under 5 minutes."""


def play_all(tasks: Sequence[Task], label: str = "") -> list[Kept]:
    """In the order of the tasks. How far it is goes to the terminal; to a file, one line at the end."""
    kept, began, shown = [], monotonic(), sys.stderr.isatty()
    processes = _processes()
    for one in processes.imap(play, tasks) if processes else map(play, tasks):
        kept.append(one)
        if shown:
            print(f"\r  {label}: {len(kept)}/{len(tasks)}\x1b[K", end="", file=sys.stderr, flush=True)
    if shown:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    else:
        print(f"  {label}: {len(kept)} evenings, {monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return kept


@cache
def _processes() -> Pool | None:
    """As many as there are cores: they live as long as the bench, and keep what they have computed."""
    number = int(os.environ.get("PROCESSES", "0")) or os.cpu_count() or 1
    return Pool(number) if number > 1 else None


def play(task: Task) -> Kept:
    contender, found = CONTENDERS[task.contender], _read(task.scenario)
    assert found.recipe is not None
    recipe = structs.replace(found.recipe, armed=contender.armed, widening=contender.widening, floor=contender.floor)
    if task.teachers:
        recipe = structs.replace(recipe, teachers=task.teachers, load=task.load)
    scenario = contender.change(draw(found.scenario, recipe, task.seed))
    policy = changed(contender.policy, forecast=rare(scenario)) if contender.foresees else contender.policy
    trace = Evening(scenario, seed=task.seed, policy=policy, way=contender.way).run()
    return _kept(trace.fates, trace.rings)


def rare(scenario: Scenario) -> dict[Skill, float]:
    """What the clock would foresee (`jobs.foresight`): of the skills expected, those that few on duty hold."""
    holders = Counter(skill for teacher in scenario.teachers for skill in teacher.skills)
    return {skill: number for skill, number in scenario.demand.items() if 0 < holders[skill] <= FEW}


@cache
def _read(name: str) -> Read:
    text = shipped(name)
    assert text is not None
    return read(text)


def recipe_of(name: str) -> Recipe:
    recipe = _read(name).recipe
    assert recipe is not None
    return recipe


def _kept(fates: Iterable[Fate], rings: int) -> Kept:
    fates = list(fates)
    waits = [fate.waited_s for fate in fates if fate.outcome is Outcome.LESSON]
    groups: dict[str, Counter[str]] = {}
    for kind, key in (("level", _level), ("class", _class), ("commune", _commune)):
        groups[kind] = Counter(map(key, fates))
        groups[f"{kind} kept"] = Counter(key(fate) for fate in fates if _in_time(fate))
    return Kept(
        len(fates),
        len(waits),
        sum(waits),
        waits,
        sum(wait < 180 for wait in waits),
        sum(wait < PROMISE_S for wait in waits),
        sum(fate.outcome is Outcome.LEFT for fate in fates),
        rings,
        {"level": _waits_by(fates, _level), "commune": _waits_by(fates, _commune)},
        groups,
    )


def _waits_by(fates: Iterable[Fate], key: Callable[[Fate], str]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for fate in fates:
        if fate.outcome is Outcome.LESSON:
            found.setdefault(key(fate), []).append(fate.waited_s)
    return found


def _level(fate: Fate) -> str:
    return fate.request.level


def _class(fate: Fate) -> str:
    return f"{fate.request.subject} {fate.request.level}"


def _commune(fate: Fate) -> str:
    return fate.request.sponsor


def _in_time(fate: Fate) -> bool:
    return fate.outcome is Outcome.LESSON and fate.waited_s < PROMISE_S


# -- over many evenings -----------------------------------------------------------------------------------------------
def mean_wait_s(kept: Sequence[Kept]) -> float:
    return sum(one.waited_s for one in kept) / max(1, sum(one.lessons for one in kept))


def share(kept: Sequence[Kept], name: str) -> float:
    """Of all requests."""
    return float(sum(getattr(one, name) for one in kept)) / max(1, sum(one.requests for one in kept))


def group_share(kept: Sequence[Kept], kind: str, group: str) -> float:
    """Under 5 minutes, of the requests of that group."""
    asked = sum(one.groups[kind][group] for one in kept)
    return sum(one.groups[f"{kind} kept"][group] for one in kept) / max(1, asked)


def class_mean(kept: Sequence[Kept], enough: int = 100) -> float:
    """Share under 5 minutes of the mean class, of those with `enough` requests: each counts as much as another."""
    asked: Counter[str] = sum((one.groups["class"] for one in kept), Counter())
    shares = [group_share(kept, "class", group) for group, number in asked.items() if number >= enough]
    return fmean(shares) if shares else 1.0


def worst(kept: Sequence[Kept], kind: str, enough: int = 100) -> tuple[str, float]:
    """The group with the least share under 5 minutes, of those with `enough` requests; ("", 1.0) without any."""
    asked: Counter[str] = sum((one.groups[kind] for one in kept), Counter())
    return min(
        ((group, group_share(kept, kind, group)) for group, number in asked.items() if number >= enough),
        key=lambda found: found[1],
        default=("", 1.0),
    )
