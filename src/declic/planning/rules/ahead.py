"""Of a week under way, what is still to come: nobody is given a shift that is over, nor needed for one."""

from collections.abc import Mapping
from dataclasses import replace

from declic.planning.rules.rota import Needed
from declic.planning.rules.shifts import SHORTEST, Stretch, Volunteer

Since = tuple[int, int]
"""(day of the week, quarter-hour)."""


def left_of(volunteers: Mapping[int, Volunteer], since: Since) -> dict[int, Volunteer]:
    """The same, with the stretches in which a shift may still be."""
    return {
        teacher: replace(one, free=tuple(left for free in one.free if (left := _left(free, since)) is not None))
        for teacher, one in volunteers.items()
    }


def need_from(needed: Needed, since: Since) -> Needed:
    return {place: number for place, number in needed.items() if place[1:] >= since}


def _left(free: Stretch, since: Since) -> Stretch | None:
    day, quarter = since
    if free.day != day:
        return free if free.day > day else None
    first = max(free.first, quarter)
    return Stretch(day, first, free.after) if free.after - first >= SHORTEST else None
