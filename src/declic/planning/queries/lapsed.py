"""Shifts of a draft that no longer hold: over, or not what their teacher offers any more, or may teach."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from declic.planning.models import Rota, Shift
from declic.planning.queries.volunteers import volunteers_in
from declic.planning.rules.checks import fits
from declic.planning.rules.shifts import Shift as Times
from declic.planning.rules.shifts import Volunteer
from declic.planning.rules.states import ShiftState


def lapsed_in(rota: Rota, now: datetime) -> list[Shift]:
    """In time. Three queries."""
    proposed = rota.shifts.select_related("teacher__account").filter(state=ShiftState.PROPOSED.value)
    return lapsed(proposed, volunteers_in(rota.week), now)


def lapsed(shifts: Iterable[Shift], volunteers: Mapping[int, Volunteer], now: datetime) -> list[Shift]:
    """Of a week's, in time. Of one under way what is left counts; of those that are more hours than wanted now, the
    last ones go.
    """
    found: list[Shift] = []
    kept: dict[int, list[Times]] = defaultdict(list)
    for shift in sorted(shifts, key=lambda one: (one.starts_at, one.pk)):
        one, theirs, rest = volunteers.get(shift.teacher_id), kept[shift.teacher_id], shift.rest_at(now)
        if one is None or shift.ends_at <= now or not fits(one, rest, theirs, is_rest=shift.starts_at < now):
            found.append(shift)
        else:
            theirs.append(rest)
    return found
