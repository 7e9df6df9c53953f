"""How many teachers each quarter-hour needs for the promise to hold: 95 % of requests under five minutes.

A first guess from the lessons under way (`load`) and Erlang A; then evenings are played with the rules that ring, and
each quarter-hour that falls short gets more teachers, each that has plenty fewer, until all hold: iterative staffing,
Z. Feldman, A. Mandelbaum, W. Massey and W. Whitt, « Staffing of time-varying queues to achieve time-stable
performance », 2008. What is found is for teachers who may take all the requests counted and have nothing else to do.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, log
from random import Random
from typing import Final

from msgspec import Struct

from declic.planning.rules.evening import Evening
from declic.planning.rules.figures import PROMISE_S
from declic.planning.rules.load import QUARTER_S, busy, gone_within, loads
from declic.planning.rules.queueing import fewest
from declic.planning.rules.recipe import STAYS_S
from declic.planning.rules.scenario import Answers, Behaviour, Request, Scenario, Teacher
from declic.planning.rules.trace import Outcome

PROMISED: Final = 0.95
PLENTY: Final = 0.98
"""From here on a quarter-hour may do with one less."""
ROUNDS: Final = 12
TRIMS: Final = 6
"""Rounds that may take a teacher away. The others only add, until evenings never played before hold."""
PLAYED: Final = 400
"""Requests played in a round for a quarter-hour half as busy as the busiest."""
EVENINGS: Final = (16, 200)
"""At least, at most, in a round: those of one evening who ask together wait together, and say little more than one."""
_SKILL: Final = ("MAT", "4E")
"""All can take all: any skill will do."""


class World(Struct, frozen=True):
    """What surrounds the requests; the simulator's usual one unless told otherwise."""

    behaviour: Behaviour = Behaviour()
    answers: Answers = Answers()
    wrap_up_s: float = 60.0


@dataclass(frozen=True)
class Need:
    """By quarter-hour. `kept`: share of the requests under five minutes when it was last played, of how many."""

    expected: tuple[float, ...]
    load: tuple[float, ...]
    staff: tuple[int, ...]
    kept: tuple[tuple[float, int], ...] = ()

    @property
    def hours(self) -> float:
        return sum(self.staff) / 4

    @property
    def short(self) -> int:
        """Quarter-hours that do not hold."""
        return sum(not is_kept(*kept) for kept in self.kept)


def is_kept(share: float, played: int) -> bool:
    """The promise, as far as the evenings played can tell: short by less than their standard error counts as kept."""
    error: float = (PROMISED * (1 - PROMISED) / max(1, played)) ** 0.5
    return share >= PROMISED - error


def first_guess(expected: Sequence[float], world: World, load: Sequence[float] | None = None) -> Need:
    """Erlang A on the lessons under way, or on another `load`. At least one teacher whenever a request may come."""
    length = busy(world.behaviour, world.wrap_up_s, world.answers)
    under_way = loads(expected, length) if load is None else list(load)
    patience = gone_within(world.behaviour, PROMISE_S)
    staff = [
        max(int(number > 0), fewest(lessons, 1 / length.mean_s, patience, PROMISE_S, PROMISED))
        for number, lessons in zip(expected, under_way, strict=True)
    ]
    return Need(tuple(expected), tuple(under_way), tuple(staff))


def need_of(
    expected: Sequence[float], world: World, *, seed: int = 1, on_round: Callable[[int], None] = lambda _round: None
) -> Need:
    """Few teachers with whom every quarter-hour holds, on other evenings than those they were found with.

    After `ROUNDS` what there is is returned: see `short`.
    """
    guess = first_guess(expected, world)
    staff, least = list(guess.staff), [0] * len(guess.staff)
    found = guess
    for number in range(ROUNDS):
        on_round(number)
        kept = kept_with(staff, expected, world, seed=ROUNDS * seed + number)
        found = Need(guess.expected, guess.load, tuple(staff), kept)
        if number >= TRIMS and not found.short:
            break
        _move(staff, least, kept, may_trim=number < TRIMS)
    return found


def _move(staff: list[int], least: list[int], kept: Sequence[tuple[float, int]], *, may_trim: bool) -> None:
    """More where it falls short, and never again so few there; fewer where there is plenty."""
    for quarter, (share, played) in enumerate(kept):
        step = staff[quarter] ** 0.5
        if not is_kept(share, played):
            least[quarter] = staff[quarter] + 1
            staff[quarter] += max(1, round(2 * (PROMISED - share) * step))
        elif share >= PLENTY and may_trim:
            staff[quarter] = max(least[quarter], min(1, staff[quarter]), staff[quarter] - max(1, int(step / 4)))


# -- evenings played --------------------------------------------------------------------------------------------------
def kept_with(
    staff: Sequence[int], expected: Sequence[float], world: World, *, seed: int
) -> tuple[tuple[float, int], ...]:
    """For each quarter-hour, the share of its requests served under five minutes (1 without any), and of how many."""
    under, played = [0] * len(expected), [0] * len(expected)
    often = max(expected, default=0.0) / 2
    least, most = EVENINGS
    for number in range(min(most, max(least, ceil(PLAYED / often))) if often else 0):
        chance = Random(f"need {seed} {number}")
        trace = Evening(scenario_of(staff, expected, world, chance), seed=1000 * seed + number).run()
        for fate in trace.fates:
            quarter = int(fate.request.at_s // QUARTER_S)
            played[quarter] += 1
            under[quarter] += fate.outcome is Outcome.LESSON and fate.waited_s < PROMISE_S
    return tuple((kept / number if number else 1.0, number) for kept, number in zip(under, played, strict=True))


def scenario_of(staff: Sequence[int], expected: Sequence[float], world: World, chance: Random) -> Scenario:
    """An evening of these requests, Poisson by quarter-hour, with so many teachers on duty in each."""
    behaviour = world.behaviour
    lesson_mu = log(60 * behaviour.lesson_mean_min) - behaviour.lesson_sigma**2 / 2
    patience_mu = log(60 * behaviour.patience_median_min)
    requests: list[Request] = []
    for quarter, number in enumerate(expected):
        at_s = chance.expovariate(number / QUARTER_S) if number else QUARTER_S
        while at_s < QUARTER_S:
            requests.append(
                Request(
                    id=f"d{len(requests)}",
                    at_s=quarter * QUARTER_S + at_s,
                    level=_SKILL[1],
                    subject=_SKILL[0],
                    patience_s=chance.lognormvariate(patience_mu, behaviour.patience_sigma),
                    lesson_s=chance.lognormvariate(lesson_mu, behaviour.lesson_sigma),
                )
            )
            at_s += chance.expovariate(number / QUARTER_S)
    teachers = tuple(
        Teacher(f"p{number}", (_SKILL,), from_s=begin * QUARTER_S, to_s=end * QUARTER_S + STAYS_S)
        for number, (begin, end) in enumerate(turns(staff))
    )
    return Scenario("besoin", tuple(requests), teachers, answers=world.answers, wrap_up_s=world.wrap_up_s)


def turns(staff: Sequence[int]) -> list[tuple[int, int]]:
    """(first quarter-hour, the one after the last) of as many teachers as `staff` says: who came first leaves first."""
    there: list[int] = []
    found = []
    for quarter, number in enumerate([*staff, 0]):
        while len(there) > number:
            found.append((there.pop(0), quarter))
        there += [quarter] * (number - len(there))
    return found
