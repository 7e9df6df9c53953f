"""Which shifts two colleagues could swap: each knows what the other does, and may have the other's shift."""

from collections import defaultdict
from datetime import datetime

from django.db.models import Q

from declic.dispatch.queries.hours import exceptional
from declic.dispatch.rules.hours import Exceptional
from declic.planning.models import Shift
from declic.planning.queries.rotas import EXPECTED
from declic.planning.queries.volunteers import volunteer_of, volunteers_in
from declic.planning.rules.checks import fits
from declic.planning.rules.closed import is_closed
from declic.planning.rules.covers import may_stand_in
from declic.planning.rules.shifts import Shift as Times
from declic.planning.rules.shifts import Volunteer


def swappable(mine: Shift, now: datetime) -> list[Shift]:
    """Colleagues' shifts of the same week to come that this one could be swapped for, soonest first; none that a
    closing takes whole.
    """
    everybody, decided = volunteers_in(mine.rota.week), exceptional(now)
    me = everybody.get(mine.teacher_id)
    if me is None or not _may_go(mine, now, decided):
        return []
    held = list(
        Shift.objects.select_related("teacher__account")
        .filter(rota=mine.rota, state__in=EXPECTED)
        .order_by("starts_at")
    )
    given: dict[int, list[Shift]] = defaultdict(list)
    for shift in held:
        given[shift.teacher_id].append(shift)
    return [
        theirs
        for theirs in held
        if (them := everybody.get(theirs.teacher_id)) is not None
        and theirs.teacher_id != mine.teacher_id
        and _may_go(theirs, now, decided)
        and _fit(me, mine, given[mine.teacher_id], them, theirs, given[theirs.teacher_id])
    ]


def could_swap(mine: Shift, theirs: Shift, now: datetime) -> bool:
    """As they are now."""
    me, them = (volunteer_of(shift.teacher_id, mine.rota.week) for shift in (mine, theirs))
    decided = exceptional(now)
    if me is None or them is None or not (_may_go(mine, now, decided) and _may_go(theirs, now, decided)):
        return False
    held = Shift.objects.filter(
        Q(teacher_id=mine.teacher_id) | Q(teacher_id=theirs.teacher_id), rota_id=mine.rota_id, state__in=EXPECTED
    )
    given: dict[int, list[Shift]] = defaultdict(list)
    for shift in held:
        given[shift.teacher_id].append(shift)
    return _fit(me, mine, given[mine.teacher_id], them, theirs, given[theirs.teacher_id])


def _may_go(shift: Shift, now: datetime, decided: tuple[Exceptional, ...]) -> bool:
    return shift.state in EXPECTED and shift.starts_at > now and not is_closed(shift.starts_at, shift.ends_at, decided)


def _fit(  # noqa: PLR0913, PLR0917  (two of the same)
    me: Volunteer, mine: Shift, my_shifts: list[Shift], them: Volunteer, theirs: Shift, their_shifts: list[Shift]
) -> bool:
    return (
        may_stand_in(me.groups, them.groups)
        and fits(me, theirs.times, _without(my_shifts, mine))
        and fits(them, mine.times, _without(their_shifts, theirs))
    )


def _without(shifts: list[Shift], but: Shift) -> list[Times]:
    return [shift.had for shift in shifts if shift.pk != but.pk]
