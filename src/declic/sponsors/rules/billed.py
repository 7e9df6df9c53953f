"""Which pupils a price per pupil is for: those the agreement may help, not all who hold a code of the sponsor."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

SAID_ANEW = timedelta(days=92)
"""Families say the new class weeks after it began: until then the one of last year stands, and tells nothing."""


@dataclass(frozen=True)
class Said:
    """A level, from when the family said it."""

    at: datetime
    level: str


def levels_held(
    said: Sequence[Said], *, now_is: str, year_begins: datetime, begins: datetime, ends: datetime
) -> set[str]:
    """A child's levels while enrolled, from `begins` to `ends`, in a year of the agreement; empty where nobody knows.

    `said`: all there were, the first said first; `now_is`: the one the child has today.
    """
    if not said:
        return {now_is}
    before = [one for one in said if one.at <= begins]
    during = [one for one in said if begins < one.at <= ends]
    if not before and not during:
        return set()
    levels = {one.level for one in during}
    is_stale = bool(before) and before[-1].at < year_begins and any(one.at <= year_begins + SAID_ANEW for one in during)
    return levels if is_stale or not before else levels | {before[-1].level}


def is_billed(held: Iterable[str], covered: frozenset[str]) -> bool:
    """`covered`: empty is every level. A child whose levels nobody knows is counted."""
    levels = set(held)
    return not covered or not levels or bool(levels & covered)
