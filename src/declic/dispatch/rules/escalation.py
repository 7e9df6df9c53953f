"""Escalation, never silence: what a wait brings at fixed ages, and what the pupil may choose instead of waiting."""

from collections.abc import Mapping
from datetime import timedelta
from enum import Enum
from types import MappingProxyType

from declic.dispatch.rules.estimate import LONG_AFTER
from declic.dispatch.rules.policy import POLICY
from declic.dispatch.rules.states import HelpState


class Escalation(Enum):
    """The last step a wait has reached. In this order, never back: what comes into line again begins another wait."""

    NONE = "none"
    WIDENED = "widened"
    """Teachers of the same subject at a neighbouring level, who said they accept it, may be rung."""
    CALLING = "calling"
    """Teachers who are off duty, and agreed to it, are called."""
    OPERATOR = "operator"
    """The operator is warned."""
    OFFERED = "offered"
    """The pupil is offered something else than waiting."""


AGES: Mapping[Escalation, timedelta] = MappingProxyType(
    {
        Escalation.WIDENED: POLICY.widen_after,
        Escalation.CALLING: timedelta(minutes=4),
        Escalation.OPERATOR: timedelta(minutes=5),
        Escalation.OFFERED: timedelta(minutes=5),
    }
)
"""Age of the wait at which each step is due."""
_ORDER = tuple(Escalation)
GOES_ON_AT: Mapping[Escalation, timedelta] = MappingProxyType(
    {done: min(AGES[step] for step in _ORDER[number + 1 :]) for number, done in enumerate(_ORDER[:-1])}
)
"""Age of the wait at which a step after this one is due."""
CALLED_FOR = _ORDER[_ORDER.index(Escalation.CALLING) :]
"""Teachers off duty are called, and called again, for waits that have come to one of these."""
_WHAT = {
    Escalation.WIDENED: "on élargit aux niveaux voisins",
    Escalation.CALLING: "on appelle des professeurs hors permanence",
    Escalation.OPERATOR: "la régie est prévenue",
    Escalation.OFFERED: "l’élève peut choisir un rappel ou une réponse écrite",
}


def due(age: timedelta, done: Escalation) -> tuple[Escalation, ...]:
    """The steps to take now, in order: those a clock that stood still passed over come together."""
    return tuple(step for step in _ORDER[_ORDER.index(done) + 1 :] if AGES[step] <= age)


def has_reached(done: Escalation, step: Escalation) -> bool:
    return _ORDER.index(done) >= _ORDER.index(step)


def is_called_for(age: timedelta, done: Escalation) -> bool:
    """Whether teachers off duty are called, and called again: for a wait of this evening that has come to it."""
    return done in CALLED_FOR and age >= AGES[Escalation.CALLING]


def before(step: Escalation) -> list[str]:
    """The stored values a compare-and-set to `step` may start from."""
    return [earlier.value for earlier in _ORDER[: _ORDER.index(step)]]


def reason(step: Escalation, age: timedelta) -> str:
    """French, for the operator: « attend depuis 4 min : on appelle des professeurs hors permanence »."""
    return f"attend depuis {age // timedelta(minutes=1)}\u00a0min\u00a0: {_WHAT[step]}"


class Choice(Enum):
    """What a pupil may prefer."""

    WAIT = "wait"
    """To go on waiting, or to be first in line at the opening."""
    CALL_BACK = "call_back"
    """To be first in line again at a time of their own."""
    WRITTEN = "written"
    """To leave the line, and have an answer in writing."""
    IN_LINE = "in_line"
    """To be in line again at once, rather than called back: while the service is open."""


INSTEAD = (Choice.WAIT, Choice.CALL_BACK, Choice.WRITTEN)
"""What a long wait, or a closed service, offers."""


CALL_BACK_NOTICE = timedelta(minutes=10)
"""The next call-back is so far ahead at least."""
CALL_BACKS_TOLD = 4
"""Times offered at once."""
CALL_BACKS_EACH = 4
"""So many call-backs for the same subject and band of levels, and the half-hour is not free any more."""
CALL_BACKS_CHOSEN = 6
"""A pupil chooses an hour so often for one request: each is a letter to their family."""


def choices(
    state: HelpState,
    escalation: Escalation,
    estimate: tuple[int, int] | None,
    *,
    closed: bool = False,
    put_off: bool = False,
) -> tuple[Choice, ...]:
    """Empty while the wait is short. Otherwise, and while the service or (`closed`) the subject is closed, what the
    pupil may choose. `put_off`: they waited before, until a closing time or a call-back, and never lose the choice.

    A wait is long past the promise, when the middle of what is expected is, or when nobody on duty may end it.
    """
    if state is HelpState.SCHEDULED:
        return INSTEAD
    if state is not HelpState.WAITING:
        return ()
    expected_long = estimate is None or timedelta(minutes=sum(estimate) / 2) > LONG_AFTER
    return INSTEAD if put_off or closed or expected_long or has_reached(escalation, Escalation.OFFERED) else ()
