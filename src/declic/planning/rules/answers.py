"""What a simulated teacher does about a ring."""

from enum import Enum
from math import exp
from typing import NamedTuple

from declic.dispatch.rules.policy import Policy
from declic.planning.rules.chance import normal, uniform
from declic.planning.rules.scenario import Answers


class Answer(Enum):
    ACCEPT = "accept"
    DECLINE = "decline"
    MISS = "miss"


class Chance(NamedTuple):
    """Whose: two policies that make the same ring hear the same answer."""

    seed: int
    request: int
    teacher: int
    tried: int
    """Rings of this request at this teacher before."""


def drawn(answers: Answers, policy: Policy, chance: Chance, *, armed: bool) -> tuple[Answer, float]:
    """The answer, and after how long, s.

    Whoever declined a pupil once declines them again. Whoever was away for a ring may be there for the next.
    """
    seed, *whose, tried = chance
    first = uniform(seed, *whose, 1)
    declines = answers.accept <= first < answers.accept + answers.decline
    is_there = first < answers.accept
    if tried and not declines:
        is_there = uniform(seed, *whose, 1 + 2 * tried) * (1 - answers.decline) < answers.accept
    if armed:
        delay_s = policy.armed_countdown.total_seconds()
    else:
        delay_s = answers.delay_median_s
        if answers.delay_sigma:
            delay_s *= exp(answers.delay_sigma * normal(seed, *whose, 2 + 2 * tried))
    longest_s = (policy.ring_of(armed=armed) + policy.accept_grace).total_seconds()
    if delay_s > longest_s or not (declines or is_there):
        return Answer.MISS, longest_s
    return Answer.DECLINE if declines else Answer.ACCEPT, delay_s
