"""Levels beside a level: what a teacher may accept besides what they are approved for."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from declic.curriculum.rules import teaches
from declic.dispatch.rules.matcher import Skill

_LADDERS: Final = (
    ("CP", "CE1", "CE2", "CM1", "CM2", "6E", "5E", "4E", "3E", "2GT", "1G", "TG"),
    ("2GT", "1T", "TT"),
    ("3E", "2PRO", "1PRO", "TPRO"),
    ("3E", "CAP"),
)
"""Ways through school: a step up or down one of them is a neighbouring level."""


def _steps() -> dict[str, frozenset[str]]:
    beside: dict[str, set[str]] = {}
    for ladder in _LADDERS:
        for low, high in pairwise(ladder):
            beside.setdefault(low, set()).add(high)
            beside.setdefault(high, set()).add(low)
    return {level: frozenset(others) for level, others in beside.items()}


BESIDE: Final = _steps()
"""Level → the levels a step away."""


def neighbours(skills: Iterable[Skill]) -> set[Skill]:
    """The same subjects a step up or down, where they are taught; none of `skills` themselves."""
    own = set(skills)
    near = {(subject, level) for subject, known in own for level in BESIDE.get(known, ()) if teaches(level, subject)}
    return near - own
