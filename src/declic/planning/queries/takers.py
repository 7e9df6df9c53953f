"""Who could take a shift that was given up."""

from collections import defaultdict
from datetime import datetime

from django.db.models import Q

from declic.dispatch.queries.hours import exceptional
from declic.people.models import Teacher
from declic.planning.models import Shift
from declic.planning.queries.rotas import HELD
from declic.planning.queries.volunteers import groups_of, volunteers_in
from declic.planning.rules.checks import fits
from declic.planning.rules.closed import is_closed
from declic.planning.rules.covers import may_stand_in


def takers_of(shift: Shift, now: datetime) -> list[Teacher]:
    """Those to whom `offered_to` offers it. Six queries, whatever their number."""
    if shift.ends_at <= now or is_closed(shift.starts_at, shift.ends_at, exceptional(shift.starts_at)):
        return []
    groups = groups_of(Q(teacher_id=shift.teacher_id)).get(shift.teacher_id, frozenset())
    given: dict[int, list[Shift]] = defaultdict(list)
    for other in Shift.objects.filter(rota=shift.rota, state__in=HELD):
        given[other.teacher_id].append(other)
    able = [
        teacher
        for teacher, one in volunteers_in(shift.rota.week).items()
        if teacher != shift.teacher_id
        and may_stand_in(one.groups, groups)
        and fits(one, shift.rest_at(now), [other.had for other in given[teacher]], is_rest=shift.starts_at < now)
    ]
    return list(Teacher.objects.select_related("account").filter(pk__in=able).order_by("pk"))


def stands_in(teacher: Teacher, shift: Shift) -> bool:
    """Whether they know what its teacher does, and it is not their own. One query."""
    groups = groups_of(Q(teacher_id__in=[teacher.pk, shift.teacher_id]))
    mine, theirs = (groups.get(one, frozenset()) for one in (teacher.pk, shift.teacher_id))
    return teacher.pk != shift.teacher_id and may_stand_in(mine, theirs)
